"""The page of problem codes: complete, up to date, and every code is really met."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from buildx_cache_flags.cli import codes
from buildx_cache_flags.cli.answers import BAD_INPUT, bad_input
from buildx_cache_flags.cli.report_tables import load_catalog
from buildx_cache_flags.core import buildlog, project
from buildx_cache_flags.core.asking import NOTHING, Question, ask
from buildx_cache_flags.core.cachemanifest import meaning
from buildx_cache_flags.core.cachemanifest.inventory import Contents, Layer
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.check import builders
from buildx_cache_flags.core.check.builders import Builder
from buildx_cache_flags.core.check.codes import Code, all_codes, register
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.disk.beside import NoFiles
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.command import compose
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.files import read_file, unchecked
from buildx_cache_flags.core.project import across, folder, habits, pasted_scripts, stages
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.live import failures
from tests import strategies
from tests.core.type_cases import TYPE_CASES, TypeCase

REF = "type=registry,ref=a/b:c"
DIGEST = "@sha256:" + "0" * 64


def build(**values: str | tuple[str, ...]) -> Draft:
    return Draft(writes=(), reads=(), following=False, **values)  # type: ignore[arg-type]


EXAMPLES: dict[str, tuple[Option, tuple[str, ...], Draft]] = {
    "value-quotes": ("cache-to", ('type=registry,ref="a/b"',), NOTHING),
    "value-field": ("cache-to", (f"{REF},max",), NOTHING),
    "value-no-type": ("cache-to", ("ref=a/b:c",), NOTHING),
    "value-empty-field": ("cache-to", ("a/b,",), NOTHING),
    "flag-empty": ("cache-to", ("",), NOTHING),
    "image-digest": ("cache-to", (REF,), build(image=f"a/b{DIGEST}")),
    "type-unknown": ("cache-to", ("type=Registry,ref=a/b",), NOTHING),
    "ref-repeated": ("cache-to", (REF, REF), NOTHING),
    "ref-repeated-read": ("cache-from", (REF, REF), NOTHING),
    "exports-too-many": ("cache-to", ("a/b", "c/d"), build(buildkit="0.10")),
    "entries-too-many": ("cache-from", (",".join(f"a/b:{number}" for number in range(201)),), NOTHING),
    "no-entries": ("cache-to", (), NOTHING),
    "text-unwritable": ("cache-to", (f"{REF},x=\0",), NOTHING),
    "context-line-break": ("cache-to", (REF,), build(context="a\nb")),
    "buildkit-unknown": ("cache-to", (REF,), build(buildkit="new")),
    "ref-missing": ("cache-to", ("type=registry",), NOTHING),
    "reference-is-flag": ("cache-to", ("type=registry,ref=type=registry",), NOTHING),
    "reference-spaces": ("cache-to", (" a/b",), NOTHING),
    "reference-scheme": ("cache-to", ("https://a.example/b",), NOTHING),
    "reference-uppercase": ("cache-to", ("ghcr.io/Acme/app",), NOTHING),
    "reference-invalid": ("cache-to", ("a//b",), NOTHING),
    "reference-uppercase-host": ("cache-to", ("Acme/app",), NOTHING),
    "bare-type": ("cache-to", ("inline",), NOTHING),
    "ref-official": ("cache-to", ("app",), NOTHING),
    "ref-digest": ("cache-to", (f"a/b{DIGEST}",), NOTHING),
    "ref-is-image": ("cache-to", ("a/b",), build(image="a/b:latest")),
    "choice-unknown": ("cache-to", (f"{REF},mode=MAX",), NOTHING),
    "boolean-unknown": ("cache-to", (f"{REF},ignore-error=yes",), NOTHING),
    "boolean-spelling": ("cache-to", (f"{REF},ignore-error=T",), NOTHING),
    "value-empty": ("cache-to", (f"{REF},force-compression=",), NOTHING),
    "value-undocumented": ("cache-to", (f"{REF},compression=uncompressed",), NOTHING),
    "parameter-undocumented": ("cache-from", (f"{REF},registry.insecure=true",), NOTHING),
    "level-not-a-number": ("cache-to", (f"{REF},compression-level=abc",), NOTHING),
    "level-out-of-range": ("cache-to", (f"{REF},compression-level=12",), NOTHING),
    "level-undocumented": ("cache-to", (f"{REF},compression=zstd,compression-level=30",), NOTHING),
    "level-same-result": ("cache-to", (f"{REF},compression=zstd,compression-level=15",), NOTHING),
    "level-plain": ("cache-to", (f"{REF},compression-level=0",), NOTHING),
    "level-spelling": ("cache-to", (f"{REF},compression-level=+9",), NOTHING),
    "level-ignored": ("cache-to", (f"{REF},compression=uncompressed,compression-level=3",), NOTHING),
    "level-stored-layers": (
        "cache-to",
        (f"{REF},compression=zstd,compression-level=10,force-compression=true",),
        NOTHING,
    ),
    "level-without-effect": ("cache-to", (f"{REF},compression-level=3",), build(image="a/b:1")),
    "image-manifest-needs-oci": ("cache-to", (f"{REF},oci-mediatypes=false,image-manifest=true",), NOTHING),
    "compression-needs-oci": ("cache-to", (f"{REF},oci-mediatypes=false,compression=zstd",), NOTHING),
    "compression-pushed-layers": ("cache-to", (f"{REF},compression=zstd",), build(image="a/b:1")),
    "compression-stored-layers": ("cache-to", (f"{REF},compression=zstd",), NOTHING),
    "key-required": ("cache-to", ("type=registry, ref=ghcr.io/a/b:c",), NOTHING),
    "key-spaces": ("cache-to", (f"{REF}, mode=max",), NOTHING),
    "key-unknown": ("cache-to", (f"{REF},mod=max",), NOTHING),
    "key-repeated": ("cache-to", (f"{REF},mode=min,mode=max",), NOTHING),
    "key-ignored-on-read": ("cache-from", (f"{REF},mode=max",), NOTHING),
    "registry-refuses": ("cache-to", ("type=registry,ref=quay.io/a/b,image-manifest=false",), NOTHING),
    "registry-old-builder": ("cache-to", ("type=registry,ref=quay.io/a/b",), build(buildkit="0.20")),
    "registry-wants": ("cache-to", ("type=registry,ref=harbor.example.com/a/b,image-manifest=false",), NOTHING),
    "release-too-old": ("cache-to", (f"{REF},compression=zstd",), build(buildkit="0.8")),
    "release-default": ("cache-to", (REF,), build(buildkit="0.20")),
    "option-refused": ("cache-to", (REF,), build(others=("--buld-arg V=1",))),
    "option-secret": ("cache-to", (REF,), build(others=("--build-arg NPM_TOKEN=x",))),
}


PLACES: dict[str, tuple[str, Draft]] = {
    "target-branch-name": ("bash", replace(NOTHING, image="a/b:${BRANCH}")),
    "target-length": ("cmd", replace(NOTHING, context="x" * 9000)),
    "target-quote": ("powershell", replace(NOTHING, context='a"b')),
    "target-empty": ("powershell", replace(NOTHING, image="a", writes=(Entry(()),))),
    "target-backslash": ("powershell", replace(NOTHING, context="a b\\")),
    "target-verbatim": ("powershell", replace(NOTHING, image="--%")),
    "target-percent": ("cmd", replace(NOTHING, context="100%")),
    "target-control": ("cmd", replace(NOTHING, context="a\tb")),
    "target-console": ("cmd", replace(NOTHING, context="a–b")),
    "target-exclamation": ("cmd", replace(NOTHING, context="a!")),
    "context-stdin": ("compose", replace(NOTHING, context="-")),
    "bake-accents": ("bake-hcl", replace(NOTHING, context="e\u0301")),
    "bake-own-variable": ("bake-hcl", replace(NOTHING, image="a/b:${BAKE_LOCAL_PLATFORM}")),
    "bake-allow": ("bake-hcl", replace(NOTHING, writes=(Entry((("type", "local"), ("dest", "/cache"))),))),
    "compose-home": ("compose", replace(NOTHING, context="~/x")),
    "bake-keyword": ("bake-json", replace(NOTHING, image="a/b:${true}")),
    "bake-objects": ("bake-hcl", replace(NOTHING, buildkit="0.12", writes=(Entry((("type", "gha"),)),))),
    "github-context": ("github-actions", replace(NOTHING, context=" a")),
    "github-env": ("github-actions", replace(NOTHING, image="a/b:${TAG}")),
    "option-not-carried": ("compose", replace(NOTHING, others=("--metadata-file m.json",))),
    "option-on-command": ("bake-hcl", replace(NOTHING, others=("--builder b1",))),
}
"""A draft that each place refuses, by the code of what it says."""


def workflow(*steps: str, on: str = "push", job: str = "") -> tuple[str, str]:
    """A workflow with these steps; each is the text behind its dash."""
    written = "".join("      - " + step.replace("\n", "\n        ") + "\n" for step in steps)
    return ("ci.yml", f"on: {on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n{job}    steps:\n{written}")


def action(inputs: str, name: str = "build-push") -> str:
    """A step with one of Docker's actions."""
    return f"uses: docker/{name}-action@v6\nwith:\n  " + inputs.replace("\n", "\n  ")


