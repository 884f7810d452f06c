"""The table of registries, row by row, and the advice that is made of it."""

import io
import re
from pathlib import Path
from typing import Any

import pytest

from buildx_cache_flags.cli.console import Console
from buildx_cache_flags.cli.text_report import summary
from buildx_cache_flags.core import asking
from buildx_cache_flags.core.catalog import Catalog, registries
from buildx_cache_flags.core.catalog.registries import Registry
from buildx_cache_flags.core.catalog.tables import TableError
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft, entries, reference
from buildx_cache_flags.core.outcome import judge
from tests import strategies

REGISTRIES = strategies.catalog().registries
ROWS = REGISTRIES.rows
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
ROW = {"name": "x", "example": "x.example/a", "cleanup": "c."}

OF_HOST = {
    "ghcr.io": "GitHub Packages (GHCR)",
    "GHCR.IO": "GitHub Packages (GHCR)",
    "docker.io": "Docker Hub",
    "123456789012.dkr.ecr.eu-central-1.amazonaws.com": "Amazon ECR",
    "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn": "Amazon ECR",
    "${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com": "Amazon ECR",
    "public.ecr.aws": "Amazon ECR Public",
    "europe-west1-docker.pkg.dev": "Google Artifact Registry",
    "gcr.io": "Google gcr.io",
    "eu.gcr.io": "Google gcr.io",
    "acme.azurecr.io": "Azure Container Registry",
    "quay.io": "Quay",
    "quay.corp.example:8443": "Quay",
    "registry.gitlab.com": "GitLab",
    "gitlab.example.com:5050": "GitLab",
    "harbor.example.com": "Harbor",
    "my-harbor.example.com:443": "Harbor",
    "acme.jfrog.io": "Artifactory",
    "artifactory.example.com": "Artifactory",
    "nexus.example.com:8082": "Nexus Repository",
    "localhost": "Registry on this computer",
    "localhost:5000": "Registry on this computer",
    "127.0.0.1:5000": "Registry on this computer",
    "[::1]:5000": "Registry on this computer",
    "registry.example.com": "Any other registry",
    "notgcr.io": "Any other registry",
    "ghcr.io.example.com": "Any other registry",
    "harbors.example.com": "Any other registry",
    "a.b.azurecr.io": "Any other registry",
    "amazonaws.com": "Any other registry",
}


@pytest.mark.parametrize(("host", "name"), OF_HOST.items())
def test_a_host_belongs_to_its_registry(host: str, name: str) -> None:
    assert REGISTRIES.of(host).name == name


def test_no_row_is_without_a_host() -> None:
    assert {row.name for row in ROWS} == set(OF_HOST.values())


@each_row
def test_the_example_of_a_row_is_a_repository_there(row: Registry) -> None:
    parsed = reference.parse(row.example)
    assert REGISTRIES.of(parsed.domain) is row
    assert (parsed.tag, ":" in row.example.rpartition("/")[2]) == ("latest", False)


@each_row
def test_the_commands_of_a_row_have_no_gap_left(row: Registry) -> None:
    domain = reference.parse(row.example).domain
    for text in (row.login, row.gitlab, row.gitlab_note, row.own, row.own_note, row.github, row.github_read):
        assert not re.search(r"\{\w+\}", row.filled(text, domain)), text
    assert bool(row.login) is not row.local
    assert bool(row.github) is not row.local
    assert bool(row.own) is bool(row.variables)
    # A job can't be asked for a password.
    assert row.local or "--password-stdin" in row.gitlab
    assert not row.own or "--password-stdin" in row.own
    # What a job has to have for it is installed.
    assert ("aws " in row.gitlab) is ("aws-cli" in row.gitlab_setup)


@each_row
def test_what_a_row_says_are_sentences_with_links(row: Registry) -> None:
    for field in ("login_note", "gitlab_note", "own_note", "github", "github_read", "setup", "mutable", "cleanup"):
        text = getattr(row, field)
        assert text == text.strip()
        assert not text or (text.endswith(".") and text[0].isupper()), (field, text)
        assert not re.search(r"[!—]", text)
    for field in row._fields:
        if field.endswith("_link") and getattr(row, field):
            assert getattr(row, field).startswith("https://"), field
    assert "nothing to" not in row.mutable
    assert bool(row.mutable) >= bool(row.mutable_link)
    assert row.cleanup
    assert row.cleanup_link


