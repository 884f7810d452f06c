"""``check`` for other programs, and corrections that go into the file."""

import json
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags import __main__
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.disk.atomic import OvertakenError
from buildx_cache_flags.core.project import fixing

Run = Callable[..., tuple[int, str, str]]

COMPOSE = """services:
  app:
    # kept
    image: "ghcr.io/acme/app:1"
    build:
      cache_to: ["type=registry,ref=ghcr.io/acme/app:c,mode=MAX"]   # and this
      cache_from:
        - type=registry,ref=ghcr.io/acme/app:$TAG
"""


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["buildx-cache-flags", "check", *arguments])
        try:
            status = __main__.main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


def test_annotations_of_github(run: Run, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    status, out, _ = run("--format", "github", "compose.yaml")
    assert status == 1
    lines = out.splitlines()
    assert any(
        line.startswith("::error file=compose.yaml,line=6,endLine=6,col=61,endColumn=63,title=choice-unknown::")
        for line in lines
    )
    assert any(
        line.startswith("::notice file=compose.yaml,line=8,endLine=8,col=46,endColumn=49,title=value-unchecked::")
        for line in lines
    )
    assert all(line.startswith("::") for line in lines)


def test_an_annotation_has_no_command_of_others(run: Run, tmp_path: Path) -> None:
    text = COMPOSE.replace("  app:", '  "a\\n::error::x,y:%":')
    (tmp_path / "compose.yaml").write_text(text, encoding="utf-8")
    out = run("--format", "github", "compose.yaml")[1]
    assert out.count("\n") == len([line for line in out.splitlines() if line.startswith("::")])
    assert "%25" in out


def test_code_quality_of_gitlab(run: Run, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    rows = json.loads(run("--format", "gitlab", "compose.yaml")[1])
    (row,) = (one for one in rows if one["check_name"] == "choice-unknown")
    assert row["location"] == {"path": "compose.yaml", "lines": {"begin": 6}}
    assert row["severity"] == "critical"
    assert len({one["fingerprint"] for one in rows}) == len(rows)
    (tmp_path / "compose.yaml").write_text("# one more line\n" + COMPOSE, encoding="utf-8")
    moved = json.loads(run("--format", "gitlab", "compose.yaml")[1])
    assert {one["fingerprint"] for one in moved} == {one["fingerprint"] for one in rows}


def test_sarif(run: Run, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    log = json.loads(run("--format", "sarif", "compose.yaml")[1])
    (ran,) = log["runs"]
    rules = [rule["id"] for rule in ran["tool"]["driver"]["rules"]]
    for result in ran["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    (bad,) = (result for result in ran["results"] if result["ruleId"] == "choice-unknown")
    (place,) = bad["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "compose.yaml"},
        "region": {"startLine": 6, "startColumn": 61, "endLine": 6, "endColumn": 64},
    }


def test_values_of_both_flags_together(run: Run) -> None:
    entry = "type=registry,ref=ghcr.io/acme/app:c"
    status, out, _ = run("--format", "json", "--cache-to", entry, "--cache-from", f"{entry},mode=max")
    answer = json.loads(out)
    assert (status, len(answer["entries"])) == (0, 2)
    assert [problem["parameter"] for problem in answer["problems"]] == ["mode"]


def test_fix_changes_the_value_and_nothing_else(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "compose.yaml"
    before = COMPOSE.replace("\n", "\r\n").encode()
    file.write_bytes(before)
    file.chmod(0o640)
    status, out, _ = run("--fix", "compose.yaml")
    assert status == 0
    assert out.startswith("compose.yaml:6: fixed: Use max\n")
    assert file.read_bytes() == before.replace(b"mode=MAX", b"mode=max")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_diff_shows_and_writes_nothing_and_git_takes_it(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text(COMPOSE, encoding="utf-8")
    status, out, _ = run("--diff", "compose.yaml")
    assert status == 1
    assert file.read_text("utf-8") == COMPOSE
    patch = out[: out.index("compose.yaml:6,")]
    subprocess.run(["git", "apply", "-p1"], input=patch.encode(), cwd=tmp_path, check=True)
    assert file.read_text("utf-8") == COMPOSE.replace("mode=MAX", "mode=max")


def test_fix_of_an_object_and_of_a_value_that_stands_elsewhere(run: Run, tmp_path: Path) -> None:
    text = """variable "MODE" { default = "MAX" }
target "a" {
  cache-to = [{ type = "registry", ref = "a.b/c:d", mode = "Max" }]
}
target "b" {
  cache-to = ["type=registry,ref=a.b/c:e,mode=${MODE}"]
}
"""
    (tmp_path / "docker-bake.hcl").write_text(text, encoding="utf-8")
    run("--fix", "docker-bake.hcl")
    wanted = text.replace('mode = "Max"', 'mode = "max"').replace('default = "MAX"', 'default = "max"')
    assert (tmp_path / "docker-bake.hcl").read_text("utf-8") == wanted


def test_fix_never_writes_over_what_somebody_else_wrote(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    from buildx_cache_flags.cli import fixes
    from buildx_cache_flags.core.asking import NOTHING, Question
    from buildx_cache_flags.core.project import file_fixes

    file = tmp_path / "compose.yaml"
    file.write_text(COMPOSE, encoding="utf-8")
    fixed = fixes.fix("compose.yaml", Question((), NOTHING, with_variables=True), catalog)
    file.write_text("services: {}\n", encoding="utf-8")
    with pytest.raises(OvertakenError):
        file_fixes.write(fixed)
    assert file.read_text("utf-8") == "services: {}\n"


@pytest.mark.parametrize("arguments", [("--fix",), ("--fix", "a/b"), ("--fix", "--format", "json", "compose.yaml")])
def test_fix_needs_a_file_and_text(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    status, _, err = run(*arguments)
    assert status == 2
    assert "--fix" in err


def test_fix_leaves_a_file_in_another_encoding(run: Run, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_bytes(COMPOSE.encode("utf-16"))
    status, _, err = run("--fix", "compose.yaml")
    assert (status, "UTF-8" in err) == (2, True)


@given(st.text(alphabet="abM=,: \n\"'-", max_size=60), st.integers(1, 8))
def test_an_edit_touches_no_other_character(text: str, line: int) -> None:
    found = fixing.edit(text, line, "a=b,mode=M,c=a", "a=b,mode=m,c=a")
    if found is None:
        return
    after = found.apply(text)
    assert len(after) == len(text)
    changed = [index for index, (old, new) in enumerate(zip(text, after, strict=True)) if old != new]
    assert len(changed) == 1
    assert text[changed[0]] == "M"


def test_a_value_that_could_be_meant_twice_is_not_touched() -> None:
    assert fixing.edit("a: x,mode=MAX x,mode=MAX", 1, "x,mode=MAX", "x,mode=max") is None
    found = fixing.edit("a: y,mode=MAX\nb: x,mode=MAX", 2, "x,mode=MAX", "x,mode=max")
    assert found == fixing.Edit(2, 5, "mode=MAX", "mode=max")


KINDS = {
    "upper case in a variable of the workflow": (
        "ci.yml",
        """on: push
env:
  NAME: Acme-Corp/Shop  # kept
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/setup-buildx-action@v3
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: ghcr.io/${{ env.NAME }}:main
          cache-to: type=registry,ref=ghcr.io/${{ env.NAME }}:main,mode=max
""",
        ("Acme-Corp/Shop", "acme-corp/shop"),
        "reference-uppercase",
    ),
    "upper case behind the host in a variable": (
        "docker-bake.hcl",
        """variable "HUB" { default = "ghcr.io/Acme" }
target "a" {
  context  = "."
  tags     = ["${HUB}/shop:1"]
  cache-to = ["type=registry,ref=${HUB}/shop:cache,mode=max"]
}
""",
        ("ghcr.io/Acme", "ghcr.io/acme"),
        "reference-uppercase",
    ),
    "a variable that may be empty in front of a slash": (
        "compose.yaml",
        """services:
  a:
    build:
      cache_from:
        - "type=registry,ref=${HUB:-}/shop:cache"  # kept
""",
        ("${HUB:-}/shop", "${HUB:+${HUB}/}shop"),
        "reference-invalid",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_fix_changes_what_stands_elsewhere(kind: str, run: Run, tmp_path: Path) -> None:
    name, text, (old, new), code = KINDS[kind]
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert code in {one["code"] for one in json.loads(run("--format", "json", name)[1])["problems"]}
    run("--fix", name)
    assert (tmp_path / name).read_text("utf-8") == text.replace(old, new, 1)
    assert code not in {one["code"] for one in json.loads(run("--format", "json", name)[1])["problems"]}
