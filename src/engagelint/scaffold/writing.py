"""Writes new files, all of them or none, and never over what is there."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Taken(Exception):  # noqa: N818 - it says what stands in the way
    """Something already stands where a file was to be written; `path` says where."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def write_all(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write each text into the file of its name (with `/` between its parts) below `folder`, which is made if missing.

    Raises Taken, before anything is written, where a name is taken, be it by a link that leads nowhere; OSError where a
    file cannot be written, after what was written is taken away again.
    """
    paths = {folder / name: text for name, text in texts.items()}
    for path in paths:
        if path.is_symlink() or path.exists():
            raise Taken(path)
    made: list[Path] = []
    written: list[Path] = []
    try:
        for path, text in paths.items():
            for parent in reversed([one for one in path.parents if not one.exists()]):
                parent.mkdir()
                made.append(parent)
            # Somebody may have come first since we looked: "x" never writes over a file.
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                written.append(path)
                stream.write(text)
    except BaseException as error:
        for path in written:
            path.unlink(missing_ok=True)
        for parent in reversed(made):
            parent.rmdir()
        if isinstance(error, FileExistsError) and error.filename is not None:
            raise Taken(type(folder)(error.filename)) from None
        raise
    return list(paths)
