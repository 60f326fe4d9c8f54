"""JUnit XML: a suite for each file, a case for each finding, within what Jenkins' schema allows."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from engagelint.reporters import safe
from engagelint.reporters.wording import counted, granted, judged_by, place, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from engagelint.model import ExceptionInfo, Finding, Report


def render(report: Report, *, color: bool = False) -> str:  # noqa: ARG001 - XML has no colours
    """The report as one XML document.

    A case fails where its finding weighs as much as `fail_on`, and is skipped, with its message, where it does not or
    is let through: so the cases say what the exit code says. The first suite is the run's own: it passes, or has what
    kept the tool from doing its job as errors, and it stands there for the files that have no findings. There are no
    times in it.
    """
    root = Element("testsuites", name="engagelint")
    _run_suite(root, report)
    by_file: dict[str, list[tuple[Finding, ExceptionInfo | None]]] = {}
    for finding in report.findings:
        by_file.setdefault(finding.file, []).append((finding, None))
    for finding, info in report.let_through:
        by_file.setdefault(finding.file, []).append((finding, info))
    for file, findings in by_file.items():
        _file_suite(root, report, file, findings)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _run_suite(root: Element, report: Report) -> None:
    problems = [safe.name(problem) for problem in report.problems]
    suite = _suite(root, "engagelint", tests=1, errors=int(bool(problems)))
    judge = judged_by(report)
    if judge:
        properties = SubElement(suite, "properties")
        SubElement(properties, "property", name="configuration", value=judge)
    case = SubElement(suite, "testcase", name=f"{counted(report.files, 'file')} checked", classname="engagelint")
    if problems:
        SubElement(case, "error", type="problem", message=problems[0]).text = "\n".join(problems)
    SubElement(suite, "system-out").text = summary(report)


def _file_suite(
    root: Element, report: Report, file: str, findings: Sequence[tuple[Finding, ExceptionInfo | None]]
) -> None:
    shown = safe.line(file, safe.NAME_LIMIT)
    failures = sum(info is None and _fails(finding, report) for finding, info in findings)
    suite = _suite(root, shown, tests=len(findings), failures=failures, skipped=len(findings) - failures)
    suite.set("file", shown)
    names: set[str] = set()
    for finding, info in findings:
        case = SubElement(suite, "testcase", name=_unique(_name(finding), names), classname=shown)
        outcome = "failure" if info is None and _fails(finding, report) else "skipped"
        through = f" (let through by {granted(info)})" if info else ""
        message = safe.line(f"{finding.severity}: {finding.message}{through}")
        SubElement(case, outcome, type=finding.severity.value, message=message).text = "\n".join(_lines(finding))


def _suite(root: Element, name: str, *, tests: int, failures: int = 0, errors: int = 0, skipped: int = 0) -> Element:
    suite = SubElement(root, "testsuite", name=name)
    for key, number in (("tests", tests), ("failures", failures), ("errors", errors), ("skipped", skipped)):
        suite.set(key, str(number))
    return suite


def _fails(finding: Finding, report: Report) -> bool:
    return report.fail_on is not None and finding.severity.rank >= report.fail_on.rank


def _name(finding: Finding) -> str:
    start = finding.region.start
    pointer = f" {finding.pointer}" if finding.pointer else ""
    return f"{safe.line(finding.id + pointer)} (L{start.line}:{start.column})"


def _unique(name: str, names: set[str]) -> str:
    """`name`, numbered where the suite has it already: of cases named alike GitLab reads the first only."""
    numbered, number = name, 1
    while numbered in names:
        number += 1
        numbered = f"{name} #{number}"
    names.add(numbered)
    return numbered


def _lines(finding: Finding) -> list[str]:
    details = [("why", finding.why), ("ask", finding.ask), ("clause", finding.clause)]
    heading = f"{place(finding)}: {safe.line(f'{finding.id} {finding.name}')}"
    return [heading, *(f"{word}: {safe.line(text)}" for word, text in details if text)]
