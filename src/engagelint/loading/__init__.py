"""From text to a Document: YAML, JSON and Markdown, with the place of every key and value."""

from engagelint.loading import pyyaml

# Before any module here imports what it needs of `yaml`.
pyyaml.import_in_part()
