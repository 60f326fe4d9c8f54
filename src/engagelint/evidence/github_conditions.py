"""GitHub's conditions: whether a job or step ever runs on pull requests or on the default branch."""

from __future__ import annotations

import re

from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Final

    from engagelint.evidence.github_events import World

_LONGEST: Final = 5_000
_DEEPEST: Final = 20
#: How many pairs of values are compared, and how many texts `format` puts together.
_MOST_PAIRS: Final = 500
_MOST_TEXTS: Final = 50
#: The longest text that `format` puts together or fills in, and how many items of a list are compared.
_LONGEST_TEXT: Final = 200
_MOST_ITEMS: Final = 100
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>[+-]?\d+(?:\.\d+)?(?![\w.]))|(?P<name>[A-Za-z_][\w-]*)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[<>!()\[\],.*]))"
)
#: Stands for what the repository itself is called, which conditions compare with what its authors know it to be.
OWN: Final = "\0own"
#: Stands for a text that people write, such as a message or a name: an ordinary one is none that a condition names.
WRITTEN: Final = "\0"


class Outcome(NamedTuple):
    """Whether it happens that a condition holds, and that it fails: 2 it does, 1 cannot be told, 0 it never does."""

    holds: int
    fails: int


ALWAYS: Final = Outcome(2, 0)
NEVER: Final = Outcome(0, 2)
UNKNOWN: Final = Outcome(1, 1)


class Value(NamedTuple):
    """What a value of an expression may be.

    `choices` are the values that it has, in one run or another; None where it takes whatever value it is compared
    with. `others` says that it may have others too, of which nothing is known.
    """

    choices: tuple[object, ...] | None
    others: bool = False


#: A value of which nothing is known.
UNCLEAR: Final = Value((), others=True)
#: A value that takes each value in the course of things, such as what a job found to have changed.
EITHER: Final = Value(None)


class _NotRead(Exception):  # noqa: N818 -- what is said of the condition
    """A condition is none that is read."""


def condition_outcome(condition: str, world: World, succeeded: Outcome) -> Outcome:
    """Whether a condition, `${{ }}` around it or not, holds in a world; `succeeded` is what `success()` comes to there.

    What such a function is not named in, holds only where all before it succeeded.
    """
    known = world.outcomes.get((condition, succeeded))
    if known is None:
        known = world.outcomes[condition, succeeded] = _condition(condition, world, succeeded)
    return known


def both(left: Outcome, right: Outcome) -> Outcome:
    """What two conditions come to that must both hold."""
    return Outcome(min(left.holds, right.holds), max(left.fails, right.fails))


def _condition(condition: str, world: World, succeeded: Outcome) -> Outcome:
    text = condition.strip()
    if text.startswith("${{") and text.endswith("}}"):
        text = text[3:-2]
    try:
        reader = _Reader(_tokens(text), world, succeeded)
        outcome = _truth(reader.whole())
    except _NotRead:
        return both(UNKNOWN, succeeded)
    return outcome if reader.asks_for_status else both(outcome, succeeded)


def _tokens(text: str) -> list[tuple[str, str]]:
    """Kind and text of each token."""
    found = []
    at, text = 0, text.strip()
    if not text or len(text) > _LONGEST:
        raise _NotRead
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or token.lastgroup is None:
            raise _NotRead
        found.append((token.lastgroup, token[token.lastgroup]))
        at = token.end()
    return found


