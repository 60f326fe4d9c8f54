"""Conditions and placeholders in CEL: compiled once, evaluated in a place, answered by a value or the lack of one."""

from __future__ import annotations

import json
import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache, lru_cache

from cel_expr_python import cel

from engagelint import facts
from engagelint.records import NamedTuple
from engagelint.text import hidden_characters, mentions, mixed_scripts, named, same_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from engagelint.text import Lexicon

#: The variables that a condition may use (design: policies, "Variables"). `params` is put in when a policy is loaded.
VARIABLES = ("self", "document", "member", "key", "index", "done", "engagement", "today")

# cel-expr-python tells errors apart by their text only; tests hold these texts, and the package's version is pinned.
_KEY_NOT_FOUND = "NOT_FOUND: Key not found in map : "
_INDEX_BEYOND = "UNKNOWN: Index error"
#: How a serialised program begins that was not checked: with the type of what follows.
_PARSED = b"\n'type.googleapis.com/cel.expr.ParsedExpr"
_NOT_STATED = "engagelint-not-stated: "

# These are compiled, and kept by `re`, when they are first used: few runs need them.
TEXT = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
_TEXT_OR_PARAMETER = TEXT + r"|(?<![\w.])params\.(\w+)"
TEXT_OR_NAME = TEXT + r"|(?<![\w.])([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*+(?!\s*\()|\[\d+\])*)"
_TEXT_OR_BRACKET = TEXT + r"|(?<![\w.])stated\s*\(|[()]"
_PART = r"\w+"
# What a macro goes through the members of, behind the list's name: `.exists(item,`.
MACRO = r"\s*\.(?:all|exists|exists_one|filter|map)\(\s*([A-Za-z_]\w*)\s*,"
# What functions read of the members of the list that is their first argument.
_READ_OF_MEMBERS = {
    "overlap(": ("side", "time_zone", "hours", "days"),
    "clock_difference(": ("side", "time_zone"),
    "headcount(": ("side", "level", "count"),
}
_COMPILE_ERROR = r"ERROR: <input>:(\d+):(\d+): (.*)"


#: Of how many texts, of how many characters at most, it is remembered what a function says of them.
_REMEMBERED = 2_048
_SHORT = 200

#: Terms as (variable, parts).
Reads = Sequence[tuple[str, Sequence[str]]]


class Missing(NamedTuple):
    """The answer where a term that the expression needs is not stated: the term's name, empty where it has none."""

    term: str


class Failed(NamedTuple):
    """The answer where the expression cannot be evaluated on these values."""

    reason: str


class Malformed(Exception):  # noqa: N818 - it describes the expression, and is shown as a finding
    """An expression that does not compile: why, and where in its text (1-based)."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


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


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with a term not stated turned into the text that `Language.evaluate` knows."""

    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except facts.NotStated as missing:
            raise LookupError(f"{_NOT_STATED}{missing}") from None
        finally:
            # The runtime never lets go of what it has made for a call, which in a thousand files is much.
            for argument in arguments:
                _empty(argument)

    return call


def _empty(made: Any) -> None:
    """Take everything out of a list or mapping that was made for a call."""
    pending = [made]
    while pending:
        one = pending.pop()
        if isinstance(one, (dict, list)):
            pending.extend(one.values() if isinstance(one, dict) else one)
            one.clear()


def _remembered(function: Callable[..., bool]) -> Callable[..., bool]:
    """The function of texts with what it said of the last short ones kept."""
    known = lru_cache(maxsize=_REMEMBERED)(function)

    def call(text: str, other: str) -> bool:
        return known(text, other) if len(text) <= _SHORT and len(other) <= _SHORT else function(text, other)

    return call


def _overlap(sites: list[dict[str, Any]], start: str, end: str) -> dict[str, Any]:
    least = facts.overlap(sites, start, end)
    return {"hours": least.hours, "worst_date": least.worst_date.isoformat()}


