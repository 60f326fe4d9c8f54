"""Checks a document that is open in an editor: its text as it stands there, everything else as it is on disk."""

from __future__ import annotations

from engagelint import catalogue, config, files
from engagelint.check import Request, check
from engagelint.codes import OWN_CODES, own_finding
from engagelint.model import Document, Finding, Source
from engagelint.pages import own_page, page
from engagelint.policies import Unusable
from engagelint.recognition import recognise
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from engagelint.policies import Policy


class Diagnosis(NamedTuple):
    """What was found in a text: its findings, and what kept it from being judged, in words for people."""

    source: Source
    findings: tuple[Finding, ...] = ()
    problems: tuple[str, ...] = ()


def diagnose(path: Path, text: str, today: str) -> Diagnosis:
    """The findings in `text`, which stands for the file at `path`; none where it is not ours."""
    source, folder = Source(path.name, text), path.parent
    raw, most = text.encode("utf-8", "surrogatepass"), limits(folder)
    if len(raw) > most.file_bytes:
        return Diagnosis(source, problems=(f"{path.name}: {files.too_large(most.file_bytes, len(raw))}",))
    if recognise(raw, path.name, nodes=most.nodes) is None:
        return Diagnosis(source)
    try:
        request = Request(
            paths=(path,),
            texts={path: raw},
            today=today,
            configuration=config.find(folder, folder),
            working_folder=folder,
            hook=True,
        )
        report = check(request)
    except Unusable as error:
        finding = own_finding("CFG", source, source.region(0, 1), f"nothing is checked: {_reason(error)}")
        return Diagnosis(source, (finding,))
    return Diagnosis(source, tuple(one for one in report.findings if one.file == path.name), report.problems)


def _reason(error: Unusable) -> str:
    if not error.findings:
        return str(error)
    first = error.findings[0]
    return f"{first.file}:{first.region.start.line}: {first.message}"


def limits(folder: Path) -> config.Limits:
    """How much of a file in that folder is read; as much as by default where its configuration cannot be used."""
    try:
        return config.find(folder, folder).limits
    except Unusable:
        return config.Limits()


def document(path: Path, text: str) -> Document | None:
    """The document that a text holds, where it is ours and can be read."""
    found = recognise(text.encode("utf-8", "surrogatepass"), path.name, nodes=limits(path.parent).nodes)
    return found if isinstance(found, Document) else None


def explanation(code: str, folder: Path) -> str | None:
    """The page on a code, be it a policy's, built in or of the house that rules `folder`, or the tool's own."""
    if code in OWN_CODES:
        return own_page(code)
    if code in catalogue.files_by_id():
        return page(catalogue.built_in(code))
    try:
        own: list[Policy] = catalogue.house(config.find(folder, folder).policy_folders, folder)
    except Unusable:
        return None
    return next((page(one) for one in own if one.id == code), None)
