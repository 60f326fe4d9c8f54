"""Who reads a brief: our own side reads all of it, the counterparty only what it may know."""

from __future__ import annotations

from engagelint.model import By, ExceptionInfo, Related, split_pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.compare import Comparison
    from engagelint.model import Data, Finding
    from engagelint.portfolio import Entry, Portfolio

#: Keys that begin so hold what the other side is not to see.
INTERNAL = "x-internal"

#: What is said of our own exceptions, configuration and policies.
_OURS = frozenset({"SUP", "WAI", "CFG", "POL"})


def for_counterparty(portfolio: Portfolio) -> Portfolio:
    """The portfolio without what is ours alone.

    That is what we would settle for (fallback clauses, remedies), notes marked internal, reasons of exceptions, our
    configuration, and folders of files.
    """
    run = portfolio.report.run._replace(configuration=None, house_policies=())
    return portfolio._replace(
        entries=tuple(map(_entry, portfolio.entries)),
        others=tuple(_finding(one) for one in portfolio.others if _is_shared(one)),
        report=portfolio.report._replace(run=run, remarks=(), problems=()),
    )


def without_notes(comparison: Comparison) -> Comparison:
    """The comparison without terms that are marked internal, and with files by their names alone."""
    return comparison._replace(
        old=bare(comparison.old),
        new=bare(comparison.new),
        changes=tuple(one for one in comparison.changes if not is_internal(one.place)),
        introduced=tuple(_finding(one) for one in comparison.introduced if _is_shared(one)),
        resolved=tuple(_finding(one) for one in comparison.resolved if _is_shared(one)),
    )


def is_internal(pointer: str | None) -> bool:
    """Whether a pointer leads to something that is marked internal."""
    return any(part.lower().startswith(INTERNAL) for part in split_pointer(pointer or ""))


def bare(file: str) -> str:
    """A file's name without its folders."""
    return file.rpartition("/")[2] or file


def near(file: str) -> str:
    """A file's name as it is shown: one that lies outside the working folder without its folders."""
    outside = file.startswith(("/", "../")) or file[1:3] == ":/"
    return bare(file) if outside else file


def stripped(data: Data) -> Data:
    """A value without its members that are marked internal."""
    if isinstance(data, dict):
        return {key: stripped(value) for key, value in data.items() if not key.lower().startswith(INTERNAL)}
    return [stripped(value) for value in data] if isinstance(data, list) else data


def _entry(entry: Entry) -> Entry:
    return entry._replace(
        file=bare(entry.file),
        view=stripped(entry.view),
        documents={bare(file): one._replace(data=stripped(one.data)) for file, one in entry.documents.items()},
        findings=tuple(_finding(one) for one in entry.findings if _is_shared(one)),
        let_through=tuple((_finding(one), ExceptionInfo(By.WAIVER)) for one, _ in entry.let_through if _is_shared(one)),
    )


def _is_shared(finding: Finding) -> bool:
    return finding.id not in _OURS and not is_internal(finding.pointer)


def _finding(finding: Finding) -> Finding:
    related = tuple(Related(bare(one.file), one.region, one.message) for one in finding.related)
    return finding._replace(file=bare(finding.file), related=related, fallback=None, remedy=None)
