"""Other build services, GitLab's tree, and what holds across the builds of a file."""

from collections.abc import Mapping

import pytest

from buildx_cache_flags.core import files, project
from buildx_cache_flags.core.files import FileReading
from tests import strategies

TO = "docker buildx build --cache-to type=registry,ref="


class Checkout:
    """Files beside the one that is read."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def read(self, path: str) -> str | None:
        return self.texts.get(path)

    near = read


def refs(reading: FileReading) -> list[str | None]:
    return [one.entry.get("ref") for build in reading.builds for one in build.entries]


def codes(name: str, text: str) -> list[tuple[int, str]]:
    reading = project.read(name, text, strategies.catalog())
    return [(problem.location.line, problem.code) for problem in reading.problems]


SERVICES = {
    "circleci": (
        ".circleci/config.yml",
        (
            f"version: 2.1\njobs:\n  a:\n    docker: [{{image: x}}]\n    environment: {{TAG: c}}\n    steps:\n"
            f"      - run: {TO}a/b:$TAG .\n      - run:\n          command: |\n            {TO}a/b:<< pipeline.id >> .\n"
        ),
        ["a/b:c", "a/b:<< pipeline.id >>"],
    ),
    "azure-pipelines": (
        "azure-pipelines.yml",
        (
            f"variables:\n  - name: TAG\n    value: c\nsteps:\n  - script: {TO}a/b:$(TAG) .\n  - bash: {TO}a/b:$(Build.BuildId) .\n"
            f'  - pwsh: |\n      $ref = "a/b:d"\n      docker buildx build --cache-to "type=registry,ref=$ref" .\n'
        ),
        ["a/b:c", "a/b:$(Build.BuildId)", "a/b:d"],
    ),
    "bitbucket": (
        "bitbucket-pipelines.yml",
        f"pipelines:\n  default:\n    - step:\n        script:\n          - export TAG=c\n          - {TO}a/b:$TAG .\n",
        ["a/b:c"],
    ),
    "drone": (
        ".drone.yml",
        f"kind: pipeline\nsteps:\n  - name: a\n    image: docker\n    environment: {{TAG: c}}\n    commands:\n      - {TO}a/b:$TAG .\n",
        ["a/b:c"],
    ),
    "buildkite": (
        ".buildkite/pipeline.yml",
        f"env: {{TAG: c}}\nsteps:\n  - label: a\n    command: {TO}a/b:$TAG .\n  - commands:\n      - TAG=d\n      - {TO}a/b:$TAG .\n",
        ["a/b:c", "a/b:d"],
    ),
    "cloud-build": (
        "cloudbuild.yaml",
        (
            "substitutions: {_TAG: c}\nsteps:\n  - name: gcr.io/cloud-builders/docker\n"
            "    args: [buildx, build, --cache-to, 'type=registry,ref=a/b:$_TAG', .]\n"
            f"  - name: gcr.io/cloud-builders/docker\n    entrypoint: bash\n    args: [-c, '{TO}a/b:${{_TAG}}-$BUILD_ID .']\n"
        ),
        ["a/b:c", "a/b:c-$BUILD_ID"],
    ),
    "codebuild": (
        "buildspec.yml",
        f"version: 0.2\nenv: {{variables: {{TAG: c}}}}\nphases:\n  build:\n    commands:\n      - {TO}a/b:$TAG .\n",
        ["a/b:c"],
    ),
}


@pytest.mark.parametrize("kind", SERVICES)
def test_the_commands_of_each_service_are_read(kind: str) -> None:
    name, text, expected = SERVICES[kind]
    reading = files.read_file(name, text, strategies.catalog())
    assert (reading.kind, refs(reading)) == (kind, expected)


@pytest.mark.parametrize("kind", SERVICES)
def test_each_service_is_known_by_its_keys_alone(kind: str) -> None:
    assert files.read_file("x.yml", SERVICES[kind][1], strategies.catalog()).kind == kind


GITLAB: dict[str, tuple[str, list[str]]] = {
    "default": (f"default:\n  before_script: [export TAG=c]\na:\n  script: ['{TO}a/b:$TAG .']\n", ["a/b:c"]),
    "job wins": (f"variables: {{T: a, R: 'a/b:$T'}}\na:\n  variables: {{T: b}}\n  script: ['{TO}$R .']\n", ["a/b:b"]),
    "axes": (
        f"a:\n  parallel: {{matrix: [{{X: [a, b], Y: '1'}}]}}\n  script: ['{TO}a/b:$X-$Y .']\n",
        ["a/b:a-1", "a/b:b-1"],
    ),
    "extends": (
        f".x:\n  variables: {{X: a, Y: a}}\n  script: ['{TO}a/b:$X$Y .']\n.y:\n  variables: {{Y: b}}\na:\n  extends: [.x, .y]\n",
        ["a/b:ab"],
    ),
    "merged": (f".x: &x\n  script: ['{TO}a/b:c .']\na:\n  <<: *x\n", ["a/b:c"]),
    "reference": (
        (
            f".x:\n  script: [TAG=c]\n  variables: {{N: b}}\na:\n  variables: !reference [.x, variables]\n"
            f"  script:\n    - !reference [.x, script]\n    - {TO}a/$N:$TAG .\n"
        ),
        ["a/b:c"],
    ),
    "after": (f"a:\n  script: [TAG=c]\n  after_script: ['{TO}a/b:${{TAG:-none}} .']\n", ["a/b:none"]),
    "template alone": (f".x:\n  script: ['{TO}a/b:c .']\n", ["a/b:c"]),
}


@pytest.mark.parametrize("case", GITLAB)
def test_what_jobs_of_gitlab_take_over(case: str) -> None:
    text, expected = GITLAB[case]
    assert refs(files.read_file(".gitlab-ci.yml", text, strategies.catalog())) == expected


def test_gitlab_reads_what_lies_beside_it() -> None:
    included = f"variables: {{N: never, T: c}}\n.x:\n  script: ['{TO}a/$N:$T .']\n"
    text = (
        "include:\n  - local: /ci/x.yml\n  - project: other/ci\n    file: y.yml\nvariables: {N: b}\na:\n  extends: .x\n"
    )
    reading = files.read_file(".gitlab-ci.yml", text, strategies.catalog(), Checkout({"ci/x.yml": included}))
    assert refs(reading) == ["a/b:c"]
    assert [build.line for build in reading.builds] == [2]
    assert [(part.line, part.text) for part in reading.left_out] == [(3, "include other/ci")]


def test_files_that_include_each_other_come_to_an_end() -> None:
    text = "include: {local: /a.yml}\n" * 1 + f"a:\n  script: ['{TO}a/b:c .']\n"
    reading = files.read_file(".gitlab-ci.yml", text, strategies.catalog(), Checkout({"a.yml": text}))
    assert refs(reading) == ["a/b:c"]


def workflow(steps: str, job: str = "", on: str = "push") -> str:
    return f"on: {on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n{job}    steps:\n      - uses: docker/setup-buildx-action@v3\n{steps}"


def build(inputs: str, condition: str = "") -> str:
    return f"      - uses: docker/build-push-action@v6\n{condition}        with: {{{inputs}}}\n"


WRITE = "cache-to: 'type=registry,ref=a.b/c:d'"
QUIET = {
    "once to test and once to push": build(f"load: true, {WRITE}") + build(f"push: true, tags: a.b/c:1, {WRITE}"),
    "either the one or the other": build(WRITE, "        if: github.ref == 'refs/heads/main'\n")
    + build(f"target: x, {WRITE}", "        if: github.ref != 'refs/heads/main'\n"),
    "its own and that of main": build("cache-from: 'a.b/c:${{ github.sha }}', cache-to: 'a.b/c:${{ github.sha }}'"),
    "an image with its cache inside": build(
        "push: true, tags: 'a.b/c:e', cache-from: 'a.b/c:e', cache-to: type=inline"
    ),
}


@pytest.mark.parametrize("case", QUIET)
def test_nothing_is_said_where_nothing_is_lost(case: str) -> None:
    assert codes("ci.yml", workflow(QUIET[case])) == []


SAID = {
    "two targets": (build(f"target: x, {WRITE}") + build(f"target: y, {WRITE}"), [(9, "writes-shared")]),
    "one scope": (
        build("target: x, cache-to: type=gha") + build("target: y, cache-to: 'type=gha,mode=max'"),
        [(9, "writes-shared")],
    ),
    "another spelling": (build("cache-from: 'a.b/c:build-cache', " + WRITE), [(7, "reads-unwritten")]),
    "two tags": (build("push: true, tags: 'a.b/c:1,a.b/c:d', " + WRITE), [(7, "ref-is-second-image")]),
}


@pytest.mark.parametrize("case", SAID)
def test_what_builds_do_to_each_other_is_said(case: str) -> None:
    steps, expected = SAID[case]
    assert [code for _, code in codes("ci.yml", workflow(steps))] == [code for _, code in expected]


def test_a_builder_with_the_driver_docker_exports_nothing() -> None:
    text = workflow(build(WRITE)).replace(
        "setup-buildx-action@v3", "setup-buildx-action@v3\n        with: {driver: docker}"
    )
    assert [code for _, code in codes("ci.yml", text)] == ["no-builder"]


@pytest.mark.parametrize(
    ("job", "extra"),
    [
        ("", "      - run: docker buildx create --use\n"),
        ("    container: x\n", ""),
        ("", "      - uses: depot/setup-action@v1\n"),
    ],
)
def test_a_builder_may_come_from_elsewhere(job: str, extra: str) -> None:
    text = workflow(extra + build(WRITE), job).replace("      - uses: docker/setup-buildx-action@v3\n", "")
    assert codes("ci.yml", text) == []


def test_pull_requests_of_forks_are_told_from_others() -> None:
    own = "        if: github.event.pull_request.head.repo.full_name == github.repository\n"
    assert [code for _, code in codes("ci.yml", workflow(build(WRITE), on="pull_request"))] == [
        "writes-on-pull-requests"
    ]
    assert codes("ci.yml", workflow(build(WRITE, own), on="pull_request")) == []
    ignoring = build("cache-to: 'type=registry,ref=a.b/c:d,ignore-error=true'")
    assert codes("ci.yml", workflow(ignoring, on="pull_request")) == []


def test_two_services_that_write_one_cache() -> None:
    service = "  {0}:\n    build:\n      context: ./{0}\n      cache_to: ['type=registry,ref=a.b/c:d']\n"
    text = "services:\n" + service.format("x") + service.format("y")
    assert codes("compose.yaml", text) == [(9, "writes-shared")]
