"""What a text says and shows: folding, mentions of a concept, names of people, and characters that deceive."""

from engagelint.text.deception import hidden_characters, hidden_offsets, mixed_scripts, named_points, visible
from engagelint.text.folding import fold, fold_with_offsets
from engagelint.text.lexicon import Lexicon, load_lexicon
from engagelint.text.mentions import mention, mentions
from engagelint.text.names import named, same_name

__all__ = [
    "Lexicon",
    "fold",
    "fold_with_offsets",
    "hidden_characters",
    "hidden_offsets",
    "load_lexicon",
    "mention",
    "mentions",
    "mixed_scripts",
    "named",
    "named_points",
    "same_name",
    "visible",
]
