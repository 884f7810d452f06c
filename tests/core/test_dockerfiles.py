"""Dockerfiles: their stages, what only mode=max keeps, and the commands in their comments."""

from pathlib import Path

import pytest

from buildx_cache_flags.core import project
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.disk.beside import Checkout
from buildx_cache_flags.core.files import read_file
from buildx_cache_flags.core.formats import dockerfile

TWO = """# syntax=docker/dockerfile:1
FROM golang:1.22 AS build
RUN go build -o /app .

FROM scratch
COPY --from=build /app /app
"""
KEPT = {
    "the usual two": (TWO, "", ("build",)),
    "the stage that copies is the one that is built": (TWO, "build", ()),
    "one stage": ("FROM alpine\nRUN true\n", "", ()),
    "a stage that is built on is part of the image": ("FROM a AS base\nFROM base\nRUN x\n", "", ()),
    "nobody needs it": ("FROM a AS other\nFROM b\n", "", ()),
    "by number": ("FROM a\nRUN x\nFROM b\nCOPY --from=0 /x /x\n", "", ("0",)),
    "an image from elsewhere": ("FROM a AS build\nFROM b\nCOPY --from=nginx:1 /x /x\n", "", ()),
    "a mount": ("FROM a AS deps\nFROM b\nRUN --mount=type=bind,from=deps,target=/d cp -r /d /x\n", "", ("deps",)),
    "through another stage": (
        "FROM a AS deps\nFROM deps AS build\nFROM b AS run\nCOPY --from=build /x /x\n",
        "",
        ("deps", "build"),
    ),
    "upper and lower case": ("from A as Build\nFrom b\ncopy --FROM=x --from=BUILD /x /x\n", "", ("build",)),
    "a platform": ("FROM --platform=$BUILDPLATFORM a AS build\nFROM b\nCOPY --from=build /x /x\n", "", ("build",)),
    "a name by an argument": ("ARG BASE=build\nFROM a AS build\nFROM ${BASE}\n", "", ()),
    "an argument with a default of its own": ("FROM a AS build\nFROM ${BASE:-build}\n", "", ()),
    "a document holds no instruction": (
        "FROM a AS build\nRUN <<EOF\nFROM x AS y\nCOPY --from=build a b\nEOF\nFROM b\n",
        "",
        (),
    ),
    "two documents, one with tabs": (
        "FROM a AS one\nRUN <<-A cat <<'B'\n\tFROM x\n\tA\nFROM y\nB\nFROM b\nCOPY --from=one . .\n",
        "",
        ("one",),
    ),
    "lines that go on": (
        "FROM a \\\n  # why\n\n  AS build\nFROM b\nCOPY \\\n  --from=build \\\n  x y\n",
        "",
        ("build",),
    ),
    "a backtick goes on": (
        "# escape=`\nFROM a AS build\nFROM b\nCOPY `\n --from=build C:\\x C:\\y\\\nRUN x\n",
        "",
        ("build",),
    ),
    "a directive counts only at the top": (
        "# a comment\n# escape=`\nFROM a AS build\nFROM b\nCOPY \\\n --from=build x y\n",
        "",
        ("build",),
    ),
    "a target that is none": (TWO, "nothing", ()),
    "an instruction inside another one": ("FROM a AS b\nRUN echo COPY --from=b\nFROM c\nRUN echo --from=b\n", "", ()),
    "nothing": ("", "", ()),
    "a circle is none": ("FROM b AS a\nFROM a AS b\n", "", ()),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_only_max_keeps(name: str) -> None:
    text, target, kept = KEPT[name]
    assert dockerfile.only_max_keeps(text, target) == kept
    assert dockerfile.only_max_keeps(text.replace("\n", "\r\n"), target) == kept


VALUE = "type=registry,ref=ghcr.io/acme/app:c"
WORKFLOW = """on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/setup-buildx-action@v3
      - uses: docker/build-push-action@v6
        with:
          context: app
          push: true
          tags: ghcr.io/acme/app:1
          cache-to: {}
"""
HINTED = {
    "compose.yaml": f"services: {{a: {{build: {{context: app, cache_to: ['{VALUE}']}}}}}}",
    "docker-bake.hcl": f'target "a" {{\n context = "app"\n cache-to = ["{VALUE}"]\n}}',
    ".github/workflows/a.yml": WORKFLOW.format(VALUE),
    "build.sh": f"docker buildx build --cache-to {VALUE} app\n",
    "Makefile": f"build:\n\tdocker buildx build --cache-to {VALUE} -f app/Dockerfile .\n",
    ".gitlab-ci.yml": f"build:\n  script:\n    - docker buildx build --cache-to {VALUE} ./app\n",
    "a.cmd": f"docker buildx build --cache-to {VALUE} app\n",
}


def hints(name: str, text: str, folder: Path, catalog: Catalog) -> list[str]:
    (folder / ".git").mkdir(exist_ok=True)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    reading = project.read(str(path), text, catalog, Checkout.of(path))
    assert reading.builds
    return [one.message for one in reading.problems if one.code == "mode-stages"]


@pytest.mark.parametrize("name", HINTED)
def test_a_hint_says_what_max_would_keep(name: str, tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "Dockerfile").write_text(TWO, encoding="utf-8")
    (message,) = hints(name, HINTED[name], tmp_path, catalog)
    assert "app/Dockerfile also builds the stage build" in message
    assert hints(name, HINTED[name].replace(VALUE, f"{VALUE},mode=min"), tmp_path, catalog) == []
    assert hints(name, HINTED[name].replace(VALUE, "type=inline"), tmp_path, catalog) == []
    (tmp_path / "app" / "Dockerfile").write_text("FROM alpine\n", encoding="utf-8")
    assert hints(name, HINTED[name], tmp_path, catalog) == []
    (tmp_path / "app" / "Dockerfile").unlink()
    assert hints(name, HINTED[name], tmp_path, catalog) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("compose.yaml", f"services: {{a: {{build: {{context: $WHERE, cache_to: ['{VALUE}']}}}}}}"),
        ("compose.yaml", f"services: {{a: {{build: {{target: build, cache_to: ['{VALUE}']}}}}}}"),
        ("compose.yaml", f"services: {{a: {{build: {{dockerfile_inline: FROM a, cache_to: ['{VALUE}']}}}}}}"),
        ("compose.yaml", f"services: {{a: {{build: {{dockerfile: Other, cache_to: ['{VALUE}']}}}}}}"),
        ("compose.yaml", f"services: {{a: {{build: {{context: 'https://a.example/b', cache_to: ['{VALUE}']}}}}}}"),
        ("docker-bake.hcl", f'target "a" {{\n target = "build"\n cache-to = ["{VALUE}"]\n}}'),
        ("build.sh", f"docker buildx build --target build --cache-to {VALUE} .\n"),
        ("build.sh", f"docker buildx build -f $FILE --cache-to {VALUE} .\n"),
        ("build.sh", f"docker buildx bake --set '*.cache-to={VALUE}'\n"),
        ("README.md", f"```bash\ndocker buildx build --cache-to {VALUE} .\n```\n"),
    ],
)
def test_nothing_is_said_of_what_is_not_known(name: str, text: str, tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "Dockerfile").write_text(TWO, encoding="utf-8")
    assert hints(name, text, tmp_path, catalog) == []


