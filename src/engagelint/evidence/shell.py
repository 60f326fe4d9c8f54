"""Shell scripts: which commands they run, and the failure of which of those is swallowed."""

from __future__ import annotations

import re
from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

#: How deep blocks stand inside one another at most, and shells that are started by shells.
_DEEPEST: Final = 30
_DEEPEST_SHELL: Final = 3
_WORD: Final = (
    r"(?:\\.|'[^']*'|\"(?:[^\"\\]|\\.)*\"|\$\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^()]*(?:\([^()]*\)[^()]*)*\)|`[^`]*`"
    r"|[^\s;&|()<>'\"\\`])+"
)
_TOKEN: Final = re.compile(
    rf"(?P<skip>[ \t\r]+|\\\r?\n|#[^\n]*)|(?P<here><<-?[ \t]*(?P<quote>['\"]?)(?P<end>\w+)(?P=quote))"
    rf"|(?P<redirect>(?:&>>?|\d*(?:<<<|<>|>>|[<>])[&|]?)[ \t]*(?:{_WORD})?)"
    rf"|(?P<word>{_WORD})|(?P<sign>&&|\|\||;;|\|&|[;&|()\n])|(?P<other>.)",
    re.DOTALL,
)
_IDENTIFIER: Final = re.compile(r"\w+")
_ASSIGNMENT: Final = re.compile(r"([A-Za-z_]\w*)\+?=")
#: Where GitHub's later steps read what a step found out.
_HANDED_ON: Final = ("GITHUB_OUTPUT", "GITHUB_ENV")
#: What Azure takes for the failure of a step when it is printed.
_FAILS_TASK: Final = re.compile(r"##vso\[task\.complete[^\]]*\bresult=Failed\b", re.IGNORECASE)
_IDLE: Final = frozenset({"echo", "printf", "true", ":", "/bin/true", "sleep", "set", "pwd", "date"})
_ENDS: Final = frozenset({"exit", "return"})
_FILTERS: Final = frozenset({"tee", "cat", "head", "tail", "sed", "awk", "tr", "sort", "uniq", "column", "less", "ts"})
_BEFORE: Final = frozenset({"!", "time", "sudo", "command", "exec", "nohup"})
_SHELLS: Final = frozenset({"bash", "sh", "zsh", "dash"})
_OPEN: Final = {"if": "fi", "while": "done", "until": "done", "for": "done", "select": "done", "case": "esac", "{": "}"}
_CLOSE: Final = frozenset(_OPEN.values())
#: After these the words of a loop or a `case` are no command.
_NO_COMMAND: Final = frozenset({"for", "select", "case", "function"})


class NotRead(Exception):  # noqa: N818 -- what is said of the script
    """Blocks stand inside one another more deeply than a person writes them, or one has no end, as in other shells."""


class Simple:
    """A command with its arguments: whether its failure is swallowed, and whether it does nothing that can fail."""

    def __init__(self, words: list[str], *, handed_on: bool) -> None:
        #: Its words, without what sets variables for it or only says how it is run.
        self.words = words[_begin(words) :]
        self.masked = False
        ends = self.words[:1] and self.words[0] in _ENDS
        fails_task = any(_FAILS_TASK.search(word) for word in self.words)
        self.idle = not (handed_on or fails_task) and bool(
            (self.words and self.words[0] in _IDLE) or (ends and self.words[1:2] == ["0"])
        )
        #: Whether `if` or `while` asks for its result.
        self.asked = False
        #: Whether it ends the script with a failure, which nothing behind it takes back.
        self.leaves = bool(ends and not self.idle)
        #: Whether it is there to make the script fail.
        self.raises = self.leaves or fails_task or self.words == ["false"]
        found = _ASSIGNMENT.match(words[-1]) if words and not self.words else None
        #: The variable that it sets, where it does no more than that.
        self.sets = found[1] if found else ""

    @property
    def filters(self) -> bool:
        """Whether it only passes on what comes in."""
        return self.idle or (bool(self.words) and self.words[0] in _FILTERS)


class _Block:
    """A block that is open: what ends it, and its commands up to here."""

    def __init__(self, opener: str, end: str) -> None:
        self.opener = opener
        self.end = end
        self.commands: list[Simple] = []
        self.asking = opener in {"if", "while", "until"}
        #: In the list that `&&` and `||` join: where what is not swallowed yet begins, and its last pipeline.
        self.open = self.pipeline = 0
        #: Where the last part of the pipeline begins.
        self.part = 0
        self.joined = ""


