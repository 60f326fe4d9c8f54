"""Exceptions: what lets a finding through, on whose word and until when, and what nothing lets through."""
