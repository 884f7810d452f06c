"""`inspect` against a real registry that is filled with real manifests."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildx_cache_flags.core.draft import reference
from buildx_cache_flags.live import tags, write_check
from buildx_cache_flags.live.failures import OutsideError
from buildx_cache_flags.live.registry import RegistryClient
from tests.live import registries, tokens
from tests.live.registries import REPOSITORY, Store

pytestmark = pytest.mark.skipif(registries.PROGRAM is None, reason="Debian's docker-registry is not installed")
ROWS = registries.rows()


def fill(folder: Path) -> None:
    store = Store(folder / "store")
    for path in (registries.CACHES / "blobs").iterdir():
        store.add(path.read_bytes())
    for number, row in enumerate(ROWS):
        store.tag(f"t{number}", row["digest"])


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("plain")
    fill(folder)
    with registries.running(folder) as host:
        yield host


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One that lets in only acme, whose password is "right" (bcrypt, as htpasswd -B writes it)."""
    folder = tmp_path_factory.mktemp("guarded")
    fill(folder)
    (folder / "htpasswd").write_text(PASSWORDS, encoding="utf-8")
    with registries.running(folder, f"auth: {{htpasswd: {{realm: r, path: {folder / 'htpasswd'}}}}}\n") as host:
        yield host


PASSWORDS = "acme:$2b$05$abcdefghijklmnopqrstuu8xaCxxL82bnl.UY74PMksDxIJShppPC\n"


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_every_manifest_is_recognised(plain: str, number: int) -> None:
    row = ROWS[number]
    contents = RegistryClient(reference.parse(f"{plain}/{REPOSITORY}:t{number}"), environment={}).look()
    assert contents is not None
    assert contents.digest == row["digest"]
    assert (contents.kind == "cache") == (row["kind"] == "cache")


def test_a_digest_alone_is_enough(plain: str) -> None:
    contents = RegistryClient(reference.parse(f"{plain}/{REPOSITORY}@{ROWS[1]['digest']}"), environment={}).look()
    assert contents is not None
    assert contents.kind == "cache"


@pytest.mark.parametrize("name", [f"{REPOSITORY}:none", "acme/none:t1"])
def test_nothing_is_there(plain: str, name: str) -> None:
    assert RegistryClient(reference.parse(f"{plain}/{name}"), environment={}).look() is None


def test_its_tags_are_listed_and_an_upload_is_given_up(plain: str) -> None:
    registry = RegistryClient(reference.parse(f"{plain}/{REPOSITORY}:x"), environment={})
    found = tags.caches(registry)
    expected = sorted(f"t{number}" for number, row in enumerate(ROWS) if row["kind"] == "cache")
    assert found.all == len(ROWS)
    assert sorted(tag.name for tag in found.tags if tag.contents and tag.contents.kind == "cache") == expected
    assert "started and cancelled" in write_check.check(registry)


def look_with(host: str, folder: Path, user: str, password: str) -> object:
    auth = base64.b64encode(f"{user}:{password}".encode()).decode()
    (folder / "config.json").write_text(json.dumps({"auths": {host: {"auth": auth}}}), encoding="utf-8")
    ref = reference.parse(f"{host}/{REPOSITORY}:t1")
    return RegistryClient(ref, environment={"DOCKER_CONFIG": str(folder)}).look()


def test_the_login_of_docker_opens_it(guarded: str, tmp_path: Path) -> None:
    assert look_with(guarded, tmp_path, "acme", "right") is not None


def test_a_wrong_login_is_named(guarded: str, tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="rejects Docker's login"):
        look_with(guarded, tmp_path, "acme", "wrong")


def test_a_missing_login_is_named(guarded: str) -> None:
    with pytest.raises(OutsideError, match=f"Run docker login {guarded}"):
        RegistryClient(reference.parse(f"{guarded}/{REPOSITORY}:t1"), environment={}).look()


@pytest.fixture(scope="module")
def behind_tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One that trusts a token server, where anybody may pull and acme may push."""
    if tokens.OPENSSL is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tokens")
    fill(folder)
    with tokens.granting(folder) as granting, registries.running(folder, granting.settings) as host:
        yield host


def registry_of(host: str, folder: Path, user: str = "", password: str = "") -> RegistryClient:
    auth = base64.b64encode(f"{user}:{password}".encode()).decode()
    auths = {host: {"auth": auth}} if user else {}
    (folder / "config.json").write_text(json.dumps({"auths": auths}), encoding="utf-8")
    return RegistryClient(reference.parse(f"{host}/{REPOSITORY}:t1"), environment={"DOCKER_CONFIG": str(folder)})


def test_a_token_server_opens_it(behind_tokens: str, tmp_path: Path) -> None:
    assert registry_of(behind_tokens, tmp_path).look() is not None
    assert registry_of(behind_tokens, tmp_path, tokens.USER, tokens.PASSWORD).look() is not None
    assert len(tags.caches(registry_of(behind_tokens, tmp_path)).tags) > 1


def test_a_token_server_that_refuses_the_login_is_named(behind_tokens: str, tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="rejects Docker's login"):
        registry_of(behind_tokens, tmp_path, tokens.USER, "wrong").look()


def test_only_who_may_push_may_write(behind_tokens: str, tmp_path: Path) -> None:
    assert "started and cancelled" in write_check.check(
        registry_of(behind_tokens, tmp_path, tokens.USER, tokens.PASSWORD)
    )
    with pytest.raises(OutsideError):
        write_check.check(registry_of(behind_tokens, tmp_path))


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One with a certificate that nobody knows."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("secured")
    fill(folder)
    key, certificate = folder / "key.pem", folder / "cert.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, *words, *names], check=True, capture_output=True)
    with registries.running(folder, f"tls: {{certificate: {certificate}, key: {key}}}") as host:
        yield host


def test_an_unknown_certificate_is_refused_with_what_to_do(secured: str) -> None:
    with pytest.raises(OutsideError, match=r"can't be verified.*buildkitd\.toml.*registry\.insecure=true"):
        RegistryClient(reference.parse(f"{secured}/{REPOSITORY}:t1"), environment={}).look()


def test_insecure_accepts_it(secured: str) -> None:
    assert (
        RegistryClient(reference.parse(f"{secured}/{REPOSITORY}:t1"), insecure=True, environment={}).look() is not None
    )


def test_the_command_says_it_in_a_process_of_its_own(plain: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "buildx_cache_flags", "inspect", f"{plain}/{REPOSITORY}:t1", "--format", "json"]
    done = subprocess.run(
        command, capture_output=True, env={**os.environ, "DOCKER_CONFIG": str(tmp_path)}, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    answer = json.loads(done.stdout)
    assert (answer["ok"], answer["contents"]["kind"], answer["contents"]["storage"]) == (
        True,
        "cache",
        "image manifest",
    )
