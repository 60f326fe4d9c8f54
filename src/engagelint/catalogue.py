"""Which policies there are, built in and of the house, and which of them run."""

from __future__ import annotations

import re
from functools import lru_cache

from engagelint import bundled, files, resources, schema
from engagelint.codes import OWN_CODES, own_finding
from engagelint.loading.yaml import compose
from engagelint.model import Document, Finding, Kind, Severity, Source
from engagelint.policies import Core, Policy, Unusable, broken, looked_at, parse
from engagelint.recognition import recognise
from engagelint.records import NamedTuple
from engagelint.text import Lexicon, load_lexicon

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import Any


_FILE_NAME = re.compile(r"([A-Z]{3}\d{3})-([a-z0-9-]+)\.yaml")

PACKS = ("default", "strict", "generic-dod")


class Choice(NamedTuple):
    """What is asked for: packs, codes, severities and parameters, by a configuration or on the command line.

    Codes are ids, names, or beginnings of ids. An empty `select` means what the packs choose. Nothing lets findings of
    `mandatory` policies through, and nothing but a waiver with two approvers those of `two_key` ones. A choice that
    `adds` can only tighten: its packs and codes come to what the others choose, and its severities only rise.
    """

    packs: tuple[str, ...] = ("default",)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = {}
    params: Mapping[str, Mapping[str, Any]] = {}
    mandatory: tuple[str, ...] = ()
    two_key: tuple[str, ...] = ()
    adds: bool = False


class Guard(NamedTuple):
    """The ids of the policies that are mandatory, and of those that take two approvers."""

    mandatory: frozenset[str]
    two_key: frozenset[str]


class Listed(NamedTuple):
    """A policy with what choices make of it.

    `policy` has the severity and the parameters that are in force, `own` those of its file. `off` says why the policy
    does not run, None that it does. See Choice for what is mandatory or takes two keys.
    """

    policy: Policy
    own: Policy
    off: str | None
    is_mandatory: bool
    is_two_key: bool

    def changed(self) -> list[tuple[str, Any]]:
        """The parameters, with their values in force, that have others in the policy's file."""
        return [(name, value) for name, value in self.policy.params.items() if value != self.own.params[name]]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The concepts that conditions ask for with `mentions`."""
    known = bundled.entry("lexicon")
    if known:
        return Lexicon(
            known["names"],
            known["negation"],
            lambda name: bundled.entry(f"concept {name}"),
            lambda name: bundled.entry(f"patterns {name}"),
            lambda: bundled.entry("negation"),
        )
    return load_lexicon(compose(resources.read_text("policies/lexicon.yaml"))[0])


@lru_cache(maxsize=1)
def names_by_id() -> Mapping[str, str]:
    """The built-in policies' names by id, in the order of their ids."""
    known = bundled.policies()
    if known:
        return {code: one["name"] for code, one in known.items()}
    return {code: path.stem.partition("-")[2] for code, path in files_by_id().items()}


@lru_cache(maxsize=1)
def files_by_id() -> Mapping[str, Path]:
    """The built-in policies' files by id, in the order of their ids."""
    folder = resources.policies_folder()
    known = bundled.policies()
    if known:
        return {code: folder / one["family"] / f"{code}-{one['name']}.yaml" for code, one in known.items()}
    found = {match.group(1): path for path in folder.glob("*/*.yaml") if (match := _FILE_NAME.fullmatch(path.name))}
    return dict(sorted(found.items()))


@lru_cache(maxsize=256)
def built_in(code: str) -> Policy:
    """The built-in policy of that id; raises KeyError for none."""
    known = bundled.policies().get(code)
    if known is None:
        path = files_by_id()[code]
        document = _document(path.parent.name, path.name)
        return parse(document.data, path.parent.name, document=document)
    core = Core(
        id=code,
        name=known["name"],
        family=known["family"],
        applies_to=frozenset(map(Kind, known["applies_to"])),
        severity=Severity(known["severity"]),
        given=tuple(known["given"]),
        absent_unanswered=known["absent_unanswered"],
        when=known["when"],
        require=known["require"],
        is_mandatory=known["is_mandatory"],
        reads=dict(zip(filter(None, (known["when"], known["require"])), known["reads"], strict=True)),
        program=lambda source: bundled.programs(code).get(source),
    )
    return Policy(core, lambda: bundled.policy(code), lambda: _document(core.family, f"{code}-{core.name}.yaml"))