SETUP = "uses: docker/setup-buildx-action@v3"
TO_INPUT = "cache-to: type=registry,ref=a.b/c:d"
FILES: dict[str, tuple[str, str]] = {
    "file-too-complex": (
        ".gitlab-ci.yml",
        "a0: &a0 [x]\n"
        + "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]\n" for n in range(1, 9))
        + "j:\n  script: [*a8]\n",
    ),
    "list-of-yaml": workflow(SETUP, action("cache-to: [type=gha]")),
    "list-folded": workflow(SETUP, action("cache-from: >-\n  type=gha\n  type=registry,ref=a.b/c:d")),
    "list-one-line": workflow(SETUP, action("cache-from: type=gha,type=registry,ref=a.b/c:d")),
    "list-dash": workflow(SETUP, action("cache-from: |\n  - type=gha")),
    "list-comment": workflow(SETUP, action("cache-from: |\n  # why\n  type=gha")),
    "bake-set-quotes": workflow(SETUP, action('set: |\n  "*.cache-to=type=gha"', "bake")),
    "script-folded": workflow(SETUP, "run: >\n  docker build \\\n  --cache-to type=gha ."),
    "workflow-expression": workflow(SETUP, action("cache-to: type=gha,scope=${{ a b }}")),
    "workflow-context": workflow(SETUP, job="    env: {A: '${{ env.B }}'}\n"),
    "action-input": workflow(SETUP, action("cache_from: type=gha")),
    "no-builder": workflow(action(TO_INPUT)),
    "writes-on-pull-requests": workflow(SETUP, action(TO_INPUT), on="pull_request"),
    "inline-beside-export": workflow(SETUP, action(f"build-args: BUILDKIT_INLINE_CACHE=1\n{TO_INPUT}")),
    "gha-without-token": workflow(SETUP, "run: docker buildx build --cache-to type=gha ."),
    "ref-is-second-image": workflow(SETUP, action(f"push: true\ntags: a.b/c:1,a.b/c:d\n{TO_INPUT}")),
    "ref-branch-name": workflow(SETUP, action(TO_INPUT + "-${{ github.ref_name }}")),
    "ref-owner-case": workflow(SETUP, action("cache-to: type=registry,ref=ghcr.io/${{ github.repository }}:c")),
    "writes-shared": workflow(SETUP, action(TO_INPUT), job="    strategy: {matrix: {name: [a, b]}}\n"),
    "reads-unwritten": workflow(SETUP, action(f"cache-from: a.b/c:e\n{TO_INPUT}")),
    "writes-unread": workflow(SETUP, action("cache-from: a.b/c:e\ncache-to: a.b/c:${{ github.sha }}")),
    "file-too-long": ("a.sh", "x" * 500_001),
    "file-syntax": ("compose.yaml", "services: ["),
    "file-duplicate-key": ("compose.yaml", "services:\n  a:\n    build: .\n    build: .\n"),
    "bake-no-list": ("docker-bake.hcl", 'target "a" {\n  cache-to = "type=inline"\n}'),
    "bake-no-parent": ("docker-bake.hcl", 'target "a" {\n  inherits = ["b"]\n  cache-to = ["type=inline"]\n}'),
    "bake-undefined": ("docker-bake.hcl", 'target "a" {\n  cache-to = ["type=registry,ref=a.b/c:${D}"]\n}'),
    "compose-no-parent": ("compose.yaml", "services: {a: {extends: b, build: {cache_to: [type=inline]}}}"),
    "compose-no-list": ("compose.yaml", "services: {a: {build: {cache_to: type=inline}}}"),
    "file-no-build": ("a.hcl", 'variable "A" {}'),
}


