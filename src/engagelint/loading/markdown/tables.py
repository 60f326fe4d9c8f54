"""Tables of criteria: which column holds them and which says how each is verified."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re

from engagelint.loading.markdown.items import Proof
from engagelint.loading.markdown.sections import folded
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from engagelint.loading.markdown.blocks import Line
    from engagelint.loading.markdown.inline import Shown

_CRITERION = re.compile(
    r"^(?:(?:dod|done|acceptance|exit|quality|extra|additional|required|mandatory|specific|further) )?"
    r"(?:criteri(?:on|a|um|o|os|e|es)|kriteri(?:um|en|er)"
    r"|criteres?|items?|tasks?|requirements?|check(?:list)? items?|checklist|conditions?"
    r"|activit(?:y|ies)|definition of done|dod|anforderung(?:en)?|aufgaben?|punkte?|bedingung(?:en)?"
    r"|exigences?|taches?|tareas?|requisitos?|condicion(?:es)?|tarefas?"
    r"|requisiti|requisito|vereisten|eis|taken|kriteeri(?:t|o)?|vaatimu(?:s|kset)|tehtava|krav"
    r"|uppgift(?:er)?|标准|完成标准|検査項目|基準)$"
)
#: "Additional criterion", "Technical acceptance criterion".
_NAMED = re.compile(r"\b(?:criteri(?:on|a|um|os?)|kriteri(?:um|en)|criteres?)\b(?! (?:type|id|number|category|group))")
#: Names of a column of criteria only where the columns beside it say no more than who, whether and with what proof.
_WEAK = re.compile(
    r"^(?:what|rules?|gates?|description|checks?|beschreibung|description|descripcion|descricao|kuvaus|beskrivning)$"
)
#: Names of a first column whose rows are looked at one by one, whatever stands beside them.
_LOOKED_AT = re.compile(r"^(?:checks?|gates?|rules?|steps?)(?: \(.*\))?$")
#: How the names of those begin whose rows are numbered, and what says beside the number what they are.
_CODED = frozenset(["gate", "rule"])
_SAID_BESIDE = frozenset(["name", "job", "job name", "description", "what it checks"])
_BESIDE = re.compile(
    r"^(?:|#|no\.?|nr\.?|id|n|done\??|status|ok|yes/no|owner|responsible|who|comments?|notes?|done by"
    r"|required\??|mandatory\??|x|erledigt|verantwortlich|fait|responsable|hecho|feito|klaar|fatto"
    r"|valmis|klar)$"
)
_PROOF = re.compile(
    r"^(?:verified by|verification|verify|evidence|check(?:ed by)?|proof|how (?:verified|to verify"
    r"|checked)|validation|nachweis|gepruft durch|prufung|verifie par|preuve|verification par"
    r"|evidencia|verificado por"
    r"|verificacion|evidencia|prova|verificato da|geverifieerd door|bewijs|todentaminen"
    r"|verifieras (?:av|genom)|bevis)$"
)


#: The one way to begin a new line within a cell.
_BREAK = re.compile(r"<br */?>", re.IGNORECASE)
#: What stands where no proof is named.
_NO_PROOF = frozenset(["", "n/a", "n.a", "na", "none", "not applicable", "tbd", "tba", "todo"])

#: What stands above a column of numbers.
_NUMBER = frozenset(["no", "no.", "nr", "nr.", "n", "n.", "id"])


class Columns(NamedTuple):
    """The numbers of the columns, from 0; `proof` is None where there is none."""

    criterion: int
    proof: int | None


def columns(names: list[str], *, demanded: bool) -> Columns | None:
    """What a table's header says; None for a table of something else, unless what it holds is `demanded` above it."""
    words = [folded(name) for name in names]
    found = [at for at, name in enumerate(words) if _CRITERION.match(name)]
    found = found or [at for at, name in enumerate(words) if _NAMED.search(name)]
    if not found:
        found = [at for at, name in enumerate(words) if _WEAK.match(name)]
        others = [name for at, name in enumerate(words) if at not in found[:1]]
        if len(words) > 1 and _LOOKED_AT.match(words[0]):
            found = [1] if words[0][:4] in _CODED and words[1] in _SAID_BESIDE else [0]
        elif not found and len(words) > 1 and (names[0].strip() == "#" or words[0] in _NUMBER):
            # Rows are numbered to be ticked off; whatever the language, what is numbered stands beside the number.
            found = [1]
        elif demanded and len(words) > 1:
            found = found or [0]
        elif not found or not all(_BESIDE.match(name) or _PROOF.match(name) for name in others):
            return None
    # "Definition of Done" beside "Feature" is the column that counts; "Check" beside "Criterion" is the proof.
    criterion = next((at for at in found if words[at] in {"definition of done", "dod"}), found[0])
    proof = next((at for at, name in enumerate(words) if at != criterion and _PROOF.match(name)), None)
    return Columns(criterion, proof)


def claims(cell: Line, show: Callable[[str], Shown]) -> list[Proof]:
    """What the cell names as proofs, divided by semicolons or line breaks; each has the cell's place."""
    parts = (part for line in _BREAK.split(cell.text) for part in show(line).text.split(";"))
    stated = (" ".join(part.split()) for part in parts)
    return [Proof(text, cell.start, cell.end) for text in stated if text.strip(" -–—.?").lower() not in _NO_PROOF]
