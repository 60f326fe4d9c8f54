"""Jenkins: the stages of a `Jenkinsfile`, found by a scanner that knows comments, texts and blocks, but not Groovy."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engagelint.evidence.branches import NEVER
from engagelint.evidence.commands import CAN_FAIL, Command, commands, foreign_commands, is_unix, job_doubt
from engagelint.evidence.conditions import doubt
from engagelint.evidence.jenkins_conditions import ALWAYS, OPEN, Degrees, both, degrees
from engagelint.evidence.model import ADVISORY, CANNOT_TELL, Check, Doubt, Unread, first
from engagelint.evidence.names import quoted
from engagelint.model import Source
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from engagelint.evidence.branches import Branches
    from engagelint.evidence.model import Pipelines
    from engagelint.evidence.tree import Tree

FILE: Final = "Jenkinsfile"
_TOKEN: Final = re.compile(r"//[^\n]*|/\*|~\s*/(?:[^/\\\n]|\\.)+/|\"\"\"|'''|[\"'(){};\n]|[A-Za-z_]\w*")
_TEXT: Final = {'"': re.compile(r'"((?:[^"\\\n]|\\.)*)"'), "'": re.compile(r"'((?:[^'\\\n]|\\.)*)'")}
_SHELLS: Final = frozenset({"sh", "bat", "powershell", "pwsh"})
#: The calls whose arguments are looked at.
_KNOWN: Final = _SHELLS | {"stage", "catchError", "warnError"}
#: A call with its arguments, alone or behind what it is assigned to.
_CALL: Final = re.compile(
    r"\s*(?:(?:def\s+|[A-Z]\w*\s+)?\w+\s*=(?!=)\s*)?([A-Za-z_]\w*)(?:\.\w+)*(?:[ \t]*\(|[ \t]+[\w'\"\[])"
)
# Words of the language, and steps that prepare, tell or keep something.
_NO_WORK_WORDS: Final = (
    "def if else for while switch case return throw new import assert final stage node env params currentBuild log "
    "echo println print sleep error unstable input milestone properties checkout git deleteDir cleanWs dir writeFile "
    "readFile writeJSON readJSON fileExists stash unstash archiveArtifacts junit publishHTML fingerprint mail emailext "
    "slackSend office365ConnectorSend addBadge updateGitlabCommitStatus githubNotify"
)
_NO_WORK: Final = frozenset(_NO_WORK_WORDS.split())
#: Steps that report, and let the build fail only where they say so.
_REPORTING: Final = frozenset({"recordIssues", "recordCoverage", "publishCoverage"})
_FAILS: Final = re.compile(r"FAILURE|unstable\s*:\s*false")
_GOES_ON: Final = re.compile(r"\b(?:wait|propagate|abortPipeline)\s*:\s*false\b")
#: The blocks that hold settings, or what is done about a failure.
_NO_STEPS_WORDS: Final = "when environment options agent tools parameters triggers input axes excludes libraries catch"
_NO_STEPS: Final = frozenset(_NO_STEPS_WORDS.split())
_RETHROWS: Final = frozenset({"throw", "error"})
#: Results of a build with which it does not fail.
_MILD: Final = frozenset({"SUCCESS", "UNSTABLE"})
_DEEPEST: Final = 32
_MOST_CONDITIONS: Final = 50_000


class _TooDeep(Exception):  # noqa: N818 -- what is said of the file
    """Blocks stand inside one another more deeply than in any file that a person writes."""


@dataclass(slots=True)
class _Stage:
    """A stage: its name, where it begins, what it runs; `lenient` when failures pass, `partly` when some in it do.

    `degrees` say how surely its own `when` holds.
    """

    name: str
    offset: int
    around: _Stage | None = None
    degrees: Degrees = ALWAYS
    lenient: bool = False
    partly: bool = False
    #: Where its commands begin and end among all commands of the file.
    begin: int = 0
    end: int = 0
    #: Up to which of its commands the script itself may raise an error.
    raised: int = 0


class _Ran(NamedTuple):
    """A command with the `try` blocks that it stands in, and the stage that asks for its status."""

    command: Command
    tries: tuple[int, ...]
    asked: _Stage | None


@dataclass(slots=True)
class _Block:
    """A pair of braces that is open: the call or word before it, the brackets open there, and where it begins.

    `lenient`, `after` and `tries` say what it or one around it is: whether failures pass in it, whether it runs when
    all is over, and the `try` blocks among them.
    """

    word: str
    brackets: int
    lenient: bool = False
    after: bool = False
    tries: tuple[int, ...] = ()
    stage: _Stage | None = None
    number: int = 0
    #: Where its text begins.
    begin: int = 0
    #: How often a failure is passed on in it.
    rethrows: int = 0


def read(tree: Tree, branches: Branches, pipelines: Pipelines) -> None:
    """Add the stages."""
    source = tree.text(FILE)
    if source is None:
        return
    if not isinstance(source, Source):
        pipelines.unread.append(source)
        return
    scanner = _Scanner(branches, source.text)
    try:
        scanner.scan()
    except _TooDeep:
        words = f"{visible(source.path)} is read only in part: its blocks lie too deep"
        pipelines.unread.append(Unread(source.path, None, words))
    pipelines.files.append(source.path)
    pipelines.checks.extend(scanner.checks(source))
    if not scanner.stages:
        words = f"{visible(source.path)} has no stage of its own: what it runs is written elsewhere"
        pipelines.unread.append(Unread(source.path, None, words))


class _Scanner:
    """The state between two tokens: the open blocks, and the call that is being read with its arguments."""

    def __init__(self, branches: Branches, source: str) -> None:
        self.branches = branches
        self.source = source
        #: Where the token that is being taken ends, and where the statement that it belongs to begins.
        self.at = self.begin = 0
        self.stages: list[_Stage] = []
        self.commands: list[_Ran] = []
        self.blocks: list[_Block] = []
        self.brackets = 0
        #: How many more characters of conditions are looked at.
        self.left = _MOST_CONDITIONS
        self.tries = 0
        self.last_try = 0
        #: The `try` blocks whose failures a `catch` keeps to itself.
        self.swallowed: set[int] = set()
        self.word = ""
        self.arguments: list[str] = []
        self.texts: list[tuple[str, int]] = []
        #: Whether the line of the call is over: only a block can still belong to it.
        self.over = False

    def scan(self) -> None:
        """Read a whole file."""
        text, at = self.source, 0
        while (found := _TOKEN.search(text, at)) is not None:
            sign, at = found[0], found.end()
            if sign.startswith(("//", "~")):  # a comment, or a regular expression
                continue
            if sign == "/*":
                at = _after(text, "*/", at)
            elif sign in ('"""', "'''"):
                end = _after(text, sign, at)
                self.text(text[at : end - 3], found.start())
                at = end
            elif sign in _TEXT:
                whole = _TEXT[sign].match(text, found.start())
                # What is no whole text is part of something else, such as a regular expression.
                if whole:
                    self.text(whole[1], found.start())
                    at = whole.end()
                else:
                    line_end = text.find("\n", at)
                    at = line_end if line_end >= 0 else len(text)
            else:
                self.at = at
                self.sign(sign)
        self.finish()

    def text(self, body: str, offset: int) -> None:
        """Take a quoted text."""
        if self.word in _KNOWN:
            self.arguments.append(body)
            self.texts.append((body, offset))
        elif self.word in {"result", "setResult"} and body in _MILD and self.blocks:
            self.blocks[-1].rethrows -= 1

    def sign(self, word: str) -> None:
        """Take a bracket, the end of a line or a word."""
        if word == "{":
            self.open()
        elif word == "}":
            self.finish()
            self.close()
        elif word in "()":
            self.brackets = max(0, self.brackets + (1 if word == "(" else -1))
        elif word in ";\n":
            if self.brackets == 0:
                self.finish()
        elif self.word in _KNOWN and not self.over:
            self.arguments.append(word)
        elif self.brackets == 0 or word in _KNOWN:
            sets_result = self.word == "currentBuild" and word in {"result", "setResult"}
            self._forget()
            self.word = word
            if self.blocks and (sets_result or word in _RETHROWS):
                self._raise()

    def _raise(self) -> None:
        """Take it that the block which is open lets the build fail."""
        block = self.blocks[-1]
        block.rethrows += 1
        if not block.after:
            for stage in self._around()[-1:]:
                stage.raised = len(self.commands)

    def open(self) -> None:
        """Begin a block; what stands before it is its name."""
        if len(self.blocks) >= _DEEPEST:
            raise _TooDeep
        around = self._block()
        after = around.after or self.word == "post"
        block = _Block(self.word, self.brackets, around.lenient, after, around.tries, begin=self.at)
        if self.word == "stage" and self.texts:
            name, offset = self.texts[0]
            outer = next(iter(self._around()[-1:]), None)
            block.stage = _Stage(name, offset, outer, lenient=block.lenient, begin=len(self.commands))
            self.stages.append(block.stage)
        elif self.word == "warnError" or (self.word == "catchError" and self._lets_pass()):
            block.lenient = True
            for stage in self._around():
                stage.partly = True
        elif self.word == "try":
            self.tries += 1
            block.number = self.tries
            block.tries = (*block.tries, block.number)
        elif self.word == "catch":
            block.number = self.last_try
        self.blocks.append(block)
        self.brackets = 0
        self.begin = self.at
        self._forget()

    def _lets_pass(self) -> bool:
        """Whether `catchError` keeps the build from failing, which it does not by itself."""
        if "buildResult" not in self.arguments:
            return False
        at = self.arguments.index("buildResult") + 1
        return self.arguments[at : at + 1] in (["SUCCESS"], ["UNSTABLE"], ["null"])

    def close(self) -> None:
        """End a block."""
        if not self.blocks:
            return
        block = self.blocks.pop()
        self.brackets = block.brackets
        if block.stage is not None:
            block.stage.end = len(self.commands)
        if block.word == "try":
            self.last_try = block.number
        elif block.word == "catch" and block.rethrows <= 0:
            self.swallowed.add(block.number)
        elif block.word == "when" and all(outer.word != "when" for outer in self.blocks):
            self._limit(self.source[block.begin : self.at - 1])
        elif block.rethrows > 0 and self.blocks:
            self.blocks[-1].rethrows += 1

    def _limit(self, conditions: str) -> None:
        """Keep a stage to the conditions below its `when`."""
        self.left -= len(conditions)
        held = degrees(conditions, self.branches) if self.left >= 0 else OPEN
        for stage in self._around()[-1:]:
            stage.degrees = both(stage.degrees, held)

    def finish(self) -> None:
        """End a call that has no block."""
        if self.word in _SHELLS:
            self._run()
        elif self._works():
            block = self._block()
            self.commands.append(_Ran(Command(masked=False, prepares=False), block.tries, None))
        self.begin = self.at
        self.over = self.word == "stage"
        if not self.over:
            self._forget()

    def _works(self) -> bool:
        """Whether the statement that ends is a step that may fail the build, other than a command."""
        found = _CALL.match(self.source, self.begin, self.at)
        if found is None or found[1] in _NO_WORK:
            return False
        block = self._block()
        if block.after or block.lenient or any(outer.word in _NO_STEPS for outer in self.blocks):
            return False
        if found[1] in _REPORTING:
            return _FAILS.search(self.source, self.begin, self.at) is not None
        return _GOES_ON.search(self.source, self.begin, self.at) is None

    def _run(self) -> None:
        """Keep a command for the stages around it."""
        block = self._block()
        if block.after:
            return
        script = max((text for text, _ in self.texts), key=len, default="")
        at = self.arguments.index("returnStatus") + 1 if "returnStatus" in self.arguments else len(self.arguments)
        stage = next(iter(self._around()[-1:]), _Stage("", 0))
        asked = stage if self.arguments[at : at + 1] == ["true"] else None
        for command in _commands(script, self.word) or [CAN_FAIL]:
            masked = command.masked or block.lenient
            self.commands.append(_Ran(command._replace(masked=masked), block.tries, asked))

    def _block(self) -> _Block:
        """The innermost block that is open; one of nothing outside of all."""
        return self.blocks[-1] if self.blocks else _Block("", 0)

    def _around(self) -> list[_Stage]:
        return [block.stage for block in self.blocks if block.stage is not None]

    def _forget(self) -> None:
        self.word, self.arguments, self.texts, self.over = "", [], [], False

    def checks(self, source: Source) -> Iterator[Check]:
        """The stages that were found."""
        found = [
            ran.command._replace(masked=ran.command.masked or self._is_lost(index, ran))
            for index, ran in enumerate(self.commands)
        ]
        reached: dict[int, Degrees] = {}
        for stage in self.stages:
            runs = both(stage.degrees, reached[id(stage.around)] if stage.around else ALWAYS)
            reached[id(stage)] = runs
            own = found[stage.begin : stage.end or len(found)]
            every = first([doubt(runs, NEVER), _inner_doubt(stage, own)])
            line = source.position(stage.offset).line
            yield Check((stage.name,), f"stage {quoted(stage.name)}", source.path, line, every)

    def _is_lost(self, index: int, ran: _Ran) -> bool:
        """Whether a `catch` keeps a command's failure to itself, or its status is asked for and raises no error."""
        return not self.swallowed.isdisjoint(ran.tries) or (ran.asked is not None and index >= ran.asked.raised)


