"""What git is started for and with what, and that nothing that the repository holds or configures runs."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from engagelint import revision
from engagelint.revision import Revision, Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the traps are shell scripts")

GIT = shutil.which("git") or ""
QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **QUIET}


def git(folder: Path, *arguments: str, given: bytes = b"", check: bool = True) -> bytes:
    """What a plain git says, with all that the repository configures."""
    who = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    command = [GIT, "-C", str(folder), *arguments]
    own = {**ENVIRONMENT, **who}
    return subprocess.run(command, input=given, check=check, capture_output=True, env=own, timeout=60).stdout  # noqa: S603


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one revision of two files."""
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    (root / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    (root / "sub").mkdir()
    (root / "sub" / "b.md").write_text("# B\n", encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")
    return root


def read(folder: Path, environment: Mapping[str, str] = ENVIRONMENT) -> dict[str, bytes]:
    found = Revision(folder, "main", environment)
    blobs = found.files()
    return dict(zip([blob.path for blob in blobs], found.read(blobs), strict=True))


BOTH = {"a.yaml": b"a: 1\n", "sub/b.md": b"# B\n"}


# -- what is started -------------------------------------------------------------------------------------------------


def test_git_is_started_with_these_arguments_and_this_environment_only(repository: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    record = (
        "import json, os, sys; open(sys.argv[1], 'a').write(json.dumps([sys.argv[2:], dict(os.environ)]) + chr(10))"
    )
    script(tmp_path / "bin" / "git", f'"{sys.executable}" -c "{record}" {log} "$@"\nexec {GIT} "$@"')
    hostile = {
        "GIT_DIR": str(tmp_path),
        "GIT_WORK_TREE": str(tmp_path),
        "GIT_OBJECT_DIRECTORY": str(tmp_path),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(tmp_path),
        "GIT_EXTERNAL_DIFF": "/bin/false",
        "GIT_TRACE": str(tmp_path / "trace"),
        "GIT_SSH_COMMAND": "/bin/false",
        "GIT_EXEC_PATH": str(tmp_path),
        "GIT_CONFIG_PARAMETERS": "'core.pager'='/bin/false'",
        "GIT_ALLOW_PROTOCOL": "ext:file",
        "GIT_PAGER": "/bin/false",
        "PAGER": "/bin/false",
        "EDITOR": "/bin/false",
        "LD_PRELOAD": "/nonexistent.so",
        "SECRET_TOKEN": "x",
        "LANG": "tr_TR.UTF-8",
    }
    assert read(repository, {**ENVIRONMENT, **hostile, "PATH": f"{tmp_path / 'bin'}:{ENVIRONMENT['PATH']}"}) == BOTH
    calls = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    before = [
        *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never"),
        *("-c", "safe.bareRepository=explicit", "--no-pager", "--no-optional-locks", "--no-replace-objects"),
        *("-C", str(repository)),
    ]
    assert all(arguments[: len(before)] == before for arguments, _ in calls)
    commit = git(repository, "rev-parse", "main").decode().strip()
    assert [arguments[len(before) :] for arguments, _ in calls] == [
        ["rev-parse", "--show-toplevel"],
        ["rev-parse", "--verify", "--quiet", "main^{commit}"],
        ["ls-tree", "-r", "-z", "-l", "--full-tree", commit],
        ["cat-file", "--batch"],
    ]
    ours = {"PWD", "OLDPWD", "SHLVL", "_", "LC_CTYPE"}  # the recording script's own
    for _, environment in calls:
        assert {name: value for name, value in environment.items() if name not in ours} == {
            **QUIET,
            "HOME": "/nonexistent",
            "PATH": f"{tmp_path / 'bin'}:{ENVIRONMENT['PATH']}",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C",
        }
    assert not (tmp_path / "trace").exists()


def test_what_the_user_configures_by_the_environment_holds(repository: Path) -> None:
    stated = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "extensions.worktreeConfig", "GIT_CONFIG_VALUE_0": "x y"}
    with pytest.raises(Unavailable, match="bad boolean config value"):
        read(repository, {**ENVIRONMENT, **stated, "GIT_CONFIG_KEY_0": "core.bare"})


def test_a_git_in_the_repository_or_beside_a_relative_path_is_none(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sprung = tmp_path / "sprung"
    for folder in (repository, repository / "node_modules" / ".bin", tmp_path / "here"):
        script(folder / "git", f"touch {sprung}")
    (tmp_path / "link").symlink_to(repository / "node_modules")
    monkeypatch.chdir(tmp_path / "here")
    unwise = [".", "", "../here", str(repository), str(repository / "node_modules/.bin"), str(tmp_path / "link/.bin")]
    (tmp_path / "folder" / "git").mkdir(parents=True)
    unwise.append(str(tmp_path / "folder"))
    with pytest.raises(Unavailable, match="git is not installed"):
        Revision(repository, "main", {**ENVIRONMENT, "PATH": ":".join(unwise)})
    assert read(repository, {**ENVIRONMENT, "PATH": ":".join([*unwise, ENVIRONMENT["PATH"]])}) == BOTH
    assert not sprung.exists()


def test_a_git_that_cannot_be_started_is_said(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").write_bytes(b"\x7fELF no program")
    (tmp_path / "bin" / "git").chmod(0o755)
    with pytest.raises(Unavailable, match=r"git cannot be run \(.*Exec format error"):
        Revision(repository, "main", {**ENVIRONMENT, "PATH": str(tmp_path / "bin")})


@pytest.mark.parametrize("pause", ["sleep 100000", "while :; do printf 'x' >&2; done"], ids=["silent", "talkative"])
def test_a_git_that_hangs_is_stopped(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pause: str
) -> None:
    script(tmp_path / "bin" / "git", f"exec {pause}" if pause.startswith("sleep") else pause)
    monkeypatch.setattr(revision, "_PATIENCE", 0.3)
    with pytest.raises(Unavailable, match=r"git has not answered in 0\.3 seconds"):
        Revision(repository, "main", {**ENVIRONMENT, "PATH": f"{tmp_path / 'bin'}:{ENVIRONMENT['PATH']}"})


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("echo 'fatal: \x1b[31mno' >&2; exit 128", r"fatal: \x1b[31mno"),
        ("exit 3", "git rev-parse failed"),
        ("head -c 100000 /dev/zero", "main has more in it than is read"),
    ],
)
def test_what_git_says_is_shown_safely(repository: Path, tmp_path: Path, answer: str, words: str) -> None:
    script(tmp_path / "bin" / "git", answer)
    with pytest.raises(Unavailable) as caught:
        Revision(repository, "main", {**ENVIRONMENT, "PATH": f"{tmp_path / 'bin'}:{ENVIRONMENT['PATH']}"})
    assert str(caught.value) == words


def test_an_answer_that_is_not_what_was_asked_for_is_refused(repository: Path, tmp_path: Path) -> None:
    script(tmp_path / "bin" / "git", f'case "$*" in *cat-file*) echo 0 missing;; *) exec {GIT} "$@";; esac')
    with pytest.raises(Unavailable, match="git cannot read a file of main"):
        read(repository, {**ENVIRONMENT, "PATH": f"{tmp_path / 'bin'}:{ENVIRONMENT['PATH']}"})


# -- what the repository holds and configures ------------------------------------------------------------------------

#: What a repository may be configured to run, by its own configuration.
TRAPS = (
    *("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass", "core.gitProxy"),
    *("core.alternateRefsCommand", "diff.external", "diff.trap.textconv", "diff.trap.command", "credential.helper"),
    *("filter.trap.clean", "filter.trap.smudge", "filter.trap.process", "gpg.program", "pager.ls-tree"),
    *("pager.rev-parse", "pager.cat-file", "uploadpack.packObjectsHook", "interactive.diffFilter"),
    *("remote.origin.uploadpack", "remote.origin.receivepack", "merge.trap.driver", "sequence.editor"),
)
ALIASES = ("rev-parse", "ls-tree", "cat-file")
HOOKS = ("post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman", "pre-auto-gc")


@pytest.fixture
def trapped(repository: Path, tmp_path: Path) -> Path:
    """The repository with every trap set; what springs makes `sprung` beside it."""
    trap = str(script(tmp_path / "trap", f"touch {tmp_path}/sprung\ncat"))
    for name in TRAPS:
        git(repository, "config", name, trap)
    for name in ALIASES:
        git(repository, "config", f"alias.{name}", f"!{trap}")
    for name in ("ext", "file", "ssh", "https"):
        git(repository, "config", f"protocol.{name}.allow", "always")
    for name in HOOKS:
        script(repository / ".git" / "hooks" / name, f"touch {tmp_path}/sprung")
        script(repository / "hooks" / name, f"touch {tmp_path}/sprung")
    git(repository, "config", "core.hooksPath", str(repository / "hooks"))
    (repository / ".gitattributes").write_text("* filter=trap diff=trap merge=trap text ident\n", encoding="utf-8")
    (repository / ".git" / "info" / "attributes").write_text("* filter=trap diff=trap\n", encoding="utf-8")
    return repository


def test_nothing_that_the_repository_configures_is_run(trapped: Path, tmp_path: Path) -> None:
    index = (trapped / ".git" / "index").read_bytes()
    assert read(trapped) == BOTH
    assert not (tmp_path / "sprung").exists()
    assert (trapped / ".git" / "index").read_bytes() == index
    assert not list((trapped / ".git").rglob("*.lock"))
    # The traps are ones: a plain command springs them.
    git(trapped, "status", check=False)
    assert (tmp_path / "sprung").exists()


@pytest.mark.parametrize("remote", ["ext::{trap}", "{other}", "file://{other}", "ssh://localhost/x"])
def test_what_the_repository_left_on_a_server_is_not_fetched(repository: Path, tmp_path: Path, remote: str) -> None:
    """A repository that says that its objects are elsewhere would have git start what fetches them."""
    trap = script(tmp_path / "trap", f"touch {tmp_path}/sprung")
    other = tmp_path / "other.git"
    git(tmp_path, "clone", "-q", "--bare", str(repository), str(other))
    for name, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.url": remote.format(trap=trap, other=other),
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": str(trap),
        "core.sshCommand": str(trap),
        "protocol.ext.allow": "always",
        "protocol.file.allow": "always",
        "protocol.ssh.allow": "always",
    }.items():
        git(repository, "config", name, value)
    blob = git(repository, "rev-parse", "main:a.yaml").decode().strip()
    lost = repository / ".git" / "objects" / blob[:2] / blob[2:]
    lost.chmod(stat.S_IRWXU)
    lost.unlink()
    with pytest.raises(Unavailable, match="git cannot read a file of main"):
        read(repository)
    assert not (tmp_path / "sprung").exists()
    assert not lost.exists()
    git(repository, "cat-file", "-p", blob, check=False)
    assert (tmp_path / "sprung").exists(), "a plain command springs the trap"


def test_a_folder_made_up_as_a_repository_is_none(repository: Path, tmp_path: Path) -> None:
    """Files of a draft can look like a bare repository, with a configuration of its own."""
    trap = script(tmp_path / "trap", f"touch {tmp_path}/sprung")
    bare = repository / "sub" / "bare"
    git(tmp_path, "clone", "-q", "--bare", str(repository), str(bare))
    git(bare, "config", "core.fsmonitor", str(trap))
    with pytest.raises(Unavailable, match="bare"):
        read(bare)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the superuser gives files away")
def test_a_repository_of_somebody_else_is_left_to_its_user(repository: Path) -> None:
    for path in (repository, *repository.rglob("*")):
        os.lchown(path, 65534, 65534)
    with pytest.raises(Unavailable, match="dubious ownership"):
        read(repository)
    allowed = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": str(repository)}
    assert read(repository, {**ENVIRONMENT, **allowed}) == BOTH


def test_objects_borrowed_from_another_repository_are_only_read(repository: Path, tmp_path: Path) -> None:
    """Shared clones and work trees borrow objects: that is data, which the revision names by its content."""
    trap = script(tmp_path / "trap", f"touch {tmp_path}/sprung")
    git(tmp_path, "clone", "-q", "--shared", str(repository), str(tmp_path / "borrower"))
    git(repository, "config", "core.alternateRefsCommand", str(trap))
    git(tmp_path / "borrower", "config", "core.alternateRefsCommand", str(trap))
    assert read(tmp_path / "borrower") == BOTH
    (tmp_path / "borrower" / ".git" / "objects" / "info" / "alternates").write_text("/nonexistent\n../../x\n\n")
    with pytest.raises(Unavailable):
        read(tmp_path / "borrower")
    assert not (tmp_path / "sprung").exists()


def test_no_object_stands_for_another(repository: Path) -> None:
    blob = git(repository, "rev-parse", "main:a.yaml").decode().strip()
    other = git(repository, "hash-object", "-w", "--stdin", given=b"a: 2\n").decode().strip()
    git(repository, "replace", blob, other)
    assert git(repository, "cat-file", "-p", blob) == b"a: 2\n"
    assert read(repository) == BOTH


def test_links_modules_and_paths_that_lead_elsewhere_are_no_files(repository: Path) -> None:
    blob = git(repository, "hash-object", "-w", "--stdin", given=b"x").decode().strip()
    commit = git(repository, "rev-parse", "main").decode().strip()
    entries = [f"100644 blob {blob}\t{name}" for name in ("C:x", "a\\b", "good", ".GIT", "..")]
    entries += [f"120000 blob {blob}\tlink", f"160000 commit {commit}\tmodule", f"100755 blob {blob}\trun"]
    tree = git(repository, "mktree", given="".join(f"{entry}\n" for entry in entries).encode()).decode().strip()
    top = git(repository, "mktree", given=f"040000 tree {tree}\t..\n040000 tree {tree}\tsub\n".encode())
    bad = git(repository, "commit-tree", "-m", "x", top.decode().strip()).decode().strip()
    found = Revision(repository, bad, ENVIRONMENT)
    assert [blob.path for blob in found.files()] == ["sub/good", "sub/run"]


def test_a_tree_that_holds_itself_more_often_than_anyone_can_count_ends(repository: Path) -> None:
    blob = git(repository, "hash-object", "-w", "--stdin", given=b"x").decode().strip()
    entries = "".join(f"100644 blob {blob}\tf{n}\n" for n in range(10))
    for _ in range(15):
        tree = git(repository, "mktree", given=entries.encode()).decode().strip()
        entries = "".join(f"040000 tree {tree}\td{n}\n" for n in range(10))
    bomb = git(repository, "commit-tree", "-m", "x", tree).decode().strip()
    with pytest.raises(Unavailable, match="has more in it than is read"):
        Revision(repository, bomb, ENVIRONMENT).files()


def test_how_much_is_read_is_bounded(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Revision(repository, "main", ENVIRONMENT)
    blobs = found.files()
    assert found.read([]) == []
    assert found.read(blobs, 5) == list(BOTH.values())
    with pytest.raises(Unavailable, match=r"a file of main: it is larger than 4 bytes"):
        found.read(blobs, 4)
    monkeypatch.setattr(revision, "_MOST_READ", 9)
    assert found.read(blobs) == list(BOTH.values())
    monkeypatch.setattr(revision, "_MOST_READ", 8)
    with pytest.raises(Unavailable, match="the files of main have more than"):
        found.read(blobs)