def _document(family: str, file: str) -> Document:
    """The file of a built-in policy."""
    shown = f"policies/{family}/{file}"
    source = Source(shown, resources.read_text(shown))
    return Document(Kind.POLICY, source, *compose(source.text))


def by_pointer(kind: str) -> dict[str, list[str]]:
    """The built-in policies that look at each place of a kind ("engagement"): pointer, with `*`, to ids."""
    found: dict[str, set[str]] = {}
    for code in files_by_id():
        policy = built_in(code)
        names = {one.value.lower() for one in policy.applies_to}
        prefix = "" if kind.replace("-", "") in names else "/definition_of_done" if kind == "engagement" else None
        for pointer in looked_at(policy) if prefix is not None else ():
            found.setdefault(f"{prefix}{pointer}", set()).add(code)
            head, criteria, below = f"{prefix}{pointer}".partition("/items/*")
            if criteria and not head.endswith("/levels/*"):  # `/items/*` stands for the criteria of all levels
                found.setdefault(f"{head}/levels/*{criteria}{below}", set()).add(code)
    return {pointer: sorted(codes) for pointer, codes in found.items()}


def packs_by_id() -> dict[str, list[str]]:
    """The packs that choose each built-in policy."""
    chosen_by = {name: select(names_by_id(), pack(name).select, ()) for name in PACKS}
    return {code: [name for name, codes in chosen_by.items() if code in codes] for code in files_by_id()}


