"""Files: what is read, what is found in a folder, and which references lead somewhere."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from engagelint.files import LIMIT, Missing, Outside, Refused, display, inside, read, repository_root, walk

posix = pytest.mark.skipif(os.name != "posix", reason="links, pipes and modes are made the POSIX way")


def reads_everything() -> bool:
    """Whether modes keep nothing from this user, as from a superuser with all capabilities."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).chmod(0)
        return os.access(file.name, os.R_OK)


not_root = pytest.mark.skipif(os.name != "posix" or reads_everything(), reason="this user may read everything")


def reason(path: Path, limit: int = LIMIT) -> str:
    with pytest.raises(Refused) as caught:
        read(path, limit)
    return caught.value.reason


# Reading


@pytest.mark.parametrize("content", [b"", b"a: 1\r\n", b"\xff\x00", b"x" * LIMIT])
def test_reads_the_bytes_as_they_are(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a b \u00fc%#.yaml"
    path.write_bytes(content)
    assert read(path) == content


def test_reads_up_to_the_limit_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"x" * (LIMIT + 1))
    assert reason(path) == "it is larger than 1 MiB (1,048,577 bytes)"
    assert reason(path, LIMIT - 1) == "it is larger than 1,048,575 bytes (1,048,577 bytes)"
    path.write_bytes(b"x" * 10)
    assert read(path, 10) == b"x" * 10
    assert reason(path, 9) == "it is larger than 9 bytes (10 bytes)"
    assert reason(path, 0) == "it is larger than 0 bytes (10 bytes)"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there are no files here that hide their size")
def test_the_size_that_the_system_states_is_not_relied_on() -> None:
    assert reason(Path("/proc/self/status"), 10) == "it is larger than 10 bytes"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.yaml", "there is no such file"),
        ("folder.yaml", "it is a folder"),
        ("file.yaml/below.yaml", "a part of its path is no folder"),
        ("nul\x00.yaml", "its name is none that a file can have"),
        ("\ud800.yaml", "its name is none that a file can have"),
        ("x" * 300 + ".yaml", "it cannot be read (File name too long)"),
    ],
)
@posix
def test_says_why_a_path_is_not_read(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "file.yaml").touch()
    assert reason(tmp_path / name) == words
    with pytest.raises(Refused) as caught:
        read(tmp_path / name)
    assert isinstance(caught.value, Missing) is (name in {"missing.yaml", "file.yaml/below.yaml"})


@posix
def test_a_pipe_or_device_neither_blocks_nor_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert reason(tmp_path / "pipe.yaml") == "it is a pipe: give `-` to read standard input"
    assert reason(Path("/dev/zero")) == "it is no regular file"
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    assert reason(tmp_path / "zero.yaml") == "it is no regular file"


@posix
def test_links_that_lead_nowhere_are_refused(tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "dangling.yaml").symlink_to("gone.yaml")
    assert reason(tmp_path / "loop.yaml").startswith("it cannot be read (Too many levels of symbolic links")
    assert reason(tmp_path / "dangling.yaml") == "there is no such file"


@not_root
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.touch(mode=0o000)
    assert reason(path) == "it may not be read"


@posix
def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").touch()
    before = os.open(tmp_path / "a.yaml", os.O_RDONLY)
    os.close(before)
    for _ in range(5):
        reason(tmp_path)
        read(tmp_path / "a.yaml")
    after = os.open(tmp_path / "a.yaml", os.O_RDONLY)
    os.close(after)
    assert after == before


# Folders


