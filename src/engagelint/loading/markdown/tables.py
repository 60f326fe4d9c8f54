"""Tables of criteria: which column holds them and which says how each is verified."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from engagelint.loading.markdown.items import Proof
from engagelint.loading.markdown.sections import folded

if TYPE_CHECKING:
    from engagelint.loading.markdown.blocks import Line

_CRITERION = re.compile(
    r"^(?:(?:dod|done|acceptance|exit|quality) )?(?:criteri(?:on|a|um|o|os|e|es)|kriteri(?:um|en|er)|criteres?|items?|tasks?|requirements?|check(?:list)?(?: items?)?|conditions?|what|rules?"
    r"|activit(?:y|ies)|definition of done|dod|gates?|description|anforderung(?:en)?|aufgaben?|punkte?|bedingung(?:en)?|exigences?|conditions?|taches?|tareas?|requisitos?|condicion(?:es)?|tarefas?"
    r"|requisiti|requisito|vereisten|eis|taken|kriteeri(?:t|o)?|vaatimu(?:s|kset)|tehtava|krav|uppgift(?:er)?|标准|完成标准|検査項目|基準)$"
)
_PROOF = re.compile(
    r"^(?:verified by|verification|verify|evidence|check(?:ed by)?|proof|how (?:verified|to verify|checked)|validation|nachweis|gepruft durch|prufung|verifie par|preuve|verification par|evidencia|verificado por"
    r"|verificacion|evidencia|prova|verificato da|geverifieerd door|bewijs|todentaminen|verifieras (?:av|genom)|bevis)$"
)


class Columns(NamedTuple):
    """The numbers of the columns, from 0; `proof` is None where there is none."""

    criterion: int
    proof: int | None


def columns(names: list[str]) -> Columns | None:
    """What a table's header says; None for a table of something else."""
    words = [folded(name) for name in names]
    found = [at for at, name in enumerate(words) if _CRITERION.match(name)]
    if not found:
        return None
    # "Definition of Done" beside "Feature" is the column that counts; "Check" beside "Criterion" is the proof.
    criterion = next((at for at in found if words[at] in {"definition of done", "dod"}), found[0])
    if len(found) > 1 and words[criterion] in {"check", "gate", "gates", "rule"}:
        criterion = found[1]
    proof = next((at for at, name in enumerate(words) if at != criterion and _PROOF.match(name)), None)
    return Columns(criterion, proof)


def claims(text: str, cell: Line) -> list[Proof]:
    """What the cell names as proofs, divided by semicolons; each has the cell's place."""
    return [Proof(" ".join(part.split()), cell.start, cell.end) for part in text.split(";") if part.strip(" -–—")]
