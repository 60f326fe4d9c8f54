"""Runs the examples that a policy carries: they are its tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engagelint import schema
from engagelint.engine import Engine
from engagelint.loading.markdown import read_markdown
from engagelint.model import Document, Kind, Outcome, Source
from engagelint.policies import parse
from engagelint.recognition import API_VERSION
from engagelint.subjects import Subject, definition_subject, embedded_subject, engagement_subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
    failures = []
    for index, example in enumerate(policy.raw.get("examples", ())):
        pointer = f"/examples/{index}"
        region = policy.document.region(pointer)
        failures.extend(Failure(region, message) for message in _broken_promises(policy, example, language))
    return failures


def _broken_promises(policy: Policy, example: Mapping[str, Any], language: Language) -> Iterator[str]:
    promises = [word for word in PROMISES if word in example]
    if len(promises) != 1:
        yield f"an example has one of {', '.join(PROMISES)}"
        return
    word = promises[0]
    tried = parse(policy.raw, policy.family, params=example.get("params"), document=policy.document)
    engine = Engine([tried], language, example.get("as_of", TODAY))
    subjects, complaints = _subjects(policy, example, example[word])
    for complaint in complaints:
        yield f"the example is not well-formed: {complaint}"
    judgements = [one for subject in subjects for one in engine.judge(subject)]
    yield from _compared(PROMISES[word], example, judgements)


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


def _subjects(policy: Policy, example: Mapping[str, Any], data: Data) -> tuple[list[Subject], list[str]]:
    """What the policy is tried on: the example as a document, with the other one it is judged with."""
    if Kind.ENGAGEMENT in policy.applies_to:
        document = _engagement(policy, data)
        validated = schema.validate(document)
        complaints = [finding.message for finding in validated.findings]
        definition = embedded_subject(document, validated)
        if "done" in example:
            linked = _definition(policy, example["done"])
            definition = definition_subject(linked, schema.validate(linked), validated.view)
        return [engagement_subject(document, validated, definition)], complaints
    engagement = schema.validate(_engagement(policy, example["engagement"])).view if "engagement" in example else None
    document = _definition(policy, data)
    validated = schema.validate(document)
    return [definition_subject(document, validated, engagement)], [finding.message for finding in validated.findings]


def _engagement(policy: Policy, data: Data) -> Document:
    head = {"apiVersion": API_VERSION, "kind": "Engagement", "metadata": {"name": "example"}}
    return _document(policy, Kind.ENGAGEMENT, {**head, **data})


def _definition(policy: Policy, data: Data) -> Document:
    """A Definition of Done given as data, or as a text: Markdown."""
    if isinstance(data, str):
        return read_markdown(Source("definition-of-done.md", data))
    return _document(policy, Kind.DEFINITION_OF_DONE, {"apiVersion": API_VERSION, "kind": "DefinitionOfDone", **data})


def _document(policy: Policy, kind: Kind, data: Data) -> Document:
    own = policy.document
    if own is None:
        raise ValueError("a policy without a file has no examples")
    return Document(kind, own.source, data, own.marks, own.root)
