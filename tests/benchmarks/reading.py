"""How long the readers take for long texts that a careless one takes ages for, in processor time of this process.

The tests count the steps of the same texts; what C does in a step shows only here.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from statistics import median
from time import process_time

from buildx_cache_flags import resources
from buildx_cache_flags.core import asking, files
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core.asking import Question
from buildx_cache_flags.core.catalog import Catalog, registries
from buildx_cache_flags.core.check import flag_syntax
from buildx_cache_flags.core.draft import Draft, reference
from buildx_cache_flags.core.pasted import pasting
from tests import long_inputs
from tests.benchmarks import report, surroundings
from tests.benchmarks.report import Result

_DATA = Path(__file__).parent.parent / "data"
TRIES = 3
"""A busy machine disturbs one time or the other, but hardly each."""

Case = tuple[str, Callable[[], object]]


def measure() -> list[Result]:
    """The slowest text of every kind, in milliseconds."""
    surroundings.say(f"reading texts of {long_inputs.LENGTH} characters")
    catalog = catalogs.load(resources.path())
    return [
        _worst("the worst value as syntax", _each(long_inputs.VALUES, lambda text: _syntax(text, catalog)), budget=50),
        _worst(
            "the worst value of check", _each(long_inputs.QUESTIONS, lambda text: _question(text, catalog)), budget=50
        ),
        _worst("the worst reference", _each(long_inputs.REFERENCES, _reference), budget=50),
        _worst("the worst text to paste", _each(long_inputs.PASTED, lambda text: _pasted(text, catalog)), budget=100),
        _worst("the worst file", _files(catalog)),
        *_scripts(catalog),
        _worst("the table of registries", [("once", _registries)], budget=10),
    ]


def _each(makers: Mapping[str, long_inputs.Make], read: Callable[[str], object]) -> Iterable[Case]:
    for name, make in makers.items():
        text = make(long_inputs.LENGTH)
        yield name, lambda text=text: read(text)  # type: ignore[misc]


def _files(catalog: Catalog) -> Iterable[Case]:
    for kind, (name, make) in long_inputs.FILES.items():
        text = make(long_inputs.LENGTH)
        yield kind, lambda name=name, text=text: files.read_file(name, text, catalog)  # type: ignore[misc]


def _scripts(catalog: Catalog) -> Iterable[Result]:
    """The scripts of people that the tests know: the slowest one of each language, and what half of them take."""
    taken: dict[str, dict[str, float]] = {}
    for path in (_DATA / "vectors" / "scripts.jsonl", _DATA / "scripts" / "recorded.jsonl"):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            name, text = row["file"], row["script"]
            files.read_file(name, text, catalog)  # what is imported with the first one is no part of it
            action = lambda name=name, text=text: files.read_file(name, text, catalog)  # noqa: E731
            taken.setdefault(Path(name).suffix, {})[name] = min(_time(action) for _ in range(TRIES))
    for suffix, times in sorted(taken.items()):
        slowest = max(times, key=lambda name: times[name])
        note = f"{slowest}, of {len(times)}"
        yield report.of(f"the slowest script {suffix}", [times[slowest]], "ms", budget=20, note=note)
    middle = median(one for times in taken.values() for one in times.values())
    yield report.of("half of all scripts", [middle], "ms", budget=5, note=f"of {sum(map(len, taken.values()))}")


def _worst(what: str, cases: Iterable[Case], budget: float | None = None) -> Result:
    taken = {name: min(_time(action) for _ in range(TRIES)) for name, action in cases}
    slowest = max(taken, key=lambda name: taken[name])
    return report.of(what, [taken[slowest]], "ms", budget=budget, note=f"{slowest}, of {len(taken)} kinds")


def _time(action: Callable[[], object]) -> float:
    start = process_time()
    action()
    return 1000 * (process_time() - start)


def _syntax(text: str, catalog: Catalog) -> None:
    flag_syntax.read(text, "cache-to", catalog)


def _question(text: str, catalog: Catalog) -> None:
    asking.ask(Question((("cache-to", text),)), catalog)


def _reference(text: str) -> None:
    try:
        reference.parse(text)
    except ValueError:
        # As good an answer as the other.
        return


def _pasted(text: str, catalog: Catalog) -> None:
    pasting.read(text, Draft(), catalog)


def _registries() -> None:
    registries.read(resources.path("registries.toml"))