@each_row
def test_advice_is_about_parameters_that_there_are(row: Registry, catalog: Catalog) -> None:
    for advice in row.advice:
        parameter = catalog.default.by_name[advice.parameter]
        assert advice.wants in (parameter.values or ("true", "false"))
        assert advice.reason[-1:] not in ".:,"


def test_the_region_and_the_host_come_from_the_ref() -> None:
    host = "123456789012.dkr.ecr.eu-central-1.amazonaws.com"
    row = REGISTRIES.of(host)
    assert row.filled(row.login, host) == (
        f"aws ecr get-login-password --region eu-central-1 | docker login --username AWS --password-stdin {host}"
    )
    odd = "${host}.azurecr.io"
    assert (
        REGISTRIES.of(odd).filled("{1} {host} ${user} {x}", odd)
        == "${host} ${host}.azurecr.io $HOST_AZURECR_IO_USERNAME {x}"
    )
    azure = REGISTRIES.of("Acme.azurecr.io")
    assert azure.filled(azure.login, "Acme.azurecr.io") == "az acr login --name Acme"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"registry": [{**ROW, "hots": []}]}, "registry x: unknown key 'hots'"),
        ({"registry": [{"name": "x"}]}, "registry x: the key 'example' is missing"),
        ({"registry": [{**ROW, "advice": [{"parametr": "x"}]}]}, "registry x: advice: unknown key 'parametr'"),
        (
            {"registry": [{**ROW, "advice": [{"parameter": "p", "wants": "w", "reason": "r", "severity": "error"}]}]},
            "registry x: advice: severity: 'error' is neither warning nor hint",
        ),
        ({"registry": [{**ROW, "hosts": ["x.example"]}]}, "the last row is for any other registry"),
        ({"registry": []}, "there is no registry"),
        ({"registries": []}, "unknown key 'registries'"),
    ],
)
def test_a_slip_in_the_table_fails_with_its_place(data: dict[str, Any], message: str) -> None:
    with pytest.raises(TableError, match=re.escape(message)):
        registries.from_data(data)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "registries.toml"
    path.write_text("[[registry")
    with pytest.raises(TableError, match=r"registries\.toml: "):
        registries.read(path)


# ----------------------------------------------------------------------------------------------------- advice

ECR = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/app:c"
CERTAIN = {"Amazon ECR", "Amazon ECR Public", "Quay"}
WANTING = [row for row in ROWS if row.advice]


def judged(value: str, buildkit: str, catalog: Catalog) -> tuple[Draft, tuple[Problem, ...]]:
    draft = Draft(writes=entries.parse(value), reads=(), buildkit=buildkit, following=False)
    problems = judge(draft, None, catalog).problems
    codes = ("registry-refuses", "registry-old-builder", "registry-wants", "release-default")
    return draft, tuple(problem for problem in problems if problem.code in codes)


def test_there_is_advice_to_give() -> None:
    assert {row.name for row in WANTING} == {
        "Amazon ECR",
        "Amazon ECR Public",
        "Quay",
        "Harbor",
        "Artifactory",
        "Nexus Repository",
    }


@pytest.mark.parametrize("row", WANTING, ids=lambda row: row.name)
@pytest.mark.parametrize("buildkit", ["0.12", "0.20"])
def test_an_old_builder_is_told_to_write_it_out_and_only_once(row: Registry, buildkit: str, catalog: Catalog) -> None:
    draft, problems = judged(f"type=registry,ref={row.example}:c", buildkit, catalog)
    expected = ("registry-old-builder", "error") if row.name in CERTAIN else ("registry-wants", "hint")
    assert [(str(one.place), one.code, one.severity) for one in problems] == [("cache-to 1, image-manifest", *expected)]
    assert problems[0].message.startswith(row.advice[0].reason)
    assert problems[0].fix is not None
    assert problems[0].fix.apply(draft, catalog).writes[0].get("image-manifest") == "true"


