"""The one judgement of a draft, which form, preview, clipboard and command line share."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import model
from .command import Command, compose
from .draft import Draft
from .entries import Entry
from .parameters import Option, Table
from .problems import Fix, Place, Problem
from .rules import DRAFT_RULES, ENTRY_RULES, DraftView, EntryView, Finding, Rule


@dataclass(frozen=True)
class Evaluation:
    """What a draft amounts to.

    ``preview`` is the command as far as it goes; ``command`` is the same one where no error stands, else ``None``.
    ``complete`` is the command with every default written out.
    """

    draft: Draft
    preview: Command
    complete: Command
    problems: tuple[Problem, ...]

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
    return Evaluation(
        draft,
        compose(draft, table),
        compose(draft, table, defaults=True),
        tuple(_problems(draft, table, with_variables)),
    )


def _problems(draft: Draft, table: Table, with_variables: bool) -> Iterator[Problem]:
    found = list(find(draft, table, with_variables))
    before = _errors(found)
    for rule, finding in found:
        fix = _sound_fix(finding, rule.code, before, draft, table, with_variables) if finding.fixes else None
        yield Problem(rule.code, rule.severity, finding.place, finding.message, fix)


AnyRule = Rule[EntryView] | Rule[DraftView]


def find(draft: Draft, table: Table, with_variables: bool) -> Iterator[tuple[AnyRule, Finding]]:
    """Run every rule over *draft* and give what they find, entry by entry."""
    try:
        version = table.version(draft.buildkit)
    except ValueError:
        version = table.buildkit.current
    views = []
    for option, index, entry in draft.all_entries():
        if entry.type == table.type:
            values = model.check(table, option, entry.attrs, with_variables=with_variables)
            views.append(EntryView(table, draft, version, option, index, entry, values, with_variables))
    whole = DraftView(table, draft, version, tuple(views), with_variables)
    for draft_rule in DRAFT_RULES:
        for finding in draft_rule.find(whole):
            yield draft_rule, finding
    for view in views:
        for entry_rule in ENTRY_RULES:
            for finding in entry_rule.find(view):
                if not _said_already(view, finding):
                    yield entry_rule, finding


def _said_already(view: EntryView, finding: Finding) -> bool:
    """Whether this is about a ref that follows another one, which bears the same problem."""
    follows = view.draft.follows and view.option == "cache-from" and view.index == 0
    return follows and finding.place.parameter == "ref"


def _errors(found: Iterable[tuple[AnyRule, Finding]]) -> Counter[str]:
    return Counter(rule.code for rule, _ in found if rule.severity == "error")


def _sound_fix(
    finding: Finding, code: str, before: Counter[str], draft: Draft, table: Table, with_variables: bool
) -> Fix | None:
    """The first fix that mends the finding and adds no error, so that a click never makes things worse."""
    for fix in finding.fixes:
        after = list(find(fix.apply(draft, table), table, with_variables))
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
