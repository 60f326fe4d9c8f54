"""What an unquoted YAML value means: the core schema of YAML 1.2, in which NO, on, 10:30 and dates are text."""

from __future__ import annotations

import re

from engagelint.loading import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

Scalar = str | int | float | bool | None

_NUMBER_FIRST: Final = frozenset("+-.0123456789")
#: What a value that is not text can begin with; nothing at all is null.
FIRST: Final = _NUMBER_FIRST | frozenset(("", *"nNtTfF~"))
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# A number that begins with a needless 0 (012, 08.30) is a code or a time, and stays the text that was typed.
_NUMBER: Final = re.compile(
    r"[-+]?(?:(?P<whole>0|[1-9][0-9]*)|(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)", re.ASCII
)
_OTHER_BASE: Final = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", re.ASCII)

_QUOTES: Final = "put it in quotes if it is not meant as a number"
_TAGS: Final[dict[str, type]] = {"bool": bool, "null": type(None), "int": int}


class NotRead(ValueError):  # noqa: N818 -- what callers say of the value
    """A value that is not read; its text says why."""


def resolve(value: str) -> Scalar:
    """What the unquoted `value` means.

    Raises NotRead where it is a number that is not finite or too long.
    """
    if value in _WORDS:
        return _WORDS[value]
    if value[0] not in _NUMBER_FIRST:
        return value
    number = _NUMBER.fullmatch(value)
    if number:
        return _number(value, whole=number["whole"] is not None)
    if _OTHER_BASE.fullmatch(value):
        return _whole(value, 0)
    if _NOT_FINITE.fullmatch(value):
        raise NotRead(f"`{value}` is no number that can be reckoned with: {_QUOTES}")
    return value


def _number(value: str, *, whole: bool) -> int | float:
    """The number that `value` spells in decimal digits."""
    if whole:
        return _whole(value, 10)
    number = float(value) if len(value) <= limits.NUMBER else float("inf")
    if number in (float("inf"), float("-inf")):
        raise NotRead(f"This number is too large or too long: {_QUOTES}")
    return number


def _whole(value: str, base: int) -> int:
    """The whole number that `value` spells."""
    # The length is looked at before int() is, which takes quadratic time.
    number = int(value, base) if len(value) <= limits.NUMBER else 10**limits.DIGITS
    if abs(number) >= 10**limits.DIGITS:
        raise NotRead(f"This number has more than {limits.DIGITS} digits: {_QUOTES}")
    return number


def tagged(value: str, kind: str) -> Scalar:
    """What `value` means under the tag `!!kind`.

    Raises NotRead where the value does not fit the tag.
    """
    if kind == "str":
        return value
    meant = resolve(value)
    if kind == "float" and isinstance(meant, int | float) and not isinstance(meant, bool):
        return float(meant)
    if type(meant) is not _TAGS.get(kind):
        raise NotRead(f"The value does not fit its tag `!!{kind}`: delete the tag")
    return meant