TO = "--cache-to type=registry,ref=a.b/c:d"
UNCHECKED: dict[str, tuple[str, str]] = {
    "value-unchecked": ("compose.yaml", "services: {a: {build: {cache_to: ['$A']}}}"),
}
SCRIPTS: dict[str, tuple[str, str]] = {
    "ref-literal-dollar": ("compose.yaml", "services: {a: {build: {cache_to: ['type=registry,ref=a/b:$${C}']}}}"),
    "script-own-variable": ("a.sh", 'X=1\nX=2 docker build --cache-to "type=registry,ref=a.b/c:$X" .'),
    "script-first-element": ("a.sh", f"a=({TO})\ndocker build $a ."),
    "script-space-in-name": ("a.bat", f"set A = {TO}\ndocker buildx build %A% ."),
    "script-space-behind-mark": ("a.sh", f"docker build {TO} \\ \n  ."),
    "script-comment-between": ("a.sh", f"docker build \\\n  # why\n  {TO} ."),
    "script-one-word": ("a.sh", f'a="{TO}"\ndocker build "$a" .'),
    "script-empty-argument": ("a.sh", f'a=""\ndocker build {TO} "$a" .'),
    "script-quotes-kept": ("a.sh", "a='--cache-to \"type=registry,ref=a.b/c:d\"'\ndocker build $a ."),
    "script-literal-variable": ("a.sh", "docker build --cache-to 'type=registry,ref=$X' ."),
    "script-broken-line": ("a.sh", f"docker build\n  {TO} ."),
    "script-space-in-value": ("a.sh", "docker build --cache-to type=registry, ref=a.b/c:d ."),
    "script-wrong-mark": ("a.ps1", f"docker build {TO} \\\n  ."),
    "script-comma-list": ("a", "#!/usr/bin/pwsh\ndocker build --cache-to type=registry,ref=$env:X ."),
    "script-comma-list-version": ("a.ps1", "docker build --cache-to type=registry,ref=$env:X ."),
    "script-drive": ("a.ps1", 'docker build --cache-to "type=registry,ref=$x:c" .'),
    "script-property": ("a.ps1", '$x = @{ A = "b" }\ndocker build -t "$x.A" .'),
    "script-glued-quotes": ("a.ps1", "docker build --cache-to 'type=registry,ref='$x ."),
    "script-modifier": ("a.zsh", "x=a.b/c\ndocker build --cache-to type=registry,ref=$x:cache ."),
    "script-refused": ("a.ps1", 'docker build --cache-to "type=registry,ref=$x:$y" .'),
    "script-cache-shared": ("a.sh", f"for x in a b; do docker build {TO} $x; done"),
    "devcontainer-inline": (
        "devcontainer.json",
        '{"build": {"dockerfile": "D", "options": ["--cache-to=a.b/c:d"]}}',
    ),
    "devcontainer-option": ("devcontainer.json", '{"build": {"options": ["--cache-to type=gha"]}}'),
    "make-one-dollar": ("Makefile", "a:\n\tdocker build --cache-to type=registry,ref=$REF ."),
    "make-kept-blank": ("Makefile", f"A = {TO} # why\na:\n\tdocker build $(A)."),
    "make-too-late": ("Makefile", f"A := $(B)\nB = {TO}\na:\n\tdocker build {TO} $(A) ."),
    "lines-apart": ("Makefile", "a:\n\tX=a.b/c:d\n\tdocker build --cache-to $$X ."),
    "script-not-followed": (
        "a.sh",
        "".join(f"for v{n} in {'x ' * 400}; do " for n in range(4)) + f"docker build {TO} .; done; done; done; done",
    ),
}
"""A script with each thing that scripts do otherwise than they are meant to."""


