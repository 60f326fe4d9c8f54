"""What is said about a policy: one page each, and the catalogue of them all, in Markdown.

`python -m engagelint.pages > policies/README.md` writes the catalogue that lies beside the built-in policies.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap

from engagelint import catalogue
from engagelint.codes import OWN_CODES
from engagelint.own_pages import OWN_PAGES
from engagelint.policies import fill, placeholders
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from engagelint.catalogue import Listed
    from engagelint.policies import Policy

#: Where the policies of the project are published.
HOME = "https://github.com/engagelint/engagelint/blob/main/policies"

FAMILIES = {
    "fit": "Fit: whether outsourcing suits the work",
    "shape": "Shape: which of the four engagements it is",
    "roles": "Roles: who decides, and who stands in",
    "commercials": "Commercials: what is paid, and what is counted",
    "ceremonies": "Ceremonies: the five that earn their keep",
    "operations": "Operations: hours, decisions and tools",
    "done": "Definition of Done",
    "knowledge": "Knowledge: what stays when people go",
    "compliance": "Compliance and security",
    "partner": "Partner: who delivers",
    "exit": "Exit: how it ends",
    "text": "Text: what was left or hidden in it",
}

SOURCES = {
    "agile-outsourcing": "Agile Software Development Outsourcing (Scrums.com, 2025)",
    "why-great-teams-outsource": "Why Great Teams Still Outsource, And How They Do It Right (Kmino, 2025)",
    "18f": "18F, De-risking Government Technology",
    "usds": "U.S. Digital Service, Playbook and DITAP curriculum",
    "scrum-guide": "The Scrum Guide (2020)",
    "agile-contracts-primer": "Agile Contracts Primer (Arbogast, Larman, Vodde, 2012)",
    "gfm": "GitHub Flavored Markdown",
    "practice": "Practice",
}

#: What an example may be tried with, and how a reader is told.
_TRIED_WITH = {
    "done": "with this Definition of Done",
    "engagement": "in this engagement",
    "x-evidence": "with this proof found",
    "params": "with these parameters",
    "as_of": "on this day",
}
_WORDS = {"passes": "Passes", "violates": "Violates", "unanswered": "Unanswered", "not_applicable": "Not applicable"}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_TERM = re.compile(r"[a-z]\w*(?:\.\w+)+")
_WIDTH = 100
#: As many characters of one thing are shown on a line.
_LONGEST = 20_000


def address(code: str) -> str | None:
    """Where a code is explained on the web; None for one of a house policy."""
    if code in OWN_CODES:
        return f"{HOME}/README.md"
    path = catalogue.files_by_id().get(code)
    return f"{HOME}/{path.parent.name}/{path.name}" if path else None


def page(policy: Policy, here: str = "") -> str:
    """One policy's page: requirement, reason, question, clause, parameters, sources and examples.

    `here` is a paragraph on what is in force where the page is asked for.
    """
    kinds = "Engagement and DefinitionOfDone" if policy.raw["applies_to"] == "*" else policy.raw["applies_to"]
    # A sentence without placeholders: its numbers are those of the policy's file.
    requirement = "Requirement" if policy.params == policy.raw.get("params", {}) else "Requirement, as shipped"
    parts = [
        f"# {policy.id} {policy.name}",
        f"{policy.severity}, {kinds}",
        *([here] if here else []),
        f"**{requirement}.** {policy.requirement}",
        f"**Why.** {_readable(policy.why)}",
        f"**Ask {'both' if policy.asked_of == 'both' else f'the {policy.asked_of}'}.** {_readable(policy.ask)}",
        f"**Clause.** {_readable(policy.clause)}",
    ]
    if policy.fallback:
        parts.append(f"**Fallback clause.** {_readable(policy.fallback)}")
    if policy.params:
        lines = [f"- `{name}`: {json.dumps(value, ensure_ascii=False)}" for name, value in policy.params.items()]
        parts.append("**Parameters.**\n\n" + "\n".join(lines))
    parts.append("**Sources.** " + "; ".join(SOURCES.get(source, source) for source in policy.sources))
    parts.append("**Condition.**\n\n" + _indented(_condition(policy)))
    parts.append("**Examples.**")
    parts += [part for example in policy.examples for part in _example(example)]
    # What hides in a text, as in the examples of TXT002, is shown and does not act on a terminal.
    return "".join(f"{visible(line, _LONGEST)}\n" for line in "\n\n".join(parts).split("\n"))


def _readable(text: str) -> str:
    """A text with what its placeholders hold: a parameter's value, or the name of the term in brackets."""
    return fill(text, {source: _told(source) for source in placeholders(text)})


def _told(source: str) -> str:
    if _NUMBER.fullmatch(source):
        return f"{float(source):g}"
    return f"[{source.rpartition('.')[2].replace('_', ' ')}]" if _TERM.fullmatch(source) else "[...]"


def own_page(code: str) -> str:
    """The page of one of the tool's own codes."""
    own = OWN_PAGES[code]
    parts = [f"# {code} {OWN_CODES[code]}", f"{own.weighs}, always on", own.meaning, *filter(None, [own.form])]
    return "\n\n".join(parts) + "\n"


