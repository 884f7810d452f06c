"""The step that builds and the cache lines alone, as parts of the whole file."""

import pytest

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import parse
from buildx_cache_flags.core.outcome import View, judge
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.core.targets.file_parts import Part, cache_lines

DRAFT = Draft(
    image="ghcr.io/acme/app:1.4", writes=parse("type=registry,ref=ghcr.io/acme/app:c,mode=max")
).with_following(True)
OFFERED = [(target.name, part) for target in TARGETS.values() for part in target.parts]


def text(catalog: Catalog, target: str, part: Part) -> str:
    return judge(DRAFT, View(target, part=part), catalog).text


def test_the_step_of_github(catalog: Catalog) -> None:
    assert text(catalog, "github-actions", "step").splitlines() == [
        "- name: Build",
        "  uses: docker/build-push-action@v7",
        "  with:",
        "    context: .",
        "    push: true",
        "    tags: ghcr.io/acme/app:1.4",
        "    cache-from: |",
        "      type=registry,ref=ghcr.io/acme/app:c",
        "    cache-to: |",
        "      type=registry,ref=ghcr.io/acme/app:c,mode=max",
    ]


def test_the_lines_of_bake_close_what_they_open(catalog: Catalog) -> None:
    assert text(catalog, "bake-hcl", "lines").splitlines() == [
        "cache-to = [",
        '  "type=registry,ref=ghcr.io/acme/app:c,mode=max",',
        "]",
        "cache-from = [",
        '  "type=registry,ref=ghcr.io/acme/app:c",',
        "]",
    ]


def test_the_last_flag_of_a_script_goes_on_nowhere(catalog: Catalog) -> None:
    first, last = text(catalog, "gitlab-ci", "lines").splitlines()
    assert first.endswith(" \\")
    assert not last.endswith("\\")


@pytest.mark.parametrize(("target", "part"), OFFERED)
def test_every_token_of_the_cache_is_in_every_part(catalog: Catalog, target: str, part: Part) -> None:
    whole, cut = (judge(DRAFT, View(target, part=one), catalog).rendered for one in ("all", part))
    wanted = [(whole.text[start:end], place) for start, end, place in whole.spans if place.option]
    assert [(cut.text[start:end], place) for start, end, place in cut.spans if place.option] == wanted
    assert len(cut.text) < len(whole.text)
    assert not cut.text.startswith(" ")


@pytest.mark.parametrize(("target", "part"), OFFERED)
def test_without_a_cache_there_is_no_part(catalog: Catalog, target: str, part: Part) -> None:
    nothing = Draft(image="a/b", writes=(), reads=(), following=False)
    assert judge(nothing, View(target, part=part), catalog).text == ""


def test_a_shell_has_no_parts(catalog: Catalog) -> None:
    assert text(catalog, "bash", "lines") == text(catalog, "bash", "all")


def test_the_lines_that_a_cache_stands_on(catalog: Catalog) -> None:
    rendered = judge(DRAFT, View("github-actions"), catalog).rendered
    lines = rendered.text.split("\n")
    heads = [lines[number].strip().partition(":")[0] for number in cache_lines(rendered)][::2]
    assert heads == ["cache-from", "cache-to"]