TYPES: dict[str, TypeCase] = {one.code: one for one in TYPE_CASES}


_STEP = "#1 [a 1/2] COPY x /\n#1 CACHED\n#2 [a 2/2] RUN y\n#2 DONE 1.0s\n"
_READ = "#3 importing cache manifest from a/b:c\n#3 DONE 0.0s\n"
_FAILS = "#4 exporting cache to registry\n#4 ERROR: 401 Unauthorized\n"
LOGS: dict[str, str] = {
    "log-no-build": "Hello.",
    "log-no-buildx": "unknown flag: --cache-to",
    "log-build-refused": 'ERROR: failed to build: failed to solve: unknown cache exporter: "regstry"',
    "log-cache-missing": "#3 importing cache manifest from a/b:c\n#3 ERROR: a/b:c: not found",
    "log-cache-not-read": "#3 importing cache manifest from a/b:c\n#3 ERROR: 401 Unauthorized",
    "log-cache-not-written": f"{_FAILS}ERROR: failed to solve: 401 Unauthorized",
    "log-cache-lost": _FAILS,
    "log-warning": "WARNING: local cache import at x not found",
    "log-nothing-reused": f"#2 [a 2/2] RUN y\n#2 DONE 1.0s\n{_READ}",
    "log-step-missed": f"{_STEP}{_READ}",
    "log-no-cache-read": "#2 [a 2/2] RUN y\n#2 DONE 1.0s\n",
}
"""The shortest log with each thing that a log can tell."""