class _Reader:
    """Works out an expression in one world, from its first token to its last."""

    def __init__(self, tokens: list[tuple[str, str]], world: World, succeeded: Outcome) -> None:
        self.tokens = tokens
        self.world = world
        self.succeeded = succeeded
        self.at = 0
        self.depth = 0
        self.asks_for_status = False

    def whole(self) -> Value | Outcome:
        """What all tokens come to."""
        found = self.any_of()
        if self.at < len(self.tokens):
            raise _NotRead
        return found

    def any_of(self) -> Value | Outcome:
        """What is joined by `||`."""
        found = self.all_of()
        while self.takes("||"):
            left, right = _truth(found), _truth(self.all_of())
            found = Outcome(max(left.holds, right.holds), min(left.fails, right.fails))
        return found

    def all_of(self) -> Value | Outcome:
        """What is joined by `&&`."""
        found = self.compared()
        while self.takes("&&"):
            found = both(_truth(found), _truth(self.compared()))
        return found

    def compared(self) -> Value | Outcome:
        """A value, or two that are compared."""
        found = self.single()
        if self.takes("=="):
            return _equal(found, self.single())
        if self.takes("!="):
            return _not(_equal(found, self.single()))
        if any(self.takes(sign) for sign in ("<=", ">=", "<", ">")):
            self.single()
            return UNKNOWN
        return found

    def single(self) -> Value | Outcome:
        """A value, what stands in brackets, and either with `!` before it."""
        negated = False
        while self.takes("!"):
            negated = not negated
        found = self.value()
        return _not(_truth(found)) if negated else found

    def value(self) -> Value | Outcome:
        """A literal, a variable, a call, or what stands in brackets."""
        if self.takes("("):
            return self.within(self.any_of)
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        self.at += 1
        if kind == "text":
            return Value((text[1:-1].replace("''", "'"),))
        if kind == "number":
            return Value((float(text),))
        if kind != "name":
            raise _NotRead
        name = text.lower()
        if self.takes("("):
            return self.within(lambda: self.call(name))
        if name in _LITERALS:
            return Value((_LITERALS[name],))
        return self.world.value(self.path(name))

    def path(self, name: str) -> str:
        """The whole name of a variable, as in `github.event.action`."""
        parts = [name]
        while True:
            if self.takes("."):
                kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
                if kind != "name" and text != "*":
                    raise _NotRead
            elif self.takes("["):
                kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
                if self.tokens[self.at + 1 : self.at + 2] != [("sign", "]")] or kind == "name":
                    raise _NotRead
                text = text.strip("'")
                self.at += 1
            else:
                return ".".join(parts)
            parts.append(text.lower())
            self.at += 1

    def within(self, read: Callable[[], Value | Outcome]) -> Value | Outcome:
        """What stands before a closing bracket."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _NotRead
        found = read()
        if not self.takes(")"):
            raise _NotRead
        self.depth -= 1
        return found

    def call(self, name: str) -> Value | Outcome:
        """What a function comes to; its opening bracket is behind us."""
        given: list[Value] = []
        while self.at < len(self.tokens) and self.tokens[self.at] != ("sign", ")"):
            found = self.any_of()
            given.append(found if isinstance(found, Value) else UNCLEAR)
            if not self.takes(","):
                break
        if name in {"success", "failure", "cancelled", "always"}:
            self.asks_for_status = True
            return {"success": self.succeeded, "always": ALWAYS}.get(name, NEVER)
        if name in _TESTS and len(given) == 2:
            return _compare(given[0], given[1], _TESTS[name])
        if name == "format" and given:
            return _formatted(given[0], given[1:])
        if name in {"join", "tojson"} and given:
            return given[0] if given[0] == Value((WRITTEN,), others=True) else UNCLEAR
        if name == "fromjson" and len(given) == 1:
            return _from_json(given[0])
        return EITHER if name == "hashfiles" else UNCLEAR

    def takes(self, sign: str) -> bool:
        """Go past a sign if it is the next token."""
        found = self.at < len(self.tokens) and self.tokens[self.at] == ("sign", sign)
        self.at += found
        return found


_LITERALS: Final[Mapping[str, object]] = {"true": True, "false": False, "null": None}


def _truth(found: Value | Outcome) -> Outcome:
    """Whether a value counts as true."""
    return found if isinstance(found, Outcome) else _summed(found, bool)


def _not(outcome: Outcome) -> Outcome:
    return Outcome(outcome.fails, outcome.holds)


def _summed(value: Value, test: Callable[[object], bool]) -> Outcome:
    """What a test comes to over all that a value may be."""
    if value.choices is None:
        return Outcome(2, 2)
    return _seen({test(choice) for choice in value.choices}, others=value.others)


def _seen(results: set[bool], *, others: bool) -> Outcome:
    """What a test comes to that had those results, where there may be others."""
    unsure = 1 if others else 0
    return Outcome(2 if True in results else unsure, 2 if False in results else unsure)


def _equal(left: Value | Outcome, right: Value | Outcome) -> Outcome:
    if isinstance(left, Outcome):
        left, right = right, left
    if isinstance(left, Outcome):
        return UNKNOWN
    if isinstance(right, Outcome):
        if left == Value((True,)):
            return right
        return _not(right) if left == Value((False,)) else UNKNOWN
    return _compare(left, right, _same)


def _compare(left: Value, right: Value, test: Callable[[object, object], bool]) -> Outcome:
    """What a comparison comes to over all that its two sides may be."""
    if UNCLEAR in (left, right):
        return UNKNOWN
    if left.choices is None or right.choices is None:
        return Outcome(2, 2)
    if len(left.choices) * len(right.choices) > _MOST_PAIRS:
        return UNKNOWN
    results = {test(one, other) for one in left.choices for other in right.choices}
    return _seen(results, others=left.others or right.others)


def _same(one: object, other: object) -> bool:
    """Whether GitHub takes two values for equal: texts without regard to case, others by the number they stand for."""
    if isinstance(one, str) and isinstance(other, str):
        return OWN in (one, other) or one.lower() == other.lower()
    if isinstance(one, tuple) or isinstance(other, tuple):
        return False
    return _number(one) == _number(other)


def _number(value: object) -> float:
    """The number that a value stands for; one that is equal to none, itself included, where it stands for none."""
    if isinstance(value, str):
        try:
            return float(value or 0)
        except ValueError:
            return float("nan")
    return float(value) if isinstance(value, int | float) else 0.0


def _word(value: object) -> str:
    """The text that a value stands for where a text is asked for."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return value.lower() if isinstance(value, str) else ""


