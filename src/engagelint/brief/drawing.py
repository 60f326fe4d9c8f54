"""Drawings as inline SVG: the working hours of two sites over a day, and bars.

They are drawn 360 units wide, which is about what a phone shows, and take their colours from the page's style.
"""

from __future__ import annotations

from engagelint.brief.hours import clock
from engagelint.brief.markup import Markup, join, tag
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engagelint.brief.hours import Day, Shift

WIDTH = 360
_LEFT, _RIGHT = 16, 344
_HOUR = (_RIGHT - _LEFT) / 24
_BAR = 18


class Bar(NamedTuple):
    """A bar: what it stands for, how much, and its tone (bad, care, good or plain)."""

    label: str
    value: float
    tone: str = "plain"


def working_day(day: Day, anchor: str) -> Markup:
    """Both sides' hours as bars over the client's day, what they share shaded, with each side's clock at the edge."""
    height = 136
    shade = [
        tag("rect", x=x, y=22, width=width, height=88, class_="shared")
        for start, end in day.shared
        for x, width in _pieces(start, end)
    ]
    lines = [tag("line", x1=_x(hour), x2=_x(hour), y1=18, y2=114, class_="grid") for hour in range(0, 25, 3)]
    clocks = [
        tag("text", clock(hour * 60 + ahead), x=_x(hour), y=y, text_anchor="middle", class_="tick")
        for y, ahead in ((13, 0), (127, day.ahead))
        for hour in range(0, 25, 3)
    ]
    return _image(
        anchor,
        height,
        f"Working hours: {'; '.join(day.labels)}",
        f"{_told(day.client, 'client')}. {_told(day.vendor, 'vendor')}. {told_shared(day)}.",
        [*shade, *lines, *clocks, *_row(day.client, "client", 28), *_row(day.vendor, "vendor", 70)],
    )


def told_shared(day: Day) -> str:
    """What both sides share, in words: `Shared: 1 h, 09:00 to 10:00 London time`."""
    if not day.shared:
        return "Shared: nothing"
    spans = ", ".join(f"{clock(start)} to {clock(end)}" for start, end in day.shared)
    return f"Shared: {day.least:.4g} h, {spans} by the client's clock"


def _told(shift: Shift, side: str) -> str:
    hours = f"{clock(shift.start)} to {clock(shift.end)}"
    return f"{visible(shift.site, 40) or side} ({side}) works {shift.hours}, {hours} by the client's clock"


def _row(shift: Shift, side: str, top: int) -> Iterator[Markup]:
    yield tag("text", f"{visible(shift.site, 24) or side} ({side}) {shift.hours}", x=_LEFT, y=top + 9, class_="name")
    for x, width in _pieces(shift.start, shift.end):
        yield tag("rect", x=x, y=top + 15, width=width, height=_BAR, rx=2, class_=side)


def _pieces(start: int, end: int) -> list[tuple[float, float]]:
    """Where a stretch of time lies on the day's axis, as place and width; what passes midnight comes in at the left."""
    length, first = min(end - start, 1440), start % 1440
    parts = [(first, min(first + length, 1440)), (0, first + length - 1440)]
    return [(_x(begun / 60), (ended - begun) / 60 * _HOUR) for begun, ended in parts if ended > begun]


def _x(hour: float) -> float:
    return _LEFT + hour * _HOUR


def bars(rows: Sequence[Bar], anchor: str, title: str) -> Markup:
    """Bars below each other, each with its label above and its number behind."""
    most = max((row.value for row in rows), default=0) or 1
    parts: list[Markup] = []
    for number, row in enumerate(rows):
        top = number * 38
        length = row.value / most * (_RIGHT - _LEFT - 30)
        parts.append(tag("text", visible(row.label, 60), x=0, y=top + 11, class_="name"))
        parts.append(tag("rect", x=0, y=top + 16, width=max(length, 1), height=14, rx=2, class_=f"bar {row.tone}"))
        parts.append(tag("text", f"{row.value:g}", x=max(length, 1) + 6, y=top + 27, class_="name"))
    return _image(anchor, len(rows) * 38, title, "; ".join(f"{row.label}: {row.value:g}" for row in rows), parts)


def _image(anchor: str, height: float, title: str, words: str, parts: Sequence[str]) -> Markup:
    return tag(
        "svg",
        tag("title", title, id=f"{anchor}-title"),
        tag("desc", words, id=f"{anchor}-desc"),
        join(list(parts)),
        viewBox=f"0 0 {WIDTH} {height:g}",
        role="img",
        aria_labelledby=f"{anchor}-title {anchor}-desc",
    )
