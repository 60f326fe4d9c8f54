"""From the claims of a Definition of Done to what proves them."""

from __future__ import annotations

from pathlib import Path

from engagelint.evidence.model import CANNOT_TELL, Evidence
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from engagelint.done import Claim, Criterion
    from engagelint.evidence.repository import Repository

#: The name of the repository that the document itself lies in.
THIS = "this"


class Proven(NamedTuple):
    """A criterion whose claims have their states, and for each of the claims, in order, what was found."""

    criterion: Criterion
    evidence: tuple[Evidence, ...]


def prove_all(
    criteria: Iterable[Criterion], repository: Repository | None, roles: Collection[str] | None
) -> list[Proven]:
    """The criteria with the states of their claims, in order.

    `repository` is None where the one that the claims are about is not at hand: of jobs, hooks, files and numbers of
    reviewers nothing can be told then. `roles` are the linked engagement's, None where none is linked.
    """
    found = []
    for criterion in criteria:
        evidence = tuple(_prove(claim, repository, roles) for claim in criterion.verified_by)
        stated = tuple(
            claim._replace(state=one.state) for claim, one in zip(criterion.verified_by, evidence, strict=True)
        )
        found.append(Proven(criterion._replace(verified_by=stated), evidence))
    return found


def _prove(claim: Claim, repository: Repository | None, roles: Collection[str] | None) -> Evidence:
    if repository is not None:
        return repository.prove(claim.kind, claim.value, roles)
    if not claim.kind:
        from engagelint.evidence.repository import not_looked_for

        return not_looked_for(claim.kind, claim.value)
    if claim.kind == "review":
        from engagelint.evidence.reviews import by_role

        if of_role := by_role(claim.value, roles):
            return of_role
    return Evidence(CANNOT_TELL, None, None, "the repository that it is about is not at hand")


def repositories(values: Sequence[str]) -> dict[str, Path]:
    """The folders that `--repository [NAME=]PATH` names, by name; under the name "" the one given without a name.

    Raises ValueError, with a message for the person who typed it, where a folder or a name is missing or a name is
    given twice.
    """
    found: dict[str, Path] = {}
    for value in values:
        name, equals, path = value.partition("=")
        # A folder may have `=` in its path, a repository's name has no separator.
        if not equals or "/" in name or "\\" in name:
            name, path = "", value
        elif not name.strip():
            raise ValueError(f"--repository {value}: a name must stand before `=`")
        name = name.strip()
        if not path:
            raise ValueError(f"--repository {value}: the folder is missing")
        if name in found:
            raise ValueError(f"--repository: two folders are given {f'for `{name}`' if name else 'without a name'}")
        found[name] = Path(path)
    return found


def place(stated: str | None, given: Mapping[str, Path], own: Path | None) -> Path | None:
    """The folder of the repository that `repository: stated` means; None where it is not at hand.

    `given` is what `repositories` returned and `own` the repository that the document lies in. What was given under
    the name wins; `this` is else the document's own; any other is else the folder given without a name, which also
    stands for a repository that is not stated.
    """
    if stated and stated in given:
        return given[stated]
    if stated == THIS and own is not None:
        return own
    return given.get("")