#: Functions that reckon with terms or compare them, with the types of their arguments.
CALCULATIONS: dict[str, tuple[tuple[type, ...], Callable[..., Any]]] = {
    "same_name": ((str, str), _remembered(same_name)),
    "overlap": ((list, str, str), _overlap),
    "clock_difference": ((list, str, str), facts.clock_difference),
    "headcount": ((list, str, str), facts.headcount),
    "days": ((str, str), facts.days_between),
    "months": ((str, str), facts.months_between),
}


def reckon(function: str, arguments: Sequence[Any]) -> Any:
    """The result of one of the calculations; None where a condition that calls it has none either."""
    types, reckoned = CALCULATIONS[function]
    if tuple(map(type, arguments)) != types:
        return None
    try:
        return reckoned(*arguments)
    except Exception:  # noqa: BLE001 - as the runtime does of what it calls
        return None


def _duplicates(values: list[Any]) -> list[str]:
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for value in values:
        folded = " ".join(str(value).casefold().split())
        if folded in seen:
            twice[str(value)] = None
        seen.add(folded)
    return list(twice)


def _declarations(
    speaks_of: Callable[[str, str], bool], is_named: Callable[[str, str], bool]
) -> list[cel.FunctionDecl]:
    kinds = cel.Type
    text, number, truth, listing = kinds.STRING, kinds.DOUBLE, kinds.BOOL, kinds.List(kinds.DYN)
    mapping = kinds.Map(kinds.DYN, kinds.DYN)

    of_type: dict[type, Any] = {str: text, list: listing}
    results = {"same_name": truth, "overlap": mapping}

    def declare(
        name: str, result: Any, parameters: list[Any], function: Callable[..., Any], *, method: bool = False
    ) -> cel.FunctionDecl:
        return cel.FunctionDecl(name, [cel.Overload(name, result, parameters, method, _guarded(function))])

    def unquestioned(_: object) -> bool:
        return True  # what is not stated never gets here: the error for a missing key goes before

    stated = [text, number, truth, listing, mapping]
    return [
        cel.FunctionDecl(
            "stated",
            [cel.Overload(f"stated_{n}", truth, [kind], impl=unquestioned) for n, kind in enumerate(stated)],
        ),
        declare("named", truth, [text], lambda text: is_named(text, "")),
        declare("mentions", truth, [text, text], speaks_of, method=True),
        *(
            declare(name, results.get(name, number), [of_type[one] for one in types], function)
            for name, (types, function) in CALCULATIONS.items()
        ),
        declare("duplicates", kinds.List(text), [listing], _duplicates),
        declare("hidden_characters", kinds.List(text), [text], hidden_characters),
        declare("mixed_scripts", kinds.List(text), [text], mixed_scripts),
    ]


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


#: Functions of one text that give what is wrong in it.
_OF_TEXTS: dict[str, Callable[[str], list[str]]] = {
    "hidden_characters": hidden_characters,
    "mixed_scripts": mixed_scripts,
}


class TextTest:
    """A condition on texts, which remembers those that have passed: most come again in every document."""

    __slots__ = ("_passed", "_test")

    def __init__(self, test: Callable[[str], bool]) -> None:
        self._test = test
        self._passed: set[str] = set()

    def know(self, texts: Iterable[str]) -> None:
        """Take it that these texts pass."""
        self._passed.update(texts)

    def __call__(self, text: str) -> bool:
        """Whether the condition holds for a text."""
        return self._test(text)

    def all_pass(self, texts: frozenset[str]) -> bool:
        """Whether the condition holds for all of the texts."""
        new = texts - self._passed
        if not all(map(self._test, new)):
            return False
        if len(self._passed) + len(new) > _REMEMBERED:
            self._passed.clear()
        self._passed.update(text for text in new if len(text) <= _SHORT)
        return True


def without_stated(source: str) -> str:
    """The expression with each `stated(term)` put as `size([term]) == 1`, which says the same without leaving CEL.

    A list is made of what is there, and of nothing else; calling out takes longer than all the rest of an evaluation.
    Where the brackets do not fit, the expression is left for the compiler to complain of.
    """
    put: list[str] = []
    at = depth = 0
    open_at: list[int] = []
    for match in re.finditer(_TEXT_OR_BRACKET, source):
        found = match.group()
        if found == ")":
            depth -= 1
            if open_at and open_at[-1] == depth:
                open_at.pop()
                put += [source[at : match.start()], "]) == 1)"]
                at = match.end()
        elif found.endswith("("):
            if found != "(":
                open_at.append(depth)
                put += [source[at : match.start()], "(size(["]
                at = match.end()
            depth += 1
    return source if open_at or depth else "".join([*put, source[at:]])


