"""Registries inside one's own network: which hosts are such, and what BuildKit is told of them."""

import json
import tomllib

import pytest
import yaml

from buildx_cache_flags.__main__ import main
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.explain import before, inhouse

INSIDE = (
    "registry:5000",
    "Registry",
    "registry.internal",
    "registry.corp",
    "nas.local:5000",
    "git.home.arpa",
    "10.1.2.3:5000",
    "192.168.0.9",
    "8.8.8.8:5000",
    "[fd00::1]:5000",
    "registry.example.com:5000",
    "quay.corp.example:8443",
    "localhost:5000",
    "127.0.0.1:5000",
    "[::1]:5000",
)
OUTSIDE = (
    "docker.io",
    "ghcr.io",
    "ghcr.io:443",
    "registry.example.com",
    "registry.example.com:443",
    "123456789012.dkr.ecr.eu-central-1.amazonaws.com",
    "acme.azurecr.io",
    "internal.example.com",
    "${HOST}",
    "${HOST}:5000",
    "registry.${DOMAIN}:5000",
)


@pytest.mark.parametrize("host", INSIDE)
def test_a_host_inside(host: str, catalog: Catalog) -> None:
    assert inhouse.is_inhouse(host, catalog)


@pytest.mark.parametrize("host", OUTSIDE)
def test_a_host_outside(host: str, catalog: Catalog) -> None:
    assert not inhouse.is_inhouse(host, catalog)


@pytest.mark.parametrize("host", [host for host in INSIDE if not inhouse.is_loopback(host) and "[" not in host])
def test_each_way_is_toml_for_this_host(host: str) -> None:
    found = inhouse.ways(host)
    assert [one.access for one in found] == list(inhouse.ACCESSES)
    said = [tomllib.loads(one.toml)["registry"][host] for one in found]
    assert said == [{"http": True}, {"ca": [f"/etc/docker/certs.d/{host}/ca.crt"]}, {"insecure": True}]
    assert all(one.command.endswith(" --use --bootstrap --buildkitd-config buildkitd.toml") for one in found)
    for one in found:
        (step,) = yaml.safe_load(one.workflow)
        assert tomllib.loads(step["with"]["buildkitd-config-inline"]) == tomllib.loads(one.toml)


def test_a_certificate_of_ones_own() -> None:
    way = inhouse.ways("registry.internal", 'C:\\certs\\"my" ca.pem')[1]
    assert tomllib.loads(way.toml)["registry"]["registry.internal"] == {"ca": ['C:\\certs\\"my" ca.pem']}


def test_this_computer_needs_no_file() -> None:
    (way,) = inhouse.ways("localhost:5000")
    assert way.toml == ""
    assert way.command.endswith("--driver-opt network=host")


def test_what_buildx_can_not_read_is_not_written() -> None:
    for way in inhouse.ways("[fd00::1]:5000"):
        assert (way.toml, way.command) == ("", "")
        assert "registry.insecure=true" in way.when


def draft(ref: str) -> Draft:
    return Draft(writes=entries.parse(f"type=registry,ref={ref}"), reads=(), following=False)


def test_it_is_said_before_the_build(catalog: Catalog) -> None:
    (step,) = (one for one in before.steps(draft("registry.internal:5000/app:c"), catalog) if one.offer == "registry")
    assert step.text.startswith("registry.internal:5000 looks like a registry in your own network.")
    for ref in ("ghcr.io/acme/app:c", "localhost:5000/acme/app:c"):
        assert not [one for one in before.steps(draft(ref), catalog) if one.offer == "registry"]


# --------------------------------------------------------------------------------------------------- the command


def test_the_command_prints_the_file_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["builder", "--registry", "registry.internal:5000/app:c"]) == 0
    out, said = capsys.readouterr()
    assert tomllib.loads(out) == {"registry": {"registry.internal:5000": {"http": True}}}
    assert "--buildkitd-config buildkitd.toml" in said
    assert "registry.insecure=true in the flag does the same" in said
    assert main(["builder", "--registry", "nas", "--ca", "ca.pem"]) == 0
    assert tomllib.loads(capsys.readouterr().out) == {"registry": {"nas": {"ca": ["ca.pem"]}}}
    assert main(["builder", "--registry", "nas:5000", "--insecure", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["host"], answer["access"]) == ("nas:5000", "insecure")


def test_the_command_where_no_file_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["builder", "--registry", "localhost:5000"]) == 1
    out, said = capsys.readouterr()
    assert out == ""
    assert "no file is needed" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--registry", "https://x"], "is not a host"),
        (["--insecure"], "are for --registry"),
        (["--ca", "x"], "are for"),
    ],
)
def test_wrong_usage(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["builder", *words])
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err
