"""Mutants of manifests, Definitions of Done, policies, configurations and CI files, and what is made of them.

    python benchmarks/fuzz.py                        20,000 mutants on all cores, as in every CI run
    python benchmarks/fuzz.py --count 1000000        by hand
    python benchmarks/fuzz.py --only manifest:4711   one mutant again: prints it, and the traceback
    python benchmarks/fuzz.py --encoders             100,000 random texts through each format's encoder and a reader

Every mutant must be read or refused by a diagnostic: no exception, no hang, every place inside the file, every report
writable and without a control character. The seed is printed; a mutant follows from the seed, its kind and its number.
"""

# ruff: noqa: T201 - it prints what it finds

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import multiprocessing
import os
import random
import re
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hostile.mutants import ROOT, mutant

from engagelint import catalogue, config, evidence, examples
from engagelint.bench import Bench
from engagelint.catalogue import Choice
from engagelint.check import Request
from engagelint.config import Configuration
from engagelint.engine.verification import verify
from engagelint.evidence import open_repository
from engagelint.expressions import Language
from engagelint.model import Kind, Region, Report, Source
from engagelint.policies import Unusable
from engagelint.reporters import FORMATS, reporter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TODAY = "2026-03-02"
#: Seconds of processor time that one mutant may take, and seconds in all, for what waits. What takes longer is a hang.
PATIENCE, WAITING = 60, 600
#: The formats that every report is written in, and for how many reports it is all of them.
COMMON, ALL_FORMATS = ("text", "json"), 5
#: How much of the count falls to each kind, and how many mutants make one piece of work.
SHARES = {
    "manifest": 35,
    "dod-markdown": 20,
    "dod-yaml": 10,
    "policy": 10,
    "configuration": 10,
    "ci": 15,
    "editor": 3,
    "editor-markdown": 2,
}
PIECE = 50


class Outcome(NamedTuple):
    """What became of some mutants: how many there were, were refused, the slowest in seconds, what went wrong."""

    tried: int
    refused: int
    slowest: tuple[float, str]
    failures: list[tuple[str, str]]


class TooLong(Exception):  # noqa: N818 - what is said of the mutant
    """A mutant took longer than PATIENCE."""


class Wrong(AssertionError):  # noqa: N818 - what is said of the report
    """What must never be seen in a report."""


class Tools(NamedTuple):
    """What a process needs for all its mutants: a folder of its own, and the rules, compiled once."""

    folder: Path
    configuration: Configuration
    language: Language
    bench: Bench


def checked(tools: Tools, name: str, raw: bytes, formats: Sequence[str]) -> bool:
    """Check a manifest or Definition of Done, and hold the reports; False where the file was refused as a whole."""
    path = tools.folder / name
    kind = Kind.DEFINITION_OF_DONE if name.startswith("dod") else None
    request = Request((path,), TODAY, tools.configuration, tools.folder, kind=kind, texts={path: raw})
    report = _checker(tools, request)
    hold(report, formats)
    return not any(one.id == "DOC" for one in report.findings)


def _checker(tools: Tools, request: Request) -> Report:
    from engagelint.check import _Checker  # the rules are compiled once for all mutants

    return _Checker(request, tools.bench).report()


def hold(report: Report, formats: Sequence[str]) -> None:
    """Hold a report against what must be true of all; raises Wrong."""
    sources = report.sources
    for finding in (*report.findings, *(one for one, _ in report.let_through)):
        if finding.file not in sources:
            raise Wrong(f"{finding.id}: the text of {finding.file} is not at hand")
        inside(finding.region, sources[finding.file], finding.id)
        for other in finding.related:
            if other.file in sources:
                inside(other.region, sources[other.file], f"{finding.id}, related")
        if not finding.message or len(finding.message) > 5_000:
            raise Wrong(f"{finding.id}: a message of {len(finding.message)} characters")
    if sum(one.id == "DOC" for one in report.findings) > 1:
        raise Wrong("a file that cannot be read has more than one finding")
    if not report.findings and not report.files and not report.problems and not report.remarks:
        raise Wrong("nothing is said of the file")
    for name in formats:
        shown = reporter(name)(report)
        shown.encode("utf-8")
        if found := re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", shown):
            raise Wrong(f"{name} holds U+{ord(found[0]):04X}")
        if name in {"json", "sarif", "gitlab"}:
            json.loads(shown)


def inside(region: Region, source: Source, code: str) -> None:
    """Raise Wrong where a region does not lie in its file: at most one column behind the end of its last line."""
    for line, column in region:
        if not 1 <= line <= len(source.line_starts):
            raise Wrong(f"{code}: line {line} of {len(source.line_starts)}")
        if not 1 <= column <= len(source.line(line)) + 3:
            raise Wrong(f"{code}: column {column} of line {line}, which has {len(source.line(line))}")
    if region.end <= region.start:
        raise Wrong(f"{code}: a region that ends before it begins: {region}")