def literal(value: Any) -> str:
    """A parameter's value as a CEL literal; numbers are doubles there."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(float(value))
    if isinstance(value, list):
        return f"[{', '.join(literal(entry) for entry in value)}]"
    return json.dumps(str(value))


def bind(source: str, parameters: Mapping[str, Any]) -> str:
    """`source` with each `params.NAME` replaced by its value; raises Malformed for a name not in `parameters`."""

    def put(match: re.Match[str]) -> str:
        name = match.group(1)
        if name is None:
            return match.group()
        if name not in parameters:
            line = source.count("\n", 0, match.start()) + 1
            column = match.start() - (source.rfind("\n", 0, match.start()) + 1) + 1
            raise Malformed(f"the policy has no parameter `{name}`", line, column)
        return literal(parameters[name])

    return re.sub(_TEXT_OR_PARAMETER, put, source) if "params" in source else source


def reads(source: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The terms that an expression reads: each variable with the parts selected from it, in the order of the text.

    What a macro such as `exists` reads of a list's members stands behind `*`.
    """
    bound: dict[str, tuple[str, tuple[str, ...]]] = {name: (name, ()) for name in VARIABLES}
    found: dict[tuple[str, tuple[str, ...]], None] = {}
    declared: set[int] = set()
    for match in re.finditer(TEXT_OR_NAME, source):
        if match.group(1) not in bound or match.start() in declared:
            continue
        variable, parts = bound[match.group(1)]
        term = variable, (*parts, *re.findall(_PART, match.group(2)))
        found[term] = None
        if macro := re.compile(MACRO).match(source, match.end()):
            bound[macro.group(1)] = variable, (*term[1], "*")
            declared.add(macro.start(1))
    return tuple(found)


def places_read(source: str) -> list[tuple[str, ...]]:
    """The terms that an expression reads, also of the members that it goes through: variable, part, "*", part.

    What is read of a list that another macro or a function gives is not known.
    """
    bound: dict[str, tuple[str, ...]] = {}
    found = []
    for match in re.finditer(TEXT_OR_NAME, source):
        name = match.group(1)
        if name in VARIABLES or name in bound:
            path = (*bound.get(name, (name,)), *match.group(2).split(".")[1:])
            found.append(path)
            before = source[: match.start()].rstrip()
            for function, terms in _READ_OF_MEMBERS.items():
                found += [(*path, "*", term) for term in terms if before.endswith(function)]
            if macro := re.compile(MACRO).match(source, match.end()):
                bound[macro.group(1)] = (*path, "*")
    return list(dict.fromkeys(found))


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
        self._speaks_of = _remembered(lambda text, concept: mentions(text, concept, lexicon()))
        self._is_named = _remembered(lambda text, _: named(text))
        self._environment = cel.NewEnv(
            variables=dict.fromkeys(VARIABLES, cel.Type.DYN), functions=_declarations(self._speaks_of, self._is_named)
        )
        self._error = cel.Type.ERROR
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
        if program:
            with suppress(RuntimeError):  # another release of the runtime may write programs otherwise
                return self._environment.deserialize(_wrapped(a2b_base64(program)))
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

    @cache  # noqa: B019 - there is one language in a process
    def on_text(self, source: str) -> TextTest | None:
        """What an expression says of a place whose value is a text, without CEL; None where it takes CEL to say.

        Conditions of three forms are judged on every text of a document, and are nothing but a call of one of the
        functions above. Tests hold that both ways say the same.
        """
        function = next((one for name, one in _OF_TEXTS.items() if source == f"size({name}(self)) == 0"), None)
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
        if (at := text.find(_NOT_STATED)) >= 0:
            return Missing(text[at + len(_NOT_STATED) :])
        return Failed(text)
