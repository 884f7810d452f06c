"""Files of tools that run a shell, against what docker got when the tools themselves ran them."""

from pathlib import Path
from typing import Any

import pytest

from buildx_cache_flags.core import project
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.files import FileReading, read_file

from .test_scripts import rows, verdict

DATA = Path(__file__).parent.parent / "data" / "vectors" / "places.jsonl"
RECORDED = [{**row, "script": row["text"]} for row in rows(DATA)]


def name(row: dict[str, Any]) -> str:
    return f"{row['tool']}: {row['kind']}"


def findings(reading: FileReading) -> list[tuple[str, int]]:
    told = [*reading.problems, *(problem for build in reading.builds for problem in build.findings)]
    return [(problem.code, problem.location.line) for problem in told if problem.severity != "hint"]


@pytest.mark.parametrize("row", [row for row in RECORDED if not row.get("finding")], ids=name)
def test_the_entries_are_those_that_docker_got(row: dict[str, Any], catalog: Catalog) -> None:
    assert verdict(row, catalog) == ("named" if row.get("outside") else "exact")


@pytest.mark.parametrize("row", [row for row in RECORDED if row.get("finding")], ids=name)
def test_what_is_not_meant_has_its_own_sentence(row: dict[str, Any], catalog: Catalog) -> None:
    found = findings(project.read(row["file"], row["text"], catalog))
    assert row["finding"] in [code for code, _ in found]
    assert all(0 < line <= row["text"].count("\n") + 1 for _, line in found)


@pytest.mark.parametrize("row", [row for row in RECORDED if not row.get("finding")], ids=name)
def test_nothing_is_found_where_all_is_as_it_is_meant(row: dict[str, Any], catalog: Catalog) -> None:
    assert findings(read_file(row["file"], row["text"], catalog)) == []


def sentences(text: str, catalog: Catalog, file: str = "Makefile") -> list[str]:
    return [problem.message for build in read_file(file, text, catalog).builds for problem in build.findings]


def test_one_dollar_names_both_ways_to_write_it(catalog: Catalog) -> None:
    [known] = sentences("REF := a.b/c:d\nall:\n\tdocker build --cache-to $REF .\n", catalog)
    assert known == "make reads $REF as $(R) and the text EF. Use $(REF)."
    [unknown] = sentences("all:\n\tdocker build --cache-to $REF .\n", catalog)
    assert unknown.endswith("Use $(REF) for make's variable, or $$REF for the shell's.")


def test_what_only_the_environment_gives_is_kept_as_make_writes_it(catalog: Catalog) -> None:
    [build] = read_file("Makefile", "all:\n\tdocker build --cache-to type=registry,ref=$(REPO):c .\n", catalog).builds
    assert [part.text for part in build.unchecked] == ["$(REPO)"]
    assert build.draft.writes[0].get("ref") == "${REPO}:c"
    assert build.values[0].respelt(build.values[0].text) == "type=registry,ref=$(REPO):c"


def test_functions_that_ask_the_machine_are_named(catalog: Catalog) -> None:
    text = "TAG := $(shell git rev-parse HEAD)\nall:\n\tdocker build --cache-to type=registry,ref=a.b/c:$(TAG) .\n"
    [build] = read_file("Makefile", text, catalog).builds
    assert [part.text for part in build.unchecked] == ["$(shell git rev-parse HEAD)"]


def test_each_answer_of_the_environment_is_gone_through(catalog: Catalog) -> None:
    text = "all:\n\tdocker build $(if $(CI),--cache-to a.b/c:d,--cache-from a.b/c:e) .\n"
    builds = read_file("Makefile", text, catalog).builds
    assert [(len(build.draft.writes), len(build.draft.reads)) for build in builds] == [(1, 0), (0, 1)]


def test_flags_that_no_recipe_uses_and_files_that_are_included_are_named(catalog: Catalog) -> None:
    text = "include more.mk\nFLAGS = --cache-to a.b/c:d\nall:\n\tdocker build --cache-to $(MORE) .\n"
    assert [(part.text, part.line) for part in read_file("Makefile", text, catalog).unchecked] == [
        ("FLAGS", 2),
        ("include more.mk", 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A = $(A)\nall:\n\tdocker build --cache-to $(A) .\n",
        "A = $(call A,$(1)x)\nall:\n\tdocker build --cache-to $(call A,y) .\n",
        "ifdef X\n" * 500 + "A = b\n" + "endif\n" * 300,
        "all: $(" * 300,
        "define A\nall:\n\tdocker build $(\n",
        "A := $(eval $(value A))$(eval A := $$(eval $$(A)))\nall: ;docker build --cache-to $(A)",
        "else\nendif\nendef\n:\n=\n::\n$(\n",
        "".join(f"A{n} = $(A{n + 1})$(A{n + 1})\n" for n in range(60))
        + "A60 = x\nall:\n\tdocker build --cache-to $(A0)",
        "".join(f"t{n}: t{n + 1} u{n}\nu{n}: t{n + 1}\n" for n in range(60)) + "t60:\n\tdocker build --cache-to a/b .",
    ],
)
def test_no_text_keeps_the_reader(text: str, catalog: Catalog) -> None:
    reading = read_file("Makefile", text, catalog)
    assert reading.builds or reading.problems


