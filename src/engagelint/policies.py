"""Policies: what one YAML file says, read into a Policy."""

from __future__ import annotations

import re
from functools import cached_property

from engagelint.codes import own_finding
from engagelint.expressions import Malformed, bind, places_read
from engagelint.model import Document, Finding, Kind, Severity, escape_pointer
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, TypeVar

    from engagelint.expressions.source import Reads

    T = TypeVar("T")
    #: What is had by a call, when it is first needed.
    Late = Callable[[], T]

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
#: What is known of a criterion follows from the term that is written.
_TEXTS = ("message", "why", "ask", "clause", "fallback")
_WRITTEN = {"topics": "text", "wording": "text", "marker": "text"}


class Unusable(Exception):  # noqa: N818 - it describes what the user chose, and is shown like a finding
    """A policy, pack or choice that cannot be worked with; `findings` say where, or else the text says why."""

    def __init__(self, message: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class Core(NamedTuple):
    """What is needed of a policy to judge by it: see Policy. `params` are the values that differ from its own."""

    id: str
    name: str
    family: str
    applies_to: frozenset[Kind]
    severity: Severity
    given: tuple[str, ...]
    absent_unanswered: bool
    when: str | None
    require: str
    is_mandatory: bool = False
    params: Mapping[str, Any] = {}
    reads: Mapping[str, Reads] = {}
    program: Callable[[str], str | None] | None = None


class Policy:
    """One policy, its parameters' values put into its expressions (design: the policy language).

    What every judgement needs is at hand; the texts are read, and `document` composed, when they are first asked for.
    Texts hold `{expression}` placeholders. `raw` is the file's content, `document` the file where there is one.
    Out of the bundle, `reads` has what its conditions read, and `program` gives compiled expressions, by their source.
    """

    def __init__(self, core: Core, raw: Late[Mapping[str, Any]], document: Late[Document | None]) -> None:
        self.id = core.id
        self.name = core.name
        self.family = core.family
        self.applies_to = core.applies_to
        self.severity = core.severity
        self.given = core.given
        self.absent_unanswered = core.absent_unanswered
        self.when = core.when
        self.require = core.require
        self.is_mandatory = core.is_mandatory
        self.reads = core.reads
        self.program = core.program
        self._core = core
        self._raw = raw
        self._document = document

    def __repr__(self) -> str:
        return f"<Policy {self.id}>"

    def weighing(self, severity: Severity) -> Policy:
        """The same policy with another severity."""
        return Policy(self._core._replace(severity=severity), self._raw, self._document)

    @cached_property
    def raw(self) -> Mapping[str, Any]:
        """The content of the policy's file; out of the bundle, without its examples."""
        return self._raw()

    @property
    def examples(self) -> Sequence[Mapping[str, Any]]:
        """What it passes, violates and leaves unanswered, as in its file."""
        held = self.raw if "examples" in self.raw or self.document is None else self.document.data
        examples: Sequence[Mapping[str, Any]] = held.get("examples", ())
        return examples

    @cached_property
    def document(self) -> Document | None:
        """The policy's file, for the places in it."""
        return self._document()

    @cached_property
    def params(self) -> Mapping[str, Any]:
        """The parameters' values by name."""
        return {**self.raw.get("params", {}), **self._core.params}

    @cached_property
    def requirement(self) -> str:
        """What the policy requires, in one sentence."""
        stated = " ".join(self.raw.get("requirement", "").split())
        return stated or f"{self.name.replace('-', ' ').capitalize()}."

    @cached_property
    def at(self) -> tuple[str, ...]:
        """What is pointed at, below the place."""
        return several(self.raw.get("at"))

    @cached_property
    def asked_of(self) -> str:
        """Whom to ask: client, vendor or both."""
        return str(self.raw.get("asked_of", "both"))

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Where the requirement comes from."""
        return several(self.raw.get("sources"))

    @cached_property
    def message(self) -> str:
        """What is said of a violation."""
        return self._text("message")

    @cached_property
    def why(self) -> str:
        """What goes wrong otherwise."""
        return self._text("why")

    @cached_property
    def ask(self) -> str:
        """What to ask the other side."""
        return self._text("ask")

    @cached_property
    def clause(self) -> str:
        """The clause to propose."""
        return self._text("clause")

    @cached_property
    def fallback(self) -> str:
        """The clause to propose where the first is refused; may be empty."""
        return self._text("fallback")

    @cached_property
    def unanswered_message(self) -> str | None:
        """What is said where the policy is unanswered; None for the sentence that the schema makes."""
        stated = self.raw.get("unanswered", {})
        return self._bound(stated["message"], "unanswered") if "message" in stated else None

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts that may hold placeholders."""
        return (self.message, self.why, self.ask, self.clause, self.fallback, self.unanswered_message or "")

    @property
    def unanswered_severity(self) -> Severity | None:
        """How much it weighs that the policy is unanswered; None for as much as a violation."""
        stated = self.raw.get("unanswered", {}).get("severity")
        return Severity(stated) if stated in set(Severity) else None

    @property
    def unanswered_ignored(self) -> bool:
        """Whether nothing is said where the policy is unanswered."""
        return bool(self.raw.get("unanswered", {}).get("severity") == "ignore")

    def valued(self, params: Mapping[str, Any]) -> Policy:
        """The same policy with other values for some parameters; raises Unusable for one that it does not have."""
        return _parsed(self.raw, self.family, params, lambda: self.document)

    def check_texts(self) -> None:
        """Raise Unusable where a text names a parameter that there is none of."""
        for key in _TEXTS:
            self._text(key)
        _ = self.unanswered_message

    def _text(self, key: str) -> str:
        return self._bound(self.raw.get(key, ""), key)

    def _bound(self, value: str, key: str) -> str:
        try:
            filled = _PLACEHOLDER.sub(lambda match: "{" + bind(match.group(1), self.params) + "}", value)
        except Malformed as error:
            findings = [broken(self.document, f"/{key}", error.message)] if self.document else []
            raise Unusable(f"{self.id}: {error.message}", findings) from None
        return " ".join(filled.split())


def placeholders(text: str) -> list[str]:
    """The expressions in a text's `{...}`, in order."""
    return _PLACEHOLDER.findall(text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with each `{expression}` replaced by its value in `values`."""
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], text)


def several(value: str | list[str] | None) -> tuple[str, ...]:
    """A term that may be one text or a list of them, as a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def parse(
    raw: Mapping[str, Any], family: str, *, params: Mapping[str, Any] | None = None, document: Document | None = None
) -> Policy:
    """The policy that `raw` (valid against the policy schema) describes, with other values for some parameters.

    Raises Unusable, with the place where the document is given, for a parameter that the policy does not have.
    """
    return _parsed(raw, family, params or {}, lambda: document)


def _parsed(raw: Mapping[str, Any], family: str, params: Mapping[str, Any], document: Late[Document | None]) -> Policy:
    own = raw.get("params", {})
    for name in params:
        if name not in own:
            raise Unusable(f"{raw['id']} has no parameter `{name}`; it has {', '.join(sorted(own)) or 'none'}")
    values = {**own, **params}

    def bound(key: str) -> str | None:
        try:
            return bind(raw[key], values) if key in raw else None
        except Malformed as error:
            file = document()
            findings = [broken(file, f"/{key}", error.message)] if file else []
            raise Unusable(f"{raw['id']}: {error.message}", findings) from None

    core = Core(
        id=raw["id"],
        name=raw["name"],
        family=family,
        applies_to=frozenset(Kind) if raw["applies_to"] == "*" else frozenset([Kind(raw["applies_to"])]),
        severity=Severity(raw["severity"]),
        given=several(raw.get("given") or ""),
        absent_unanswered=raw.get("absent") == "unanswered",
        when=bound("when"),
        require=bound("require") or "true",
        is_mandatory=bool(raw.get("mandatory")),
        params=params,
    )
    policy = Policy(core, lambda: raw, document)
    policy.check_texts()
    return policy


def broken(document: Document, pointer: str, message: str) -> Finding:
    """A finding on a policy's own file: the policy cannot be used."""
    return own_finding("POL", document.source, document.region(pointer), message, pointer)


def looked_at(policy: Policy) -> list[str]:
    """The pointers, with `*` for members, of the terms that a policy's condition, guard and place name.

    Those of a Definition of Done begin with `/items` for the criteria of all levels.
    """
    definition = "" if Kind.DEFINITION_OF_DONE in policy.applies_to else "/definition_of_done"
    roots = {"self": policy.given, "document": ("",), "done": (definition,)}
    pointers = {f"{given}/{at}" for given in policy.given for at in policy.at}
    for expression in (policy.require, policy.when or ""):
        for variable, *parts in places_read(expression):
            written = _criteria(parts) if variable == "done" else parts
            below = "".join(f"/{escape_pointer(_WRITTEN.get(part, part))}" for part in written)
            pointers.update(root + below for root in roots.get(variable, ()))
    return sorted(pointer for pointer in {*pointers, *policy.given} if pointer and "**" not in pointer)


def _criteria(parts: list[str]) -> list[str]:
    """The term of a Definition of Done that a part of the variable `done` is taken from."""
    if parts[:1] == ["topics"]:
        return ["items", "*", "text"]
    return parts if parts[:1] == ["items"] else []
