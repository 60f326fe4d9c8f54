"""Writes the files of a new engagement: a manifest to be answered, a Definition of Done and a configuration."""

from engagelint.scaffold.blocks import block
from engagelint.scaffold.drafts import PREFERENCE, Answers, drafts
from engagelint.scaffold.writing import Taken, write_all

__all__ = ["PREFERENCE", "Answers", "Taken", "block", "drafts", "write_all"]
