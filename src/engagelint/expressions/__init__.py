"""Conditions and placeholders in CEL: compiled once, evaluated in a place, answered by a value or the lack of one."""

from __future__ import annotations

import json
import re
from binascii import a2b_base64, b2a_base64
from functools import cache, lru_cache

from cel_expr_python import cel

from engagelint.expressions.functions import (
    CALCULATIONS,
    NOT_STATED,
    OF_TEXTS,
    TextTest,
    declarations,
    reckon,
    remembered,
)
from engagelint.expressions.source import TEXT, VARIABLES, Malformed, bind, places_read, reads, without_stated
from engagelint.records import NamedTuple
from engagelint.text import mentions, named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from engagelint.expressions.source import Reads
    from engagelint.text import Lexicon

__all__ = [
    "CALCULATIONS",
    "VARIABLES",
    "Expression",
    "Failed",
    "Language",
    "Malformed",
    "Missing",
    "TextTest",
    "bind",
    "places_read",
    "reads",
    "reckon",
]

# cel-expr-python tells errors apart by their text only; tests hold these texts, and the package's version is pinned.
_KEY_NOT_FOUND = "NOT_FOUND: Key not found in map : "
_INDEX_BEYOND = "UNKNOWN: Index error"
#: How a serialised program begins that was not checked: with the type of what follows.
_PARSED = b"\n'type.googleapis.com/cel.expr.ParsedExpr"

_COMPILE_ERROR = r"ERROR: <input>:(\d+):(\d+): (.*)"


class Missing(NamedTuple):
    """The answer where a term that the expression needs is not stated: the term's name, empty where it has none."""

    term: str


class Failed(NamedTuple):
    """The answer where the expression cannot be evaluated on these values."""

    reason: str


class Expression:
    """An expression and its program, which is made when it is first evaluated."""

    __slots__ = ("_make", "_reads", "made", "source")

    def __init__(self, source: str, make: Callable[[], Any], known: Reads | None = None) -> None:
        """Take what makes the program, and what the source reads where that is known."""
        self.source = source
        self._make = make
        #: The program, once it was made.
        self.made: Any = None
        self._reads = known

    @property
    def program(self) -> Any:
        """What evaluates the expression."""
        if self.made is None:
            self.made = self._make()
        return self.made

    @property
    def reads(self) -> Reads:
        """The terms it reads as (variable, parts), in the order of its text."""
        if self._reads is None:
            self._reads = reads(self.source)
        return self._reads

    def members(self, variable: str) -> frozenset[str] | None:
        """The members of a variable that the expression reads; None where it may read any."""
        parts = [one for name, one in self.reads if name == variable]
        return frozenset(one[0] for one in parts) if all(parts) else None


def _unwrapped(serialised: bytes) -> bytes:
    """The tree in a serialised program: an `Any` whose field 2 is a `ParsedExpr`, of which the tree is field 2."""
    return _field(_field(serialised, 2), 2)


def _wrapped(tree: bytes) -> bytes:
    """The serialised program that `_unwrapped` takes a tree from, but for the positions."""
    inner = b"\x12" + _varint(len(tree)) + tree
    return _PARSED + b"\x12" + _varint(len(inner)) + inner


def _field(message: bytes, number: int) -> bytes:
    """The first field of that number in a message of protocol buffers whose fields are all of varying length."""
    at = 0
    while at < len(message):
        tag, size, shift = message[at], 0, 0
        more = True
        while more:
            at += 1
            size |= (message[at] & 0x7F) << shift
            shift, more = shift + 7, message[at] >= 0x80
        if tag == number << 3 | 2:
            return message[at + 1 : at + 1 + size]
        at += 1 + size
    raise ValueError(f"a program without field {number}")


def _varint(number: int) -> bytes:
    """A size as protocol buffers write it: seven bits a byte, the lowest first."""
    written = bytearray()
    while number >= 0x80:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*written, number))


def _words(error: Any) -> str:
    """What the runtime says of an error; it may be no text, as when it quotes half a character."""
    try:
        return str(error.value())
    except TypeError:
        return "it cannot be evaluated"