def policy_read(tools: Tools, name: str, raw: bytes, formats: Sequence[str]) -> bool:
    """Check, read and verify a policy, and run its examples; False: it was refused, which its findings must place."""
    path = tools.folder / name
    path.write_bytes(raw)
    hold(_checker(tools, Request((path,), TODAY, tools.configuration, tools.folder)), formats)
    try:
        (policy,) = catalogue.house([path], tools.folder)
        verify(policy, tools.language)
    except Unusable as error:
        _placed(error, raw)
        return False
    source = policy.document.source if policy.document else Source("", "")
    for failure in examples.run(policy, tools.language):
        inside(failure.region, source, policy.id)
    return True


def edited(tools: Tools, name: str, raw: bytes, _: Sequence[str]) -> bool:
    """Open a document in the language server and ask for all that there is at some places; False: nothing was found."""
    from lsprotocol import types

    from engagelint.lsp import server as language_server

    server, shown = _editor()
    text = raw.decode("utf-8", "replace")
    uri = (tools.folder / name).as_uri()
    server.workspace.put_text_document(types.TextDocumentItem(uri, "yaml", 1, text))
    server.check(uri)
    opened = types.TextDocumentIdentifier(uri)
    lines = text.split("\n")
    choice = random.Random(len(raw))  # noqa: S311 - the same places for the same mutant
    for _ in range(6):
        line = choice.randrange(len(lines) + 1)
        column = choice.randrange(len(lines[line]) + 2) if line < len(lines) else 0
        place = types.Position(line, column)
        language_server._hover(server, types.HoverParams(opened, place))  # noqa: SLF001 - what the editor's message calls
        language_server._complete(server, types.CompletionParams(opened, place))  # noqa: SLF001
        context, stretch = types.CodeActionContext([]), types.Range(place, types.Position(line + 2, 0))
        for action in language_server._actions(server, types.CodeActionParams(opened, stretch, context)):  # noqa: SLF001
            if not action.title:
                raise Wrong("an action without a title")
    server.workspace.remove_text_document(uri)
    for one in shown[-1].diagnostics:
        if not 0 <= one.range.start.line < len(Source("", text).line_starts) or not one.message:
            raise Wrong(f"{one.code}: line {one.range.start.line}")
    return bool(shown.pop().diagnostics)


@functools.cache
def _editor() -> tuple[Any, list[Any]]:
    """A language server without an editor, and what it would publish."""
    from lsprotocol import types
    from pygls.workspace import Workspace

    from engagelint.lsp.server import make

    server, shown = make(lambda: TODAY), list[Any]()
    kinds = types.TextDocumentSyncKind.Full
    server.protocol._workspace = Workspace(None, kinds)  # noqa: SLF001 - given by the editor's first message otherwise
    server.text_document_publish_diagnostics = shown.append  # type: ignore[method-assign]
    server.window_show_message = lambda _: None  # type: ignore[method-assign,assignment]
    return server, shown


def configuration_read(tools: Tools, name: str, raw: bytes, _: Sequence[str]) -> bool:
    """Read a configuration and make the rules that it asks for; False where it was refused."""
    path = tools.folder / name
    path.write_bytes(raw)
    try:
        found = config.placed(config.load(path, tools.folder), tools.folder)
        bench = Bench(found, Choice(packs=()), (), tools.folder, TODAY)
        for file in ("a.yaml", "contracts/b.yaml"):
            found.wants(tools.folder / file)
            bench.rules(tools.folder / file)
        bench.waivers()
    except Unusable as error:
        _placed(error, raw)
        return False
    finally:
        path.unlink()  # what is opened in the editor next goes by none
    return True


def _placed(error: Unusable, raw: bytes) -> None:
    source = Source("", raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))
    if not error.findings and not str(error):
        raise Wrong("a refusal without a word")
    for finding in error.findings:
        start = finding.region.start
        if not finding.message or not 1 <= start.line <= len(source.line_starts):
            raise Wrong(f"{finding.id}: line {start.line} of {len(source.line_starts)}: {finding.message}")


def pipeline_searched(tools: Tools, name: str, raw: bytes, _: Sequence[str]) -> bool:
    """Look for the proof of claims in a repository with one CI file; every state is one of the four."""
    with tempfile.TemporaryDirectory(dir=tools.folder) as folder:
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        found_in = open_repository(Path(folder), lambda one: one.relative_to(folder).as_posix())
        states = {evidence.PROVED, evidence.ADVISORY, evidence.ABSENT, evidence.CANNOT_TELL}
        for kind, value in (("ci", "test"), ("ci", "build"), ("ci", "nowhere"), ("hook", "ruff"), ("review", "2")):
            found = found_in.prove(kind, value, {"product_owner"})
            if found.state not in states:
                raise Wrong(f"the state {found.state!r}")
            if found.line is not None and not 1 <= found.line <= raw.count(b"\n") + raw.count(b"\r") + 2:
                raise Wrong(f"line {found.line} of {found.file}")
            if re.search("[\x00-\x1f\x7f-\x9f\u202e]", found.reason):
                raise Wrong(f"a control character in {found.reason!r}")
    return found is not None


