"""From YAML text to plain data with the place of every member: an iterative composer over the parser's events.

Neither `yaml.load` nor `yaml.compose` is used: they recurse on their input, know only YAML 1.1 and keep no places.
"""

from __future__ import annotations

from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from engagelint.loading import limits, scalars
from engagelint.loading.builder import Builder
from engagelint.loading.characters import check_characters, forbidden, forbidden_name
from engagelint.loading.limits import SCALAR
from engagelint.loading.scalars import FIRST
from engagelint.loading.unreadable import Unreadable, excerpt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final, NoReturn

    from engagelint.model import Data, Mark, Marks

    # PyYAML's stubs let every mark be absent, which only events made by hand are.
    _Event = Any

try:
    from yaml._yaml import CParser as Parser
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as Parser  # type: ignore[assignment]

_STANDARD_TAG: Final = "tag:yaml.org,2002:"
#: The tags of lists and mappings, in this order.
_CONTAINER_TAGS: Final = (f"{_STANDARD_TAG}seq", f"{_STANDARD_TAG}map")


def compose(
    text: str, *, start: int = 0, end: int | None = None, lenient: bool = False, nodes: int = limits.NODES
) -> tuple[Data, Marks, Mark]:
    """The data that `text[start:end]` spells, the mark of every member, and the mark of the whole.

    All offsets count from the beginning of `text`. An alias's value is the very object that its anchor names. `lenient`
    reads the configuration files of other tools: own tags, merge keys, keys that are no text, keys given twice (the
    last wins) and several documents (the last that holds anything wins) are let in. It holds at most `nodes` values.

    Raises Unreadable where the text is no YAML, holds what is not read here, or goes beyond a limit.
    """
    end = len(text) if end is None else end
    check_characters(text, yaml=True, start=start, end=end)
    while text.startswith("\ufeff", start, end):  # the parsers differ in whether they count it
        start += 1
    _check_directives(text, start, end)
    composer = _Composer(text, start, lenient=lenient, most=nodes)
    try:
        composer.run(Parser(text[start:end]))
    except (YAMLError, ValueError, OverflowError) as error:
        from engagelint.loading.problems import explain

        raise explain(error, text, start, end, composer.bracket()) from None
    if not composer.documents:
        raise Unreadable("There is nothing here: the document is empty", start)
    return composer.documents[-1]


def _check_directives(text: str, start: int, end: int) -> None:
    """Refuse more `%TAG` lines than any document needs."""
    if text.count("%TAG", start, end) > limits.DIRECTIVES:
        raise Unreadable("The document holds too many lines that start with `%TAG`", text.find("%TAG", start))


class _Anchor:
    """What an alias stands for, and how many nodes and characters that is with every alias written out."""

    __slots__ = ("nodes", "open", "text", "value")

    def __init__(self, value: Data, nodes: int, text: int, *, is_open: bool) -> None:
        """For an open anchor, `nodes` and `text` are what was counted before its value."""
        self.value = value
        self.nodes = nodes
        self.text = text
        self.open = is_open

    def close(self, nodes: int, text: int) -> None:
        """End the value, up to which `nodes` and `text` were counted."""
        self.nodes = nodes - self.nodes
        self.text = text - self.text
        self.open = False


