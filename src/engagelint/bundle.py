"""Makes `policies/bundle.json` of the policies, packs, lexicon and topics: what is read instead of them at every start.

`python -m engagelint.bundle` writes it after one of them has changed; `engagelint.bundled` reads it.
"""

from __future__ import annotations

from engagelint import bundled, catalogue, resources
from engagelint.done.lexicon import prepare
from engagelint.engine import APART
from engagelint.engine.plans import plans
from engagelint.expressions import Language, reads
from engagelint.loading.yaml import compose
from engagelint.policies import parse, placeholders
from engagelint.text.lexicon import prepare as prepare_concept
from engagelint.text.lexicon import prepare_negation, prepare_patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def bundle() -> str:
    """The text of the bundle, made of the files and of nothing else."""
    lexicon = _data("lexicon.yaml")
    entries: dict[str, Any] = {
        "lexicon": {"names": list(lexicon["concepts"]), "negation": lexicon["negation"]},
        "negation": prepare_negation(lexicon["negation"], lexicon["negation"]),
        **{f"concept {name}": prepare_concept(lexicon, name) for name in lexicon["concepts"]},
        **{f"patterns {name}": prepare_patterns(lexicon, name) for name in lexicon["concepts"]},
        "topics": prepare(_data("topics.yaml")),
        **{f"pack {name}": _data(f"packs/{name}.yaml") for name in catalogue.PACKS},
    }
    language = Language(catalogue.lexicon)
    paths = sorted(resources.policies_folder().glob("*/[A-Z]*.yaml"), key=lambda path: path.name)
    raws = [(path.parent.name, _data(f"{path.parent.name}/{path.name}")) for path in paths]
    policies = [parse(raw, family) for family, raw in raws]
    for one in policies:
        entries[f"judged {one.id}"] = {
            "name": one.name,
            "family": one.family,
            "applies_to": sorted(one.applies_to),
            "severity": one.severity,
            "given": one.given,
            "absent_unanswered": one.absent_unanswered,
            "when": one.when,
            "require": one.require,
            "is_mandatory": one.is_mandatory,
            "reads": [reads(source) for source in (one.when, one.require) if source],
        }
        sources = [one.when, one.require, *(source for text in one.texts for source in placeholders(text))]
        entries[f"programs {one.id}"] = {source: language.dump(source) for source in dict.fromkeys(sources) if source}
    entries["sweeps"] = [
        {
            "kind": plan.kind,
            "guard": plan.guard and _prepared(language, plan.guard),
            "holds": _prepared(language, plan.holds),
            "asked": plan.asked,
            "numbers": plan.numbers,
            "told": plan.told,
            "reckoned": plan.reckoned,
        }
        for plan in plans(policies, APART)
    ]
    words = sorted(_words(resources.schema("engagement")) | _words(resources.schema("definition-of-done")))
    entries["passing"] = {
        one.id: [word for word in words if test(word)]
        for one in policies
        if one.given[0].endswith("/**") and (test := language.on_text(one.require))
    }
    for _, raw in raws:
        judged = entries[f"judged {raw['id']}"]
        known = {key for key in bundled.SHARED if raw.get(key) == judged[key]}
        # Who asks for examples reads the policy's own file.
        entries[f"policy {raw['id']}"] = {key: raw[key] for key in raw if key not in known and key != "examples"}
    return bundled.written(entries)


def _prepared(language: Language, source: str) -> tuple[str, list[tuple[str, tuple[str, ...]]]]:
    """The program of a sweep's expression, and the members of variables that it reads."""
    return language.dump(source), sorted({(variable, parts[:1]) for variable, parts in reads(source)})


def _words(schema: Any) -> set[str]:  # noqa: ANN401 - any data
    """The names of terms and the fixed values that a schema knows."""
    found: set[str] = set()
    pending = [schema]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            found.update(node.get("properties", ()), (one for one in node.get("enum", ()) if isinstance(one, str)))
        pending.extend(node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
    return found


def _data(name: str) -> Any:  # noqa: ANN401 - any data
    return compose(resources.read_text(f"policies/{name}"))[0]


if __name__ == "__main__":
    (resources.data_folder() / bundled.FILE).write_text(bundle(), encoding="utf-8", newline="\n")
