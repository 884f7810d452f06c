"""What is to be seen to before the command runs, by registry, by target and by what is set."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.registries import Registry
from buildx_cache_flags.core.draft import Draft, entries, reference
from buildx_cache_flags.core.draft.command import compose
from buildx_cache_flags.core.explain.before import Step, steps
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.core.targets.hosts import BUILDER
from tests import strategies

REGISTRIES = strategies.catalog().registries
ROWS = REGISTRIES.rows
GHCR = "ghcr.io/acme/app:buildcache"
ECR = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/app:c"


def draft(*writes: str, reads: tuple[str, ...] = ()) -> Draft:
    def read(refs: tuple[str, ...]) -> tuple[entries.Entry, ...]:
        return tuple(entries.registry(ref) for ref in refs)

    return Draft(writes=read(writes), reads=read(reads), following=False)


def target_text(some: Draft, catalog: Catalog, target: str) -> str:
    return TARGETS[target].render(compose(some, catalog), one_line=False).text


def commands(found: tuple[Step, ...]) -> list[str]:
    return [step.command for step in found if step.command]


def test_writing_to_ghcr_in_a_terminal(catalog: Catalog) -> None:
    builder, login, cleanup = steps(draft(GHCR, reads=(GHCR,)), catalog, "bash")
    assert builder.command == BUILDER
    assert "containerd image store" in builder.text
    assert login.command == "docker login ghcr.io"
    assert login.text.startswith("Log in to GitHub Packages (GHCR). ")
    assert cleanup.text == ROWS[0].cleanup
    assert all(step.link for step in (builder, login, cleanup))


def test_reading_alone_needs_no_builder_and_no_tag(catalog: Catalog) -> None:
    (login,) = steps(draft(reads=(GHCR, "ghcr.io/acme/app:main")), catalog, "bash")
    assert login.text.startswith("Log in to GitHub Packages (GHCR), unless its cache is public.")
    assert login.command == "docker login ghcr.io"


def test_nothing_comes_before_nothing(catalog: Catalog) -> None:
    assert steps(draft(), catalog) == ()
    unknown = Draft(writes=entries.parse("type=tape"), reads=entries.parse("type=tape"))
    assert steps(unknown, catalog) == ()


@pytest.mark.parametrize("ref", ["", "ghcr.io/Acme/app", "https://ghcr.io/acme/app"])
def test_of_a_ref_that_is_none_only_the_builder_is_known(ref: str, catalog: Catalog) -> None:
    assert [step.command for step in steps(draft(ref), catalog)] == [BUILDER]


def test_each_registry_is_logged_in_to_once(catalog: Catalog) -> None:
    found = steps(draft(GHCR, ECR, reads=(GHCR, "docker.io/acme/app:c", "acme/other:c")), catalog, "bash")
    logins = [command for command in commands(found) if "login" in command]
    host = ECR.partition("/")[0]
    assert logins == [
        "docker login ghcr.io",
        f"aws ecr get-login-password --region eu-central-1 | docker login --username AWS --password-stdin {host}",
        "docker login",
    ]


def test_two_registries_are_told_apart(catalog: Catalog) -> None:
    texts = [step.text for step in steps(draft(GHCR, ECR), catalog)]
    assert sum(text.startswith("GitHub Packages (GHCR): ") for text in texts) == 1
    assert sum(text.startswith("Amazon ECR: ") for text in texts) == 3
    alone = [step.text for step in steps(draft(ECR, ECR.replace("eu-central", "us-east")), catalog)]
    assert not any(text.startswith("Amazon ECR: ") for text in alone)
    assert len(alone) == len(set(alone)) + 1  # two logins of one name


@pytest.mark.parametrize("target", ["", *TARGETS])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_registry_at_every_target(row: Registry, target: str, catalog: Catalog) -> None:
    found = steps(draft(f"{row.example}:c", reads=(f"{row.example}:main",)), catalog, target)
    about = [text for text in (row.setup, row.mutable, row.cleanup) if text]
    assert len(found) == 1 + (not row.local) + len(about)
    assert [step.text for step in found[-len(about) :]] == about
    for step in found:
        assert not re.search(r"\{\w+\}", step.text + step.command), step
        assert step.text.endswith(".")
        assert len(step.text) < 200


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_nobody_is_asked_for_a_password_in_ci(row: Registry, catalog: Catalog) -> None:
    host = reference.parse(row.example).domain
    for written in (True, False):
        some = draft(f"{row.example}:c") if written else draft(reads=(f"{row.example}:c",))
        assert commands(steps(some, catalog, "github-actions")) == []
        for command in commands(steps(some, catalog, "gitlab-ci")):
            assert f"docker login {host}" != command
            assert "docker login" not in command or "--password-stdin" in command


def test_github_reads_from_ghcr_by_itself_and_from_nowhere_else(catalog: Catalog) -> None:
    (ghcr,) = steps(draft(reads=(GHCR,)), catalog, "github-actions")
    assert "packages: read" in ghcr.text
    (hub,) = steps(draft(reads=("acme/app:c",)), catalog, "github-actions")
    assert hub.text.startswith("The workflow does not log in to docker.io to read the cache.")


def test_gitlab_knows_its_own_registry_by_its_variable(catalog: Catalog) -> None:
    own = steps(draft("${CI_REGISTRY_IMAGE}:c"), catalog, "gitlab-ci")
    assert commands(own)[1].startswith('printf %s "$CI_REGISTRY_PASSWORD" | docker login "$CI_REGISTRY"')
    assert "in every job" in own[1].text
    assert own[-1].text == next(row.cleanup for row in ROWS if row.name == "GitLab")
    assert "docker context create ci" in commands(own)[0]
    for other in ("${CI_REGISTRY_IMAGE}/cache:c", "${CI_REGISTRY}/acme/app:c"):
        assert own == steps(draft(other), catalog, "gitlab-ci")
    assert own == steps(draft("${CI_REGISTRY}/acme/app:c", "${CI_REGISTRY_IMAGE}:c"), catalog, "gitlab-ci")


@pytest.mark.parametrize("host", ["gitlab.acme.com:5050", "registry.gitlab.com"])
def test_another_gitlab_is_not_that_of_the_job(host: str, catalog: Catalog) -> None:
    login = steps(draft(f"{host}/g/p:c"), catalog, "gitlab-ci")[1]
    name = re.sub(r"\W", "_", host.upper())
    assert login.command == (
        f'printf %s "${name}_PASSWORD" | docker login {host} --username "${name}_USERNAME" --password-stdin'
    )
    assert "On the same GitLab, CI_REGISTRY_USER" in login.text


REMOTE = [row.example for row in ROWS if not row.local]


@pytest.mark.parametrize("repository", [*REMOTE, "2nd.example.com:5000/a", "github.example.com/a", "my-reg.example/a"])
def test_gitlab_names_variables_as_the_workflow_for_github_does(repository: str, catalog: Catalog) -> None:
    some = draft(f"{repository}:c")
    login = steps(some, catalog, "gitlab-ci")[1]
    names = set(re.findall(r"\$(\w+)", login.command))
    workflow = target_text(some, catalog, "github-actions")
    if "ghcr.io" in repository:  # GitHub has a token of its own
        assert names == {"GHCR_IO_USERNAME", "GHCR_IO_PASSWORD"}
    else:
        assert names <= set(re.findall(r"secrets\.(\w+)", workflow))
    assert bool(names) is ("aws " not in login.command)
    assert "CI/CD variable" in login.text


@pytest.mark.parametrize("ref", ["${CI_REGISTRY_IMAGE}:c", "reg.${DOM}/a:c", *(f"{row.example}:c" for row in ROWS)])
def test_a_line_of_a_job_is_a_line_of_its_script(ref: str, catalog: Catalog) -> None:
    lines = commands(steps(draft(ref), catalog, "gitlab-ci"))
    assert yaml.safe_load("".join(f"- {line}\n" for line in lines)) == lines


def test_two_registries_share_no_variables_in_gitlab(catalog: Catalog) -> None:
    refs = [f"{row.example}:c" for row in ROWS if not row.local]
    logins = [line for line in commands(steps(draft(*refs), catalog, "gitlab-ci")) if "docker login" in line]
    names = [name for line in logins for name in set(re.findall(r"\$(\w+)", line))]
    assert len(logins) == len(refs)
    assert len(names) == len(set(names)) > len(refs)


@pytest.mark.parametrize("target", TARGETS)
def test_what_a_variable_stands_for_nobody_knows(target: str, catalog: Catalog) -> None:
    found = steps(draft("${WHERE}/app:c"), catalog, target)
    assert "${WHERE}" in found[1].text
    assert found[1].command == ""


@pytest.mark.parametrize("target", TARGETS)
def test_a_variable_stays_where_a_posix_shell_reads_it(target: str, catalog: Catalog) -> None:
    found = steps(draft("${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/app:c"), catalog, target)
    posix = target in ("bash", "flags", "gitlab-ci")
    assert ('--region "${REGION:?}"' in found[1].command) is posix
    assert ("${" in "".join(commands(found))) is posix


def test_a_registry_on_this_computer_needs_the_hosts_network(catalog: Catalog) -> None:
    found = steps(draft("localhost:5000/app:c"), catalog, "bash")
    assert commands(found) == [f"{BUILDER} --driver-opt network=host"]
    assert "network=host" in steps(draft("localhost:5000/app:c"), catalog, "github-actions")[0].text
    assert "network=host" not in steps(draft(GHCR), catalog, "github-actions")[0].text
    assert "--driver-opt network=host ci" in steps(draft("localhost:5000/app:c"), catalog, "gitlab-ci")[0].command


# ------------------------------------------------------------------------------------------------ the pushed image


def pushing(image: str, *writes: str, reads: tuple[str, ...] = ()) -> Draft:
    return replace(draft(*writes, reads=reads), image=image, output="push")


def test_the_registry_of_the_image_wants_a_login_too(catalog: Catalog) -> None:
    some = pushing("acme/app:1.4", GHCR)
    assert commands(steps(some, catalog, "bash")) == [BUILDER, "docker login ghcr.io", "docker login"]
    texts = [step.text for step in steps(some, catalog, "github-actions")]
    assert any("secrets DOCKERHUB_USERNAME and DOCKERHUB_TOKEN" in text for text in texts)
    # The cache is on GHCR alone: what belongs to a cache is said of that.
    said = {step.text for step in steps(some, catalog, "bash")}
    hub = REGISTRIES.of("docker.io")
    assert not said & {hub.setup, hub.mutable, hub.cleanup}
    assert ROWS[0].cleanup in said


def test_an_image_without_any_cache_wants_a_login_alone(catalog: Catalog) -> None:
    (login,) = steps(pushing("quay.io/acme/app:1"), catalog, "bash")
    assert login.command == "docker login quay.io"
    assert "unless" not in login.text
    assert steps(pushing("localhost:5000/app:1"), catalog, "bash") == ()
    for output in ("load", "nothing"):
        assert steps(replace(pushing("quay.io/acme/app:1"), output=output), catalog, "bash") == ()
    assert steps(pushing("quay.io/Acme/app:1"), catalog, "bash") == ()


@pytest.mark.parametrize("target", TARGETS)
def test_a_cache_beside_the_image_is_never_said_to_need_no_login(target: str, catalog: Catalog) -> None:
    (login,) = steps(pushing("ghcr.io/acme/app:1", reads=(GHCR,)), catalog, target)
    assert "unless" not in login.text
    assert "packages: read" not in login.text
    assert ("packages: write" in login.text) is (target == "github-actions")


@pytest.mark.parametrize("pushed", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("where", ["nothing", "writes", "reads"])
def test_the_steps_speak_of_every_login_of_the_workflow(pushed: Registry, where: str, catalog: Catalog) -> None:
    refs = () if where == "nothing" else (GHCR,)
    some = pushing(f"{pushed.example}:1", *(refs if where == "writes" else ()), reads=refs if where == "reads" else ())
    workflow = target_text(some, catalog, "github-actions")
    said = [step.text for step in steps(some, catalog, "github-actions")]
    logins = [text for text in said if "log in" in text.lower() or "logs in" in text or "secrets" in text]
    assert len(logins) == workflow.count("docker/login-action@")
    for level in re.findall(r"packages: (\w+)", workflow):
        assert f"packages: {level}" in " ".join(said)


# ---------------------------------------------------------------------------------------------------- in a real shell

ODD = {"DOM": "a b*;$(touch pwned)", "ACC": "'\"", "REGION": "-x y", "NAME": "`id` \\n", "CI_REGISTRY": "reg:5 0"}
SECRET = "-n p\\a\\\\s \"$s'%d\\c"

SHELL_REFS = [
    ("${CI_REGISTRY_IMAGE}:c", ["docker", "login", "reg:5 0"]),
    ("${CI_REGISTRY}/a/b:c", ["docker", "login", "reg:5 0"]),
    ("reg.${DOM}/a:c", ["docker", "login", "reg." + ODD["DOM"]]),
    ("[fd00::1]:5000/a:c", ["docker", "login", "[fd00::1]:5000"]),
    ("${NAME}.azurecr.io/a:c", ["az", "acr", "login", "--name", ODD["NAME"]]),
    (
        "${ACC}.dkr.ecr.${REGION}.amazonaws.com/a:c",
        ["aws", "ecr", "get-login-password", "--region", ODD["REGION"]],
    ),
    ("${DOM}-docker.pkg.dev/p/a:c", ["gcloud", "auth", "configure-docker", ODD["DOM"] + "-docker.pkg.dev"]),
]


def run(line: str, folder: Path, shell: str, values: Mapping[str, str]) -> list[list[str]]:
    """What the programs in *line* were given, each call with what it read last."""
    for name in ("docker", "aws", "az", "gcloud"):
        stand_in = folder / name
        stand_in.write_text(STAND_IN)
        stand_in.chmod(0o755)
    log = folder / "log"
    log.unlink(missing_ok=True)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "LOG": str(log), **values}
    subprocess.run([shell, "-c", line], env=environment, cwd=folder, capture_output=True, timeout=300, check=False)
    calls = log.read_text().split("\1")[:-1] if log.exists() else []
    assert not (folder / "pwned").exists()
    return sorted(call.split("\2") for call in calls)


STAND_IN = r"""#!/bin/sh
line=${0##*/}
for each do line=$line$(printf '\002%s' "$each"); done
case $line in *password-stdin*) line=$line$(printf '\002'; cat);; aws*) printf token;; esac
printf '%s\001' "$line" >>"$LOG"
"""

each_shell = pytest.mark.parametrize("shell", [shell for shell in ("bash", "dash", "zsh") if shutil.which(shell)])
needs_posix = pytest.mark.skipif(os.name != "posix", reason="There is no POSIX shell.")


@needs_posix
@each_shell
@pytest.mark.parametrize("target", ["bash", "flags"])
@pytest.mark.parametrize(("ref", "call"), SHELL_REFS)
def test_a_login_is_right_in_a_shell(
    ref: str, call: list[str], target: str, shell: str, catalog: Catalog, tmp_path: Path
) -> None:
    line = steps(draft(ref), catalog, target)[1].command
    assert call in run(line, tmp_path, shell, ODD)
    if "|" in line:
        host = f"{ODD['ACC']}.dkr.ecr.{ODD['REGION']}.amazonaws.com"
        assert ["docker", "login", "--username", "AWS", "--password-stdin", host, "token"] in run(
            line, tmp_path, shell, ODD
        )


@needs_posix
@each_shell
@pytest.mark.parametrize("ref", ["${CI_REGISTRY_IMAGE}:c", "${CI_REGISTRY}/a/b:c", "${NAME}.azurecr.io/a:c"])
def test_a_variable_without_a_value_logs_in_nowhere(ref: str, shell: str, catalog: Catalog, tmp_path: Path) -> None:
    line = steps(draft(ref), catalog, "bash")[1].command
    assert line
    for values in ({}, {"CI_REGISTRY": "", "NAME": ""}):
        assert run(line, tmp_path, shell, values) == []


@needs_posix
@each_shell
@pytest.mark.parametrize(
    "ref", ["${CI_REGISTRY_IMAGE}:c", *(f"{row.example}:c" for row in ROWS if not row.local), "reg.${DOM}/a:c"]
)
def test_a_job_gives_the_password_as_it_is(ref: str, shell: str, catalog: Catalog, tmp_path: Path) -> None:
    line = steps(draft(ref), catalog, "gitlab-ci")[1].command
    values = {
        name: SECRET if name.endswith(("PASSWORD", "TOKEN")) else f"u {name}" for name in re.findall(r"\$(\w+)", line)
    }
    (login,) = [call for call in run(line, tmp_path, shell, {**values, "DOM": "d e"}) if call[0] == "docker"]
    assert login[-1] == ("token" if "aws " in line else SECRET)
    user = login[login.index("--username") + 1]
    assert user in ("AWS", "_json_key_base64") or user.startswith("u ")