class _Script:
    """The state between two tokens."""

    def __init__(self, *, stops: bool, pipefail: bool, depth: int) -> None:
        self.stops = stops
        self.pipefail = pipefail
        self.depth = depth
        self.blocks = [_Block("", "")]
        self.words: list[str] = []
        self.handed_on = False
        #: How many brackets of `$( )` are open within a word.
        self.inside = 0
        #: Commands whose failure is kept in a variable.
        self.kept: list[tuple[list[Simple], str]] = []
        #: The lists of the script itself: where each ends, and whether the shell stops at its failure.
        self.lists: list[tuple[int, bool]] = []

    def take(self, kind: str, text: str) -> None:
        """Take a token."""
        if self.inside:
            self.inside += (text == "(") - (text == ")")
        elif kind == "redirect":
            self.handed_on = self.handed_on or any(name in text for name in _HANDED_ON)
        elif kind == "word":
            self.word(text)
        elif (
            self.words[:1] == ["[["] and self.words[-1] != "]]" and text != "\n"
        ):  # signs within a test are no signs of the shell
            self.words.append(text)
        elif text == "(":
            if not self.words:
                self.open("(", ")")
            elif self.words[-1].endswith("$"):  # `$( )` with more in it than is taken for one word
                self.inside = 1
        elif text == ")":
            self.bracket()
        elif text in {"|", "|&"}:
            self.flush()
            self.blocks[-1].part = len(self.blocks[-1].commands)
        elif text in {"&&", "||"}:
            self.end_pipeline()
            self.blocks[-1].joined = text
        elif text != "\n" or self.words or not self.blocks[-1].joined:
            self.end_list()

    def word(self, text: str) -> None:
        """Take a word, which may open or close a block where a command begins."""
        if self.words:
            self.words.append(text)
        elif text in _OPEN:
            self.open(text, _OPEN[text])
            if text in _NO_COMMAND:
                self.words.append(text)
        elif text in _CLOSE:
            self.end_list()
            if self.blocks[-1].end == text:
                self.close()
        elif text in {"then", "do", "else", "elif"}:
            self.end_list()
            self.blocks[-1].asking = text == "elif"
        else:
            self.words.append(text)

    def bracket(self) -> None:
        """Take a closing bracket: of a block, or behind the pattern of a `case` or the name of a function."""
        if self.blocks[-1].end == ")":
            self.end_list()
            self.close()
        else:
            self.words.clear()

    def open(self, opener: str, end: str) -> None:
        """Begin a block."""
        if len(self.blocks) > _DEEPEST:
            raise NotRead
        self.blocks.append(_Block(opener, end))

    def close(self) -> None:
        """End a block: its commands are those of the one around it."""
        block = self.blocks.pop()
        if block.opener == "(":
            _return(block.commands)
        if block.opener == "if" and all(one.idle or one.asked for one in block.commands):
            _mask(block.commands)
        self.blocks[-1].commands.extend(block.commands)

    def flush(self) -> None:
        """End a command."""
        words, self.words = self.words, []
        handed_on, self.handed_on = self.handed_on, False
        if not words or words[0] in _NO_COMMAND:
            return
        block = self.blocks[-1]
        inner = _inner(words) if self.depth < _DEEPEST_SHELL else None
        if inner is not None:
            script, stops = inner
            found = _read(script, stops=stops, pipefail=False, depth=self.depth + 1)
            _return(found)
            block.commands.extend(found)
            return
        one = Simple(words, handed_on=handed_on)
        if words[0] == "set":
            self.set(words[1:])
        one.asked = block.asking
        block.commands.append(one)

    def set(self, words: list[str]) -> None:
        """Take what `set` says of the commands behind it."""
        on = True
        for word in words:
            if word[:1] in "+-" and word[1:].isalpha():
                on = word[0] == "-"
                self.stops = on if "e" in word else self.stops
            elif word == "pipefail":
                self.pipefail = on
            elif word == "errexit":
                self.stops = on
            else:
                break

    def end_pipeline(self) -> None:
        """End commands joined by `|`; those behind `||` that cannot fail swallow the failure of what is before."""
        self.flush()
        block = self.blocks[-1]
        if not self.pipefail and block.part > block.pipeline:
            last = block.commands[block.part :]
            if last and all(one.filters for one in last):
                _mask(block.commands[block.pipeline : block.part])
        behind = block.commands[block.pipeline :]
        if block.joined == "||" and behind:
            if all(one.filters for one in behind):
                _mask([one for one in block.commands[block.open : block.pipeline] if not one.leaves])
                block.open = block.pipeline
            elif len(behind) == 1 and behind[0].sets:
                self.kept.append((block.commands[block.open : block.pipeline], behind[0].sets))
                block.open = block.pipeline
        block.pipeline = block.part = len(block.commands)
        block.joined = ""

    def end_list(self) -> None:
        """End what `&&` and `||` join."""
        self.end_pipeline()
        block = self.blocks[-1]
        block.open = len(block.commands)
        if len(self.blocks) == 1:
            self.lists.append((block.open, self.stops))

    def finish(self) -> list[Simple]:
        """The commands of the whole script."""
        self.end_list()
        if len(self.blocks) > 1 or self.inside:
            raise NotRead
        found = self.blocks[0].commands
        telling = [one for one in found if not one.idle and not one.sets]
        used = {name for one in telling for word in one.words for name in _IDENTIFIER.findall(word)}
        for kept, variable in self.kept:
            if variable not in used:
                _mask(kept)
        self._mask_what_goes_on(found)
        return found

    def _mask_what_goes_on(self, found: list[Simple]) -> None:
        """Where the shell does not stop, only the last command counts: one that cannot fail swallows all failures."""
        lists, begin = [], 0
        for end, stops in self.lists:
            if end > begin:
                lists.append((found[begin:end], stops))
            begin = end
        if lists and all(one.idle for one in lists[-1][0]) and not any(one.raises for one in found):
            for commands, stops in lists:
                if not stops:
                    _mask(commands)


