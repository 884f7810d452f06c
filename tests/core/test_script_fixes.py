"""What is fixed in scripts: the literal that is wrong, where it stands, and nothing else."""

import difflib
import json
from pathlib import Path
from typing import Any

import pytest

from buildx_cache_flags.cli import files, fixes
from buildx_cache_flags.core.asking import NOTHING, Question
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.project import offers
from buildx_cache_flags.core.project.checked import judge
from buildx_cache_flags.core.project.file_fixes import FixedFile

DATA = Path(__file__).parent.parent / "data"
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for name in ("vectors/scripts", "scripts/recorded")
    for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
]
FLAWED = [row for row in ROWS if row.get("finding")]
BUILD = Question((), NOTHING)
FIXABLE = {
    "script-comma-list-version",
    "script-drive",
    "script-first-element",
    "script-literal-variable",
    "script-modifier",
    "script-one-word",
    "script-property",
    "script-space-behind-mark",
    "script-wrong-mark",
}


def fixed(name: str, text: str, folder: Path, catalog: Catalog) -> FixedFile:
    path = folder / name
    path.write_bytes(text.encode())
    return fixes.fix(str(path), BUILD, catalog)


def findings(name: str, text: str, folder: Path, catalog: Catalog) -> set[str]:
    return {
        one.code for one in judge(str(folder / name), text, BUILD, catalog, files.beside(str(folder / name))).findings
    }


def changed(done: FixedFile) -> list[tuple[str, str]]:
    """The stretches that differ: before and after."""
    matcher = difflib.SequenceMatcher(None, done.before, done.after, autojunk=False)
    return [(done.before[a:b], done.after[c:d]) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]


@pytest.mark.parametrize("row", FLAWED, ids=lambda row: row["file"])
def test_what_is_fixed_is_checked_clean_and_nothing_else_changes(
    row: dict[str, Any], tmp_path: Path, catalog: Catalog
) -> None:
    done = fixed(row["file"], row["script"], tmp_path, catalog)
    before = findings(row["file"], done.before, tmp_path, catalog)
    after = findings(row["file"], done.after, tmp_path, catalog)
    assert done.before == row["script"]
    assert after <= before
    assert (done.before == done.after) == (not done.done)
    # What means something in a script is never touched: only marks of quoting, and the value that is wrong.
    assert all(len(old) <= 12 and len(new) <= 12 for old, new in changed(done))
    assert done.before.count("\n") == done.after.count("\n")


def test_most_kinds_of_findings_are_fixed(tmp_path: Path, catalog: Catalog) -> None:
    gone: set[str] = set()
    for row in FLAWED:
        done = fixed(row["file"], row["script"], tmp_path, catalog)
        before = findings(row["file"], done.before, tmp_path, catalog)
        gone |= before - findings(row["file"], done.after, tmp_path, catalog)
    assert gone >= FIXABLE


SCRIPTS = {
    "a.sh": 'mode=MAX\nargs=(\n  --cache-to "type=registry,ref=$REG/app:c,mode=$mode"\n)\ndocker build "${args[@]}" .\n',
    "a.zsh": 'args=(--cache-from "$REF")\nargs+=(--cache-to "type=registry,ref=$REG/app:c,mode=MAX")\ndocker build $args .\n',
    "a.fish": 'set args --cache-to "type=registry,ref=$REG/app:c,mode=MAX"\ndocker build $args .\n',
    "a.ps1": '$mode = "MAX"\n$list = @(\n  "--cache-to",\n  "type=registry,ref=$env:REG/app:c,mode=$mode"\n)\ndocker build @list .\n',
    "a.py": 'import os, subprocess\nREG = os.environ["REG"]\ncache = ["--cache-to", f"type=registry,ref={REG}/app:c,mode=MAX"]\nsubprocess.run(["docker", "build", *cache, "."])\n',
    "a.js": "const { execFileSync } = require('child_process');\nconst cache = `type=registry,ref=${process.env.REG}/app:c,mode=MAX`;\nexecFileSync('docker', ['build', '--cache-to', cache, '.']);\n",
    "a.ts": "import { execa } from 'execa';\nconst mode: string = 'MAX';\nawait execa('docker', ['build', '--cache-to', `type=registry,ref=${process.env.REG}/app:c,mode=${mode}`, '.']);\n",
    "a.go": 'package main\n\nfunc main() {\n\tcache := "type=registry,ref=a.b/app:c,mode=" + "MAX"\n\texec.Command("docker", "build", "--cache-to", cache, ".").Run()\n}\n',
    "a.rb": 'args = ["--cache-to", "type=registry,ref=#{ENV["REG"]}/app:c,mode=MAX"]\nsystem("docker", "build", *args, ".")\n',
    "a.csx": 'var args = new List<string> { "build", "--cache-to", @"type=registry,ref=a.b/app:c,mode=MAX" };\nargs.Add(".");\nProcess.Start(new ProcessStartInfo("docker", string.Join(" ", args)));\n',
    "a.pl": 'my @args = ("--cache-to", "type=registry,ref=$ENV{REG}/app:c,mode=MAX");\nsystem("docker", "build", @args, ".");\n',
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_value_is_fixed_in_the_literal_that_holds_it(name: str, tmp_path: Path, catalog: Catalog) -> None:
    done = fixed(name, SCRIPTS[name], tmp_path, catalog)
    assert done.after == SCRIPTS[name].replace("MAX", "max")
    assert not [
        one
        for one in judge(str(tmp_path / name), done.after, BUILD, catalog, files.beside(str(tmp_path / name))).problems
        if one.severity == "error"
    ]


def test_what_stands_twice_on_a_line_is_left_alone(tmp_path: Path, catalog: Catalog) -> None:
    text = "for m in MAX MAX; do docker build --cache-to type=registry,ref=a.b/c:$m,mode=$m .; done\n"
    assert fixed("a.sh", text, tmp_path, catalog).after == text


def test_a_fix_that_is_chosen_in_a_paste_counts(catalog: Catalog) -> None:
    text = 'args=(--cache-to "type=registry,ref=a.b/c:d")\ndocker build $args .\n'
    [offer] = offers.read(text, "", Draft(), catalog).offers
    [problem] = [one for one in offer.pasted.problems if one.fix]
    assert problem.fix
    assert problem.excerpt
    [after] = offers.read(text, "", Draft(), catalog, {problem.excerpt.text: problem.fix.value or ""}).offers
    assert [entry.get("ref") for entry in after.pasted.draft.writes] == ["a.b/c:d"]
    assert not after.pasted.problems
