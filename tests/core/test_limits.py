"""What a cache can't do, and what the layers of other stages weigh in one's own."""

import json

import pytest

from buildx_cache_flags.__main__ import main
from buildx_cache_flags.core import buildlog
from buildx_cache_flags.core.buildlog import log_problems
from buildx_cache_flags.core.cachemanifest import inventory, sentences
from buildx_cache_flags.core.cachemanifest.inventory import Contents, Layer
from buildx_cache_flags.core.explain import limits
from tests.conftest import DATA


def test_every_limit_is_complete() -> None:
    found = limits.load()
    assert len({limit.key for limit in found}) == len(found) > 5
    for limit in found:
        assert limit.text.endswith(".")
        assert limit.todo.endswith(".")
        assert limit.link.startswith("https://docs.docker.com/")
        assert not limit.title.endswith(".")


def test_explain_prints_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "limits"]) == 0
    out = capsys.readouterr().out
    assert all(limit.title in out for limit in limits.load())
    assert main(["explain", "--format", "json", "limits"]) == 0
    assert json.loads(capsys.readouterr().out) == [limit._asdict() for limit in limits.load()]


SIZES = {"a": 1_000_000, "b": 2_000_000, "c": 500_000}


def cache(*rows: dict[str, object]) -> Contents:
    layers = tuple(Layer(digest, number, "gzip", "") for digest, number in SIZES.items())
    stacks = inventory._stacks(list(rows), SIZES)
    return Contents("cache", "image manifest", "d", layers, chains=len(inventory._leaves(list(rows))), stacks=stacks)


def test_each_stack_has_its_layers_and_bytes() -> None:
    found = cache({"blob": "a", "parent": -1}, {"blob": "b"}, {"blob": "c", "parent": -1})
    assert found.stacks == ((2, 3_000_000), (1, 500_000))
    said = " ".join(sentences.of(found))
    assert "The stacks: 2 layers, 3.0 MB; 1 layer, 500.0 kB. mode=min would write one of them" in said


def test_one_stack_has_nothing_to_compare() -> None:
    assert "The stacks" not in " ".join(sentences.of(cache({"blob": "a", "parent": -1}, {"blob": "b"})))


def test_parents_in_a_circle_end() -> None:
    rows: list[object] = [{"blob": "a", "parent": 1}, {"blob": "b", "parent": 0}, {"blob": "c", "parent": 0}]
    assert inventory._stacks(rows, SIZES) == ((3, 3_500_000),)
    assert inventory._stacks([{"blob": 1, "parent": "x"}, None], SIZES) == ((1, 0), (0, 0))


def test_a_log_tells_what_writing_took() -> None:
    (build,) = buildlog.read((DATA / "logs" / "cold-0.13.log").read_text(encoding="utf-8")).builds
    said = log_problems.cost(build)
    assert said.startswith("Writing the cache took 0.4 s, and the steps that ran ")
    (build,) = buildlog.read((DATA / "logs" / "min-read-0.13.log").read_text(encoding="utf-8")).builds
    assert log_problems.cost(build._replace(exports=())) == ""
