"""What a YAML parser complains of, in plain words and at the place that has to be mended."""

from __future__ import annotations

from yaml.error import MarkedYAMLError, YAMLError

from engagelint.loading.unreadable import Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_STRUCTURE: Final = "The structure breaks off here: check the indentation, and quote a text as a whole or not at all"
_COLON: Final = (
    "A colon cannot stand here: quote a text that holds `: `, or check the indentation of this line and the last"
)
_UNCLOSED_QUOTE: Final = "The quotation mark that opens here is never closed"
_ESCAPE: Final = (
    "A backslash between double quotes begins a code, and this one is unknown: write `\\\\`, or use single quotes"
)
_BLOCK: Final = "Only a comment may follow `|` or `>` in its line: begin the text in the next line"
_NAME: Final = "A name of letters and digits must follow `*` or `&`: quote a text that begins so"
_TAG: Final = "A text that begins with `!` must stand in quotes"
_DIRECTIVE: Final = "A line that begins with `%` cannot stand here: delete it, or put the text in quotes"

#: The words for a parser's problem, by a part of its own; True for where it began, False for where it was noticed.
_PROBLEMS: Final[tuple[tuple[str, str, bool], ...]] = (
    ("mapping values are not allowed", _COLON, False),
    ("tab character that violates", "A tab is used for indentation: use spaces", False),
    ("expected ',' or ']'", "The list that opens with `[` here is not closed, or a comma is missing in it", True),
    ("expected ',' or '}'", "The group that opens with `{` here is not closed, or a comma is missing in it", True),
    ("unexpected end of stream", _UNCLOSED_QUOTE, True),
    ("unexpected document indicator", _UNCLOSED_QUOTE, True),
    (
        "could not find expected ':'",
        "This line has no `: ` after its first words, and is no part of a text above",
        True,
    ),
    ("expected '-' indicator", "This line stands among the members of a list and does not begin with `- `", False),
    ("did not find expected key", _STRUCTURE, False),
    ("expected <block end>", _STRUCTURE, False),
    ("sequence entries are not allowed", "A list's `- ` cannot stand here: begin it in a line of its own", False),
    ("expected node content", "A value is missing here, or a bracket or comma is one too many", False),
    ("expected the node content", "A value is missing here, or a bracket or comma is one too many", False),
    ("unknown escape character", _ESCAPE, False),
    ("hexdecimal number", _ESCAPE, False),
    ("hexadecimal numbers", _ESCAPE, False),
    ("Unicode character escape", "This code stands for no character", False),
    ("alphabetic or numeric character", _NAME, True),
    ("comment or line break", _BLOCK, False),
    ("tag handle", _TAG, True),
    ("tag URI", _TAG, True),
    ("expected '>'", _TAG, True),
    ("URI escaped octet", _TAG, True),
    ("<document start>", "Text stands after the end of the document", False),
    ("directive", _DIRECTIVE, False),
    ("version number", _DIRECTIVE, False),
    ("incompatible YAML document", "Only YAML 1.1 and 1.2 are read: delete the line that begins with `%YAML`", False),
)


def explain(error: Exception, text: str, base: int, end: int, bracket: int | None) -> Unreadable:
    """The parser's `error` about `text[base:end]`, as the reader is told it.

    `bracket` is where the innermost `[` or `{` that is open stands, if any is.
    """
    if not isinstance(error, YAMLError):
        return _at("A code or number here is too large to be YAML", text, base, end)
    if not isinstance(error, MarkedYAMLError):  # the reader's
        at = getattr(error, "position", None)
        return _at("A character cannot be read here", text, base + (at if isinstance(at, int) else 0), end)
    noticed = base + (error.problem_mark.index if error.problem_mark else 0)
    begun = base + error.context_mark.index if error.context_mark else noticed
    problem = error.problem or ""
    words, offset = _problem(problem, text, begun, noticed)
    if "node content" in problem and bracket is not None and not text[noticed:end].strip():
        words, offset = "The bracket that opens here is never closed", bracket
    elif (error.context or "").endswith("directive"):
        words, offset = _DIRECTIVE, begun
    return _at(words, text, offset, end)


def _problem(problem: str, text: str, begun: int, noticed: int) -> tuple[str, int]:
    """The words for a parser's problem and the offset to show, either where it began or where it was noticed."""
    if "cannot start any token" in problem:
        return _no_start(text, noticed), noticed
    if ("expected key" in problem or "node content" in problem) and text.startswith(":", noticed):
        return "A key is missing before this colon", noticed
    for part, words, context in _PROBLEMS:
        if part in problem:
            return words, begun if context else noticed
    return f"This is not valid YAML: {problem}", noticed


def _no_start(text: str, at: int) -> str:
    """What to say of a character that no value can begin with."""
    character = text[at : at + 1]
    if character == "\t":
        return "A tab is used for indentation: use spaces"
    if character == "%" and text[at - 1 : at] == "{":
        return "This looks like a template that was not filled in: replace `{% ... %}` by what it stands for"
    return f"A text that begins with `{character}` must stand in quotes"


def _at(message: str, text: str, offset: int, end: int) -> Unreadable:
    """`message` at `offset`, brought into the document."""
    offset = max(0, min(offset, end, len(text)))
    return Unreadable(message, offset, min(offset + 1, max(end, offset)))
