"""The texts of the files that begin an engagement."""

from __future__ import annotations

from engagelint.records import NamedTuple
from engagelint.scaffold.blocks import WIDTH, Outline, scalar
from engagelint.schema import fields, for_editors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from engagelint.model import Data

MANIFEST: Final = "engagement.yaml"
DEFINITION: Final = "definition-of-done.md"
CONFIGURATION: Final = "engagelint.yaml"
#: A copy of the schema, so that editors complete and explain terms without a network.
SCHEMA: Final = ".engagelint/engagement.schema.json"

#: The policy that prefers one shape for regulated clients, and that shape: whoever asks for another has been told.
PREFERENCE: Final = "SHP008"
_PREFERRED: Final = "outsourced-delivery"

#: Terms of the schema that stand elsewhere in a new engagement, or that nobody needs to state.
_LEFT_OUT: Final = frozenset(
    [
        "/definition_of_done/title",
        "/definition_of_done/levels",
        "/definition_of_done/items",
        *(f"/roles/{role}/{term}" for role in ("tech_lead", "security_lead") for term in ("backup", "squads_served")),
        *(f"/roles/delivery_lead/{term}" for term in ("backup", "squads_served", "hours_per_week")),
        "/roles/security_lead/may_decide",
        "/roles/security_lead/hours_per_week",
    ]
)


class Answers(NamedTuple):
    """What is known of an engagement before its manifest is written: values of the schema's terms of the same names."""

    name: str
    shape: str
    case: str
    regulated: bool

    @property
    def against_preference(self) -> bool:
        """Whether the shape is another than the one that is preferred for this client."""
        return self.regulated and self.shape != _PREFERRED


def drafts(answers: Answers, *, configuration: bool = True, exception: bool = True) -> dict[str, str]:
    """The texts of a new engagement's files by name; the configuration's is left out where another one rules.

    With `exception`, a manifest whose shape goes against the preference says so, and lets the remark on it through.
    """
    texts = {
        MANIFEST: _manifest(answers, exception=exception and answers.against_preference),
        DEFINITION: _DEFINITION.format(title=scalar(f"Definition of Done of {answers.name}")),
        CONFIGURATION: _CONFIGURATION,
        SCHEMA: for_editors("engagement"),
    }
    if not configuration:
        del texts[CONFIGURATION]
    return texts


def _needed(answers: Answers, pointer: str) -> bool:
    """Whether an engagement of this shape and case has to state the term."""
    needs = {
        "/product_test": answers.shape == "mvp-build",
        "/exit/transition": answers.shape == "mvp-build",
        "/rationale/decide_by": answers.case == "first-product",
        "/roles/tech_lead": answers.shape in {"outsourced-delivery", "hybrid-squad"},
        "/roles/security_lead": answers.regulated,
        "/compliance/frameworks": answers.regulated,
        "/compliance/training": answers.regulated,
    }
    return needs.get(pointer, pointer not in _LEFT_OUT)


def _manifest(answers: Answers, *, exception: bool) -> str:
    known: dict[str, Data] = {
        "/apiVersion": "engagelint/v1",
        "/kind": "Engagement",
        "/metadata/name": answers.name,
        "/metadata/status": "draft",
        "/parties/client/regulated": answers.regulated,
        "/rationale/case": answers.case,
        "/shape": answers.shape,
        "/definition_of_done/file": DEFINITION,
        "/operating_model/sites": 2,
        "/operating_model/sites/0/side": "client",
        "/operating_model/sites/1/side": "vendor",
    }
    root = fields.expand("engagement", fields.root("engagement"))
    outline = Outline("engagement", known, lambda pointer: _needed(answers, pointer))
    lines = outline.below(root, "", 0)
    if exception:
        lines = _with_exception(lines)
    return _HEAD.format(schema=SCHEMA) + "\n".join(_parted(lines)) + "\n"


def _with_exception(lines: Iterator[str]) -> Iterator[str]:
    """The lines with what was chosen against the policy's preference said openly, where it was chosen."""
    for line in lines:
        if line.startswith("shape: "):
            yield from _EXCEPTION.splitlines()
            yield f"{line}  # engagelint: allow {PREFERENCE} -- chosen for a regulated client"
        else:
            yield line


def _parted(lines: Iterator[str]) -> Iterator[str]:
    """The lines with an empty one before each group, where its comment begins."""
    above = ""
    for line in lines:
        begins = line.startswith("#") and not above.startswith("#")
        if begins:
            yield ""
        yield line
        above = line


_HEAD: Final = f"""\
# yaml-language-server: $schema={{schema}}
{"#" * WIDTH}
# The terms of this engagement. Fill in what is agreed or proposed; what stays empty comes back as
# a question to ask: `engagelint check` lists the questions, `engagelint check --format asks` puts
# them into a letter. A list is written [one, another], or with a dash before each member on a line
# of its own; repeat a member to have more of them. While `status` is draft, no question fails the
# check.
{"#" * WIDTH}
"""

_EXCEPTION: Final = f"""\
# This shape was chosen for a regulated client, where {PREFERENCE} prefers {_PREFERRED}: with
# a tech lead on the client's side, architecture stays close to compliance. The comment behind the
# shape lets that note through; delete it to have the note back, or when the shape changes.
"""

_DEFINITION: Final = """\
---
apiVersion: engagelint/v1
kind: DefinitionOfDone
title: {title}
owner:      # who keeps it up to date
review_by:  # when it is looked at again, YYYY-MM-DD
---

# Definition of Done

<!-- What proves a criterion stands in brackets. A job of the pipeline is better proof than a person: as soon as there
is one, write (ci: NAME) with the job's name; (hook: NAME) and (file: PATH) are the other two. -->

## Story

- [ ] Automated tests cover the change and pass (review: 1)
- [ ] One engineer other than the author approved the change (review: 1)
- [ ] Every acceptance criterion of the story is met (review: product_owner)
- [ ] The change is deployed to staging (review: 1)
- [ ] User and API documentation describe the change (review: 1)
- [ ] An architectural decision record exists for each changed public interface, data store or dependency (review: 1)
- [ ] The runbook covers every new alert, job and manual step (review: 1)
- [ ] Dependency and secret scans report no high or critical finding (review: 1)

## Sprint

- [ ] Every Done story was demonstrated in the sprint review (review: product_owner)
- [ ] The regression suite passed on staging (review: 1)
"""

_CONFIGURATION: Final = """\
# How engagelint checks this folder. `engagelint schema config --format markdown` explains every setting.
apiVersion: engagelint/v1
kind: Config
packs: [default]    # every policy; `strict` asks for more
# policies: [policies]                       # folders with policies of your own

# The rest counts in the main configuration only: the topmost one of a repository, or the one in the folder where
# engagelint is run. One in a folder below can add rules, and takes none away; to use these there, move the file up.
# fail_on: error                             # error | warning | note | never
# params: {ROL003: {minimum_hours: 20}}      # other values for a policy's parameters
# ignore: [PTR007]                           # policies that are not to run
# waivers: []                                # findings that are let through, each with reason, approver and end
"""
