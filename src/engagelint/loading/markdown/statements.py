"""What a line says by its form: something that must be true, or what the product does for its users."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re

from engagelint.loading.markdown.sections import folded
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.loading.markdown.blocks import Line
    from engagelint.loading.markdown.inline import Shown

#: A heading that states something: what is done, not what the section is about.
_STATEMENT = re.compile(
    r"\b(?:is|are|has|have|been|was|were|pass(?:es|ed|ing)?|works?|builds?|starts?|meets?|must"
    r"|exists?|updated|written|completed?|reviewed|tested|merged|deployed|covers?|present|implemented|verified"
    r"|\w{3,}(?:i[sz]ed|ated)"
    r"|documented|approved|accepted|fulfilled|met|handled|added|demonstrated|fixed|resolved|closed|enforced"
    r"|ist|sind|wurden?|est|sont|ont|ete|esta|estan|estao|foi|foram"
    r"|fue|sido|son|stat[oai]|zijn|werd|on|ovat|ar|ha|fulfil\w+|satisf\w+|follows?|compl(?:y|ies))\b"
    r"|^no\b|^keine?\b|^zero\b|完成|通过|已"
)
_QUESTION = re.compile(
    r"^(?:what|why|how|when|who|where|was|warum|wie|pourquoi|comment|que|por que|wat|waarom|mita"
    r"|miksi|vad|varfor)\b|[?？]$"
)
_BINDING = re.compile(
    r"\b(?<!not )(?<!n't )(?:must|shall|should|has to|have to|needs? to|required|muss|mussen|doit|doivent|debe|deben"
    r"|deve|devem|devono|moet|moeten|taytyy|pitaa|ska|skall)\b"
)
#: How a line ends that goes on, or asks.
_OPEN_ENDS = frozenset(":：,;?？")
#: A line of fewer words is a label; one of more is prose.
_SHORT = (4, 25)
#: So many short lines below a colon are a list.
_LIST = 3
#: Of so many short lines one may look like prose: "(contrast min. 4.5:1)".
_ODD = 10
#: What leads a paragraph in has as many words, or it names something.
_LED_WORDS = 2
_NUMBER = re.compile(r"\(?(?:[a-zA-Z]|\d{1,2})[.)]{1,2}")
#: A line of so many characters may go on in the next.
_WRAPPED = 60
#: A line about the document, not the work.
_HEAD = re.compile(
    r"(?i)(?:team|version|date|datum|author|autor|owner|status|project|projekt|projet|proyecto)\b[^:]{0,20}:"
)
_ENDS = re.compile(r"(?<=[.!。！])\s+(?=[^\sa-z])")
#: What a product does for its users, as against what the work on it must satisfy.
_FEATURE = re.compile(
    r"^(?:as an? \w+,? )?(?:an?|the|der|die|das|ein|eine|l'|le|la|les|un|une|el|los|o|os|de|een|il|en"
    r"|every|each|all|registered|logged-in|anonymous|new )*\s*"
    r"(?:users?|customers?|visitors?|players?|admins?|administrators?|guests?|students?|members?"
    r"|benutzer|nutzer|kunde|spieler|utilisateurs?|visiteur|clients?|joueur|usuarios?|clientes?"
    r"|jugador"
    r"|utilizador\w*|gebruikers?|klant|speler|utent[ei]|giocatore|kayttaja|pelaaja|anvandaren?|spelaren?) "
    r"(?:can|cannot|may|is able|are able|could|kann|konnen|peut|peuvent|puede|pueden|pode|podem|kan"
    r"|puo|possono|voi|see|sees|gets|receives)\b"
)
#: Words of the work itself: an item that has one is no feature.
_WORK = re.compile(
    r"test|review|document|dokument|deploy|merg|build|pipeline|lint|code|coverage|accept|approv"
    r"|readme|release|logging|monitor|secur|demo|criteri|branch|commit|bug|accessib|performan"
    r"|instruction|archite[ck]t|arquite|quality|qualit"
    r"|revis|prueba|teste|kod|katselm|granskn|abnahme|recette|pull request"
)


def is_statement(text: str) -> bool:
    """Whether a heading states what must be true."""
    words = folded(text)
    return bool(_STATEMENT.search(words)) and not _QUESTION.search(words) and len(words.split()) >= 2


def is_binding(text: str) -> bool:
    """Whether a text says what must be."""
    return bool(_BINDING.search(folded(text)))


def is_feature(text: str) -> bool:
    """Whether an item says what a user of the product can do."""
    return bool(_FEATURE.match(folded(text)))


def is_work(text: str) -> bool:
    """Whether an item speaks of the work on the product."""
    return bool(_WORK.search(folded(text)))


def is_led(shown: Shown) -> bool:
    """Whether a paragraph begins with a number in bold, or with some words in bold that say what the rest explains."""
    lead = shown.bold.strip()
    words = [word for word in lead.split() if any(map(str.isalpha, word))]
    titled = lead.endswith((":", "：")) or shown.text[len(lead) :].lstrip()[:1] in {":", "："}
    return (
        (len(words) >= _LED_WORDS or (titled and bool(words)) or bool(_NUMBER.fullmatch(lead)))
        and len(lead) < len(shown.text)
        and not shown.text.endswith((":", "："))
    )


class Stretch(NamedTuple):
    """A text and the offsets at which it begins and ends in the file, whatever stands between its words there."""

    text: str
    start: int
    end: int


def sentences(lines: list[Line], *, listed: bool = False) -> list[Line | Stretch]:
    """The lines or sentences of a paragraph that may be criteria: short or binding ones.

    A sentence may run over the ends of long lines; short ones are sentences of their own. `listed`: what stands before
    ends in a colon, and so announces that short lines are a list without marks.
    """
    if listed and len(lines) >= _LIST and all(_is_entry(line.text) for line in lines):
        return list(lines)
    apart = len(lines) > 1 and all(line.text[:1].isupper() or not line.text[:1].isascii() for line in lines)
    if apart or all(len(line.text) < _WRAPPED for line in lines[:-1]):
        return [part for part in lines if _is_criterion(part.text)]
    return [part for part in _unwrapped(lines) if _is_criterion(part.text)]


def short(lines: list[Line]) -> list[Line]:
    """The lines of a paragraph, where each is a short sentence or note of its own, in whatever language."""
    texts = [line.text for line in lines]
    prose = sum(text[:1].islower() or text[-1:] in _OPEN_ENDS or bool(_ENDS.search(text)) for text in texts)
    if prose * _ODD > len(texts):
        return []
    return [line for line in lines if _SHORT[0] <= len(line.text.split()) <= _SHORT[1] and not _HEAD.match(line.text)]


def _is_entry(text: str) -> bool:
    """Whether a line stands for an item of a list: a short sentence of its own."""
    begun = text[:1].isupper() or text.endswith(".")
    return begun and text[-1:] not in _OPEN_ENDS and 1 < len(text.split()) <= _SHORT[1]


def _is_criterion(text: str) -> bool:
    words = folded(text)
    count = len(words.split())
    if text.endswith((":", "：", ",")) or _QUESTION.search(words) or not 2 <= count <= 40:
        return False
    return bool(_BINDING.search(words) or _STATEMENT.search(words)) if count <= 16 else bool(_BINDING.search(words))


def _unwrapped(lines: list[Line]) -> list[Stretch]:
    """The sentences of a paragraph whose lines were broken where the page ends."""
    found: list[Stretch] = []
    here: list[Line] = []
    for line in lines:
        for part in _divided(line):
            here.append(part)
            if part.text.endswith((".", "!", "。")):
                found.append(_joined(here))
                here = []
    return [*found, _joined(here)] if here else found


def _joined(parts: list[Line]) -> Stretch:
    return Stretch(" ".join(part.text for part in parts), parts[0].start, parts[-1].end)


def _divided(line: Line) -> list[Line]:
    found, at = [], 0
    for end in _ENDS.finditer(line.text):
        found.append(type(line)(line.text[at : end.start()], line.start + at))
        at = end.end()
    return [*found, type(line)(line.text[at:], line.start + at)]