WAYS: dict[str, Callable[[Tools, str, bytes, Sequence[str]], bool]] = {
    "manifest": checked,
    "dod-markdown": checked,
    "dod-yaml": checked,
    "policy": policy_read,
    "configuration": configuration_read,
    "ci": pipeline_searched,
    "editor": edited,
    "editor-markdown": edited,
}
#: Whose mutants are opened in the editor.
OPENED = {"editor": "manifest", "editor-markdown": "dod-markdown"}


@functools.cache
def _tools() -> Tools:
    """The tools of the process."""
    catalogue.built_in = functools.cache(
        catalogue.built_in
    )  # read from its file for every configuration and report otherwise
    folder = Path(tempfile.mkdtemp(prefix="engagelint-fuzz-"))
    (folder / "definition-of-done.md").write_bytes((ROOT / "examples" / "definition-of-done.md").read_bytes())
    found = Configuration(folder, alone=True)
    tools = Tools(folder, found, Language(catalogue.lexicon), Bench(found, Choice(packs=()), (), folder, TODAY))
    checked(
        tools, "a.yaml", b"apiVersion: engagelint/v1\nkind: Engagement\nkpi: 1\n", FORMATS
    )  # what is loaded at first use is no mutant's time
    return tools


def _expired(_number: int, _frame: object) -> None:
    raise TooLong


def piece(task: tuple[str, int, int, int]) -> Outcome:
    """Try the mutants of one kind with the numbers from `first` up to, but not including, `last`."""
    kind, first, last, seed = task
    signal.signal(signal.SIGALRM, _expired)
    signal.signal(signal.SIGPROF, _expired)
    tools = _tools()
    slowest, refused, failures = (0.0, ""), 0, []
    for number in range(first, last):
        name, raw = mutant(OPENED.get(kind, kind), number, seed)
        began = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)
        signal.alarm(WAITING)
        try:
            refused += not WAYS[kind](tools, name, raw, COMMON if number % ALL_FORMATS else FORMATS)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            failures.append((f"{kind}:{number}", traceback.format_exc(limit=-4)))
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.alarm(0)
        slowest = max(slowest, (time.process_time() - began, f"{kind}:{number}"))
    return Outcome(last - first, refused, slowest, failures)


def run(count: int, seed: int, processes: int, first: int = 0) -> int:
    """Try `count` mutants, from number `first` of each kind, and print what became of them; the exit code."""
    tasks = []
    for kind, share in SHARES.items():
        end = first - count * share // -sum(SHARES.values())  # rounded up: no less than `count` in all
        tasks += [(kind, at, min(at + PIECE, end), seed) for at in range(first, end, PIECE)]
    random.Random(seed).shuffle(tasks)  # noqa: S311 - so that the slow kinds are spread evenly
    tried, refused = Counter[str](), Counter[str]()
    slowest, failures = (0.0, ""), []
    began = time.monotonic()
    print(f"seed {seed}, {count:,} mutants, {processes} processes", flush=True)
    with multiprocessing.Pool(processes, maxtasksperchild=200) as pool:
        outcomes = pool.imap(piece, tasks)
        for number, (kind, *_) in enumerate(tasks, start=1):
            done = outcomes.next(timeout=WAITING * PIECE)
            tried[kind] += done.tried
            refused[kind] += done.refused
            slowest = max(slowest, done.slowest)
            for name, text in done.failures:
                failures.append(name)
                if len(failures) <= 20:
                    print(f"\n{name} (again: --seed {seed} --only {name})\n{text}", flush=True)
            if number % 500 == 0:
                print(f"  {sum(tried.values()):,} in {time.monotonic() - began:.0f} s", flush=True)
    for kind in SHARES:
        print(f"{kind:16} {tried[kind]:>9,} mutants, {refused[kind]:>9,} refused as a whole")
    print(
        f"{sum(tried.values()):,} mutants in {time.monotonic() - began:.0f} s, {len(failures)} failures, "
        f"slowest {slowest[0]:.2f} s ({slowest[1]}), seed {seed}"
    )
    return bool(failures)


def again(name: str, seed: int) -> int:
    """Print one mutant and what becomes of it."""
    kind, _, number = name.partition(":")
    file, raw = mutant(OPENED.get(kind, kind), int(number), seed)
    sys.stdout.buffer.write(b"--- " + file.encode() + b"\n" + raw + b"\n---\n")
    read = WAYS[kind](_tools(), file, raw, FORMATS)
    print("read" if read else "refused by a diagnostic")
    return 0


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=0, help="how many [default: 20,000 mutants or 100,000 texts]")
    parser.add_argument("--seed", type=int, default=20261101)
    parser.add_argument("--first", type=int, default=0, help="the number of each kind's first mutant")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", metavar="KIND:NUMBER")
    parser.add_argument("--encoders", action="store_true")
    options = parser.parse_args()
    if options.encoders:
        from hostile import encoders

        return encoders.run(options.count or 100_000, options.seed)
    if options.only:
        return again(options.only, options.seed)
    return run(options.count or 20_000, options.seed, options.processes, options.first)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main())