def buildlog_problems(text: str) -> tuple[Problem, ...]:
    return buildlog.problems(buildlog.read(text))


def pasted_problems(text: str) -> tuple[Problem, ...]:
    found = pasted_scripts.read(text, "", strategies.catalog())
    return found.problems if found else ()


REGISTRIES = strategies.catalog().registries
_CACHE = Contents("cache", "image index", DIGEST[1:], (Layer(DIGEST[1:], 1, "zstd", ""),), steps_with_layers=1)
_GZIP = Entry((("type", "registry"), ("ref", "a/b"), ("compression", "gzip")))
LOOKS: dict[str, Callable[[], tuple[Problem, ...]]] = {
    "cache-absent": lambda: meaning.problems(None, REGISTRIES),
    "cache-not-in-image": lambda: meaning.problems(_CACHE._replace(kind="image"), REGISTRIES),
    "cache-no-cache": lambda: meaning.problems(_CACHE._replace(kind="other"), REGISTRIES),
    "cache-empty": lambda: meaning.problems(_CACHE._replace(steps_with_layers=0), REGISTRIES),
    "cache-as-index": lambda: meaning.problems(_CACHE, REGISTRIES),
    "cache-other-compression": lambda: meaning.problems(_CACHE, REGISTRIES, _GZIP),
    "cache-unreadable": lambda: (meaning.unreadable("it is not JSON"),),
    "builder-no-answer": lambda: (builders.no_answer("There is no docker."),),
    "builder-no-export": lambda: builders.problems(Builder("default", "docker", "0.23", ()), "[]"),
    "builder-no-object-storage": lambda: builders.problems(
        Builder("default", "docker", "0.23", ()), '[["driver-type","io.containerd.snapshotter.v1"]]'
    ),
    "builder-not-running": lambda: builders.problems(Builder("b", "docker-container", "", ()), ""),
    "script-zsh-one-word": lambda: pasted_problems(f'a="{TO}"\ndocker buildx build $a .\n'),
    **{code: partial(buildlog_problems, text) for code, text in LOGS.items()},
    "registry-no-answer": lambda: (failures.broken("a.b").problem(),),
}
"""What is said of each thing that a look into a registry or at the builder finds."""


def not_read() -> tuple[Problem, ...]:
    """What is said of a folder that can't be read."""
    return tuple(one.problem(strict=False) for one in folder.read(Path("no/such/folder"), load_catalog()).unread)


DOCKERFILES = {
    stages.STAGES.code: "FROM a:1 AS build\nFROM b:1\nCOPY --from=build x y\n",
    habits.MOUNT.code: "FROM a:1\nRUN --mount=type=cache,target=/x make\n",
    habits.COPY.code: "FROM a:1\nCOPY . .\nRUN npm ci\n",
    habits.ARGUMENT.code: "FROM a:1\nARG GIT_SHA\nRUN make\n",
    habits.BASE.code: "FROM a\nRUN make\n",
}
"""What is said of a Dockerfile beside a build that writes a cache."""


def beside_dockerfile(code: str, catalog: Catalog) -> tuple[Problem, ...]:
    """What is said of a cache without a mode beside a Dockerfile."""

    class Folder(NoFiles):
        def near(self, path: str) -> str | None:
            return DOCKERFILES[code] if path == "Dockerfile" else None

    text = f"services: {{a: {{build: {{context: ., cache_to: ['{REF}']}}}}}}"
    return project.read("compose.yaml", text, catalog, Folder()).problems