def test_a_script_that_may_run_in_two_folders(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "Dockerfile").write_text(TWO, encoding="utf-8")
    text = f"docker buildx build --cache-to {VALUE} .\n"
    assert hints("ci/build.sh", text, tmp_path, catalog)
    (tmp_path / "ci" / "Dockerfile").write_text("FROM alpine\n", encoding="utf-8")
    assert hints("ci/build.sh", text, tmp_path, catalog) == []


COMMENTS = f"""# Build it with:
#   docker buildx build \\
#     --cache-to {VALUE},mode=MAX \\
#     -t ghcr.io/acme/app:1 .
# or with `docker build --cache-from {VALUE} .`, which is slower.
FROM alpine
# The --cache-to of CI is elsewhere.
RUN docker buildx build --cache-to type=nothing .
"""


def test_the_comments_of_a_dockerfile_are_read(catalog: Catalog) -> None:
    reading = read_file("app/Dockerfile", COMMENTS, catalog)
    assert reading.kind == "dockerfile"
    assert [(build.line, [one.entry.get("mode") for one in build.entries]) for build in reading.builds] == [
        (2, ["MAX"]),
        (5, [None]),
    ]
    assert reading.builds[0].values[0].line == 3
    assert reading.builds[1].judged.context == "."
    assert [(part.text, part.line) for part in reading.unchecked] == [("The --cache-to of CI is elsewhere.", 7)]


@pytest.mark.parametrize("name", ["Dockerfile", "api.Dockerfile", "Dockerfile.dev", "Containerfile", "Dockerfile-arm"])
def test_a_dockerfile_is_called_one(name: str, catalog: Catalog) -> None:
    (problem,) = read_file(name, TWO, catalog).problems
    assert problem.code == "file-no-build"
    assert "Dockerfile" in problem.message.partition(":")[0]
