"""Named tuples that take a tenth of the time to define: `typing`'s own compile each annotation at every start.

To type checkers this is `typing.NamedTuple`, and classes are written as for that; about seventy are defined in a run.
"""

from __future__ import annotations

from collections import _tuplegetter  # type: ignore[attr-defined]  # what namedtuple makes its own fields with

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 - to be imported from here
else:

    class _Defined(type):
        """Makes a tuple class with a name for each place of the annotations in a class body."""

        def __new__(mcs, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> type:
            fields = tuple(members.get("__annotations__", ()))
            members["_fields"] = fields
            members["_defaults"] = {field: members.pop(field) for field in fields if field in members}
            members["_last"] = tuple(members["_defaults"].values())  # members with defaults stand last
            members.update((field, _tuplegetter(place, None)) for place, field in enumerate(fields))
            members["__slots__"] = ()
            return super().__new__(mcs, name, bases, members)

    class NamedTuple(tuple, metaclass=_Defined):
        """A tuple whose members have names. Raises TypeError for members that are missing or of no such name."""

        def __new__(cls, *given, **named):  # noqa: ANN002, ANN003, ANN204, D102 - see typing.NamedTuple
            lacking = len(cls._fields) - len(given)
            if 0 < lacking <= len(cls._last) and not named:
                given += cls._last[-lacking:]
            elif lacking or named:
                rest, values = cls._fields[len(given) :], {**cls._defaults, **named}
                try:
                    given += tuple([values[field] for field in rest])
                except KeyError:
                    given = ()
                if len(given) != len(cls._fields) or not named.keys() <= set(rest):
                    raise TypeError(f"{cls.__name__} has the members {', '.join(cls._fields)}")
            return tuple.__new__(cls, given)

        def __getnewargs__(self):  # noqa: ANN204
            return tuple(self)

        def __repr__(self):  # noqa: ANN204
            return f"{type(self).__name__}({', '.join(f'{one}={value!r}' for one, value in self._asdict().items())})"

        def _replace(self, **changes):  # noqa: ANN003, ANN202
            return type(self)(**{**self._asdict(), **changes})

        def _asdict(self):  # noqa: ANN202
            return dict(zip(self._fields, self, strict=True))
