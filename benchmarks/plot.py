"""A plot of the peers' times as SVG, drawn without a library."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peers import Run

_WIDTH, _LABEL, _ROW, _BAR = 720, 260, 34, 20


def bars(runs: list[Run], files: int) -> str:
    """A bar for each tool that ran, the longest across the whole width."""
    shown = [(run.name, run.seconds) for run in runs if run.seconds is not None]
    most = max(seconds for _, seconds in shown)
    height = 50 + _ROW * len(shown)
    title = f"Seconds for {files:,} manifests, one worker"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{title}">',
        "<style>text{font:14px sans-serif}</style>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="10" y="24" font-weight="bold">{title}</text>',
    ]
    for number, (name, seconds) in enumerate(shown):
        top = 44 + _ROW * number
        length = max(2.0, (_WIDTH - _LABEL - 80) * seconds / most)
        color = "#0b6e4f" if name == "engagelint" else "#8a8f98"
        parts += [
            f'<text x="10" y="{top + 15}">{escape(name)}</text>',
            f'<rect x="{_LABEL}" y="{top}" width="{length:.1f}" height="{_BAR}" fill="{color}"/>',
            f'<text x="{_LABEL + length + 8:.1f}" y="{top + 15}">{seconds:.1f}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])
