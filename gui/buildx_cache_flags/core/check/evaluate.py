"""All rules over a draft: the problems that they find, each with a fix that is known to mend it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain, islice
from typing import NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.place import Place

from . import validation
from .problems import Fix, Problem
from .rules import DRAFT_RULES, ENTRY_RULES, DraftView, EntryView, Finding, Rule
from .rules.base import MOST_ENTRIES, Need, parameters_by_kind

_MOST_FINDINGS = 50
"""Findings of one rule in one place."""

_MOST_FIELDS_TRIED = 5_000
_MOST_CHARACTERS_TRIED = 250_000
"""Fields and characters to judge anew while looking for fixes: far more than a person writes, and done in a blink."""


def evaluate(draft: Draft, catalog: Catalog, *, with_variables: bool = False) -> tuple[Problem, ...]:
    """Everything that is to be said of *draft*.  Pure: the same draft always gives the same problems.

    With *with_variables*, ``${NAME}`` may stand in references.
    """
    return tuple(_problems(draft, catalog, with_variables))


AnyRule = Rule[EntryView] | Rule[DraftView]
Found = tuple[AnyRule, Finding]
_Entries = Mapping[tuple[Option, int], tuple[EntryView, list[Found]]]
"""Entries by their place, with all that was found in each."""


class _Before(NamedTuple):
    """A draft before anything is fixed: how often each error stands, and its entries with all that was found in each.

    Whether a rule finds something in an entry depends on that entry, its place and the fields of the draft, never on
    other entries; these may only change what it says.
    """

    draft: Draft
    errors: Counter[str]
    entries: _Entries

    def entries_still_in(self, draft: Draft) -> _Entries:
        """The entries that need not be judged anew in *draft* where they are the same."""
        return self.entries if not draft.follows and _surroundings(draft) == _surroundings(self.draft) else {}


def _surroundings(draft: Draft) -> tuple[object, ...]:
    return draft.image, draft.output, draft.context, draft.buildkit, draft.follows


def _problems(draft: Draft, catalog: Catalog, with_variables: bool) -> Iterator[Problem]:
    whole = _view(draft, catalog, with_variables, {})
    judged = [
        (view, list(_find_in_entry(view, _entry_rules("", view.present, view.entry.type)))) for view in whole.entries
    ]
    found = [*_find_in_draft(whole, ""), *chain.from_iterable(findings for _, findings in judged)]
    before = _Before(draft, _errors(found), {(one[0].option, one[0].index): one for one in judged})
    tries = iter(range(_most_tries(draft) if any(finding.fixes for _, finding in found) else 0))
    for rule, finding in found:
        fix = _sound_fix(finding, rule.code, before, tries, catalog, with_variables) if finding.fixes else None
        yield Problem(rule.code, rule.severity, finding.place, finding.message, fix)


def _most_tries(draft: Draft) -> int:
    """Fixes to try: the more there is to judge anew after each, the fewer."""
    fields = [field for _, _, entry in islice(draft.all_entries(), _MOST_FIELDS_TRIED) for field in entry.fields]
    characters = sum(map(len, chain.from_iterable(fields)))
    return min(_MOST_FIELDS_TRIED // (len(fields) + 1), _MOST_CHARACTERS_TRIED // (characters + 1))


def find(
    draft: Draft, catalog: Catalog, with_variables: bool, fixed: str = "", before: _Before | None = None
) -> Iterator[Found]:
    """Run every rule over *draft* and give what they find, entry by entry.

    With the code *fixed*, only the rules that can spoil its fix are run; what was found *before* is not looked for
    again.
    """
    known = before.entries_still_in(draft) if before else {}
    whole = _view(draft, catalog, with_variables, known)
    yield from _find_in_draft(whole, fixed)
    for view in whole.entries:
        seen, found = known.get((view.option, view.index), (None, []))
        if view is seen:
            yield from (one for one in found if _wanted(one[0], fixed))
        else:
            yield from _find_in_entry(view, _entry_rules(fixed, view.present, view.entry.type))


def _find_in_draft(whole: DraftView, fixed: str) -> Iterator[Found]:
    for rule in _draft_rules(fixed, whole.present):
        for number, finding in enumerate(rule.find(whole)):
            if number == _MOST_FINDINGS:
                yield rule, _more(finding)
                break
            yield rule, finding


def _find_in_entry(view: EntryView, rules: list[Rule[EntryView]]) -> Iterator[Found]:
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
    return Finding(place, "There are more problems of this kind. Fix the first ones.")


@cache
def _draft_rules(fixed: str, present: frozenset[Need]) -> list[Rule[DraftView]]:
    return [rule for rule in DRAFT_RULES if _matters(rule, fixed, present)]


@cache
def _entry_rules(fixed: str, present: frozenset[Need], type: str) -> list[Rule[EntryView]]:  # noqa: A002
    own = (rule for rule in ENTRY_RULES if rule.type in ("", type))
    return [rule for rule in own if _matters(rule, fixed, present)]


def _matters(rule: AnyRule, fixed: str, present: frozenset[Need]) -> bool:
    """Whether *rule* is wanted and can find anything."""
    return _wanted(rule, fixed) and (not rule.needs or rule.needs in present)


def _wanted(rule: AnyRule, fixed: str) -> bool:
    """Whether *rule*, for the code *fixed*, is its own or for errors."""
    return not fixed or rule.severity == "error" or rule.code == fixed


def _view(draft: Draft, catalog: Catalog, with_variables: bool, known: _Entries) -> DraftView:
    version = catalog.release(draft.buildkit)
    count = len(draft.writes) + len(draft.reads)
    draft = _judged(draft) if count > MOST_ENTRIES else draft
    views = []
    for option, index, entry in draft.all_entries():
        seen = known.get((option, index))
        if seen and seen[0].entry is entry:
            views.append(seen[0])
            continue
        backend = catalog.backend(entry.type)
        if backend is not None:
            attrs = entry.attrs
            values = validation.check(backend, option, attrs, with_variables=with_variables)
            kinds = parameters_by_kind(backend, option, attrs)
            around = catalog, backend, draft, version
            views.append(EntryView(*around, option, index, entry, attrs, values, with_variables, kinds))
    return DraftView(catalog, draft, version, tuple(views), with_variables, count)


def _judged(draft: Draft) -> Draft:
    """*draft* with only the entries that are judged, each at its own place."""
    writes = draft.writes[:MOST_ENTRIES]
    return replace(draft, writes=writes, reads=draft.reads[: MOST_ENTRIES - len(writes)])


def _said_already(view: EntryView, finding: Finding) -> bool:
    """Whether this is about an address that follows another one, which bears the same problem."""
    follows = view.draft.follows and view.option == "cache-from" and view.index == 0
    return follows and any(name == finding.place.parameter for _, name in view.draft.links)


def _errors(found: Iterable[Found]) -> Counter[str]:
    return Counter(rule.code for rule, _ in found if rule.severity == "error")


def _sound_fix(
    finding: Finding, code: str, before: _Before, tries: Iterator[int], catalog: Catalog, with_variables: bool
) -> Fix | None:
    """The first fix that removes the finding and adds no error, so that a click never makes things worse."""
    for fix, _ in zip(finding.fixes, tries, strict=False):
        after = list(find(fix.apply(before.draft, catalog), catalog, with_variables, code, before))
        fixed = not any(rule.code == code and other.place == finding.place for rule, other in after)
        # Most often nothing is left, and there is nothing to count.
        if fixed and (not after or _errors(after) <= before.errors):
            return fix
    return None