def read_script(script: str, *, stops: bool, pipefail: bool) -> list[Simple]:
    """The commands of a script in order.

    `stops` says whether the shell ends at the first that fails, `pipefail` whether the failure of what stands before a
    `|` counts. Raises NotRead.
    """
    return _read(script, stops=stops, pipefail=pipefail, depth=0)


def _read(script: str, *, stops: bool, pipefail: bool, depth: int) -> list[Simple]:
    state = _Script(stops=stops, pipefail=pipefail, depth=depth)
    for kind, text in _tokens(script):
        state.take(kind, text)
    return state.finish()


def _tokens(script: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each token that matters; the texts that `<<` announces are left out."""
    at, script = 0, f"{script}\n"
    ends: list[tuple[str, bool]] = []
    lines: dict[tuple[str, bool], list[int]] = {}
    while at < len(script):
        token = _TOKEN.match(script, at)
        if token is None:
            return
        at = token.end()
        kind = token.lastgroup or ""
        if kind in {"end", "quote", "here"}:
            ends.append((token["end"], token[0].startswith("<<-")))
            lines = lines or _lines(script)
        elif kind not in {"skip", "other"}:
            yield kind, token[0]
        if token[0] == "\n":
            for end in ends:
                after = lines.get(end, [])
                found = bisect_left(after, at + len(end[0]))
                at = after[found] if found < len(after) else at
            ends.clear()


def _lines(script: str) -> dict[tuple[str, bool], list[int]]:
    """Where lines end, by their text and by whether tabs before it are left out of that."""
    found: dict[tuple[str, bool], list[int]] = {}
    at = 0
    for line in script.split("\n"):
        at += len(line)
        found.setdefault((line, False), []).append(at)
        found.setdefault((line.lstrip("\t"), True), []).append(at)
        at += 1
    return found


def _begin(words: list[str]) -> int:
    """Where the command itself begins: behind variables and words that say how it is run."""
    at = 0
    while at < len(words) and (words[at] in _BEFORE or _ASSIGNMENT.match(words[at])):
        at += 1
    return at


def _inner(words: list[str]) -> tuple[str, bool] | None:
    """The script that a command gives to a shell of its own with `-c`, and whether that one stops; None where none."""
    for at, word in enumerate(words[:-2]):
        flags = words[at + 1]
        if word.rpartition("/")[2] in _SHELLS and flags[:1] == "-" and flags.endswith("c"):
            text = words[at + 2]
            if len(text) > 1 and text[0] in "'\"" and text[-1] == text[0]:
                return text[1:-1], "e" in flags
    return None


def _return(commands: list[Simple]) -> None:
    """Take it that the commands were those of a shell of their own: what ends that does not end the script."""
    for one in commands:
        one.raises = one.raises and not one.leaves
        one.leaves = False


def _mask(commands: list[Simple]) -> None:
    for one in commands:
        one.masked = True