def catalogue_page(policies: Iterable[Policy]) -> str:
    """All policies by family, each with what it requires: `policies/README.md`."""
    by_family: dict[str, list[Policy]] = {}
    for policy in policies:
        by_family.setdefault(policy.family, []).append(policy)
    introduction = (
        "What engagelint looks for, by family. `engagelint explain CODE` prints a policy's whole page: reason, "
        "question, clause, parameters and examples. This page is made "
        "by `python -m engagelint.pages > policies/README.md`."
    )
    parts = ["# Policies", introduction]
    for family, title in FAMILIES.items():
        members = by_family.get(family, [])
        if not members:
            continue
        rows = [
            f"| [{one.id}]({family}/{one.id}-{one.name}.yaml) | {one.name} | {one.severity} | {one.requirement} |"
            for one in members
        ]
        parts.append(f"## {title}\n\n| code | name | severity | requirement |\n|---|---|---|---|\n" + "\n".join(rows))
    own = [
        f"| {code} | {name} | {OWN_PAGES[code].weighs} | {OWN_PAGES[code].meaning} |"
        for code, name in OWN_CODES.items()
    ]
    parts.append("## The tool's own\n\n| code | name | severity | meaning |\n|---|---|---|---|\n" + "\n".join(own))
    return "\n\n".join(parts) + "\n"


def _condition(policy: Policy) -> list[str]:
    """Place, guard and condition as they are written, with the names of the parameters."""
    lines = [f"given    {place or 'the document'}" for place in policy.given]
    for word in ("when", "require"):
        if word in policy.raw:
            lines += _wrapped(" ".join(policy.raw[word].split()), f"{word:9}")
    return lines


def _example(example: Mapping[str, Any]) -> Iterator[str]:
    """What is promised, the document and what it is tried with, and what a finding says and where."""
    word = next(word for word in _WORDS if word in example)
    yield f"{_WORDS[word]}:"
    yield _indented(_data(example[word]))
    for name, told in _TRIED_WITH.items():
        if name in example:
            yield f"{told}:"
            yield _indented(_data(example[name]))
    if "message" in example:
        yield f"Finding: {' '.join(example['message'].split())}"


def _indented(lines: Iterable[str]) -> str:
    return "\n".join(f"    {line}".rstrip() for line in lines)


def _wrapped(text: str, first: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _data(data: Any) -> list[str]:  # noqa: ANN401 - any data
    """Data as YAML: on one line where it fits, else a line for each member. A text stands as it is."""
    if isinstance(data, str):
        return data.splitlines()
    return [flow(data)] if len(flow(data)) <= _WIDTH else _block(data, "")


def _block(data: Any, indent: str) -> list[str]:  # noqa: ANN401 - any data
    """The members of a mapping or list, each on a line of its own or, where it is too long, on several."""
    lines: list[str] = []
    for key, value in data.items() if isinstance(data, dict) else (("-", entry) for entry in data):
        head = "- " if isinstance(data, list) else f"{flow(key)}: "
        if len(indent) + len(head) + len(flow(value)) <= _WIDTH or not isinstance(value, (dict, list)):
            lines.append(f"{indent}{head}{flow(value)}")
        elif isinstance(data, list):
            below = _block(value, f"{indent}  ")
            lines += [f"{indent}- {below[0].lstrip()}", *below[1:]]
        else:
            lines += [f"{indent}{flow(key)}:", *_block(value, f"{indent}  ")]
    return lines


def flow(data: Any) -> str:  # noqa: ANN401 - any data
    """Data in the flow style of YAML, on one line."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(flow(value) for value in data) + "]"
    if isinstance(data, str) and data and all(character.isalnum() or character in " -_./" for character in data):
        return data
    return json.dumps(data, ensure_ascii=False)


def in_force(one: Listed) -> str:
    """What choices make of a policy, in sentences: whether it runs, how much it weighs, with which parameters."""
    if one.off is not None:
        return f"It does not run: {visible(one.off)}."
    raised = "" if one.policy.severity is one.own.severity else f" instead of {one.own.severity}"
    changed = [
        f"`{name}` is {_shown(value)} instead of {_shown(one.own.params[name])}" for name, value in one.changed()
    ]
    words = f"It runs, and weighs {one.policy.severity}{raised}{''.join(f'; {change}' for change in changed)}."
    if one.is_mandatory:
        return f"{words} It is mandatory: nothing lets its findings through."
    return f"{words} Only a waiver with two approvers lets its findings through." if one.is_two_key else words


def listing(policies: Iterable[Listed]) -> str:
    """A line for each policy: code, severity, name, requirement, and what a configuration says of it.

    One that does not run is off, and its line gives the reason.
    """
    return "".join(map(_line, policies))


def _line(one: Listed) -> str:
    if one.off is not None:
        return f"{one.policy.id}  off      {one.policy.name:34}  does not run: {visible(one.off)}\n"
    notes = [f"{name}: {_shown(value)}" for name, value in one.changed()]
    notes += ["mandatory"] if one.is_mandatory else ["two approvers"] if one.is_two_key else []
    said = visible(one.policy.requirement, _LONGEST) + (f" ({'; '.join(notes)})" if notes else "")
    return f"{one.policy.id}  {one.policy.severity:7}  {one.policy.name:34}  {said}\n"


def _shown(value: Any) -> str:  # noqa: ANN401 - any data
    """A parameter's value in a sentence."""
    return visible(flow(value), _LONGEST)


def listing_json(policies: Iterable[Listed]) -> str:
    """The policies as a JSON list of objects: id, name, kind, severity, requirement, packs, parameters, sources.

    `packs` are those that choose the policy; none chooses one of the house. `off` says why it does not run, and is null
    for one that runs.
    """
    packs = catalogue.packs_by_id()
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "family": one.family,
            "kind": one.raw["applies_to"],
            "severity": one.severity,
            "requirement": one.requirement,
            "asked_of": one.asked_of,
            "packs": packs.get(one.id, []),
            "params": dict(one.params),
            "sources": list(one.sources),
            "off": listed.off,
            "mandatory": listed.is_mandatory,
            "two_key": listed.is_two_key,
        }
        for listed in policies
        for one in [listed.policy]
    ]
    return json.dumps(rows, indent=2, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(catalogue_page(map(catalogue.built_in, catalogue.files_by_id())))