def _inner_doubt(stage: _Stage, own: list[Command]) -> Doubt | None:
    """What the stage's blocks and its own commands come to."""
    lost = job_doubt(own)
    if (lost and stage.partly) or stage.lenient:
        return Doubt(ADVISORY, "its failure leaves the build as it is, as catchError or warnError says")
    if stage.partly and not own:
        return Doubt(CANNOT_TELL, "catchError or warnError lets a part of it pass")
    return lost


def _commands(script: str, step: str) -> list[Command]:
    """The commands of a script that `sh`, `bat` or another step runs, by the shell that its first line may name."""
    first_line = script.lstrip().partition("\n")[0]
    if step != "sh" or not first_line.startswith("#!"):
        return commands(script) if step == "sh" else foreign_commands(script)
    words = first_line[2:].split()
    named = [word for word in words if not word.startswith("-") and not word.endswith("/env")]
    flags = "".join(word for word in words if word.startswith("-") and not word.startswith("--"))
    return commands(script, stops="e" in flags) if named and is_unix(named[0]) else foreign_commands(script)


def _after(text: str, end: str, at: int) -> int:
    """Where what begins at `at` is over, `end` included; the end of the text where it never is."""
    found = text.find(end, at)
    return found + len(end) if found >= 0 else len(text)
