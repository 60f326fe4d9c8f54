"""The language server: findings, explanations, completion and insertions in an editor.

Only `server` needs the `lsp` extra; everything else here works on plain texts.
"""
