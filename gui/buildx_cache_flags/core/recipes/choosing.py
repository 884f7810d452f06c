"""Choosing a recipe by answering questions; questions, answers and rules stand in ``resources/choosing.toml``.  Pure."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from buildx_cache_flags import resources
from buildx_cache_flags.core.catalog import Catalog, tables
from buildx_cache_flags.core.catalog.tables import TableError
from buildx_cache_flags.core.draft import Draft, reference
from buildx_cache_flags.core.text import variables

from . import Recipe, Recipes

MOST: Final = 4
"""Questions that anybody is asked."""


class ChoosingAnswer(NamedTuple):
    """One answer; see the head of the table for each key."""

    key: str
    text: str
    because: str = ""
    target: str = ""
    hosts: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


class ChoosingQuestion(NamedTuple):
    """A question and its answers; the first one counts until another is given."""

    key: str
    text: str
    answers: tuple[ChoosingAnswer, ...]

    def answer(self, key: str) -> ChoosingAnswer:
        """The answer *key*, or the first one."""
        return next((answer for answer in self.answers if answer.key == key), self.answers[0])


class ChoosingRule(NamedTuple):
    """Which answers lead to which recipe."""

    recipes: tuple[str, ...]
    because: str
    when: Mapping[str, tuple[str, ...]]


class Choosing(NamedTuple):
    """The whole table."""

    questions: tuple[ChoosingQuestion, ...]
    rules: tuple[ChoosingRule, ...]
    asks_nothing: tuple[str, ...]


class Recommendation(NamedTuple):
    """The recipe that answers lead to, why, and where its flags go (empty where nothing was said of that)."""

    recipe: Recipe
    reasons: tuple[str, ...]
    target: str


@cache
def load() -> Choosing:
    """The table; :class:`.TableError` names what is wrong with it."""
    return from_data(tables.read(resources.path("choosing.toml")))


def advise(answers: Mapping[str, str], recipes: Recipes) -> Recommendation:
    """The recipe for *answers*, each by the key of its question; a question that is not answered has its first answer."""
    table = load()
    given = {question.key: question.answer(answers.get(question.key, "")) for question in table.questions}
    for rule in table.rules:
        found = next((recipes.by_key[key] for key in rule.recipes if key in recipes.by_key), None)
        if found is not None and all(given[key].key in keys for key, keys in rule.when.items()):
            reasons = (rule.because, *(answer.because for answer in given.values() if answer.because))
            target = next((answer.target for answer in given.values() if answer.target), "")
            return Recommendation(found, reasons, target)
    raise TableError("choosing.toml: no rule takes these answers")


def known(draft: Draft, target: str, catalog: Catalog) -> Mapping[str, str]:
    """What *draft* and its *target* answer already, by the key of the question."""
    host = _host(draft, catalog)
    name = catalog.registries.of(host).name if host else ""
    found: dict[str, str] = {}
    for question in load().questions:
        for answer in question.answers:
            if (name and name in answer.hosts) or target in answer.targets:
                found[question.key] = answer.key
    if host and "registry" not in found:
        found["registry"] = "other"
    return found


def _host(draft: Draft, catalog: Catalog) -> str:
    """The registry of the first reference that is one; empty where there is none yet."""
    references = [draft.image, *(ref for entry in draft.writes for ref in catalog.references(entry, "cache-to"))]
    for text in filter(None, references):
        try:
            return reference.parse(variables.with_sample(text)).domain
        except ValueError:
            continue
    return ""


def from_data(data: Mapping[str, Any]) -> Choosing:
    """Make the table from parsed TOML; an unknown key, question or answer fails with its place."""
    questions = tuple(_question(row) for row in data.get("question", ()))
    if not 0 < len(questions) <= MOST:
        raise TableError(f"choosing.toml: {len(questions)} questions; at most {MOST} are asked")
    rules = tuple(_rule(row, questions) for row in data.get("rule", ()))
    unknown = set(data) - {"question", "rule", "asks_nothing"}
    if unknown:
        raise TableError(f"choosing.toml: unknown key {min(unknown)!r}")
    return Choosing(questions, rules, tuple(data.get("asks_nothing", ())))


def _question(data: Mapping[str, Any]) -> ChoosingQuestion:
    where = f"choosing.toml: question {data.get('key', '?')}"
    answers = tuple(
        tables.row(
            ChoosingAnswer, {**row, **{key: tuple(row[key]) for key in ("hosts", "targets") if key in row}}, where
        )
        for row in data.get("answer", ())
    )
    rest = {key: value for key, value in data.items() if key != "answer"}
    return tables.row(ChoosingQuestion, {**rest, "answers": answers}, where)


def _rule(data: Mapping[str, Any], questions: tuple[ChoosingQuestion, ...]) -> ChoosingRule:
    where = f"choosing.toml: rule for {', '.join(data.get('recipes', ['?']))}"
    when = {key: tuple(keys) for key, keys in data.get("when", {}).items()}
    for problem in _unknown(when, questions):
        raise TableError(f"{where}: {problem}")
    return tables.row(ChoosingRule, {**data, "recipes": tuple(data.get("recipes", ())), "when": when}, where)


def _unknown(when: Mapping[str, tuple[str, ...]], questions: tuple[ChoosingQuestion, ...]) -> Iterator[str]:
    asked = {question.key: {answer.key for answer in question.answers} for question in questions}
    for key, keys in when.items():
        yield from (f"unknown question {key!r}" for _ in range(key not in asked))
        yield from (f"unknown answer {one!r}" for one in keys if one not in asked.get(key, set()))