@pytest.mark.parametrize(
    "text",
    [
        "a := a\nb:\n    docker build --cache-to {{a}} .\n",
        "a: a\n    just a\n    docker build --cache-to x/y:z .\n",
        "a x: (a x + 'y')\n    docker build --cache-to b.c/{{x}} .\n",
        f"a := {'(' * 500}\nb:\n    docker build --cache-to {{{{a}}}} .\n",
        "a := '''\nb:\n    {{\n",
        "b:\n    docker build --cache-to a/b:{{ if }} .\n",
        "a x=:\n(\n[\n@\nb: (c\n",
    ],
)
def test_no_justfile_keeps_the_reader(text: str, catalog: Catalog) -> None:
    reading = read_file("justfile", text, catalog)
    assert reading.builds or reading.problems


def test_a_line_of_just_is_a_shell_of_its_own(catalog: Catalog) -> None:
    [told] = sentences("a:\n    X=b.c/d:e\n    docker build --cache-to $X .\n", catalog, "justfile")
    assert told.startswith("just runs each line in its own shell, so X ends with line 2 and is unset here.")


def test_what_just_asks_the_machine_is_kept_as_it_writes_it(catalog: Catalog) -> None:
    text = (
        "tag := `git rev-parse HEAD`\na name:\n    docker build --cache-to type=registry,ref=b.c/{{name}}:{{tag}} .\n"
    )
    [build] = read_file("justfile", text, catalog).builds
    assert [part.text for part in build.unchecked] == ["{{name}}", "{{tag}}"]


def test_a_script_that_others_run_is_read_where_they_run_it(catalog: Catalog) -> None:
    text = '{\n  "scripts": {\n    "a": "npm run b -- --pull",\n    "b": "docker build --cache-to a.b/c:d ."\n  }\n}\n'
    [build] = read_file("package.json", text, catalog).builds
    assert (build.where, build.line) == ("script a, docker build", 4)


@pytest.mark.parametrize(
    "scripts",
    [
        '{"a": "npm run a"}',
        '{"a": "npm run b", "b": "npm run a; docker build --cache-to a.b/c:d ."}',
        '{"a": 1}',
        "[]",
        '"a"',
    ],
)
def test_scripts_that_run_each_other_end(scripts: str, catalog: Catalog) -> None:
    reading = read_file("package.json", f'{{"scripts": {scripts}}}', catalog)
    assert reading.builds or reading.problems


@pytest.mark.parametrize("text", ["{", '{"a" 1}', '{"a": [1 2]}', '{"a": "b}', "[]", "[" * 2000, '{"a": /* }', ""])
def test_broken_json_gets_a_sentence(text: str, catalog: Catalog) -> None:
    reading = read_file("package.json", text, catalog)
    assert [problem.code for problem in reading.problems] == ["file-syntax"]


def test_json_is_known_without_its_name(catalog: Catalog) -> None:
    npm = '{"scripts": {"a": "docker build --cache-to a.b/c:d ."}}'
    assert read_file("", npm, catalog).kind == "npm"
    assert read_file("", '// why\n{"build": {"cacheFrom": "a.b/c:d"}}', catalog).kind == "devcontainer"
    assert read_file("", '{"target": {"a": {"cache-from": ["a.b/c:d"]}}}', catalog).kind == "bake-json"


def test_a_dev_container_says_how_to_switch_the_second_export_off(catalog: Catalog) -> None:
    options = '"options": ["--cache-to=type=registry,ref=a.b/c:d"]'
    text = f'{{"build": {{"dockerfile": "D",\n{options}}}}}'
    [told] = sentences(text, catalog, "devcontainer.json")
    assert 'Set "args": {"BUILDKIT_INLINE_CACHE": "0"}' in told
    off = f'{{"build": {{"dockerfile": "D", "args": {{"BUILDKIT_INLINE_CACHE": "0"}},\n{options}}}}}'
    assert sentences(off, catalog, "devcontainer.json") == []


def test_variables_of_the_machine_are_kept_as_the_dev_container_writes_them(catalog: Catalog) -> None:
    text = '{"build": {"cacheFrom": "a.b/${localEnv:NAME}:${localEnv:TAG:c}"}, "initializeCommand": ["docker", "build", "--cache-to", "a.b/c:d", "."]}'
    first, second = read_file("devcontainer.json", text, catalog).builds
    assert [part.text for part in first.unchecked] == ["${localEnv:NAME}"]
    assert first.entries[0].entry.get("ref") == "a.b/${localEnv:NAME}:c"
    assert second.draft.writes[0].get("ref") == "a.b/c:d"