def _contains(whole: object, part: object) -> bool:
    if isinstance(whole, tuple):
        return any(_same(one, part) for one in whole)
    return whole == OWN or _word(part) in _word(whole)


def _starts(whole: object, part: object) -> bool:
    return whole == OWN or _word(whole).startswith(_word(part))


def _ends(whole: object, part: object) -> bool:
    return whole == OWN or _word(whole).endswith(_word(part))


_TESTS: Final[Mapping[str, Callable[[object, object], bool]]] = {
    "contains": _contains,
    "startswith": _starts,
    "endswith": _ends,
}


def _formatted(pattern: Value, given: Sequence[Value]) -> Value:
    """The texts that `format` makes of what is given."""
    texts = [_word(choice) for choice in pattern.choices or ()]
    for place, value in enumerate(given):
        hole, words = f"{{{place}}}", [_word(choice) for choice in value.choices or ()]
        if value.others or not words or len(texts) * len(words) > _MOST_TEXTS:
            return UNCLEAR
        if max(map(len, (*texts, *words)), default=0) > _LONGEST_TEXT:
            return UNCLEAR
        texts = [text.replace(hole, word, 5) for text in texts for word in words]
    return Value(tuple(texts), others=pattern.others) if texts else UNCLEAR


def _from_json(value: Value) -> Value:
    """The list of texts, or the simple value, that stands in a text as JSON."""
    import json

    if value.others or not value.choices or len(value.choices) > 1:
        return UNCLEAR
    try:
        found = json.loads(_word(value.choices[0]))
    except (ValueError, RecursionError):
        return UNCLEAR
    if isinstance(found, list):
        texts = tuple(one for one in found if isinstance(one, str))
        return Value((texts,)) if len(found) <= _MOST_ITEMS else UNCLEAR
    return Value((found,)) if found is None or isinstance(found, bool | str | float) else UNCLEAR
