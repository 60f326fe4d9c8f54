"""What is said about the tool's own codes: what a finding under them means, and how to write what it asks for."""

from __future__ import annotations

from engagelint.records import NamedTuple


class OwnPage(NamedTuple):
    """What one of the tool's own codes means and how much its findings weigh; `form` is more to read, in Markdown."""

    meaning: str
    weighs: str = "error"
    form: str = ""


_CONFIGURATION = """\
A configuration is a file `engagelint.yaml`, best in the repository's root:

    apiVersion: engagelint/v1
    kind: Config
    packs: [default]
    params: {ROL003: {minimum_hours: 20}}
    severity: {PTR007: warning}
    ignore: [CER018]
    overrides: [{files: [contracts/small/**], ignore: [CER]}]

One in a folder below it only tightens the rules for the files there: it adds `packs`, `select`, `policies`, `mandatory`
and `two_key`, raises `severity`, and may say `inline_suppressions: forbidden`. What else it says has no effect, and is
a finding.

    apiVersion: engagelint/v1
    kind: Config
    severity: {PTR007: error}
    mandatory: [COM001]

With `engagelint check --trust origin/main`, configurations, waivers, house policies and the baseline count as they are
in that revision, and each file of them that is changed, added or missing here is a finding: nobody exempts himself. It
is gone when the change is in that revision.

`engagelint schema config --format markdown` lists every term, `engagelint check --show-config FILE` shows what is in
force for a file."""

_COMMENT = """\
A comment names one or several policies, each by its whole id or its name, and gives its reason behind `--`:

    commercials:
      kpis:
        - {name: Velocity, measures: velocity}  # engagelint: allow COM001 -- it is for planning and costs nobody money

Behind a term it speaks for the terms of its line; on a line of its own for the next term with all that is in it; above
the first term for the whole file. In Markdown it is `<!-- engagelint: allow DOD012 -- reason -->`.

A comment lets nothing through of policies that are `mandatory` or `two_key` in the configuration, nor of the tool's own
codes, and nothing at all where the configuration says `inline_suppressions: forbidden`. One that names a policy which
finds nothing there is to be deleted."""

_WAIVER = """\
Waivers stand in the configuration, or in the file that its `waivers_file` names:

    waivers:
      - policy: COM001
        file: contracts/ledger.yaml       # relative to the configuration; * and ** as in its other patterns
        pointer: /commercials/kpis/0/measures  # as reports give it; left out, any place
        reason: It is for planning, and no payment hangs on it.
        approved_by: [Ines Carvalho]      # two people where the policy is one of `two_key`
        granted: 2026-03-01
        expires: 2026-08-27               # at most 180 days later, unless `maximum_days` says otherwise

A waiver that has expired lets nothing through, and the finding that it was for says so. Policies that are `mandatory`
cannot be waived. What is malformed in a waiver is told as CFG."""

OWN_PAGES = {
    "DOC": OwnPage(
        "The file cannot be read as a document: it is no YAML, JSON or Markdown, holds characters or bytes that no "
        "text holds, or goes beyond a limit. Nothing else is said of the file until it can be read."
    ),
    "SCH": OwnPage(
        "A term is not well-formed: it is unknown, of the wrong kind, or not one of the values that it may have. A "
        "term that is missing is never one of these: policies ask for it. `engagelint schema engagement --format "
        "markdown` lists every term with its meaning.",
        weighs="error, or warning where another program may read a value as something else",
    ),
    "REF": OwnPage(
        "A manifest names a file that may not be followed: it leads out of the repository, or is no Definition of Done."
    ),
    "CFG": OwnPage(
        "The configuration, or a baseline, cannot be used as it is written; or a configuration in a folder below would "
        "take rules away; or a file of rules is not as it is in the revision that `--trust` names.",
        form=_CONFIGURATION,
    ),
    "POL": OwnPage(
        "A policy could not be judged in this place. This is a defect of the policy, or a value that it does not "
        "expect; it counts as an error, because a policy that is not judged has not been passed."
    ),
    "SUP": OwnPage(
        "A comment that is to let a finding through cannot be read, may not do so, or finds nothing to let through.",
        weighs="error, or warning where it finds nothing",
        form=_COMMENT,
    ),
    "WAI": OwnPage(
        "A waiver matches nothing, is for a mandatory policy, lacks its second approver, or ends soon.",
        weighs="error, or note where it ends within 30 days",
        form=_WAIVER,
    ),
}
