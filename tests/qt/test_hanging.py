"""Where long lines of the command go on, in any width and any place to paste it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import parse
from buildx_cache_flags.core.outcome import View, judge
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.qt.output.hanging import HANG, lay
from tests import strategies

DRAFT = Draft(
    image="ghcr.io/acme/app:1.4",
    writes=parse(
        "type=registry,ref=ghcr.io/acme/${BRANCH}-app:buildcache,mode=max,compression=zstd,compression-level=10"
    ),
).with_following(True)


@pytest.mark.parametrize("target", [target.name for target in TARGETS.values()])
@pytest.mark.parametrize("one_line", [False, True])
@pytest.mark.parametrize("columns", [20, 34, 48, 66, 200])
def test_no_token_is_broken_and_nothing_is_lost(target: str, one_line: bool, columns: int) -> None:
    rendered = judge(DRAFT, View(target, one_line=one_line), strategies.catalog(), with_variables=True).rendered
    shown = lay(rendered.text, rendered.spans, columns)
    for span in rendered.spans:
        assert not any(span.start < place < span.end for place in shown.breaks)
    for place in range(len(rendered.text)):
        assert shown.text[shown.shown(place)] == rendered.text[place]
        assert shown.real(shown.shown(place)) == place
    assert not any(line.strip() in ("\\", "`", "^") for line in shown.text.split("\n"))


def test_a_long_value_goes_on_behind_a_comma() -> None:
    rendered = judge(DRAFT, View(), strategies.catalog(), with_variables=True).rendered
    lines = lay(rendered.text, rendered.spans, 48).text.split("\n")
    assert lines[2:6] == [
        '  --cache-to "type=registry,',
        "    ref=ghcr.io/acme/${BRANCH}-app:buildcache,",
        "    mode=max,compression=zstd,",
        '    compression-level=10" \\',
    ]


def test_what_has_room_stays_as_it_is() -> None:
    rendered = judge(DRAFT, View(), strategies.catalog(), with_variables=True).rendered
    assert lay(rendered.text, rendered.spans, 500).text == rendered.text


@given(st.text(alphabet="ab,= \\\n", max_size=200), st.integers(10, 60))
def test_any_text_comes_back(text: str, columns: int) -> None:
    shown = lay(text, (), columns)
    kept = [shown.text[shown.shown(place)] for place in range(len(text))]
    assert "".join(kept) == text
    rows = shown.rows(text)
    assert rows[-1].stop == shown.text.count("\n") + 1
    assert all(indent > min(HANG, columns // 2) for indent in shown.indents)