def found(folder: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """The names that a walk gives, and what it complains of."""
    errors: list[tuple[str, str]] = []
    names = [
        path.relative_to(folder).as_posix()
        for path in walk(folder, lambda path, why: errors.append((path.relative_to(folder).as_posix(), why)))
    ]
    return names, errors


def plant(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


def test_walk_finds_documents_in_order_and_leaves_out_the_rest(tmp_path: Path) -> None:
    plant(tmp_path, "b.YAML", "a.yml", "c.Json", "d.md", "e.MARKDOWN", ".f.yaml", "g.txt", "h.yaml.bak", "i", "yaml")
    plant(tmp_path, "sub/z.yaml", "sub/deep/y.yaml", "another/x.md", "odd name\u00fc/w.yaml")
    plant(tmp_path, ".git/config.yaml", ".venv/lib/a.yaml", "node_modules/p/a.yaml", "sub/.hidden/b.yaml")
    (tmp_path / "folder.yaml").mkdir()
    plant(tmp_path, "folder.yaml/in.yaml")
    assert found(tmp_path) == (
        [
            *(".f.yaml", "a.yml", "b.YAML", "c.Json", "d.md", "e.MARKDOWN"),
            *("another/x.md", "folder.yaml/in.yaml", "odd name\u00fc/w.yaml", "sub/z.yaml", "sub/deep/y.yaml"),
        ],
        [],
    )


def test_walk_starts_in_a_hidden_folder_that_was_named(tmp_path: Path) -> None:
    plant(tmp_path, ".github/a.yml")
    assert found(tmp_path / ".github") == (["a.yml"], [])


@posix
def test_walk_follows_no_link_to_a_folder_and_gives_a_file_once(tmp_path: Path) -> None:
    plant(tmp_path, "sub/a.yaml", "b.yaml")
    (tmp_path / "sub/up").symlink_to("..")
    (tmp_path / "link.yaml").symlink_to("sub")
    (tmp_path / "c.yaml").symlink_to("b.yaml")
    os.link(tmp_path / "b.yaml", tmp_path / "d.yaml")
    (tmp_path / "gone.yaml").symlink_to("nowhere")  # given: reading it says what is wrong
    assert found(tmp_path) == (["b.yaml", "gone.yaml", "sub/a.yaml"], [])


def test_walk_of_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    plant(tmp_path, "a.yaml")
    assert found(tmp_path / "gone") == ([], [(".", "there is no such file")])
    assert found(tmp_path / "a.yaml") == ([], [(".", "a part of its path is no folder")])


@not_root
def test_walk_tells_of_a_folder_without_permission_and_goes_on(tmp_path: Path) -> None:
    plant(tmp_path, "a/x.yaml", "b/y.yaml")
    (tmp_path / "a").chmod(0o000)
    try:
        assert found(tmp_path) == (["b/y.yaml"], [("a", "it may not be read")])
    finally:
        (tmp_path / "a").chmod(0o700)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take only Unicode names")
def test_walk_gives_names_that_are_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff\n::error::.yaml")
    (tmp_path / name).write_bytes(b"a: 1")
    assert [read(path) for path in walk(tmp_path, lambda *_: None)] == [b"a: 1"]


def test_walk_takes_a_deep_tree_without_recursion(tmp_path: Path) -> None:
    plant(tmp_path, "d/" * 400 + "a.yaml")
    assert found(tmp_path)[0] == ["d/" * 400 + "a.yaml"]


# Repositories


def test_the_repository_is_the_nearest_folder_with_git(tmp_path: Path) -> None:
    plant(tmp_path, "outer/.git/config", "outer/inner/.git", "outer/inner/a/b.yaml", "outer/c/d.yaml")
    assert repository_root(tmp_path / "outer/inner/a/b.yaml") == tmp_path / "outer/inner"
    assert repository_root(tmp_path / "outer/inner") == tmp_path / "outer/inner"
    assert repository_root(tmp_path / "outer/c/not yet/there.yaml") == tmp_path / "outer"
    assert repository_root(Path("/")) is None
    assert repository_root(tmp_path / ("x" * 5000)) is None


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    plant(tmp_path, "repo/docs/dod.md", "repo/a/engagement.yaml", "secret.md", "repository/dod.md")
    return tmp_path / "repo"


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ("b.md", "a/b.md"),  # whether it is there is the caller's to see
        ("./engagement.yaml", "a/engagement.yaml"),
        ("../docs/dod.md", "docs/dod.md"),
        ("x/../../docs//dod.md", "docs/dod.md"),
        ("sub/caf\u00e9 & more.md", "a/sub/caf\u00e9 & more.md"),
        ("$HOME/%2e%2e/dod.md", "a/$HOME/%2e%2e/dod.md"),  # nothing is expanded or decoded
        ("console.md", "a/console.md"),
        ("..dod.md", "a/..dod.md"),
    ],
)
def test_a_reference_leads_into_the_repository(repository: Path, reference: str, target: str) -> None:
    assert inside(repository, repository / "a", reference) == (repository / target).resolve()