@pytest.mark.parametrize("row", WANTING, ids=lambda row: row.name)
@pytest.mark.parametrize(
    ("flags", "buildkit"),
    [
        ("image-manifest=false", ""),
        ("image-manifest=0", "0.12"),
        ("oci-mediatypes=false", ""),
        ("oci-mediatypes=false", "0.20"),
        ("image-manifest=false,oci-mediatypes=false", "0.21"),
    ],
)
def test_what_somebody_wrote_is_a_warning_where_the_registry_surely_refuses_it(
    row: Registry, flags: str, buildkit: str, catalog: Catalog
) -> None:
    _, problems = judged(f"type=registry,ref={row.example}:c,{flags}", buildkit, catalog)
    expected = ("registry-refuses", "warning") if row.name in CERTAIN else ("registry-wants", "hint")
    assert [(one.code, one.severity) for one in problems] == [expected]


def test_what_is_written_as_the_registry_wants_it_leaves_the_default_an_error(catalog: Catalog) -> None:
    _, problems = judged(f"type=registry,ref={ECR},oci-mediatypes=true", "0.20", catalog)
    assert [problem.severity for problem in problems] == ["error"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("buildkit", ["0.21", "0.22", ""])
def test_a_present_builder_needs_no_advice(row: Registry, buildkit: str, catalog: Catalog) -> None:
    assert judged(f"type=registry,ref={row.example}:c,mode=max", buildkit, catalog)[1] == ()


@pytest.mark.parametrize(
    ("flags", "buildkit", "place", "fixed"),
    [
        ("image-manifest=false", "", "image-manifest", {}),
        ("image-manifest=0", "0.21", "image-manifest", {}),
        ("image-manifest=false", "0.20", "image-manifest", {"image-manifest": "true"}),
        ("oci-mediatypes=false", "", "oci-mediatypes", {}),
        ("oci-mediatypes=false", "0.20", "image-manifest", {"image-manifest": "true"}),
        ("oci-mediatypes=false,image-manifest=false", "", "image-manifest", {"image-manifest": "true"}),
    ],
)
def test_the_fix_gives_the_registry_what_it_wants(
    flags: str, buildkit: str, place: str, fixed: dict[str, str], catalog: Catalog
) -> None:
    draft, problems = judged(f"type=registry,ref={ECR},{flags}", buildkit, catalog)
    assert [problem.place.parameter for problem in problems] == [place]
    assert problems[0].fix is not None
    after = problems[0].fix.apply(draft, catalog)
    assert {name: after.writes[0].get(name) for name in fixed} == fixed
    assert len(after.writes[0].fields) == 2 + len(fixed)
    assert judge(after, None, catalog).problems == ()


def test_a_builder_that_can_not_is_said_to_be_too_old(catalog: Catalog) -> None:
    _, problems = judged(f"type=registry,ref={ECR}", "0.11", catalog)
    assert [problem.fix for problem in problems] == [None]
    assert "BuildKit 0.11 can't write anything else. Use BuildKit 0.12 or later." in problems[0].message


@pytest.mark.parametrize("ref", ["ghcr.io/acme/app:c", "docker.io/acme/app:c", "reg.example.com/acme/app:c"])
def test_no_advice_where_the_registry_takes_it(ref: str, catalog: Catalog) -> None:
    assert judged(f"type=registry,ref={ref},image-manifest=false", "", catalog)[1] == ()


@pytest.mark.parametrize(
    ("value", "buildkit", "promise"),
    [
        ("type=registry,ref=harbor.example.com/a/b", "0.20", False),
        ("type=registry,ref=harbor.example.com/a/b,oci-mediatypes=false", "", False),
        ("app", "", False),
        (f"type=registry,ref={ECR},ignore-error=T", "", True),
    ],
)
def test_the_command_line_promises_nothing_for_the_registry(
    value: str, buildkit: str, promise: bool, catalog: Catalog
) -> None:
    around = Draft(writes=(), reads=(), following=False, buildkit=buildkit)
    answer = asking.ask(asking.Question((("cache-to", value),), around), catalog)
    said = summary(answer, Console(io.StringIO()))
    assert ("valid for buildx." in said) is promise
    assert ("the registry may reject the cache" in said) is not promise


def test_what_is_only_read_gets_no_advice(catalog: Catalog) -> None:
    draft = Draft(writes=(), reads=entries.parse(f"type=registry,ref={ECR}"), buildkit="0.12", following=False)
    assert judge(draft, None, catalog).problems == ()
