"""What a text mentions: terms, traps, denials and evasions."""

# ruff: noqa: RUF001 - look-alikes are what is tested

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hostile.effort import effort, linear
from hypothesis import given
from hypothesis import strategies as st

from engagelint import resources
from engagelint.loading.yaml import compose
from engagelint.text import fold, load_lexicon, mention, mentions
from engagelint.text.respelling import respell
from engagelint.text.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from engagelint.text import Lexicon

DATA = Path(__file__).parent / "data"
INNOCENT = [line for line in (DATA / "innocent.txt").read_text(encoding="utf-8").split("\n") if line]
NAMES = [line.split("\t")[0] for line in (DATA / "names.tsv").read_text(encoding="utf-8").split("\n")[1:] if line]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    data: Any = compose(LEXICON_TEXT)[0]
    return load_lexicon(data)


LEXICON_TEXT = resources.read_text("policies/lexicon.yaml")

VELOCITY = """
velocity
Velocity
VELOCITY
V\u0435locity
V\u03b5locity
Vel\u043ecity
ＶＥＬＯＣＩＴＹ
𝓿𝓮𝓵𝓸𝓬𝓲𝓽𝔂
Vel\u200bocity
vel\u00adocity
ve\u0301locity
\u202evelocity\u202c
v e l o c i t y
v-e-l-o-c-i-t-y
velo-city
velo_city
vel0c1ty
ve1ocity
sprintVelocity
avg_velocity
Team velocity
Delivery velocity
velocities of both squads
vélocité de l'équipe
Minimum Velocity for Sprint Payment (MV): 0-80 %
Velocity is the KPI
Velocity is the only KPI and is not negotiable
Not only velocity decides on renewal
velocity is not below 40
Velocity must not fall below 40
Velocity shall be no less than 40
If velocity drops below 40, the fee is reduced
No bonus if velocity is below 40
No payment unless velocity reaches 40
Not hours but velocity is billed
Without delay, the vendor reports velocity
The client has no staff on site, and the vendor is paid by velocity
story points
Story Points
story-points
story_points
storypoints
st0ry p0ints
s t o r y  p o i n t s
StoryPoints
\u0455tory p\u043eints
price per story point
40 points
40 points per sprint
40 SP
40SP
SP
SPs
sp/sprint
SP per sprint
points per sprint
points/iteration
accepted points
points accepted
Payment on the basis of velocity
Increase of velocity by 10 % per quarter
No decrease in velocity
Maximum 40 points per sprint
a minimum of 40 points per sprint
fees with velocity as the measure
The agreed volume of points
Velocity (SP/sprint)
Release of payment after 200 points
35 pts
sum of points accepted
EUR 500 per point
500 EUR / point
The fee is due per accepted point.
billed by points
At least 40 story points are accepted
no less than 40 story points
Not reaching 40 story points triggers a penalty
The team must deliver 50 story points per sprint
No payment unless 40 points are delivered
Nothing is billed except story points
The vendor shall not invoice before 40 story points are accepted
Payment does not depend on time but on story points
Story points are billed, not hours
stories, weighted by story points
Payment by velocity, hours and days are not billed
Story points, estimates and hours are billed, not sprints
Velocity is a planning aid and the basis of payment
Velocity is a planning aid and decides on the bonus
Velocity is a planning aid, and each sprint is paid by it
Velocity is billed as a planning aid
Whatever happens, 40 story points are billed
Story points, whatever their size, are billed
Geschwindigkeit
Teamgeschwindigkeit
Velocity des Teams
Story-Point-Preis
Vergütung pro Punkt
Vergütet werden abgenommene Punkte
Nicht nur Velocity zählt
Mindestens 40 Storypunkte
Bezahlt wird nicht nach Zeit, sondern nach Story Points
vélocité
points d'effort livrés
40 points par sprint
prix par point
Velocidad
velocidad del equipo
puntos de historia aceptados
precio por punto
No se paga por horas sino por puntos de historia
Velocidade da equipa
pontos por sprint
preço por ponto
snelheid van het team
storypunten
prijs per punt
velocità del team
punti storia
prezzo per punto
tarinapisteet
tiimin nopeus
40 pistettä sprintissä
""".strip("\n").split("\n")  # fmt: skip