@pytest.mark.parametrize(
    "reference",
    [
        "../../secret.md",
        "../../missing.md",
        "../../repo/docs/dod.md",  # comes back, and would tell the folder's name
        "../../repository/dod.md",
        "../" * 300 + "etc/passwd",
        "x/../../../secret.md",
    ],
)
def test_a_reference_that_leads_out_is_refused_in_the_same_words(repository: Path, reference: str) -> None:
    with pytest.raises(Outside) as caught:
        inside(repository, repository / "a", reference)
    assert caught.value.message == "The reference leads out of the repository"


@pytest.mark.parametrize(
    "reference",
    [
        *("", ".", "..", "./", " ", "/etc/passwd", "//host/share", "/proc/self/environ", "/dev/zero"),
        *("~/dod.md", "~root/x", "..\\..\\secret.md", "\\\\host\\share", "C:/repo/dod.md", "D:x", "a.md:stream"),
        *("file:///etc/passwd", "https://example.com/dod.md", "a\x00.md", "a\n.md", "a\x7f.md", "x" * 256),
        *(
            "\u00e9" * 128,
            "a/" * 600 + "b",
            "nul",
            "CON.md",
            "com1.txt",
            "a/LPT9 .md",
            "aux/b.md",
            "dod.md.",
            "dod.md ",
        ),
        "a/.../b",
    ],
)
def test_a_reference_that_is_no_plain_relative_path_is_refused(repository: Path, reference: str) -> None:
    with pytest.raises(Outside) as caught:
        inside(repository, repository / "a", reference)
    assert "leads out" not in caught.value.message
    assert "\n" not in caught.value.message


@posix
def test_links_count_by_where_they_lead(repository: Path) -> None:
    (repository / "a/out.md").symlink_to("../../secret.md")
    (repository / "a/gone.md").symlink_to("../../not there.md")
    (repository / "a/parent").symlink_to("../..")
    (repository / "a/in.md").symlink_to("../docs/dod.md")
    assert inside(repository, repository / "a", "in.md") == (repository / "docs/dod.md").resolve()
    messages = set()
    for reference in ("out.md", "gone.md", "parent/secret.md", "parent/repo/docs/dod.md"):
        with pytest.raises(Outside) as caught:
            inside(repository, repository / "a", reference)
        messages.add(caught.value.message)
    assert messages == {"The reference leads out of the repository"}


@posix
def test_a_loop_of_links_is_never_followed_for_ever(repository: Path) -> None:
    (repository / "a/loop.md").symlink_to("loop.md")
    try:
        target = inside(repository, repository / "a", "loop.md")
    except Outside:
        return  # before Python 3.13
    assert reason(target).startswith("it cannot be read")


@posix
def test_a_repository_reached_by_a_link_is_the_real_one(repository: Path) -> None:
    link = repository.parent / "link"
    link.symlink_to(repository)
    assert inside(link, link / "a", "../docs/dod.md") == (repository / "docs/dod.md").resolve()
    with pytest.raises(Outside):
        inside(link, link / "a", "../../secret.md")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("a.yaml", "a.yaml"),
        ("./b/../a.yaml", "a.yaml"),
        ("/work/here/b/a.yaml", "b/a.yaml"),
        ("/work/there/a.yaml", "../there/a.yaml"),
        ("../there/a.yaml", "../there/a.yaml"),
        ("/work/here", "."),
    ],
)
@posix
def test_a_path_is_shown_relative_to_the_working_folder(path: str, shown: str) -> None:
    assert display(Path(path), Path("/work/here")) == shown
