"""What is to be seen to before the command runs, by registry, by target and by what is set."""

import re

import pytest

from buildx_cache_flags.core import entries, reference, registries
from buildx_cache_flags.core.before import BUILDER, Step, steps
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.parameters import Table
from buildx_cache_flags.core.registries import Registry
from buildx_cache_flags.core.targets import TARGETS

ROWS = registries.load()
GHCR = "ghcr.io/acme/app:buildcache"
ECR = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/app:c"


def draft(*writes: str, reads: tuple[str, ...] = ()) -> Draft:
    def read(refs: tuple[str, ...]) -> tuple[entries.Entry, ...]:
        return tuple(entries.registry(ref) for ref in refs)

    return Draft(writes=read(writes), reads=read(reads), following=False)


def commands(found: tuple[Step, ...]) -> list[str]:
    return [step.command for step in found if step.command]


def test_writing_to_ghcr_in_a_terminal(table: Table) -> None:
    builder, login, mutable, cleanup = steps(draft(GHCR, reads=(GHCR,)), table, "bash")
    assert builder.command == BUILDER
    assert "containerd image store" in builder.text
    assert login.command == "docker login ghcr.io"
    assert login.text.startswith("Log in to GitHub Packages (GHCR). ")
    assert "overwritten" in mutable.text
    assert cleanup.text == ROWS[0].cleanup
    assert all(step.link for step in (builder, login, mutable, cleanup))


def test_reading_alone_needs_no_builder_and_no_tag(table: Table) -> None:
    (login,) = steps(draft(reads=(GHCR, "ghcr.io/acme/app:main")), table, "bash")
    assert login.text.startswith("Log in to GitHub Packages (GHCR), unless its cache is public.")
    assert login.command == "docker login ghcr.io"


def test_nothing_comes_before_nothing(table: Table) -> None:
    assert steps(draft(), table) == ()
    gha = Draft(writes=entries.parse("type=gha"), reads=entries.parse("type=gha"))
    assert steps(gha, table) == ()


@pytest.mark.parametrize("ref", ["", "ghcr.io/Acme/app", "https://ghcr.io/acme/app"])
def test_of_a_ref_that_is_none_only_the_builder_is_known(ref: str, table: Table) -> None:
    assert [step.command for step in steps(draft(ref), table)] == [BUILDER]


def test_each_registry_is_logged_in_to_once(table: Table) -> None:
    found = steps(draft(GHCR, ECR, reads=(GHCR, "docker.io/acme/app:c", "acme/other:c")), table, "bash")
    logins = [command for command in commands(found) if "login" in command]
    host = ECR.partition("/")[0]
    assert logins == [
        "docker login ghcr.io",
        f"aws ecr get-login-password --region eu-central-1 | docker login --username AWS --password-stdin {host}",
        "docker login",
    ]


def test_two_registries_are_told_apart(table: Table) -> None:
    texts = [step.text for step in steps(draft(GHCR, ECR), table)]
    assert sum(text.startswith("GitHub Packages (GHCR): ") for text in texts) == 2
    assert sum(text.startswith("Amazon ECR: ") for text in texts) == 3
    alone = [step.text for step in steps(draft(ECR, ECR.replace("eu-central", "us-east")), table)]
    assert not any(text.startswith("Amazon ECR: ") for text in alone)
    assert len(alone) == len(set(alone)) + 1  # two logins of one name


@pytest.mark.parametrize("target", ["", *TARGETS])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_registry_at_every_target(row: Registry, target: str, table: Table) -> None:
    found = steps(draft(f"{row.example}:c", reads=(f"{row.example}:main",)), table, target)
    assert len(found) == 3 + (not row.local) + bool(row.setup)
    assert [step.text for step in found[-2:]] == [row.mutable, row.cleanup]
    for step in found:
        assert not re.search(r"\{\w+\}", step.text + step.command), step
        assert step.text.endswith(".")
        assert len(step.text) < 200


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_nobody_is_asked_for_a_password_in_ci(row: Registry, table: Table) -> None:
    host = reference.parse(row.example).domain
    for written in (True, False):
        some = draft(f"{row.example}:c") if written else draft(reads=(f"{row.example}:c",))
        assert commands(steps(some, table, "github-actions")) == []
        for command in commands(steps(some, table, "gitlab-ci")):
            assert f"docker login {host}" != command
            assert "docker login" not in command or "--password-stdin" in command


def test_github_reads_from_ghcr_by_itself_and_from_nowhere_else(table: Table) -> None:
    (ghcr,) = steps(draft(reads=(GHCR,)), table, "github-actions")
    assert "packages: read" in ghcr.text
    (hub,) = steps(draft(reads=("acme/app:c",)), table, "github-actions")
    assert hub.text.startswith("The workflow does not log in to docker.io only to read")


def test_gitlab_knows_its_own_registry_by_its_variable(table: Table) -> None:
    own = steps(draft("${CI_REGISTRY_IMAGE}:c"), table, "gitlab-ci")
    assert commands(own)[1].startswith('echo "$CI_REGISTRY_PASSWORD" | docker login "$CI_REGISTRY"')
    assert own[-1].text == next(row.cleanup for row in ROWS if row.name == "GitLab")
    assert "docker context create ci" in commands(own)[0]
    assert own == steps(draft("${CI_REGISTRY_IMAGE}/cache:c"), table, "gitlab-ci")


@pytest.mark.parametrize("target", TARGETS)
def test_what_a_variable_stands_for_nobody_knows(target: str, table: Table) -> None:
    found = steps(draft("${WHERE}/app:c"), table, target)
    assert "${WHERE}" in found[1].text
    assert found[1].command == ""


@pytest.mark.parametrize("target", TARGETS)
def test_a_variable_stays_where_a_posix_shell_reads_it(target: str, table: Table) -> None:
    found = steps(draft("${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/app:c"), table, target)
    posix = target in ("bash", "flags", "gitlab-ci")
    assert ("--region ${REGION}" in found[1].command) is posix
    assert ("${" in "".join(commands(found))) is posix


def test_a_registry_on_this_computer_needs_the_hosts_network(table: Table) -> None:
    found = steps(draft("localhost:5000/app:c"), table, "bash")
    assert commands(found) == [f"{BUILDER} --driver-opt network=host"]
    assert "network=host" in steps(draft("localhost:5000/app:c"), table, "github-actions")[0].text
    assert "network=host" not in steps(draft(GHCR), table, "github-actions")[0].text
    assert "--driver-opt network=host ci" in steps(draft("localhost:5000/app:c"), table, "gitlab-ci")[0].command