class Language:
    """CEL with engagelint's variables and functions; the lexicon is asked for when a text is first searched."""

    def __init__(self, lexicon: Callable[[], Lexicon]) -> None:
        # Keys, an enumeration's values and linked criteria come again in every document, as names do in every place.
        self._speaks_of = remembered(lambda text, concept: mentions(text, concept, lexicon()))
        self._is_named = remembered(lambda text, _: named(text))
        self._environment = cel.NewEnv(
            variables=dict.fromkeys(VARIABLES, cel.Type.DYN), functions=declarations(self._speaks_of, self._is_named)
        )
        self._error = cel.Type.ERROR
        self._lexicon = lexicon
        self.compile = lru_cache(maxsize=None)(self._compile)
        self._loaded: dict[str, Expression] = {}

    def _compile(self, source: str, *, check: bool = False) -> Expression:
        """Compile an expression whose parameters are bound; `check` costs four times as much and finds unknown names.

        Raises Malformed where the text is no expression or names what does not exist.
        """
        expression = Expression(source, lambda: self._program(source, check=check))
        _ = expression.program
        return expression

    def _program(self, source: str, *, check: bool = False) -> Any:
        try:
            return self._environment.compile(source if check else without_stated(source), disable_check=not check)
        except RuntimeError as error:
            match = re.search(_COMPILE_ERROR, str(error))
            if match is None:
                raise Malformed(str(error).splitlines()[0]) from None
            raise Malformed(match.group(3), int(match.group(1)), int(match.group(2))) from None

    def load(self, source: str, program: Callable[[str], str | None], known: Reads | None = None) -> Expression:
        """The expression whose program `program` has from `dump`, asked for when it is first evaluated.

        `known` is what it reads, where that is known.
        """
        if source not in self._loaded:
            self._loaded[source] = Expression(source, lambda: self._deserialised(source, program(source)), known)
        return self._loaded[source]

    def load_sweep(self, program: str, known: Reads) -> Expression:
        """The expression whose program `dump` gave; it is `false` where this release of the runtime cannot load it."""
        return Expression("false", lambda: self._deserialised("false", program), known)

    def _deserialised(self, source: str, program: str | None) -> Any:
        try:
            return self._environment.deserialize(_wrapped(a2b_base64(program))) if program else self._program(source)
        except RuntimeError:  # another release of the runtime may write programs otherwise
            return self._program(source)

    def dump(self, source: str) -> str:
        """The program of an expression for `load`: its syntax tree, without the positions in its source."""
        return b2a_base64(self.tree(self._program(source)), newline=False).decode()

    @staticmethod
    def tree(program: Any) -> bytes:
        """The syntax tree that a program evaluates."""
        return _unwrapped(program.serialize())

    def says(self, what: str, text: str) -> bool:
        """What `text.mentions(what)` says, and of `named` what `named(text)` says."""
        return self._is_named(text, "") if what == "named" else self._speaks_of(text, what)

    def wrong_calls(self, source: str) -> Iterator[str]:
        """What is wrong in calls that are right in form: a concept that there is none of, a pattern that is none."""
        for call in re.finditer(rf"\.(mentions|matches)\(\s*({TEXT})\s*\)", source):
            said = self.evaluate(self.compile(f"''.{call.group(1)}({call.group(2)})"), self.place({}))
            if isinstance(said, Failed) and call.group(1) == "mentions":
                known = ", ".join(sorted(self._lexicon().names))
                yield f"there is no concept {call.group(2)}; there are {known}"
            elif isinstance(said, Failed):
                yield f"{call.group(2)} is no pattern, or stands for too much"

    @cache  # noqa: B019 - there is one language in a process
    def on_text(self, source: str) -> TextTest | None:
        """What an expression says of a place whose value is a text, without CEL; None where it takes CEL to say.

        Conditions of three forms are judged on every text of a document, and are nothing but a call of one of the
        functions above. Tests hold that both ways say the same.
        """
        function = next((one for name, one in OF_TEXTS.items() if source == f"size({name}(self)) == 0"), None)
        if function:
            return TextTest(lambda text: text.isascii() or not function(text))
        if found := re.fullmatch(r'(?:self in (\[[^\]\\]*\]) \|\| )?!self\.mentions\("([a-z-]+)"\)', source):
            meant, concept = json.loads(found.group(1) or "[]"), found.group(2)
            return TextTest(lambda text: text in meant or not self._speaks_of(text, concept))
        return None

    def place(self, variables: Mapping[str, Any]) -> Any:
        """The values that expressions see in one place; what they read of it is converted once."""
        return self._environment.Activation(variables)

    def evaluate(self, expression: Expression, place: Any) -> Any:
        """The expression's value in `place` as plain data, or Missing, or Failed."""
        try:
            value = (expression.made or expression.program).eval(place)
        except RuntimeError as error:  # the evaluation budget
            return Failed(str(error))
        if value.type() != self._error:
            return value.plain_value()
        text = _words(value)
        if text.startswith(_KEY_NOT_FOUND):
            return Missing(text.removeprefix(_KEY_NOT_FOUND).removeprefix('"').removesuffix('"'))
        if text.startswith(_INDEX_BEYOND):
            return Missing("")
        if (at := text.find(NOT_STATED)) >= 0:
            return Missing(text[at + len(NOT_STATED) :])
        return Failed(text)
