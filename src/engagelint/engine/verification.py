"""Holds a policy against everything that can be known before it is judged."""

from __future__ import annotations

from engagelint import schema
from engagelint.expressions import Malformed, reads
from engagelint.model import Kind, escape_pointer
from engagelint.policies import Policy, Unusable, broken, placeholders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from engagelint.expressions import Language


def verify(policy: Policy, language: Language) -> None:
    """Hold a policy against everything that can be known before it is judged.

    Raises Unusable, with the places, for an expression that does not compile or names what does not exist, and for a
    place or an `at` that the schema does not know.
    """
    document = policy.document
    if document is None:
        return
    findings = []
    texts = {key: getattr(policy, key) for key in ("message", "ask", "clause", "fallback", "why")}
    texts["unanswered/message"] = policy.unanswered_message or ""
    expressions = [("when", policy.when)] if policy.when else []
    expressions += [("require", policy.require)]
    expressions += [(key, source) for key, text in texts.items() for source in placeholders(text)]
    for key, source in expressions:
        try:
            language.compile(source, check=True)
        except Malformed as error:
            findings.append(broken(document, f"/{key}", error.message))
        else:
            findings += [broken(document, f"/{key}", words) for words in language.wrong_calls(source)]
    kinds = [kind for kind in (Kind.ENGAGEMENT, Kind.DEFINITION_OF_DONE) if kind in policy.applies_to]
    named: list[tuple[str, tuple[str, ...]]] = [("given", (given,)) for given in policy.given]
    named += [("at", (f"{given}/{name}",)) for given in policy.given for name in policy.at]
    named += [(key, pointers) for key, source in expressions for pointers in _terms(policy, source)]
    for key, pointers in dict.fromkeys(named):
        if not any(schema.exists(kind, pointer) for kind in kinds for pointer in pointers):
            findings.append(broken(document, f"/{key}", f"no document has a place {pointers[0]}"))
    if findings:
        raise Unusable(f"{policy.id} cannot be used", findings)


def _terms(policy: Policy, source: str) -> Iterator[tuple[str, ...]]:
    """The places that each term of an expression may stand in: one of them for every `given`."""
    for variable, parts in reads(source):
        below = "".join(f"/{escape_pointer(part)}" for part in parts)
        if variable == "document":
            yield (below,)
        elif variable == "self" and parts and not policy.given[0].startswith("/items/"):
            # An item as conditions see it has more than the schema knows: its topics, its wording.
            yield tuple(given + below for given in policy.given)