class _Composer(Builder):
    """The state between two events: what was built so far, the anchors, and what their aliases add."""

    def __init__(self, text: str, base: int, *, lenient: bool, most: int) -> None:
        super().__init__(text)
        self.most = most
        self.base = base
        self.lenient = lenient
        #: The documents that hold anything.
        self.documents: list[tuple[Data, Marks, Mark]] = []
        self.begun = False
        #: What aliases add to the nodes and characters that are written.
        self.more_nodes = self.more_text = 0
        self.anchors: dict[str, _Anchor] = {}
        #: Of each list and mapping that is open, whether it stands in brackets, and its anchor.
        self.opened: list[tuple[bool, _Anchor | None]] = []

    def run(self, parser: Any) -> None:  # noqa: ANN401 - one of two classes, of which one may be missing
        """Take the parser's events one by one, so that it stops where a limit is passed."""
        handlers: dict[type, Callable[[_Event], None]] = {
            ScalarEvent: self.scalar,
            MappingStartEvent: self.open,
            SequenceStartEvent: self.open,
            MappingEndEvent: self.close,
            SequenceEndEvent: self.close,
            AliasEvent: self.alias,
            DocumentStartEvent: self.open_document,
            DocumentEndEvent: self.close_document,
        }
        next_event, most = parser.get_event, self.most
        next_event()  # the stream's start
        event = next_event()
        while (kind := type(event)) is not StreamEndEvent:
            handlers[kind](event)
            if self.nodes > most:
                raise Unreadable(limits.too_many(most), event.start_mark.index + self.base)
            event = next_event()

    def open_document(self, event: _Event) -> None:
        """Begin a document."""
        if self.begun and not self.lenient:
            start = event.start_mark.index + self.base
            raise Unreadable("A second document begins here: a file holds one", start, start + 3)
        self.begun = True
        self.restart()
        self.anchors = {}

    def close_document(self, _: _Event) -> None:
        """Keep what the document held, if anything is written in it."""
        document = self.result()
        if document[2].end > document[2].start:
            self.documents.append(document)

    def scalar(self, event: _Event) -> None:
        """Take a single value, or a key."""
        self.nodes += 1
        value, style, tag = event.value, event.style, event.tag
        base = self.base
        start, end = event.start_mark.index + base, event.end_mark.index + base
        if len(value) > SCALAR:
            raise Unreadable(limits.TOO_LONG, start)
        if style:
            end = self.check_style(value, style, start, end)
        meant = value
        if tag is not None or (not style and value[:1] in FIRST):
            meant = self.meaning(event, start, end)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchor(meant, 1, len(value), is_open=False)
        if self.key is None and type(self.container) is dict:
            self.check_key(value, meant, start, end)
        else:
            self.place(meant, start, end)

    def check_style(self, value: str, style: str, start: int, end: int) -> int:
        """Refuse codes for characters that may not be written; the end of the value without its last line breaks."""
        if style == '"' and (found := forbidden(value)):
            raise Unreadable(f"{forbidden_name(found)} is not allowed in a text: delete it", start, end)
        return start + len(self.text[start:end].rstrip(" \t\r\n"))

    def meaning(self, event: _Event, start: int, end: int) -> Data:
        """What an unquoted or tagged value means."""
        value, tag = event.value, event.tag
        try:
            if tag is None or tag == "!":
                # libyaml keeps nothing of the tag `!`, which makes any value text.
                forced = end - start > len(value) and "!" in self.text[start : end - len(value)]
                return value if forced else scalars.resolve(value)
            if tag.startswith(_STANDARD_TAG) and tag not in _CONTAINER_TAGS:
                return scalars.tagged(value, tag.removeprefix(_STANDARD_TAG))
        except scalars.NotRead as error:
            raise Unreadable(str(error), start if tag is None else self.tag_start(event), end) from None
        if not self.lenient:
            self.refuse_tag(event)
        return value

    def check_key(self, key: str, meant: Data, start: int, end: int) -> None:
        """Take a key of the current mapping, if it is one that is read."""
        if self.lenient:
            self.key, self.key_start, self.key_end = key, start, end
            return
        if type(meant) is not str:
            words = f"The key `{excerpt(key)}` is no text: put it in quotes" if key else "A key is missing here"
            raise Unreadable(words, start, end)
        if key == "<<" and self.text.startswith("<<", end - 2):
            raise Unreadable("`<<`, which takes over another group's terms, is not read: write them out", start, end)
        self.take_key(key, start, end)

    def open(self, event: _Event) -> None:
        """Begin a list or mapping."""
        self.nodes += 1
        start = event.start_mark.index + self.base
        mapping = type(event) is MappingStartEvent
        if self.key is None and type(self.container) is dict:
            self.refuse_key(start)
        if event.tag is not None and event.tag not in ("!", _CONTAINER_TAGS[mapping]) and not self.lenient:
            self.refuse_tag(event)
        value: Data = {} if mapping else []
        anchor = None
        if event.anchor is not None:
            anchor = _Anchor(value, self.nodes - 1 + self.more_nodes, start + self.more_text, is_open=True)
            self.anchors[event.anchor] = anchor
        self.begin(value, start)
        self.opened.append((bool(event.flow_style), anchor))

    def close(self, event: _Event) -> None:
        """End the current list or mapping; one without brackets ends with its last member, not at the next word."""
        flow, anchor = self.opened.pop()
        end = event.end_mark.index + self.base if flow else self.end
        if self.lenient and type(self.container) is dict and "<<" in self.container:
            self.merge(self.container)
        if anchor:
            anchor.close(self.nodes + self.more_nodes, end + self.more_text)
        self.finish(end)

    def bracket(self) -> int | None:
        """Where the innermost list or mapping begins, if it stands in brackets."""
        return self.stack[-1].start if self.opened and self.opened[-1][0] else None

    def alias(self, event: _Event) -> None:
        """Take what an anchor names once more."""
        self.nodes += 1
        name = excerpt(event.anchor)
        start, end = event.start_mark.index + self.base, event.end_mark.index + self.base
        anchor = self.anchors.get(event.anchor)
        if anchor is None:
            raise Unreadable(f"`*{name}` refers to `&{name}`, which stands nowhere above", start, end)
        if anchor.open:
            raise Unreadable(f"`*{name}` stands inside the very part that it refers to", start, end)
        self.more_nodes += anchor.nodes - 1
        self.more_text += anchor.text
        if (
            self.nodes + self.more_nodes > limits.EXPANSION * self.most
            or end - self.base + self.more_text > limits.EXPANDED_TEXT
        ):
            words = f"With `*{name}` and all other references written out, the document is too large"
            raise Unreadable(words, start, end)
        if self.key is not None or type(self.container) is list:
            self.place(anchor.value, start, end)
        elif type(anchor.value) is str:
            self.check_key(anchor.value, anchor.value, start, end)
        else:
            self.refuse_key(start)

    def merge(self, mapping: Data) -> None:
        """Take over the members of the groups that `<<` names; the mapping's own win, then the earlier groups'.

        The aliases have paid for what is taken over.
        """
        groups = mapping.pop("<<")
        del self.marks[id(mapping), "<<"]
        for group in groups if type(groups) is list else [groups]:
            if type(group) is not dict:
                continue
            for key, value in group.items():
                if key not in mapping:
                    mapping[key] = value
                    self.marks[id(mapping), key] = self.marks[id(group), key]

    def tag_start(self, event: _Event) -> int:
        """Where the event's tag begins: an anchor may stand before it."""
        return self.text.index("!", event.start_mark.index + self.base)

    def refuse_tag(self, event: _Event) -> NoReturn:
        """Refuse a tag that is none of the plain kinds of data, or does not fit what it stands before."""
        name = event.tag.replace(_STANDARD_TAG, "!!")
        raise Unreadable(f"The tag `{excerpt(name)}` is not read here: delete it", self.tag_start(event))

    def refuse_key(self, start: int) -> NoReturn:
        """Refuse a list or mapping as a key."""
        template = self.text.find("{{", max(start - 1, 0), start + 2)
        if template >= 0:
            words = "This looks like a template that was not filled in: replace `{{ ... }}` by its value"
            raise Unreadable(words, template, template + 2)
        raise Unreadable("A key must be a text, and a list or group stands here", start)
