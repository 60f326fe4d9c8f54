"""GitHub's matrix: the values that a job is run with, and the names that it has for them."""

from __future__ import annotations

from engagelint.evidence.names import mapping, pattern, same_form, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from engagelint.model import Data


def job_names(name: str, job: dict[str, Data]) -> list[str]:
    """What a job is called: what its file calls it, and that with the values of its matrix in brackets."""
    called = list(texts(name, job.get("name")))
    strategy = job.get("strategy")
    if not strategy or (isinstance(strategy, dict) and "matrix" not in strategy):
        return called
    keys = [key for key in mapping(mapping(strategy).get("matrix")) if key not in {"include", "exclude"}]
    # What `include` adds stands behind them, and what an expression gives is not known.
    holes = ["${{ matrix }}", *([", ".join(f"${{{{ matrix.{key} }}}}" for key in keys)] if keys else [])]
    plain = [one for one in called if pattern(one) is None]
    return [*called, *(f"{one} ({hole})" for one in plain for hole in holes)]


def matrix_values(job: dict[str, Data]) -> dict[str, set[str]]:
    """The forms of the values that each variable of a job's matrix takes, by `matrix.key`: where they are written."""
    matrix = mapping(mapping(job.get("strategy")).get("matrix"))
    found: dict[str, set[str]] = {}
    open_ones: set[str] = set()
    rows = [(key, value) for key, value in matrix.items() if key not in {"include", "exclude"}]
    include = matrix.get("include")
    if include is not None and not isinstance(include, list):
        return {}
    rows += [(key, [value]) for one in include or () for key, value in mapping(one).items()]
    for key, values in rows:
        if not isinstance(values, list):
            open_ones.add(f"matrix.{key}")
            continue
        for value in values:
            for path, word in _leaves(f"matrix.{key}", value):
                if pattern(word) is None:
                    found.setdefault(path, set()).add(same_form(word))
                else:
                    open_ones.add(path)
    return {path: values for path, values in found.items() if path not in open_ones}


def _leaves(path: str, value: Data) -> Iterator[tuple[str, str]]:
    """The values in a value, each with its path, as GitHub writes them."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}", inner)
    elif isinstance(value, bool):
        yield path, str(value).lower()
    elif isinstance(value, str | int | float):
        yield path, f"{value:g}" if isinstance(value, float) else str(value)
