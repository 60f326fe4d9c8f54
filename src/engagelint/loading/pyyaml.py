"""PyYAML's binding to libyaml without the rest of PyYAML, whose import takes a seventh of a whole start.

While the binding is imported, it takes classes of errors, tokens and events from the package. Of the modules of the
reader, parser and emitter in Python, which compile many regular expressions, it wants the classes of their errors
alone: classes of the same names stand in for them, until somebody asks the package for anything else.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from types import ModuleType, SimpleNamespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: What the binding takes of modules that are not imported for it.
_ERRORS = (
    "ReaderError",
    "ScannerError",
    "ParserError",
    "ComposerError",
    "ConstructorError",
    "EmitterError",
    "SerializerError",
    "RepresenterError",
)


class _InPart(ModuleType):
    """`yaml` with nothing but what the binding takes; it becomes the whole when it is asked for more."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any member of the package
        """Import what is left of the package."""
        self.__class__ = ModuleType  # type: ignore[assignment] # like any other module from now on
        loader: Any = self.__loader__
        loader.exec_module(self)
        binding = sys.modules.get("yaml._yaml")
        for error in _ERRORS if binding else ():
            setattr(binding, error, getattr(getattr(self, _module(error)), error))
        return getattr(self, name)


def import_in_part() -> None:
    """Make `yaml` a package of errors, tokens, events and nodes, unless somebody has imported it."""
    found = PathFinder.find_spec("yaml")
    if "yaml" in sys.modules or found is None or found.loader is None or not found.submodule_search_locations:
        return
    package: Any = _InPart("yaml")
    package.__spec__, package.__loader__, package.__file__ = found, found.loader, found.origin
    package.__package__, package.__path__ = "yaml", found.submodule_search_locations
    sys.modules["yaml"] = package
    import yaml.error
    import yaml.events
    import yaml.nodes
    import yaml.tokens

    class ReaderError(yaml.error.YAMLError):
        """A character that is none: `position` is its offset."""

        def __init__(self, _name: str, position: int, _character: int, _encoding: str, reason: str) -> None:
            super().__init__(reason)
            self.position = position

    for name in _ERRORS:
        stand_in = ReaderError if name == "ReaderError" else type(name, (yaml.error.MarkedYAMLError,), {})
        setattr(package, _module(name), SimpleNamespace(**{name: stand_in}))


def _module(error: str) -> str:
    return error.removesuffix("Error").lower()