def test_a_batch_file_gets_its_variables_back_as_it_writes_them(catalog: Catalog) -> None:
    text = "docker build ^\n  --cache-to type=registry,ref=%IMG%:c,mode=MAX .\n"
    [build] = read_file("build.cmd", text, catalog).builds
    assert build.values[0].respelt(build.values[0].text) == "type=registry,ref=%IMG%:c,mode=MAX"
    assert [part.text for part in build.unchecked] == ["%IMG%"]


def refs(file: str, text: str, catalog: Catalog) -> list[tuple[str, str | None, int]]:
    found = read_file(file, text, catalog)
    return [(build.where, one.entry.get("ref"), one.line) for build in found.builds for one in build.entries]


JENKINSFILE = r"""
pipeline {
  environment { REPO = 'a.b/c' }  // sh "docker build --cache-to x/y:z ."
  stages { stage('x') { steps {
    script { def tag = "d" }
    sh "docker build --cache-to type=registry,ref=${env.REPO}:${tag} --cache-from ${params.FROM}:x ."
    sh '''
      docker build \
        --cache-to type=registry,ref=$REPO:e .
    '''
    sh(returnStdout: true, script: 'docker build --cache-from a.b/c:f .')
    bat "docker build --cache-from a.b/c:%BUILD_TAG% ."
    sh "docker build --cache-from a.b/c:\$HOST ."
  } } }
}
"""


def test_steps_of_a_jenkinsfile(catalog: Catalog) -> None:
    assert refs("Jenkinsfile", JENKINSFILE, catalog) == [
        ("step sh, docker build", "a.b/c:d", 6),
        ("step sh, docker build", "${params.FROM}:x", 6),
        ("step sh, docker build", "a.b/c:e", 9),
        ("step sh, docker build", "a.b/c:f", 11),
        ("step bat, docker build", "a.b/c:%BUILD_TAG%", 12),
        ("step sh, docker build", "a.b/c:$HOST", 13),
    ]


def test_a_variable_that_is_set_twice_in_a_jenkinsfile_is_open(catalog: Catalog) -> None:
    text = 'T = "a"\nT = "b"\nsh "docker build --cache-to type=registry,ref=a.b/c:$T ."\n'
    [build] = read_file("Jenkinsfile", text, catalog).builds
    assert [part.text for part in build.unchecked] == ["$T"]


MARKDOWN = """\
# How
```console
$ docker build --cache-to a.b/c:d .
```
- a list
  ~~~make
  R = a.b/c
  x:
  \tdocker build --cache-from $(R):e .
  ~~~
```yaml
services: {a: {build: {context: ., cache_from: ["a.b/c:f"]}}}
```
```toml
cache-to = "a.b/c:g"
```
```sh
docker build --cache-from a.b/c:h .
"""


def test_blocks_of_code_in_markdown(catalog: Catalog) -> None:
    assert [(ref, line) for _, ref, line in refs("README.md", MARKDOWN, catalog)] == [
        ("a.b/c:d", 3),
        ("a.b/c:e", 9),
        ("a.b/c:f", 12),
        ("a.b/c:h", 18),
    ]
    unchecked = read_file("README.md", MARKDOWN, catalog).unchecked
    assert [(part.text, part.line) for part in unchecked] == [('cache-to = "a.b/c:g"', 15)]


TASKFILE = """\
version: '3'
vars: {REPO: a.b/c}
tasks:
  image:
    vars: {TAG: d}
    env: {FROM: a.b/c:e}
    cmds:
      - docker build --cache-to type=registry,ref={{.REPO}}:{{ .TAG }} .
      - cmd: docker build --cache-from $FROM --cache-from a.b/c:{{.NOT_HERE}} .
      - task: other
"""


def test_tasks(catalog: Catalog) -> None:
    assert refs("Taskfile.yml", TASKFILE, catalog) == [
        ("image, docker build", "a.b/c:d", 8),
        ("image, docker build", "a.b/c:e", 9),
        ("image, docker build", "a.b/c:{{.NOT_HERE}}", 9),
    ]


SKAFFOLD = """\
apiVersion: skaffold/v4beta11
build:
  artifacts:
    - image: a.b/c
      docker:
        cacheFrom: ["a.b/c:d", "a.b/c:{{.X}}"]
        cliFlags: [--cache-to=a.b/c:e, --cache-from, a.b/c:f, --pull]
    - image: a.b/x
      custom: {buildCommand: docker build --cache-to a.b/x:g .}
"""


def test_artifacts_of_skaffold(catalog: Catalog) -> None:
    assert [ref for _, ref, _ in refs("k8s.yaml", SKAFFOLD, catalog)] == [
        "a.b/c:d",
        "a.b/c:{{.X}}",
        "a.b/c:e",
        "a.b/c:f",
        "a.b/x:g",
    ]
