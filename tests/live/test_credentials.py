"""Docker's own login is found as docker finds it, and never shown."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from buildx_cache_flags.live import credentials
from buildx_cache_flags.live.credentials import Credentials
from buildx_cache_flags.live.failures import OutsideError

HOST = "registry.example:5000"


def auth(text: str) -> dict[str, str]:
    return {"auth": base64.b64encode(text.encode()).decode()}


def find(folder: Path, config: Any, host: str = HOST) -> Credentials | None:
    text = config if isinstance(config, str) else json.dumps(config)
    (folder / "config.json").write_text(text, encoding="utf-8")
    return credentials.find(host, {"DOCKER_CONFIG": str(folder), "PATH": str(folder)})


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (auth("me:pass:word"), ("me", "pass:word", "")),
        ({"username": "me", "password": "pw"}, ("me", "pw", "")),
        ({"identitytoken": "t"}, ("", "", "t")),
        ({**auth("me:"), "identitytoken": "t"}, ("me", "", "t")),
        (auth("me:"), None),
        ({}, None),
        ([], None),
        ({"auth": 5}, None),
    ],
)
def test_a_login_in_the_file(tmp_path: Path, row: object, found: object) -> None:
    assert find(tmp_path, {"auths": {HOST: row}}) == found


@pytest.mark.parametrize("key", [HOST, f"https://{HOST}", f"https://{HOST}/v1/", f"http://{HOST}/v2/"])
def test_a_host_is_known_by_its_older_keys(tmp_path: Path, key: str) -> None:
    assert find(tmp_path, {"auths": {key: auth("me:pw")}}) == ("me", "pw", "")


@pytest.mark.parametrize(
    "key", ["registry.example", "registry.example:5001", "https://other.example/registry.example:5000"]
)
def test_another_host_gets_nothing(tmp_path: Path, key: str) -> None:
    assert find(tmp_path, {"auths": {key: auth("me:pw")}}) is None


def test_docker_hub_has_a_key_of_its_own(tmp_path: Path) -> None:
    config = {"auths": {"https://index.docker.io/v1/": auth("me:pw")}}
    assert find(tmp_path, config, "docker.io") == ("me", "pw", "")
    assert find(tmp_path, config) is None


@pytest.mark.parametrize("config", [{}, [], {"auths": []}, {"auths": {}, "credHelpers": 5, "credsStore": 5}])
def test_no_login(tmp_path: Path, config: object) -> None:
    assert find(tmp_path, config) is None


def test_no_configuration(tmp_path: Path) -> None:
    assert credentials.find(HOST, {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}) is None


def test_the_file_lies_in_the_home_unless_docker_config_says_otherwise(tmp_path: Path) -> None:
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker" / "config.json").write_text(json.dumps({"auths": {HOST: auth("me:pw")}}), encoding="utf-8")
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    assert credentials.find(HOST, home) == ("me", "pw", "")
    assert credentials.find(HOST, {**home, "DOCKER_CONFIG": str(tmp_path)}) is None


@pytest.mark.parametrize(
    ("config", "said"), [("{", "not valid JSON"), ({"auths": {HOST: {"auth": "me:pw"}}}, "login in .* is broken")]
)
def test_a_broken_file_is_named(tmp_path: Path, config: object, said: str) -> None:
    with pytest.raises(OutsideError, match=said):
        find(tmp_path, config)


def test_nothing_of_a_login_is_shown() -> None:
    assert "secret" not in repr(Credentials("me", "secret", "secret too"))
    assert "secret" not in f"{Credentials('me', 'secret')}"


posix = pytest.mark.skipif(os.name == "nt", reason="the helpers of these tests are shell scripts")


def helper(folder: Path, script: str, name: str = "x") -> None:
    path = folder / f"docker-credential-{name}"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@posix
@pytest.mark.parametrize("config", [{"credsStore": "x"}, {"credHelpers": {HOST: "x"}, "credsStore": "other"}])
def test_a_helper_is_asked_for_this_host(tmp_path: Path, config: dict[str, object]) -> None:
    helper(
        tmp_path,
        f'read -r host; [ "$1 $host" = "get {HOST}" ] || exit 1\necho \'{{"Username": "me", "Secret": "pw"}}\'',
    )
    # Where a helper keeps the logins, those of the file count no more.
    assert find(tmp_path, {**config, "auths": {HOST: auth("old:old")}}) == ("me", "pw", "")


@posix
def test_a_helper_may_give_an_identity_token(tmp_path: Path) -> None:
    helper(tmp_path, 'echo \'{"Username": "<token>", "Secret": "t"}\'')
    assert find(tmp_path, {"credsStore": "x"}) == ("", "", "t")


@posix
def test_a_helper_that_has_none_is_no_fault(tmp_path: Path) -> None:
    helper(tmp_path, "echo credentials not found in native keychain; exit 1")
    assert find(tmp_path, {"credsStore": "x"}) is None


@posix
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo secret; exit 3", r"fails \(status 3\)"),
        ("echo secret", "no login that can be read"),
        ("echo '[]'", "no login that can be read"),
    ],
)
def test_a_helper_that_fails_is_named_and_not_quoted(tmp_path: Path, script: str, said: str) -> None:
    helper(tmp_path, script)
    with pytest.raises(OutsideError, match=said) as raised:
        find(tmp_path, {"credsStore": "x"})
    assert "secret" not in str(raised.value)


@posix
def test_a_helper_that_hangs_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_SECONDS", 0.2)
    helper(tmp_path, "exec /bin/sleep 30")
    with pytest.raises(OutsideError, match="gave no login within"):
        find(tmp_path, {"credsStore": "x"})


@pytest.mark.parametrize("name", ["missing", "../x", "a/b", "-x", " "])
def test_a_helper_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutsideError, match="is not installed"):
        find(tmp_path, {"credsStore": name})


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"auths": {HOST: {"username": "a", "password": "b"}}}))
    environment = {
        "DOCKER_CONFIG": str(tmp_path),
        "DOCKER_AUTH_CONFIG": json.dumps({"auths": {HOST: {"auth": "YzpkOmU="}}}),
    }
    assert credentials.find(HOST, environment) == Credentials("c", "d:e")
    assert credentials.find(HOST, {**environment, "DOCKER_AUTH_CONFIG": '{"auths": {}}'}) == Credentials("a", "b")
    assert credentials.find(HOST, {**environment, "DOCKER_AUTH_CONFIG": " "}) == Credentials("a", "b")
    with pytest.raises(OutsideError, match="DOCKER_AUTH_CONFIG in the environment is not valid JSON"):
        credentials.find(HOST, {**environment, "DOCKER_AUTH_CONFIG": "{"})
