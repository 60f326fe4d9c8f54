"""Reads the command lines that are used all day, without the library that reads all others.

That library takes longer to import than a manifest takes to be checked. What is not plain (another command, an option
that is not here, a value that is not allowed, help, completion) is left to it, so that there is one way to be wrong;
a test holds that both read plain lines alike.
"""

from __future__ import annotations

from pathlib import Path

from engagelint.cli.running import COLORS, LEVELS
from engagelint.output import targets
from engagelint.records import NamedTuple
from engagelint.reporters import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any, Final

#: What every option of `check` is when it is not given.
DEFAULTS: Final[Mapping[str, Any]] = {
    "formats": (),
    "kind": None,
    "config": None,
    "isolated": False,
    "house": (),
    "pack": (),
    "select": (),
    "ignore": (),
    "fail_on": None,
    "as_of": None,
    "files_from": None,
    "nul": False,
    "stdin_filename": None,
    "hook": False,
    "repository": (),
    "baseline": None,
    "update_baseline": False,
    "trust": None,
    "since": None,
    "side": "client",
    "audit": False,
    "show_passed": False,
    "show_config": False,
    "show_files": False,
    "jobs": 0,
    "statistics": False,
    "quiet": False,
    "color": "auto",
    "debug": False,
}
_FLAGS: Final = {
    "--isolated": "isolated",
    "--hook": "hook",
    "--quiet": "quiet",
    "-q": "quiet",
    "--statistics": "statistics",
    "--show-passed": "show_passed",
    "--audit": "audit",
}
_VALUES: Final = {
    "--fail-on": "fail_on",
    "--as-of": "as_of",
    "--color": "color",
    "--config": "config",
    "--jobs": "jobs",
}
_LISTS: Final = {"--format": "formats", "--pack": "pack", "--select": "select", "--ignore": "ignore"}
_ALLOWED: Final = {"fail_on": LEVELS, "color": COLORS}


class Plain(NamedTuple):
    """A `check` with its paths and options."""

    paths: tuple[Path, ...]
    options: Mapping[str, Any]


def plain(arguments: Sequence[str], environment: Mapping[str, str]) -> Plain | None:
    """The `check` that the arguments ask for; None where they are not plain."""
    if not arguments or arguments[0] != "check" or "_ENGAGELINT_COMPLETE" in environment:
        return None
    found = _read(iter(arguments[1:]))
    if found is None:
        return None
    paths, options = found
    try:
        chosen = targets(options["formats"] or ("text",), FORMATS)
    except ValueError:
        return None
    if not (options["jobs"].isascii() and options["jobs"].isdigit()):
        return None
    config = options["config"]
    return Plain(
        paths,
        {
            **options,
            "jobs": int(options["jobs"]),
            "formats": chosen,
            "config": None if config is None else Path(config),
        },
    )


def _read(arguments: Iterator[str]) -> tuple[tuple[Path, ...], dict[str, Any]] | None:
    paths: list[Path] = []
    options = {**DEFAULTS, "jobs": "0"}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if argument in _FLAGS:
            options[_FLAGS[argument]] = True
        elif name in _VALUES or name in _LISTS:
            given = value if equals else next(arguments, None)
            key = _VALUES.get(name) or _LISTS[name]
            if given is None or given not in _ALLOWED.get(key, (given,)) or (given[:1] == "-" and not equals):
                return None
            options[key] = given if name in _VALUES else (*options[key], given)
        elif argument[:1] == "-":
            return None
        else:
            paths.append(Path(argument))
    return tuple(paths), options
