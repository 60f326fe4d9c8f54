"""The rules of a run: which policies are judged for a file, and what may let their findings through."""

from __future__ import annotations

from engagelint import catalogue, config
from engagelint.codes import OWN_CODES
from engagelint.engine import Engine
from engagelint.exceptions import Limits
from engagelint.expressions import Language
from engagelint.model import Kind
from engagelint.policies import Unusable
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from engagelint.catalogue import Choice, Listed
    from engagelint.config import Configuration
    from engagelint.exceptions.waivers import Waiver
    from engagelint.model import Finding, Source
    from engagelint.policies import Policy
    from engagelint.remedies import Chosen
    from engagelint.subjects import Subject


class Rules(NamedTuple):
    """What a file is judged by: policies by id, compiled; what holds for exceptions; ids of policies by id and name."""

    policies: dict[str, Policy]
    engine: Engine
    limits: Limits
    ids: dict[str, str]


class _Layers(NamedTuple):
    """Choices of rising precedence, the house policies among them, and whether comments let nothing through."""

    choices: tuple[Choice, ...]
    own: list[Policy]
    forbids: bool


class Bench:
    """The rules for each set of choices that the configuration, and those in folders below it, make for files.

    `choice` is what the command line chooses, `folders` its house policies; `today` is a date (YYYY-MM-DD). Raises
    policies.Unusable at once where a house policy cannot be worked with, and later where choices cannot be.
    """

    def __init__(
        self, configuration: Configuration, choice: Choice, folders: Sequence[Path], working_folder: Path, today: str
    ) -> None:
        self.configuration = configuration
        self.choice = choice
        self.folders = folders
        self.working_folder = working_folder
        self.today = today
        #: What is wrong with configurations in folders below, by file and pointer.
        self.findings: dict[tuple[str, str], tuple[Finding, Source]] = {}
        self.language = Language(catalogue.lexicon)
        self._own: dict[tuple[Path, ...], list[Policy]] = {}
        self._nested: dict[Path, Configuration] = {}
        self._rules: dict[tuple[str, ...], Rules] = {}
        self._of_folder: dict[Path | None, Rules] = {}
        self._judged: tuple[Subject, Chosen] | None = None
        self.house: list[Policy] = self._house(())
        _reviewed(configuration, self.house)

    def remedied(self, finding: Finding, subject: Subject, policies: Mapping[str, Policy]) -> Finding:
        """The finding with the cheapest change that mends it and upsets none of the other policies, if there is one."""
        if subject.kind is Kind.DEFINITION_OF_DONE:  # none of its terms is better with more or less of it
            return finding
        from engagelint.remedies import Chosen, remedy

        if self._judged is None or self._judged[0] is not subject:
            self._judged = subject, Chosen(list(policies.values()), subject, self.language, self.today)
        policy = policies.get(finding.id)
        words = remedy(policy, subject, finding, self.language, self.today, self._judged[1]) if policy else None
        return finding._replace(remedy=words) if words else finding

    def only_own(self) -> bool:
        """Whether nothing is selected but codes of our own, which say that something could not be checked."""
        wanted = self.choice.select or self.configuration.data.get("select", ())
        return bool(wanted) and all(code.strip().upper() in OWN_CODES for code in wanted)

    def rules(self, path: Path) -> Rules:
        """What a file is judged by."""
        # Without overrides, what holds for a file holds for all in its folder.
        folder = None if self.configuration.data.get("overrides") else path.parent
        if folder in self._of_folder:
            return self._of_folder[folder]
        choices = self.configuration.choices(path)
        nested = self.configuration.nested(path)
        key = (*map(repr, choices), *map(str, nested))
        if key not in self._rules:
            self._rules[key] = self._made(choices, [self._loaded(one) for one in nested])
        if folder is not None:
            self._of_folder[folder] = self._rules[key]
        return self._rules[key]

    def listed(self, path: Path, choices: tuple[Choice, ...]) -> list[Listed]:
        """What becomes of every policy for a file, whether it runs or not; the configuration makes the `choices`."""
        layers = self._layers(choices, [self._loaded(one) for one in self.configuration.nested(path)])
        return catalogue.listed(layers.choices, layers.own)

    def waivers(self) -> list[Waiver]:
        """The waivers of the configuration; raises policies.Unusable, with every place, where one is malformed."""
        if self.configuration.document is None:
            return []
        from engagelint.exceptions import waivers

        return waivers.load(self.configuration, self._seen_from, catalogue.ids_by_name(self.house))

    def _loaded(self, path: Path) -> Configuration:
        if path not in self._nested:
            self._nested[path] = config.load(path, self._seen_from)
        return self._nested[path]

    @property
    def _seen_from(self) -> Path:
        return self.configuration.seen_from or self.working_folder

    def _house(self, nested: Sequence[Configuration]) -> list[Policy]:
        """The house policies of the command line, the configuration and those below it."""
        more = [folder for one in nested for folder in one.policy_folders]
        folders = (*self.configuration.policy_folders, *self.folders, *more)
        if folders and folders not in self._own:
            from engagelint.engine.verification import verify

            self._own[folders] = catalogue.house(folders, self._seen_from)
            for policy in self._own[folders]:
                verify(policy, self.language)
        return self._own[folders] if folders else []

    def _made(self, choices: tuple[Choice, ...], nested: Sequence[Configuration]) -> Rules:
        choices, own, forbids = self._layers(choices, nested)
        chosen, guard = catalogue.chosen(choices, own), catalogue.guard(choices, own)
        mandatory = guard.mandatory.union(one.id for one in chosen if one.is_mandatory)
        limits = Limits(frozenset(one.id for one in chosen), mandatory, guard.two_key, forbids)
        engine = Engine(chosen, self.language, self.today)
        return Rules({one.id: one for one in chosen}, engine, limits, catalogue.ids_by_name(own))

    def _layers(self, choices: tuple[Choice, ...], nested: Sequence[Configuration]) -> _Layers:
        """All choices: those of the configuration, what those below it add, and the command line's above them."""
        own = self._house(nested)
        more = sorted({policy.id for policy in own}.difference(policy.id for policy in self.house))
        forbids = self.configuration.data.get("inline_suppressions") == "forbidden"
        for one in nested:
            from engagelint.exceptions.nested import counted, tighten

            _reviewed(one._replace(data=counted(one.data)), own)
            tightened = tighten(one, choices, own)
            choices = (*choices, tightened.choice._replace(select=(*tightened.choice.select, *more)))
            forbids = forbids or tightened.forbids
            for finding in tightened.findings:
                if one.document is not None:
                    self.findings.setdefault((finding.file, finding.pointer or ""), (finding, one.document.source))
        return _Layers((*choices, self.choice), own, forbids)


def _reviewed(configuration: Configuration, own: Sequence[Policy]) -> None:
    """Raise policies.Unusable, with the places, where a configuration speaks of policies that there are not."""
    if configuration.document is None:
        return
    from engagelint.configured import review

    if problems := review(configuration, own):
        raise Unusable("the configuration cannot be used", problems)