CONCEPTS = [line.split("\t") for line in (DATA / "concepts.tsv").read_text(encoding="utf-8").split("\n")[1:] if line]


@pytest.mark.parametrize("text", VELOCITY)
def test_velocity_and_points_are_found(text: str, lexicon: Lexicon) -> None:
    assert mentions(text, "velocity", lexicon)


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_prose_speaks_of_no_velocity(text: str, lexicon: Lexicon) -> None:
    place = mention(text, "velocity", lexicon)
    assert place is None, text[slice(*place)]


def test_names_speak_of_no_velocity(lexicon: Lexicon) -> None:
    assert len(INNOCENT) >= 300
    assert [name for name in NAMES if mentions(name, "velocity", lexicon)] == []


@pytest.mark.parametrize(("concept", "mentioned", "text"), CONCEPTS)
def test_other_concepts(concept: str, mentioned: str, text: str, lexicon: Lexicon) -> None:
    assert mentions(text, concept, lexicon) == (mentioned == "yes")


# Each turns a term into one that a person still reads as the term.
CYRILLIC = str.maketrans("aceopxyi", "асеорхуі")
GREEK = str.maketrans("oiunve", "οιυηνε")
TRANSFORMATIONS: dict[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "title case": str.title,
    "swapped case": lambda term: "".join(c.upper() if at % 2 else c for at, c in enumerate(term)),
    "full width": lambda term: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in term),
    "bold": lambda term: "".join(chr(ord(c) - 97 + 0x1D41A) if "a" <= c <= "z" else c for c in term),
    "circled": lambda term: "".join(chr(ord(c) - 97 + 0x24D0) if "a" <= c <= "z" else c for c in term),
    "cyrillic": lambda term: term.translate(CYRILLIC),
    "one cyrillic letter": lambda term: term.replace("o", "о", 1).replace("e", "е", 1),
    "greek": lambda term: term.translate(GREEK),
    "zero width": "\u200b".join,
    "word joiner": "\u2060".join,
    "combining": lambda term: "".join(f"{c}\u0301" for c in term),
    "overlay": lambda term: "".join(f"{c}\u0336" for c in term),
    "soft hyphen": "\u00ad".join,
    "leet": lambda term: term.translate(str.maketrans("oie", "013")),
    "dollar": lambda term: term.replace("s", "$"),
    "hyphens": lambda term: term.replace(" ", "-"),
    "underscores": lambda term: term.replace(" ", "_"),
    "together": lambda term: term.replace(" ", ""),
    "no-break spaces": lambda term: term.replace(" ", "\u00a0"),
    "spaced letters": lambda term: "  ".join(" ".join(word) for word in term.split()),
    "hyphened letters": lambda term: " ".join("-".join(word) for word in term.split()),
    "bidi": lambda term: f"\u202e{term}\u202c",
    "split": lambda term: f"{term[:4]}-{term[4:]}",
    "line break": lambda term: term.replace(" ", "\n"),
}
TERMS = [
    "velocity",
    "team velocity",
    "sprint velocity",
    "story points",
    "story point",
    "storypoints",
    "user points",
    "points per sprint",
    "points per iteration",
    "accepted points",
    "sum of accepted points",
    "price per story point",
    "velocity of the team",
    "points delivered",
]
FRAMES = ("{}", "KPI: {}", "The {} of the sprint is reported.", "Target: {} at least 40", "bonus ({})")


@pytest.mark.parametrize("transformation", TRANSFORMATIONS)
def test_disguised_terms_are_found(transformation: str, lexicon: Lexicon) -> None:
    texts = [frame.format(TRANSFORMATIONS[transformation](term)) for term in TERMS for frame in FRAMES]
    missed = [text for text in texts if not mentions(text, "velocity", lexicon)]
    assert len(missed) <= 0.05 * len(texts), missed


