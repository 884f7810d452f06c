"""Compose files, given to Compose itself, and to Bake, which reads them too."""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.command import compose
from buildx_cache_flags.core.targets import TARGETS
from devtools import dockers
from devtools.dockers import Release

from . import rendered
from .rendered import Form

SERVICE = "\n  app:\n"


def answer(release: Release, folder: Path, *words: str) -> dict[str, Any]:
    """What ``docker`` with *words* answers."""
    done = subprocess.run(
        [str(release.docker), *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        env=dockers.surroundings(release, **rendered.VALUES),
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    return cast("dict[str, Any]", json.loads(done.stdout))


def written(folder: Path, texts: Sequence[str]) -> list[str]:
    """The names of the services of *texts*, each in a file of its own: a program is slow to start, so it reads all."""
    names = [f"app{number}" for number in range(len(texts))]
    for name, text in zip(names, texts, strict=True):
        assert text.count(SERVICE) == 1
        (folder / f"{name}.yaml").write_bytes(text.replace(SERVICE, f"\n  {name}:\n").encode())
    return names


def files(names: Sequence[str]) -> list[str]:
    """The options that name the files."""
    return [word for name in names for word in ("--file", f"{name}.yaml")]


def check_all(release: Release, folder: Path, forms: Sequence[Form]) -> None:
    """Compose has exactly what the flags would say.  Its answer doubles every ``$`` again."""
    names = written(folder, [form.text for form in forms])
    found = answer(release, folder, "compose", *files(names), "config", "--format", "json")["services"]
    services = json.loads(json.dumps(found).replace("$$", "$"))
    for name, (_, draft, _) in zip(names, forms, strict=True):
        service = services[name]
        assert service.get("image", "") == rendered.image(draft)
        assert service["build"]["context"] in contexts(release, folder, draft)
        for option in OPTIONS:
            assert service["build"].get(option.replace("-", "_"), []) == rendered.flags(draft, option)


def is_home(draft: Draft) -> bool:
    """Whether a warning says that Compose reads the context of *draft* as the home folder."""
    return "compose-home" in {problem.code for problem in TARGETS["compose"].problems(compose(draft, rendered.TABLE))}


def contexts(release: Release, folder: Path, draft: Draft) -> tuple[str, ...]:
    """The ways to say the context of *draft*: below the folder of the file, or of the home where a warning says so."""
    context = draft.build_context
    if is_home(draft):
        home = Path(f"{release.config}{context.removeprefix('~')}")
        return str(home), os.path.normpath(home)
    return context, str(folder / context), str((folder / context).resolve())


@pytest.mark.parametrize("context", ["~", "~/x", "~x", "~x/y", "~İ", "./~x", "./~", "a/~x"])
def test_compose_gets_a_context_with_a_tilde(context: str, release: Release, tmp_path: Path) -> None:
    draft = Draft(image="ghcr.io/acme/app:v1", context=context)
    text = rendered.written("compose", draft)
    check_all(release, tmp_path, [Form(context, draft, text)])
    assert is_home(draft) == (context in ("~", "~/x"))


def test_compose_gets_every_value_of_every_recipe(release: Release, tmp_path: Path) -> None:
    forms = rendered.forms("compose")
    assert len(forms) > len(rendered.RECIPES)
    check_all(release, tmp_path, forms)


def test_compose_finds_the_file_by_its_usual_name(release: Release, tmp_path: Path) -> None:
    draft, text = next((form.draft, form.text) for form in rendered.forms("compose") if form.draft.writes)
    (tmp_path / TARGETS["compose"].file_name).write_bytes(text.encode())
    found = answer(release, tmp_path, "compose", "config", "--format", "json")["services"]["app"]
    assert found["build"]["cache_to"] == rendered.flags(draft, "cache-to")


def test_compose_gets_every_value_of_any_draft(release: Release, tmp_path: Path) -> None:
    check_all(release, tmp_path, rendered.any_drafts("compose"))


def test_bake_gets_every_value_of_a_compose_file(release: Release, tmp_path: Path) -> None:
    forms = rendered.forms("compose")
    names = written(tmp_path, [form.text for form in forms])
    found = answer(release, tmp_path, "buildx", "bake", *files(names), "--print", *names)["target"]
    for name, form in zip(names, forms, strict=True):
        for option in OPTIONS:
            got = [rendered.attributes_of(item) for item in found[name].get(option, [])]
            expected = rendered.attributes(form.draft, option)
            assert [item for item in got if item not in expected] == []
            assert [item for item in expected if item not in got] == []
