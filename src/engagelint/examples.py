"""Runs the examples that a policy carries: they are its tests."""

from __future__ import annotations

from engagelint import schema
from engagelint.engine import Engine
from engagelint.loading.markdown import read_markdown
from engagelint.loading.unreadable import Unreadable
from engagelint.model import Document, Kind, Outcome, Source
from engagelint.policies import Unusable, parse
from engagelint.recognition import API_VERSION
from engagelint.records import NamedTuple
from engagelint.subjects import Subject, definition_subject, embedded_subject, engagement_subject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from engagelint.engine import Judgement
    from engagelint.expressions import Language
    from engagelint.model import Data, Region
    from engagelint.policies import Policy

#: The words of an example and the outcome that each promises.
PROMISES = {
    "passes": Outcome.PASSED,
    "violates": Outcome.VIOLATED,
    "unanswered": Outcome.UNANSWERED,
    "not_applicable": Outcome.NOT_APPLICABLE,
}

#: The day on which examples play that do not give `as_of`.
TODAY = "2026-01-15"


class Failure(NamedTuple):
    """An example that does not keep its promise: where it stands in the policy's file, and what happened instead."""

    region: Region
    message: str


def run(policy: Policy, language: Language) -> list[Failure]:
    """The examples of a policy (read from a file) that do not hold."""
    if policy.document is None:
        return []
    failures: list[Failure] = []
    for index, example in enumerate(policy.examples):
        pointer = f"/examples/{index}"
        region = policy.document.region(pointer)
        failures.extend(Failure(region, message) for message in _broken_promises(policy, example, language))
    return failures


def judge(policy: Policy, example: Mapping[str, Any], language: Language) -> list[Judgement]:
    """What the policy, with the example's parameters and date, says of the example.

    Raises ValueError where the example does not have exactly one of the words in PROMISES, or holds no document there;
    Unreadable where its Markdown cannot be read; policies.Unusable for a parameter that the policy does not have.
    """
    return _judged(policy, example, language)[1]


def _judged(policy: Policy, example: Mapping[str, Any], language: Language) -> tuple[list[str], list[Judgement]]:
    """What the schema has to say of the example, and the policy."""
    tried = parse(policy.raw, policy.family, params=example.get("params"), document=policy.document)
    engine = Engine([tried], language, example.get("as_of", TODAY))
    subject, complaints = _subject(policy, example, example[_promise(example)])
    return complaints, list(engine.judge(subject))


def _promise(example: Mapping[str, Any]) -> str:
    words = [word for word in PROMISES if word in example]
    if len(words) != 1:
        raise ValueError(f"an example has one of {', '.join(PROMISES)}")
    return words[0]


def _broken_promises(policy: Policy, example: Mapping[str, Any], language: Language) -> Iterator[str]:
    try:
        promised = PROMISES[_promise(example)]
        complaints, judgements = _judged(policy, example, language)
    except (ValueError, Unusable) as error:
        yield str(error)
        return
    except Unreadable as error:
        yield error.message
        return
    yield from (f"the example is not well-formed: {complaint}" for complaint in complaints)
    yield from _compared(promised, example, judgements)


def _compared(promised: Outcome, example: Mapping[str, Any], judgements: list[Judgement]) -> Iterator[str]:
    outcomes = {judgement.outcome for judgement in judgements}
    findings = [judgement.finding for judgement in judgements if judgement.finding]
    if any(finding.id == "POL" for finding in findings):
        yield from (finding.message for finding in findings)
    elif promised not in outcomes or (promised in {Outcome.PASSED, Outcome.NOT_APPLICABLE} and findings):
        said = "; ".join(finding.message for finding in findings)
        yield f"promised {promised}, is {', '.join(sorted(outcomes)) or 'nothing'}{': ' + said if said else ''}"
    elif "at" in example:
        places = {finding.pointer for finding in findings if finding.outcome is promised}
        nearest = {place.rpartition("/")[0] for place in places if place}
        if example["at"] not in places | nearest:
            yield f"promised at {example['at']}, is at {', '.join(sorted(str(place) for place in places))}"
    if "message" in example and example["message"] not in {finding.message for finding in findings}:
        yield f"says: {'; '.join(finding.message for finding in findings)}"


def _subject(policy: Policy, example: Mapping[str, Any], data: Data) -> tuple[Subject, list[str]]:
    """What the policy is tried on: the example as a document, with the other one it is judged with."""
    if Kind.ENGAGEMENT in policy.applies_to:
        document = _engagement(policy, data)
        validated = schema.validate(document, document.kind)
        complaints = [finding.message for finding in validated.findings]
        definition = embedded_subject(document, validated)
        if "done" in example:
            linked = _definition(policy, example["done"])
            definition = definition_subject(linked, schema.validate(linked, linked.kind), validated.view)
        return engagement_subject(document, validated, definition), complaints
    engagement = None
    if "engagement" in example:
        engagement = schema.validate(_engagement(policy, example["engagement"]), Kind.ENGAGEMENT).view
    document = _definition(policy, data)
    validated = schema.validate(document, document.kind)
    subject = definition_subject(document, validated, engagement)
    return _with_evidence(subject, _terms(example.get("x-evidence", {}))), [
        finding.message for finding in validated.findings
    ]


def _with_evidence(subject: Subject, evidence: Mapping[str, Data]) -> Subject:
    """The subject as if a repository had been searched: `evidence` by claim is a state, or `{state, reason, file}`.

    Raises ValueError where it is of another form.
    """

    def claim(one: dict[str, str]) -> dict[str, str]:
        found = evidence.get(one["claim"], {})
        stated = {"state": found} if isinstance(found, str) else _terms(found)
        return {**one, **{key: value for key, value in stated.items() if isinstance(value, str)}}

    items = [{**item, "verified_by": [claim(one) for one in item["verified_by"]]} for item in subject.done["items"]]
    return subject._replace(done={**subject.done, "items": items})


def _engagement(policy: Policy, data: Data) -> Document:
    head = {"apiVersion": API_VERSION, "kind": "Engagement", "metadata": {"name": "example"}}
    return _document(policy, Kind.ENGAGEMENT, {**head, **_terms(data)})


def _definition(policy: Policy, data: Data) -> Document:
    """A Definition of Done given as data, or as a text: Markdown."""
    if isinstance(data, str):
        return read_markdown(Source("definition-of-done.md", data))
    head = {"apiVersion": API_VERSION, "kind": "DefinitionOfDone"}
    return _document(policy, Kind.DEFINITION_OF_DONE, {**head, **_terms(data)})


def _terms(data: Data) -> Mapping[str, Any]:
    """What an example holds where terms are expected; raises ValueError for anything else."""
    if not isinstance(data, dict):
        raise ValueError("an example holds terms, and there is something else")
    return data


def _document(policy: Policy, kind: Kind, data: Data) -> Document:
    own = policy.document
    if own is None:
        raise ValueError("a policy without a file has no examples")
    return Document(kind, own.source, data, own.marks, own.root)
