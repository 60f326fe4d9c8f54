"""From YAML text to plain data with the place of every member: an iterative composer over the parser's events.

Neither `yaml.load` nor `yaml.compose` is used: they recurse on their input, know only YAML 1.1 and keep no places.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

from yaml import SafeLoader, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from engagelint.loading import limits, scalars
from engagelint.loading.characters import FORBIDDEN, check_characters, forbidden_name
from engagelint.loading.problems import explain
from engagelint.loading.unreadable import Unreadable, excerpt
from engagelint.model import Data, Mark, Marks, Source

if TYPE_CHECKING:
    from collections.abc import Callable

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML was built without libyaml
    Loader = SafeLoader  # type: ignore[assignment,misc]

_STANDARD_TAG: Final = "tag:yaml.org,2002:"
_EMPTY: Final = "There is nothing here: the document is empty"


def compose(text: str, *, start: int = 0, end: int | None = None, lenient: bool = False) -> tuple[Data, Marks, Mark]:
    """The data that `text[start:end]` spells, the mark of every member, and the mark of the whole.

    All offsets count from the beginning of `text`. An alias's value is the very object that its anchor names. `lenient`
    reads the configuration files of other tools: own tags, merge keys, keys that are no text, keys given twice (the
    last wins) and several documents (the last that holds anything wins) are let in.

    Raises:
        Unreadable: the text is no YAML, holds what is not read here, or goes beyond a limit.
    """
    end = len(text) if end is None else end
    check_characters(text, yaml=True, start=start, end=end)
    while text.startswith("\ufeff", start, end):  # the parsers differ in whether they count it
        start += 1
    _check_directives(text, start, end)
    composer = _Composer(text, start, lenient=lenient)
    try:
        composer.run(Loader(text[start:end]))
    except (YAMLError, ValueError, OverflowError) as error:
        raise explain(error, text, start, end) from None
    if composer.result is None:
        raise Unreadable(_EMPTY, start)
    return composer.result


def _check_directives(text: str, start: int, end: int) -> None:
    """Refuse a head of more `%` lines than any document needs."""
    if text.startswith("%", start) and text.count("\n%", start, end) > limits.DIRECTIVES:
        raise Unreadable("The document begins with too many lines that start with `%`", start)


class _Frame(NamedTuple):
    """What a list or mapping interrupts: the container around it and its own place there."""

    container: Data
    key: str | None
    key_start: int
    key_end: int
    start: int
    flow: bool
    anchor: _Anchor | None


class _Anchor:
    """What an alias stands for, and how many nodes and characters that is with every alias written out."""

    __slots__ = ("nodes", "open", "text", "value")

    def __init__(self, value: Data, nodes: int, text: int, *, open: bool) -> None:  # noqa: A002
        self.value = value
        self.nodes = nodes
        self.text = text
        self.open = open

    def close(self, nodes: int, text: int) -> None:
        """Turn the counts taken before the value into those of the value."""
        self.nodes = nodes - self.nodes
        self.text = text - self.text
        self.open = False


class _Composer:
    """The state between two events.

    `container` is the list or mapping being filled; below the document stands a list that takes the document's value.
    `key` is the mapping's key that waits for its value. `end` is where the last value ended.
    """

    def __init__(self, text: str, base: int, *, lenient: bool) -> None:
        self.text = text
        self.base = base
        self.lenient = lenient
        self.result: tuple[Data, Marks, Mark] | None = None
        self.documents = 0
        self.nodes = self.expanded_nodes = self.expanded_text = 0
        self.container: Data = []
        self.key: str | None = None
        self.key_start = self.key_end = self.end = base
        self.stack: list[_Frame] = []
        self.marks: Marks = {}
        self.anchors: dict[str, _Anchor] = {}
        #: Keys that are not ASCII, by their mapping and their normal form.
        self.normal_keys: dict[tuple[int, str], str] = {}

    def run(self, loader: Any) -> None:
        """Take all events of the loader, which stops where a limit is passed."""
        handlers: dict[type, Callable[[Any], None]] = {
            ScalarEvent: self.scalar,
            MappingStartEvent: self.open,
            SequenceStartEvent: self.open,
            MappingEndEvent: self.close,
            SequenceEndEvent: self.close,
            AliasEvent: self.alias,
            DocumentStartEvent: self.open_document,
            DocumentEndEvent: self.close_document,
        }
        next_event = loader.get_event
        loader.get_event()  # the stream's start
        event = next_event()
        while type(event) in handlers:
            handlers[type(event)](event)
            event = next_event()

    def open_document(self, event: DocumentStartEvent) -> None:
        """Begin a document with nothing kept of the one before."""
        self.documents += 1
        if self.documents > 1 and not self.lenient:
            self.refuse("A second document begins here: a file holds one", event.start_mark.index, 3)
        # Marks belong to containers that live; those of an earlier document do not.
        self.container, self.marks, self.anchors, self.normal_keys = [], {}, {}, {}

    def close_document(self, _: DocumentEndEvent) -> None:
        """Keep what the document held."""
        mark = self.marks.pop((id(self.container), 0))
        value = self.container[0]
        if mark.end > mark.start and (value is not None or self.result is None):
            self.result = value, self.marks, mark

    def count(self, event: Any) -> None:
        """Count one more node."""
        self.nodes += 1
        self.expanded_nodes += 1
        if self.nodes > limits.NODES:
            self.refuse(limits.TOO_MANY, event.start_mark.index)

    def scalar(self, event: ScalarEvent) -> None:
        """Take a single value, or a key."""
        self.count(event)
        value, style = event.value, event.style
        start, end = event.start_mark.index + self.base, event.end_mark.index + self.base
        self.expanded_text += len(value)
        if len(value) > limits.SCALAR:
            raise Unreadable(limits.TOO_LONG, start)
        if style == '"':
            found = FORBIDDEN.search(value)
            if found:
                raise Unreadable(f"{forbidden_name(found)} is not allowed in a text: delete it", start, end)
        elif style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip(" \t\r\n"))
        meant = value if style and event.tag is None else self.meaning(event, start, end)
        if self.key is None and type(self.container) is dict:
            self.name(value, meant, start, end)
        else:
            self.place(meant, start, end)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchor(meant, 1, len(value), open=False)

    def meaning(self, event: ScalarEvent, start: int, end: int) -> Data:
        """What an unquoted or tagged value means."""
        value, tag = event.value, event.tag
        if tag is None or tag == "!":
            # libyaml keeps nothing of the tag `!`, which makes any value text.
            if end - start > len(value) and "!" in self.text[start : end - len(value)]:
                return value
            try:
                return scalars.resolve(value)
            except scalars.NotRead as error:
                raise Unreadable(str(error), start, end) from None
        if not tag.startswith(_STANDARD_TAG):
            if self.lenient:
                return value
            self.refuse_tag(event)
        kind = tag.removeprefix(_STANDARD_TAG)
        if kind not in ("str", "int", "float", "bool", "null"):
            self.refuse_tag(event)
        try:
            return scalars.tagged(value, kind)
        except scalars.NotRead as error:
            raise Unreadable(str(error), self.tag_start(event)) from None

    def name(self, key: str, meant: Data, start: int, end: int) -> None:
        """Take a key of the current mapping."""
        self.key, self.key_start, self.key_end = key, start, end
        if self.lenient:
            return
        if type(meant) is not str:
            words = f"The key `{excerpt(key)}` is no text: put it in quotes" if key else "A key is missing here"
            raise Unreadable(words, start, end)
        if key == "<<" and self.text.startswith("<<", end - 2):
            raise Unreadable(
                "The key `<<` (take over another group's terms) is not read: write the terms out", start, end
            )
        first = key if key in self.container else None
        if self.normal_keys or not key.isascii():
            first = first or self.same_key(key)
        if first is not None:
            line = Source("", self.text).position(self.marks[id(self.container), first].key_start).line
            raise Unreadable(f"The key `{excerpt(key)}` is given twice, first in line {line}", start, end)

    def same_key(self, key: str) -> str | None:
        """The earlier key of the current mapping that reads the same as `key`; `key` is remembered as one."""
        normal = unicodedata.normalize("NFC", key)
        if normal in self.container:
            return normal
        if normal == key and key.isascii():
            return self.normal_keys.get((id(self.container), key))
        first = self.normal_keys.setdefault((id(self.container), normal), key)
        return None if first is key else first

    def place(self, value: Data, start: int, end: int) -> None:
        """Put a value into the current container."""
        container, key = self.container, self.key
        if key is None:
            self.marks[id(container), len(container)] = Mark(start, start, start, end)
            container.append(value)
        else:
            self.marks[id(container), key] = Mark(self.key_start, self.key_end, start, end)
            container[key] = value
            self.key = None
        self.end = end

    def open(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        """Begin a list or mapping."""
        self.count(event)
        start = event.start_mark.index + self.base
        mapping = type(event) is MappingStartEvent
        if self.key is None and type(self.container) is dict:
            self.refuse_key(start)
        if len(self.stack) >= limits.DEPTH:
            raise Unreadable(limits.TOO_DEEP, start)
        if event.tag not in (None, "!", f"{_STANDARD_TAG}{'map' if mapping else 'seq'}") and not self.lenient:
            self.refuse_tag(event)
        value: Data = {} if mapping else []
        anchor = None
        if event.anchor is not None:
            anchor = _Anchor(value, self.expanded_nodes - 1, self.expanded_text, open=True)
            self.anchors[event.anchor] = anchor
        frame = _Frame(self.container, self.key, self.key_start, self.key_end, start, bool(event.flow_style), anchor)
        self.stack.append(frame)
        self.container, self.key, self.end = value, None, start

    def close(self, event: MappingEndEvent | SequenceEndEvent) -> None:
        """End the current list or mapping."""
        value = self.container
        frame = self.stack.pop()
        self.container, self.key, self.key_start, self.key_end = frame[:4]
        if self.lenient and type(value) is dict and "<<" in value:
            self.merge(value)
        if frame.anchor:
            frame.anchor.close(self.expanded_nodes, self.expanded_text)
        self.place(value, frame.start, event.end_mark.index + self.base if frame.flow else self.end)

    def alias(self, event: AliasEvent) -> None:
        """Take what an anchor names once more."""
        self.count(event)
        name = excerpt(event.anchor)
        start, end = event.start_mark.index + self.base, event.end_mark.index + self.base
        anchor = self.anchors.get(event.anchor)
        if anchor is None:
            raise Unreadable(f"`*{name}` refers to `&{name}`, which stands nowhere above", start, end)
        if anchor.open:
            raise Unreadable(f"`*{name}` stands inside the very part that it refers to", start, end)
        self.expanded_nodes += anchor.nodes - 1
        self.expanded_text += anchor.text
        if self.expanded_nodes > limits.EXPANDED_NODES or self.expanded_text > limits.EXPANDED_TEXT:
            words = f"With `*{name}` and all other references written out, the document is too large"
            raise Unreadable(words, start, end)
        if self.key is None and type(self.container) is dict:
            if type(anchor.value) is not str:
                raise Unreadable("A key must be a text", start, end)
            self.name(anchor.value, anchor.value, start, end)
        else:
            self.place(anchor.value, start, end)

    def merge(self, mapping: Data) -> None:
        """Take over the members of the groups that `<<` names; the mapping's own win, then the earlier groups'."""
        groups = mapping.pop("<<")
        del self.marks[id(mapping), "<<"]
        for group in groups if type(groups) is list else [groups]:
            if type(group) is not dict:
                continue
            for key, value in group.items():
                if key not in mapping:
                    mapping[key] = value
                    self.marks[id(mapping), key] = self.marks[id(group), key]

    def tag_start(self, event: Any) -> int:
        """Where the event's tag begins: an anchor may stand before it."""
        return self.text.index("!", event.start_mark.index + self.base)

    def refuse_tag(self, event: Any) -> NoReturn:
        """Refuse a tag that is none of the plain kinds of data, or does not fit what it stands before."""
        name = event.tag.replace(_STANDARD_TAG, "!!")
        raise Unreadable(f"The tag `{excerpt(name)}` is not read here: delete it", self.tag_start(event))

    def refuse_key(self, start: int) -> NoReturn:
        """Refuse a list or mapping as a key."""
        if self.text[start - 1 : start + 1] == "{{":
            words = "This looks like a template that was not filled in: replace `{{ ... }}` by its value"
            raise Unreadable(words, start - 1, start + 1)
        raise Unreadable("A key must be a text, and a list or group stands here", start)

    def refuse(self, message: str, index: int, length: int = 1) -> NoReturn:
        """Refuse what begins at the parser's `index`."""
        raise Unreadable(message, index + self.base, index + self.base + length)