def two_files(catalog: Catalog) -> tuple[Problem, ...]:
    """Two images of two files on one cache."""
    text = "services:\n  {0}:\n    image: a/{0}\n    build:\n      context: {0}\n      cache_to: ['type=registry,ref=a.b/c:d']\n"
    readings = [read_file(f"{name}.compose.yaml", text.format(name), catalog) for name in ("x", "y")]
    return tuple(one for found in across.problems(readings, catalog).values() for one in found)


def provoked(code: str, catalog: Catalog) -> tuple[Problem, ...]:
    """All that is said of the example of *code*."""
    if code in LOOKS:
        return LOOKS[code]()
    if code == folder.NOT_READ.code:
        return not_read()
    if code == across.ACROSS.code:
        return two_files(catalog)
    if code in DOCKERFILES:
        return beside_dockerfile(code, catalog)
    if code in PLACES:
        target, draft = PLACES[code]
        return TARGETS[target].problems(compose(draft, catalog), bake_objects=True)
    if code in UNCHECKED:
        (found,) = read_file(*UNCHECKED[code], catalog).builds
        return tuple(unchecked.problem(part, file="", where="", strict=False) for part in found.unchecked)
    if code in FILES:
        return project.read(*FILES[code], catalog).problems
    if code in SCRIPTS:
        return tuple(one for build in read_file(*SCRIPTS[code], catalog).builds for one in build.findings)
    if code in TYPES:
        one = TYPES[code]
        flags: list[tuple[Option, str]] = [(one.option, value) for value in one.caught]
        flags.extend(("cache-from", value) for value in one.reads[0])
        return ask(
            Question(tuple(flags), build(image=one.image, buildkit=one.buildkit), with_variables=True), catalog
        ).problems
    option, values, around = EXAMPLES[code]
    given: tuple[tuple[Option, str], ...] = tuple((option, value) for value in values)
    return ask(Question(given, around), catalog).problems


def everyone() -> dict[str, Code]:
    """Every code of the page, by its name, but the one of a line that is no question."""
    codes.text()
    return {code.code: code for code in all_codes() if code != BAD_INPUT}


def test_every_code_has_an_example_and_nothing_else_has() -> None:
    examples = [
        *EXAMPLES,
        *PLACES,
        *FILES,
        *SCRIPTS,
        *TYPES,
        *UNCHECKED,
        *LOOKS,
        folder.NOT_READ.code,
        across.ACROSS.code,
        *DOCKERFILES,
    ]
    assert len(examples) == len(set(examples))
    assert set(examples) == set(everyone())


@pytest.mark.parametrize(
    "code",
    [
        *EXAMPLES,
        *PLACES,
        *FILES,
        *SCRIPTS,
        *TYPES,
        *UNCHECKED,
        *LOOKS,
        folder.NOT_READ.code,
        across.ACROSS.code,
        *DOCKERFILES,
    ],
)
def test_the_example_of_every_code_is_caught(code: str, catalog: Catalog) -> None:
    problems = provoked(code, catalog)
    [severity] = {problem.severity for problem in problems if problem.code == code}
    assert severity == everyone()[code].severity
    for problem in problems:
        assert problem.message.endswith(".")
        assert "\n" not in problem.message


def test_a_line_that_is_no_question_has_its_code() -> None:
    answer = json.loads(bad_input("The line is not valid JSON."))
    assert [(row["code"], row["severity"]) for row in answer["problems"]] == [(BAD_INPUT.code, BAD_INPUT.severity)]


@pytest.mark.parametrize("code", codes.every(), ids=lambda code: code.code)
def test_every_code_says_what_it_catches_and_how_that_is_known(code: Code) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z]+)+", code.code)
    assert code.catches
    assert not code.catches.endswith(".")
    assert code.source


def test_a_code_means_one_thing_only() -> None:
    known = all_codes()[0]
    assert register(*known[:2], catches=known.catches, source=known.source, trait=known.trait) == known
    with pytest.raises(ValueError, match=known.code):
        register(*known[:2], catches="something else", source=known.source)
    assert known in all_codes()


def test_the_page_of_codes_is_up_to_date() -> None:
    """Where this fails: ``python -m buildx_cache_flags.cli.codes``."""
    assert codes.path().read_text(encoding="utf-8") == codes.text()
