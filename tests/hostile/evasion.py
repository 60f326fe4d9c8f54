"""How many disguised terms are found, and how many honest names and words are taken for one.

python tests/hostile/evasion.py
"""

# ruff: noqa: T201 - it prints what it finds

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from test_text_mentions import FRAMES, INNOCENT, NAMES, TERMS, TRANSFORMATIONS

from engagelint import catalogue
from engagelint.text import hidden_characters, mentions, mixed_scripts
from engagelint.text.characters import script

#: Words and names in scripts that the tables of names do not have.
WORDS = """
Ελευθερία Παπαδοπούλου ομάδα παράδοση ταχύτητα
Иванова Шевченко команда поставка скорость
שלום כהן צוות מסירה
محمد علي فريق تسليم سرعة
अनिल शर्मा टीम वितरण
বাংলা দল সরবরাহ
தமிழ் குழு வழங்கல்
తెలుగు బృందం
ಕನ್ನಡ ತಂಡ
മലയാളം ടീം
ગુજરાતી ટીમ
ਪੰਜਾਬੀ ਟੀਮ
සිංහල කණ්ඩායම
ไทย ทีม ส่งมอบ
ລາວ ທີມ
မြန်မာ အဖွဲ့
ខ្មែរ ក្រុម
ქართული გუნდი მიწოდება
Հայերեն թիմ
አማርኛ ቡድን
株式会社テスト 田中 チーム 納品
王小明 团队 交付 速度
김민준 팀 납품 속도
Nguyễn Đặng Łukasz Šimůnek Özgür İpek Æsa Þór Ångström
"""


class Figures(NamedTuple):
    """Disguised terms and those that were found; honest texts, their scripts, and those taken for something else."""

    disguised: int
    found: int
    least: tuple[str, float]
    honest: int
    scripts: set[str]
    wrong: list[str]


def figures() -> Figures:
    """Try every term in every disguise and frame, and every honest name, word and sentence."""
    lexicon = catalogue.lexicon()
    shares = {}
    for name, disguise in TRANSFORMATIONS.items():
        tried = [frame.format(disguise(term)) for term in TERMS for frame in FRAMES]
        shares[name] = (sum(mentions(text, "velocity", lexicon) for text in tried), len(tried))
    honest = [*NAMES, *WORDS.split(), *INNOCENT]
    wrong = [
        one for one in honest if mentions(one, "velocity", lexicon) or mixed_scripts(one) or hidden_characters(one)
    ]
    least = min(shares, key=lambda name: shares[name][0] / shares[name][1])
    return Figures(
        sum(number for _, number in shares.values()),
        sum(found for found, _ in shares.values()),
        (least, shares[least][0] / shares[least][1]),
        len(honest),
        {script(one) for text in honest for one in text} - {""},
        wrong,
    )


if __name__ == "__main__":
    done = figures()
    print(f"{done.found:,} of {done.disguised:,} disguised terms found; least: {done.least[0]} {done.least[1]:.1%}")
    print(
        f"{len(done.wrong)} of {done.honest:,} honest texts in {len(done.scripts)} scripts taken for one: {done.wrong}"
    )
