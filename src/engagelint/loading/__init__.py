"""From text to a Document: YAML, JSON and Markdown, with the place of every key and value."""
