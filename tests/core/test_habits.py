"""What a Dockerfile does that keeps a cache from being reused, and that it is said once, and only where it is sure."""

from pathlib import Path

import pytest

from buildx_cache_flags.core import project
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.disk.beside import Checkout
from buildx_cache_flags.core.project import dockerfile_habits
from buildx_cache_flags.core.project.dockerfile_habits import Habit

SEEN = {
    "a cache mount": (
        "FROM a:1\nRUN --mount=type=cache,target=/cache pip install -r r.txt\n",
        [Habit("mount", 2, "RUN --mount=type=cache")],
    ),
    "its type stands last": (
        "FROM a:1\nRUN --mount=target=/x,type=cache make\n",
        [Habit("mount", 2, "RUN --mount=type=cache")],
    ),
    "everything before npm": (
        "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n",
        [Habit("copy", 3, "COPY . .", "npm ci")],
    ),
    "as a list, with a flag": (
        'FROM node:22\nCOPY --chown=node:node [".", "/app/"]\nRUN yarn install\n',
        [Habit("copy", 2, 'COPY --chown=node:node [".", "/app/"]', "yarn install")],
    ),
    "packages of the system": (
        "FROM debian:12\nADD ./ /src\nRUN apt-get update && apt-get -y install gcc\n",
        [Habit("copy", 2, "ADD ./ /src", "apt-get -y install")],
    ),
    "an argument before a step that does not use it": (
        "FROM a:1\nARG GIT_SHA\nARG USER=x\nRUN make\nRUN echo $GIT_SHA > /v\n",
        [Habit("argument", 2, "GIT_SHA", "the RUN in line 4")],
    ),
    "a date with a default": (
        "FROM a:1\nARG A=1 BUILD_DATE=now\nRUN make\n",
        [Habit("argument", 2, "BUILD_DATE", "the RUN in line 3")],
    ),
    "a base without a tag": ("FROM --platform=linux/amd64 node AS x\nRUN a\n", [Habit("base", 1, "node")]),
    "latest of a registry with a port": (
        "FROM reg:5000/a/b:latest\nRUN a\n",
        [Habit("base", 1, "reg:5000/a/b:latest")],
    ),
    "each kind once": (
        "FROM a\nRUN --mount=type=cache,target=/x a\nFROM b\nCOPY --from=0 /x /x\nRUN --mount=type=cache,target=/x b\n",
        [Habit("base", 1, "a"), Habit("mount", 2, "RUN --mount=type=cache")],
    ),
}
NOT_SEEN = {
    "another mount": "FROM a:1\nRUN --mount=type=secret,id=cache make\nRUN echo --mount=type=cached\n",
    "the list of dependencies first": "FROM node:22\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n",
    "installed before, and once more": "FROM node:22\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nRUN npm ci\n",
    "a folder": "FROM node:22\nCOPY app/ .\nRUN npm ci\n",
    "from another stage": "FROM node:22 AS a\nFROM node:22\nCOPY --from=a . .\nRUN npm ci\n",
    "the sources themselves": "FROM python:3.13\nCOPY . .\nRUN pip install --no-deps .\n",
    "for development": "FROM python:3.13\nCOPY . .\nRUN pip install -e '.[dev]' -q && pip install -e .\n",
    "nothing is installed": "FROM golang:1.24\nCOPY . .\nRUN go build ./...\n",
    "copied in another stage": "FROM node:22 AS a\nCOPY . .\nFROM node:22\nCOPY --from=a /x /x\nRUN npm ci\n",
    "every step uses the argument": "FROM a:1\nARG GIT_SHA\nRUN make SHA=$GIT_SHA\n",
    "nothing runs after the argument": "FROM a:1\nRUN make\nARG BUILD_DATE\nLABEL date=$BUILD_DATE\n",
    "an argument that stays": "FROM a:1\nARG VERSION\nARG BUILD_TYPE\nRUN make\n",
    "an argument for the base": "ARG GIT_SHA\nFROM a:1\nRUN make\n",
    "meant to run again": "FROM a:1\nARG CACHEBUST\nRUN make\n",
    "a version, a digest, a variable": "ARG V\nFROM a:1 AS x\nFROM b@sha256:c AS y\nFROM c:$V AS z\nFROM x\nCOPY --from=y a a\nCOPY --from=z a a\n",
    "a stage and nothing": "FROM a:1 AS Base\nFROM base\nFROM scratch\n",
    "a stage that is not needed": "FROM a AS test\nRUN --mount=type=cache,target=/x t\nFROM b:1\nRUN b\n",
    "nothing": "",
}


@pytest.mark.parametrize("name", SEEN)
def test_what_is_seen(name: str) -> None:
    text, expected = SEEN[name]
    assert list(dockerfile_habits.habits(text)) == expected
    assert list(dockerfile_habits.habits(text.replace("\n", "\r\n"))) == expected


@pytest.mark.parametrize("name", NOT_SEEN)
def test_what_is_passed_over(name: str) -> None:
    assert dockerfile_habits.habits(NOT_SEEN[name]) == ()


def test_only_the_stage_that_is_built_counts() -> None:
    text = "FROM a:1 AS build\nRUN b\nFROM c\nRUN d\n"
    assert dockerfile_habits.habits(text, "build") == ()
    assert [one.kind for one in dockerfile_habits.habits(text)] == ["base"]


VALUE = "type=registry,ref=ghcr.io/acme/app:c,mode=max"
ALL = "FROM node\nARG COMMIT_SHA\nCOPY . .\nRUN npm ci\nRUN --mount=type=cache,target=/x make\n"
CODES = ["dockerfile-base-moves", "dockerfile-arg-early", "dockerfile-copy-early", "dockerfile-cache-mount"]


def hints(text: str, folder: Path, catalog: Catalog, name: str = "compose.yaml") -> list[tuple[str, int, str]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    reading = project.read(str(path), text, catalog, Checkout.of(path))
    found = [one for one in reading.problems if one.code.startswith("dockerfile-")]
    assert all(one.severity == "hint" for one in found)
    return [(one.code, one.location.line, one.message) for one in found]


def test_each_is_a_hint_at_the_cache_that_is_written(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "Dockerfile").write_text(ALL, encoding="utf-8")
    text = f"services:\n  a:\n    build:\n      context: .\n      cache_to:\n        - {VALUE}\n"
    found = hints(text, tmp_path, catalog)
    assert [code for code, _, _ in found] == CODES
    assert {line for _, line, _ in found} == {6}
    assert found[2][2].startswith("Dockerfile, line 3: COPY . . comes before npm ci")


def test_a_dockerfile_is_spoken_of_once(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "Dockerfile").write_text(ALL, encoding="utf-8")
    service = "  {}:\n    build:\n      context: .\n      cache_to: ['{}-{}']\n"
    text = "services:\n" + "".join(service.format(name, VALUE, name) for name in "abc")
    assert [code for code, _, _ in hints(text, tmp_path, catalog)] == CODES


@pytest.mark.parametrize(
    "build",
    [
        f"cache_from: ['{VALUE}']",
        "cache_to: ['type=inline']",
        f"dockerfile: other, cache_to: ['{VALUE}']",
        f"context: $WHERE, cache_to: ['{VALUE}']",
    ],
)
def test_nothing_is_said_where_nothing_is_written_or_known(build: str, tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "Dockerfile").write_text(ALL, encoding="utf-8")
    context = "" if "context" in build else "context: ., "
    assert hints(f"services: {{a: {{build: {{{context}{build}}}}}}}\n", tmp_path, catalog) == []
