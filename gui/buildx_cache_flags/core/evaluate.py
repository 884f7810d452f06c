"""The one judgement of a draft, which form, preview, clipboard and command line share."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import islice

from . import model
from .command import Command, compose
from .draft import Draft
from .entries import Entry
from .parameters import Option, Table
from .problems import Fix, Place, Problem
from .rules import DRAFT_RULES, ENTRY_RULES, DraftView, EntryView, Finding, Rule
from .rules.base import MOST_ENTRIES, Need

_MOST_FINDINGS = 50
"""Findings of one rule in one place."""

_MOST_FIELDS_TRIED = 5_000
"""Fields to judge anew while looking for fixes: far more than a person writes, and done in a blink."""


@dataclass(frozen=True)
class Evaluation:
    """What a draft amounts to.

    The commands are made when they are first asked for: a check needs none.
    """

    draft: Draft
    problems: tuple[Problem, ...]
    table: Table = field(repr=False)

    @cached_property
    def preview(self) -> Command:
        """The command as far as it goes, right or wrong."""
        return compose(self.draft, self.table)

    @cached_property
    def complete(self) -> Command:
        """The command with every default written out, right or wrong."""
        return compose(self.draft, self.table, defaults=True)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that must be mended before anything is copied."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def command(self) -> Command | None:
        """The finished command; ``None`` while an error stands."""
        return None if self.errors else self.preview

    def at(self, place: Place) -> tuple[Problem, ...]:
        """The problems of one place."""
        return tuple(problem for problem in self.problems if problem.place == place)


def evaluate(draft: Draft, table: Table, *, with_variables: bool = False) -> Evaluation:
    """Judge *draft*.  Pure: the same draft always gives the same result.

    With *with_variables*, ``${NAME}`` may stand in references.
    """
    return Evaluation(draft, tuple(_problems(draft, table, with_variables)), table)


def _problems(draft: Draft, table: Table, with_variables: bool) -> Iterator[Problem]:
    found = list(find(draft, table, with_variables))
    before = _errors(found)
    size = sum(len(entry.fields) for _, _, entry in draft.all_entries())
    tries = iter(range(_MOST_FIELDS_TRIED // (size + 1)))
    for rule, finding in found:
        fix = _sound_fix(finding, rule.code, before, tries, draft, table, with_variables) if finding.fixes else None
        yield Problem(rule.code, rule.severity, finding.place, finding.message, fix)


AnyRule = Rule[EntryView] | Rule[DraftView]


def find(draft: Draft, table: Table, with_variables: bool, mended: str = "") -> Iterator[tuple[AnyRule, Finding]]:
    """Run every rule over *draft* and give what they find, entry by entry.

    With the code *mended*, only the rules that can spoil its fix are run.
    """
    whole = _view(draft, table, with_variables)
    for draft_rule in _draft_rules(mended, whole.present):
        for number, finding in enumerate(draft_rule.find(whole)):
            if number == _MOST_FINDINGS:
                yield draft_rule, _more(finding)
                break
            yield draft_rule, finding
    for view in whole.entries:
        yield from _find_in_entry(view, _entry_rules(mended, view.present))


def _find_in_entry(view: EntryView, rules: list[Rule[EntryView]]) -> Iterator[tuple[AnyRule, Finding]]:
    for rule in rules:
        for number, finding in enumerate(rule.find(view)):
            if number == _MOST_FINDINGS:
                yield rule, _more(finding)
                break
            if not _said_already(view, finding):
                yield rule, finding


def _more(finding: Finding) -> Finding:
    """What stands for the rest of a flood, which nobody would read."""
    place = Place(finding.place.option, finding.place.entry)
    return Finding(place, "There is more of the same: mend the first ones.")


@cache
def _draft_rules(mended: str, present: frozenset[Need]) -> list[Rule[DraftView]]:
    return [rule for rule in DRAFT_RULES if _matters(rule, mended, present)]


@cache
def _entry_rules(mended: str, present: frozenset[Need]) -> list[Rule[EntryView]]:
    return [rule for rule in ENTRY_RULES if _matters(rule, mended, present)]


def _matters(rule: AnyRule, mended: str, present: frozenset[Need]) -> bool:
    """Whether *rule* can find anything and, for the code *mended*, is its own or for errors."""
    wanted = not mended or rule.severity == "error" or rule.code == mended
    return wanted and (not rule.needs or rule.needs in present)


def _view(draft: Draft, table: Table, with_variables: bool) -> DraftView:
    version = table.release(draft.buildkit)
    views = []
    for option, index, entry in islice(draft.all_entries(), MOST_ENTRIES):
        if entry.type == table.type:
            attrs = entry.attrs
            values = model.check(table, option, attrs, with_variables=with_variables)
            views.append(EntryView(table, draft, version, option, index, entry, attrs, values, with_variables))
    return DraftView(table, draft, version, tuple(views), with_variables)


def _said_already(view: EntryView, finding: Finding) -> bool:
    """Whether this is about a ref that follows another one, which bears the same problem."""
    follows = view.draft.follows and view.option == "cache-from" and view.index == 0
    checked = follows and view.draft.writes[0].type == view.table.type
    return checked and finding.place.parameter == "ref"


def _errors(found: Iterable[tuple[AnyRule, Finding]]) -> Counter[str]:
    return Counter(rule.code for rule, _ in found if rule.severity == "error")


def _sound_fix(
    finding: Finding,
    code: str,
    before: Counter[str],
    tries: Iterator[int],
    draft: Draft,
    table: Table,
    with_variables: bool,
) -> Fix | None:
    """The first fix that mends the finding and adds no error, so that a click never makes things worse."""
    for fix, _ in zip(finding.fixes, tries, strict=False):
        after = list(find(fix.apply(draft, table), table, with_variables, code))
        mended = not any(rule.code == code and other.place == finding.place for rule, other in after)
        if mended and _errors(after) <= before:
            return fix
    return None


def judge_entries(
    entries: Iterable[tuple[Option, Entry]],
    table: Table,
    *,
    image: str = "",
    buildkit: str = "",
    with_variables: bool = False,
) -> Evaluation:
    """Judge the entries of one build as they stand, with *image* as the image that is pushed."""
    given = list(entries)
    writes = tuple(entry for option, entry in given if option == "cache-to")
    reads = tuple(entry for option, entry in given if option == "cache-from")
    draft = Draft(image=image, buildkit=buildkit, writes=writes, reads=reads, following=False)
    return evaluate(draft, table, with_variables=with_variables)
