"""Where the data that comes with the program lies: schemas and policies, in a wheel or in a checkout."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: The folder of the code.
PACKAGE = Path(__file__).parent


@cache
def data_folder() -> Path:
    """The folder that holds `schemas/` and `policies/`.

    A wheel has them under `_data` beside this file; a checkout has them beside `src/`. Raises `FileNotFoundError` where
    neither is there, which only a broken installation brings about.
    """
    packaged = PACKAGE / "_data"
    if packaged.is_dir():
        return packaged
    checkout = PACKAGE.parent.parent
    if (checkout / "schemas").is_dir() and (checkout / "policies").is_dir():
        return checkout
    message = f"the installation is incomplete: neither {packaged} nor {checkout / 'schemas'} is there"
    raise FileNotFoundError(message)


def is_packaged() -> bool:
    """Whether the data came with the code in one package, which nobody edits."""
    return data_folder().parent == PACKAGE


@cache
def schema(name: str) -> dict[str, Any]:
    """The JSON Schema `name`: `engagement`, `definition-of-done`, `policy` or `config`; shared, so never changed."""
    loaded: dict[str, Any] = json.loads(read_text(f"schemas/{name}.schema.json"))
    return loaded


def policies_folder() -> Path:
    """The folder of the built-in policies, their packs and the lexicon."""
    return data_folder() / "policies"


def read_text(relative: str) -> str:
    """The text of a file below the data folder, named with `/` between its parts."""
    return (data_folder() / relative).read_text(encoding="utf-8")


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones, as the `tzdata` package lists them: the same on every machine."""
    import tzdata  # type: ignore[import-untyped]  # it has data and hardly any code

    listed = Path(tzdata.__file__).with_name("zones").read_text(encoding="utf-8")
    return frozenset(listed.split())
