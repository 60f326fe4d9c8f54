"""The matrix of shapes and stages: which shape of engagement fits which stage of a product, and why."""

from __future__ import annotations

from functools import lru_cache

from engagelint import resources
from engagelint.brief.blocks import Badge, Break, Cell, Paragraph, Strong, Table, cells
from engagelint.loading.yaml import compose
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.brief.blocks import Block, Line
    from engagelint.portfolio import Entry

#: Each fit with the words for it and their tone.
WORDS = {"fits": ("Fits", "good"), "with-care": ("With care", "care"), "does-not-fit": ("Does not fit", "bad")}


class Fit(NamedTuple):
    """How well a shape fits a stage (a key of WORDS), and why."""

    fit: str
    because: str


@lru_cache(maxsize=1)
def matrix() -> dict[str, dict[str, Fit]]:
    """The fits by shape and stage, in the order in which they are shown."""
    raw = compose(resources.read_text("policies/fit-matrix.yaml"))[0]
    return {
        shape: {stage: Fit(cell["fit"], cell["because"]) for stage, cell in row.items()} for shape, row in raw.items()
    }


def fit_blocks(entry: Entry) -> tuple[Block, ...]:
    """The matrix with the engagement's own cell marked, and what it says in a sentence."""
    shape, stage = entry.text("/shape"), entry.text("/rationale/product_stage")
    shapes = matrix()
    rows = []
    for name in next(iter(shapes.values())):
        row = [
            Cell(_cell(shapes[one][name], here), WORDS[shapes[one][name].fit][1], here)
            for one in shapes
            for here in [one == shape and name == stage]
        ]
        rows.append(cells(name, *row))
    table = Table(
        "Shapes of engagement by the stage of the product", ("Stage", *map(_name, shapes)), tuple(rows), wide=True
    )
    return Paragraph(_sentence(shape, stage)), table


def _cell(fit: Fit, here: bool) -> Line:  # noqa: FBT001 - whether it is this engagement's
    own: Line = (Badge("This engagement", "own"), Break()) if here else ()
    return (*own, Strong(WORDS[fit.fit][0]), Break(), fit.because)


def _sentence(shape: str, stage: str) -> Line:
    found = matrix().get(shape, {}).get(stage)
    if found:
        verdict = WORDS[found.fit][0].lower()
        return (Strong(f"{_name(shape)} for a product at the stage {stage}: {verdict}."), f" {found.because}")
    missing = " and ".join(word for word, value in (("shape", shape), ("stage of the product", stage)) if not value)
    return (f"The draft does not state the {missing}, so no cell is marked.",)


def _name(shape: str) -> str:
    """A shape as a heading: MVP build, Hybrid squad."""
    words = shape.replace("-", " ")
    return words.replace("mvp", "MVP") if words.startswith("mvp") else words.capitalize()
