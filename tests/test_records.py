"""Records are what `typing.NamedTuple` makes of the same class, but for the time that it takes."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import TYPE_CHECKING, Any

import pytest

from engagelint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Record(NamedTuple):
    """Two members that must be given, and two that need not."""

    name: str
    number: int
    label: str = "none"
    parts: tuple[str, ...] = ()

    @property
    def twice(self) -> int:
        """A property like that of any class."""
        return self.number * 2


class Reference(typing.NamedTuple):
    """The same as the standard library makes it."""

    name: str
    number: int
    label: str = "none"
    parts: tuple[str, ...] = ()


class Small(NamedTuple):
    """One member, which need not be given."""

    only: int = 1


class Empty(NamedTuple):
    """No member at all."""


GIVEN: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("a", 1), {}),
    (("a", 1, "x"), {}),
    (("a", 1, "x", ("p",)), {}),
    (("a",), {"number": 1}),
    ((), {"name": "a", "number": 1}),
    ((), {"number": 1, "name": "a", "parts": ("p",), "label": "x"}),
    (("a", 1), {"parts": ("p",)}),
    (("a", 1), {"label": "x"}),
    (("a", 1, "x"), {"parts": ("p",)}),
]
REFUSED: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "nothing": ((), {}),
    "one missing": (("a",), {}),
    "one missing, by name": ((), {"name": "a"}),
    "the first missing": ((), {"number": 1}),
    "one missing, a later one given": (("a",), {"label": "x"}),
    "too many": (("a", 1, "x", (), 5), {}),
    "too many, and a name": (("a", 1, "x", (), 5), {"name": "a"}),
    "unknown": (("a", 1), {"nick": "b"}),
    "unknown with all given": (("a", 1, "x", ()), {"nick": "b"}),
    "unknown instead of another": (("a",), {"nick": "b"}),
    "twice": (("a", 1), {"name": "b"}),
    "twice with all given": (("a", 1, "x", ()), {"parts": ()}),
    "twice instead of another": (("a",), {"name": "b"}),
}


@pytest.mark.parametrize(("given", "named"), GIVEN)
def test_members_are_those_of_the_standard_librarys(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    made, expected = Record(*given, **named), Reference(*given, **named)
    assert tuple(made) == tuple(expected)
    assert isinstance(made, tuple)
    assert type(made) is Record
    assert hash(made) == hash(expected)
    assert (made.name, made.number, made.label, made.parts) == tuple(expected)
    assert made._asdict() == expected._asdict()
    assert list(made._asdict()) == list(made._fields) == ["name", "number", "label", "parts"]
    assert repr(made) == repr(expected).replace("Reference", "Record")
    assert made.twice == 2


@pytest.mark.parametrize("maker", [Record, Reference])
@pytest.mark.parametrize(("given", "named"), REFUSED.values(), ids=REFUSED)
def test_members_missing_unknown_or_given_twice_are_refused(
    maker: Callable[..., object], given: tuple[Any, ...], named: dict[str, Any]
) -> None:
    with pytest.raises(TypeError):
        maker(*given, **named)


def test_a_refusal_names_the_members() -> None:
    with pytest.raises(TypeError, match=r"^Record has the members name, number, label, parts$"):
        Record("a")  # type: ignore[call-arg]


def test_one_member_and_none() -> None:
    assert (Small(), Small(3), Small(only=4)) == ((1,), (3,), (4,))
    assert Empty() == ()
    assert repr(Empty()) == "Empty()"
    for maker in (Small, Empty):
        with pytest.raises(TypeError):
            maker(1, 2)  # type: ignore[call-arg]
        with pytest.raises(TypeError):
            maker(other=1)  # type: ignore[call-arg]


def test_defaults_are_no_attributes_of_the_class() -> None:
    """A member of the class reads a member of the record, as those of the standard library do."""
    assert Record("a", 1, "x").label == "x"
    assert not isinstance(Record.label, str)


def test_a_record_cannot_be_changed_but_replaced() -> None:
    record = Record("a", 1)
    with pytest.raises(AttributeError):
        record.number = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        record.other = 2  # type: ignore[attr-defined]
    changed = record._replace(number=2, label="x")
    assert (type(changed), tuple(changed)) == (Record, ("a", 2, "x", ()))
    assert record == Record("a", 1, "none", ())
    assert record._replace() == record
    with pytest.raises(TypeError):
        record._replace(nick="b")  # type: ignore[call-arg]


@pytest.mark.parametrize("record", [Record("a", 1), Record("a", 1, "x", ("p",)), Small(2), Empty()])
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_record_is_the_same_in_another_process(record: tuple[Any, ...], protocol: int) -> None:
    for other in (pickle.loads(pickle.dumps(record, protocol)), copy.deepcopy(record), copy.copy(record)):  # noqa: S301
        assert (type(other), other) == (type(record), record)


def test_records_are_equal_by_their_members() -> None:
    assert Record("a", 1) == Record("a", 1, "none", ())
    assert Record("a", 1) != Record("a", 2)
    assert len({Record("a", 1), Record("a", 1), Record("b", 1)}) == 2
    assert sorted([Record("b", 1), Record("a", 2)])[0].name == "a"
    name, number, *rest = Record("a", 1)
    assert (name, number, rest) == ("a", 1, ["none", ()])