def test_doubly_disguised_terms_are_found(lexicon: Lexicon) -> None:
    chance = random.Random(7)  # noqa: S311 - a repeatable sample, nothing secret
    words = [name for name in TRANSFORMATIONS if name not in ("split", "line break")]
    missed, count = [], 600
    for _ in range(count):
        first, second = chance.sample(words, 2)
        text = TRANSFORMATIONS[second](TRANSFORMATIONS[first](chance.choice(["velocity", "story points"])))
        if not mentions(text, "velocity", lexicon):
            missed.append((first, second, text))
    assert len(missed) <= 0.05 * count, missed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("KPI: V\u0435lo\u200bcity per team", "V\u0435lo\u200bcity"),
        ("Velocity is not a KPI. The fee follows story points.", "story points"),
        ("Ẽ Straße ﬃ: ｖｅｌｏｃｉｔｙ", "ｖｅｌｏｃｉｔｙ"),
        ("paid per sto-ry points", "sto-ry points"),
    ],
)
def test_the_place_is_that_of_the_words_in_the_text(text: str, words: str, lexicon: Lexicon) -> None:
    place = mention(text, "velocity", lexicon)
    assert place is not None
    assert text[slice(*place)] == words


def test_an_unknown_concept_is_an_error(lexicon: Lexicon) -> None:
    with pytest.raises(KeyError):
        mentions("text", "no-such-concept", lexicon)


@pytest.mark.parametrize("data", [{}, {"concepts": {}}, {"concepts": {"a": {"traps": {"en": ["b"]}}}}])
def test_a_lexicon_without_terms_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="lexicon"):
        load_lexicon(data)


@given(text=st.text())
def test_any_text_is_searched(lexicon: Lexicon, text: str) -> None:
    for concept in lexicon.names:
        place = mention(text, concept, lexicon)
        assert place is None or 0 <= place[0] < place[1] <= len(text)


HOSTILE = [
    "a ",
    "v ",
    "v e l o ",
    "points ",
    "40 points of ",
    "not ",
    "velocity is not a KPI. ",
    "[insert ",
    "{{",
    "_ _",
    "\n ",
    "1,1.",
]


@pytest.mark.parametrize("piece", [*HOSTILE, "velo-", "<name ", "sp/", "\u200bv", "no, ", "…", "story-"])
def test_time_grows_with_the_length_only(piece: str, lexicon: Lexicon) -> None:
    text = (piece * 65_536)[:65_536]
    for concept in lexicon.names:
        assert effort(partial(mention, text, concept, lexicon)) < linear(len(text), each=100), concept


@pytest.mark.parametrize("name", sorted(load_lexicon(compose(LEXICON_TEXT)[0]).names))
def test_no_text_with_a_term_is_taken_for_one_that_can_have_none(name: str, lexicon: Lexicon) -> None:
    """Most texts are not searched at all; a term must not be missed because of that, in whatever disguise it stands."""
    concept = lexicon.concept(name)
    terms = concept.terms
    written = {" ".join(words) for words, _, _ in terms._sources}  # noqa: SLF001 - every term, as the lexicon has it
    matched = 0
    for term in sorted(written):
        plain = " ".join(word.split("|")[0].replace("#", "40").replace("_", "word").strip("*") for word in term.split())
        for disguise in TRANSFORMATIONS.values():
            folded = fold(f"on {disguise(plain)} only")
            words = respell(tokens(folded), folded, terms.vocabulary)
            if any(True for at in range(len(words)) for _ in terms.matches(words, at)):
                matched += 1
                assert concept.may_stand_in(folded), (term, folded)
    assert matched >= 5 * len(written)


def test_most_texts_are_told_to_hold_no_term(lexicon: Lexicon) -> None:
    texts = [fold(text) for text in (*NAMES, *INNOCENT) if text.isascii()]
    found = sum(lexicon.concept("placeholder").may_stand_in(text) for text in texts)
    assert 0 < found < len(texts) / 3