def select(known: Mapping[str, str], wanted: Iterable[str], unwanted: Iterable[str]) -> list[str]:
    """The ids that the codes choose: an id, a name, or the beginning of ids ("COM", "COM00").

    `known` has the names of all policies by id. No `wanted` means all. Raises Unusable, with the nearest known code,
    for one that chooses nothing.
    """
    ids = list(known)

    def named(name: str) -> list[str]:
        return [one for one, other in known.items() if other == name]

    def matching(codes: Iterable[str]) -> set[str]:
        chosen: set[str] = set()
        for code in dict.fromkeys(codes):
            upper = code.strip().upper()
            hits = [one for one in ids if upper and one.startswith(upper)] or named(code.strip().lower())
            if not hits and upper not in OWN_CODES:
                families = sorted({one[:3] for one in ids})
                from difflib import get_close_matches

                near = get_close_matches(upper, [*ids, *families, *OWN_CODES], n=1, cutoff=0.6)
                near = near or get_close_matches(code.strip().lower(), known.values(), n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise Unusable(f"there is no policy `{code}`{hint} (`engagelint policies --isolated` lists them)")
            chosen.update(hits)
        return chosen

    wanted, unwanted = list(wanted), list(unwanted)
    for code in unwanted:
        if code.strip().upper() in OWN_CODES:
            raise Unusable(f"`{code}` cannot be ignored: it says that something could not be checked")
    chosen = (matching(wanted) if wanted else set(ids)) - matching(unwanted)
    return [one for one in ids if one in chosen]


@lru_cache(maxsize=8)
def pack(name: str) -> Choice:
    """What the pack of that name chooses: its codes in `select`, with severities and parameters.

    Raises Unusable, with the nearest name, where there is none.
    """
    if name not in PACKS:
        from difflib import get_close_matches

        near = get_close_matches(name, PACKS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(PACKS)}"
        raise Unusable(f"there is no pack `{name}`; {hint}")
    raw = bundled.entry(f"pack {name}") or compose(resources.read_text(f"policies/packs/{name}.yaml"))[0]
    base = pack(raw["extends"]) if "extends" in raw else Choice(packs=())
    codes = (*base.select, *raw.get("policies", ()))
    mandatory = raw.get("mandatory", ())
    return Choice(
        packs=(name,),
        select=codes,
        mandatory=codes if mandatory is True else (*base.mandatory, *(mandatory or ())),
        two_key=(*base.two_key, *raw.get("two_key", ())),
        severity={**base.severity, **raw.get("severity", {})},
        params={**base.params, **raw.get("params", {})},
    )


def house(paths: Sequence[Path], working_folder: Path) -> list[Policy]:
    """The policies that the given files, and the folders with what is below them, hold.

    Raises Unusable, with every place that is wrong, where a path cannot be read, a file is no valid policy, or an id is
    taken.
    """
    findings: list[Finding] = []
    found: dict[str, Policy] = {}
    seen: set[Path] = set()
    for given in paths:
        shown = files.display(given, working_folder)
        if not given.exists():
            raise Unusable(f"{shown}: there is no such file or folder of policies")
        for path in _policy_files(given) if given.is_dir() else [given]:
            if files.real(path) in seen:  # one that the configuration and the command line both name
                continue
            seen.add(files.real(path))
            try:
                policy = _house_policy(path, files.display(path, working_folder), path.parent.name)
            except Unusable as error:
                if not error.findings:  # what has no place to be shown at is not kept for later
                    raise
                findings.extend(error.findings)
                continue
            document = policy.document
            if document and (policy.id in found or policy.id in files_by_id()):
                findings.append(broken(document, "/id", f"there is another policy {policy.id}; ids are unique"))
            elif document and policy.name in {*names_by_id().values(), *(one.name for one in found.values())}:
                words = f"there is another policy called {policy.name}; names are unique"
                findings.append(broken(document, "/name", words))
            found[policy.id] = policy
    if findings:
        raise Unusable("a policy cannot be used", findings)
    return list(found.values())


def _policy_files(folder: Path) -> list[Path]:
    def refuse(path: Path, reason: str) -> None:
        raise Unusable(f"{path.name}: {reason}")

    return [path for path in files.walk(folder, refuse) if path.suffix.lower() in {".yaml", ".yml"}]


def _house_policy(path: Path, shown: str, family: str) -> Policy:
    try:
        raw = files.read(path)
    except files.Refused as refusal:
        raise Unusable(f"{shown}: {refusal}") from None
    document = recognise(raw, shown, kind=Kind.POLICY, named=True)
    if isinstance(document, Finding):
        raise Unusable(document.message, [document])
    if document is None or document.kind is not Kind.POLICY:
        source = document.source if document else Source(shown, "")
        message = "this file is in a folder of policies and is no policy"
        raise Unusable(message, [own_finding("POL", source, source.region(0, 1), message)])
    validated = schema.validate(document, Kind.POLICY)
    if validated.findings:
        raise Unusable("not well-formed", validated.findings)
    return parse(schema.whole_numbers(validated.view), family, document=document)


def chosen(choices: Sequence[Choice], own: Sequence[Policy] = ()) -> list[Policy]:
    """The policies that run, in the order of their ids, under choices of rising precedence (configuration, flags).

    The last choice that names packs or codes decides on them, and what those before it ignore counts no more where it
    names codes; house policies run unless codes are selected. Of what one choice says, the longer code counts more: an
    id above the beginning of ids. A mandatory policy runs whatever is selected or ignored, and weighs no less than its
    pack says. Raises Unusable for a code, pack or parameter that there is none of.
    """
    mandatory = guard(choices, own).mandatory
    off = _off(choices, own, mandatory)
    return _in_force([code for code in every_name(own) if code not in off], choices, own, mandatory)


def listed(choices: Sequence[Choice], own: Sequence[Policy] = ()) -> list[Listed]:
    """What the choices, as `chosen` takes them, make of every policy, in the order of their ids."""
    mandatory, two_key = guard(choices, own)
    off, by_id = _off(choices, own, mandatory), {policy.id: policy for policy in own}
    return [
        Listed(
            policy,
            by_id.get(policy.id) or built_in(policy.id),
            off.get(policy.id),
            is_mandatory=policy.id in mandatory or policy.is_mandatory,
            is_two_key=policy.id in two_key,
        )
        for policy in _in_force(every_name(own), choices, own, mandatory)
    ]


def _off(choices: Sequence[Choice], own: Sequence[Policy], mandatory: frozenset[str]) -> dict[str, str]:
    """Why policies do not run, by id: what is said behind "does not run:"."""
    known, (packs, added) = every_name(own), _packs(choices)
    named = set(select(known, _codes(choices, packs, [policy.id for policy in own]), ()))
    ignored = _ignored(known, choices)
    if any(one.select for one in choices if not one.adds):
        unnamed = "it is not among the selected policies"
    else:
        names = ", ".join(name for one in (*packs, *added) for name in one.packs)
        unnamed = f"it is in no pack that is chosen ({names})"
    off: dict[str, str] = {}
    for code in known:
        if code not in named:
            off[code] = unnamed
        elif code in ignored and not (code in names_by_id() and built_in(code).is_mandatory):
            off[code] = f"it is ignored (`{ignored[code]}`)"
    return {code: reason for code, reason in off.items() if code not in mandatory}


def _in_force(
    codes: Iterable[str], choices: Sequence[Choice], own: Sequence[Policy], mandatory: frozenset[str]
) -> list[Policy]:
    """The policies of these ids with the severities and parameters that the choices give them."""
    known, by_id, (packs, added) = every_name(own), {policy.id: policy for policy in own}, _packs(choices)
    plain = [one for one in choices if not one.adds]
    packed, stated = (_by_id(known, [one.severity for one in layers]) for layers in (packs, plain))
    raised = [_by_id(known, [one.severity]) for one in (*added, *(one for one in choices if one.adds))]
    params = _by_id(known, [one.params for one in (*packs, *added, *plain)])
    result = []
    for code in codes:
        policy = by_id.get(code) or built_in(code)
        if code in params:
            policy = policy.valued(params[code])
        weights = [packed.get(code, policy.severity)]
        if code in stated:
            weights = [*weights, stated[code]] if code in mandatory or policy.is_mandatory else [stated[code]]
        weights += [layer[code] for layer in raised if code in layer]
        severity = max(map(Severity, weights), key=lambda one: one.rank) if len(weights) > 1 else Severity(weights[0])
        result.append(policy if severity is policy.severity else policy.weighing(severity))
    return result


def guard(choices: Sequence[Choice], own: Sequence[Policy] = ()) -> Guard:
    """The policies that choices, the packs they name and house policies themselves make mandatory or two-keyed.

    What a built-in policy says of itself is left out. Raises Unusable for a code or pack that there is none of.
    """
    known, (packs, added) = every_name(own), _packs(choices)
    layers = [*packs, *added, *choices]
    mandatory, two_key = ([code for one in layers for code in getattr(one, key)] for key in ("mandatory", "two_key"))
    return Guard(
        frozenset(select(known, mandatory, ()) if mandatory else ()).union(
            policy.id for policy in own if policy.is_mandatory
        ),
        frozenset(select(known, two_key, ()) if two_key else ()),
    )


def ids_by_name(own: Sequence[Policy] = ()) -> dict[str, str]:
    """The ids of all policies under their ids and their names, both in lower case."""
    ids = {name: code for code, name in names_by_id().items()}
    ids |= {policy.name: policy.id for policy in own}
    return {**ids, **{code.lower(): code for code in ids.values()}}


def every_name(own: Sequence[Policy] = ()) -> dict[str, str]:
    """The names of all policies by id, the house's behind the built-in ones."""
    return {**names_by_id(), **{policy.id: policy.name for policy in sorted(own, key=lambda policy: policy.id)}}


def _packs(choices: Sequence[Choice]) -> tuple[list[Choice], list[Choice]]:
    """The packs that the last choice to name any names, and those that are added to them."""
    named = next((one.packs for one in reversed(choices) if one.packs and not one.adds), ("default",))
    return [pack(name) for name in named], [pack(name) for one in choices if one.adds for name in one.packs]


def _codes(choices: Sequence[Choice], packs: Sequence[Choice], own: Iterable[str]) -> tuple[str, ...]:
    """The codes that are chosen: the last selection, or those of the packs and the house, and what later ones add."""
    codes = (*(code for one in packs for code in one.select), *own)
    for one in choices:
        if one.adds:
            codes += (*one.select, *(code for name in one.packs for code in pack(name).select))
        elif one.select:
            codes = one.select
    return codes


def _ignored(known: Mapping[str, str], choices: Sequence[Choice]) -> dict[str, str]:
    """The ids that are ignored, and by which code.

    A code counts where no choice behind names codes and none of the same choice names the id itself.
    """
    ignored: dict[str, str] = {}
    for one in choices:
        selected = () if one.adds else one.select
        if selected:
            ignored = {}
        for code in sorted({*selected, *one.ignore}, key=len):
            if code in one.ignore:
                ignored.update(dict.fromkeys(set(known).difference(select(known, (), [code])), code))
            else:
                for chosen_id in select(known, [code], ()):
                    ignored.pop(chosen_id, None)
    return ignored


def _by_id(known: Mapping[str, str], layers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What the layers say of each id, the later above the earlier, and in each the longer code above the shorter.

    Mappings are merged.
    """
    merged: dict[str, Any] = {}
    for layer in layers:
        for code, value in sorted(layer.items(), key=lambda item: len(item[0])):
            for one in select(known, [code], []):
                merged[one] = {**merged.get(one, {}), **value} if isinstance(value, dict) else value
    return merged
