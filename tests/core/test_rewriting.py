"""``check --fix`` where a list is refused as it is written: it is written as the format takes it, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags import __main__
from buildx_cache_flags.core.project import rewriting

Run = Callable[..., tuple[int, str]]

HEAD = """name: ci  # kept
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/setup-buildx-action@v3
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: "ghcr.io/acme/app:1"   # kept, too
"""
A = "type=registry,ref=ghcr.io/acme/app:a"
B = "type=registry,ref=ghcr.io/acme/app:b"
M = ",mode=max"

WORKFLOWS = {
    "a list of YAML": (
        f"          cache-from:\n            - {A}\n            - '{B}'\n",
        f"          cache-from: |\n              {A}\n              {B}\n",
    ),
    "a list as far left as its key": (
        f"          cache-from:\n          - {A}\n          - {B}\n",
        f"          cache-from: |\n            {A}\n            {B}\n",
    ),
    "a list with comments": (
        f"          cache-from:  # why\n            # first\n            - {A} # second\n",
        f"          # first\n          # second\n          cache-from: | # why\n              {A}\n",
    ),
    "a list on one line": (
        f'          cache-from: ["{A}", "{B}"]  # both\n',
        f"          cache-from: | # both\n            {A}\n            {B}\n",
    ),
    "a folded text of two entries": (
        f"          cache-from: >-\n            {A}\n            {B}\n",
        f"          cache-from: |-\n            {A}\n            {B}\n",
    ),
    "a folded text of one entry": (
        "          cache-to: >-\n            type=registry,\n            ref=ghcr.io/acme/app:a,\n            mode=max\n",
        f"          cache-to: >-\n            {A}{M}\n",
    ),
    "a plain text of two lines": (
        f"          cache-from: {A}\n            {B}\n",
        f"          cache-from: |\n            {A}\n            {B}\n",
    ),
    "a comment for a line": (
        f"          cache-from: |\n            {A}\n            # {B}\n",
        f"          # {B}\n          cache-from: |\n            {A}\n",
    ),
    "a comment behind an entry": (
        f"          cache-from: |\n            {A}  # main\n            {B}\n",
        f"          # main\n          cache-from: |\n            {A}\n            {B}\n",
    ),
    "a dash": (
        f"          cache-from: |\n            - {A}\n            {B}\n",
        f"          cache-from: |\n            {A}\n            {B}\n",
    ),
}
COMPOSE = "services:\n  a:\n    image: ghcr.io/acme/a:1\n    build:\n      context: .\n"
OTHERS = {
    "compose.yaml": (
        f"{COMPOSE}      cache_to: {A}{M}  # kept\n",
        f'{COMPOSE}      cache_to: ["{A}{M}"]  # kept\n',
    ),
    "docker-compose.yml": (
        f"{COMPOSE}      cache_from: '{A}'\n",
        f"{COMPOSE}      cache_from: ['{A}']\n",
    ),
    "bake.yml": (
        HEAD.replace("build-push-action", "bake-action").replace(
            '          tags: "ghcr.io/acme/app:1"   # kept, too\n', ""
        )
        + f'          set: |\n            "*.cache-from={A}"\n            *.cache-to={A}{M}\n',
        HEAD.replace("build-push-action", "bake-action").replace(
            '          tags: "ghcr.io/acme/app:1"   # kept, too\n', ""
        )
        + f"          set: |\n            *.cache-from={A}\n            *.cache-to={A}{M}\n",
    ),
    "env.yml": (
        HEAD.replace("jobs:", "env:\n  NAME: My-Org/App\njobs:")
        + f"          cache-to: type=registry,ref=ghcr.io/${{{{ env.NAME }}}}:c{M}\n",
        HEAD.replace("jobs:", "env:\n  NAME: my-org/app\njobs:")
        + f"          cache-to: type=registry,ref=ghcr.io/${{{{ env.NAME }}}}:c{M}\n",
    ),
}


@pytest.fixture
def fixed(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.chdir(tmp_path)

    def fixed(name: str, text: str) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        assert __main__.main(("check", "--fix", name)) == 0, capfd.readouterr().out
        return path.read_bytes().decode()

    return fixed


@pytest.mark.parametrize("name", WORKFLOWS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_list_of_an_action(name: str, end: str, fixed: Callable[..., str]) -> None:
    before, after = ((HEAD + text + "          # the end\n").replace("\n", end) for text in WORKFLOWS[name])
    assert fixed(".github/workflows/ci.yml", before) == after


@pytest.mark.parametrize("name", OTHERS)
def test_others(name: str, fixed: Callable[..., str]) -> None:
    before, after = OTHERS[name]
    assert fixed(name, before) == after


def test_what_can_be_lost_stays_as_it_is(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = HEAD + f"          cache-from:\n            - {A}\n            - &name {B}\n            - [x]\n"
    path = tmp_path / "ci.yml"
    path.write_text(text, encoding="utf-8")
    assert __main__.main(("check", "--fix", str(path))) == 1
    assert "list-of-yaml" in capfd.readouterr().out
    assert path.read_text(encoding="utf-8") == text


LINES = st.sampled_from(
    ["", "# comment", "  key: value", "key: |", "  cache-from: >-", "    - a", f"    - {A}", f'  cache-to: ["{A}"]']
) | st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=20)


@given(st.lists(LINES, min_size=1, max_size=12), st.data(), st.sampled_from(["", A, f"{A}\n{B}", "a"]), st.booleans())
def test_no_other_line_ever_changes(lines: list[str], data: st.DataObject, wanted: str, windows: bool) -> None:
    number = data.draw(st.integers(-1, len(lines) + 1))
    text = ("\r\n" if windows else "\n").join(lines)
    for new in rewriting.rewritten(text, number, wanted):
        old_lines, new_lines = text.split("\n"), new.split("\n")
        # What stands above and below the stretch around the entry is the same byte for byte, comments are all there.
        start = next(
            (place for place, pair in enumerate(zip(old_lines, new_lines, strict=False)) if pair[0] != pair[1]), 0
        )
        assert new_lines[:start] == old_lines[:start]
        comments = [one.strip() for one in old_lines if one.strip().startswith("#")]
        kept = [one.strip() for one in new_lines]
        assert all(any(comment in one for one in kept) for comment in comments)
        ends = {one[-1:] == "\r" for one in new_lines[:-1]} if windows else {"\r" in new}
        assert ends <= ({True} if windows else {"\r" in text})
