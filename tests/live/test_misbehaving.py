"""Every way in which a registry fails is one sentence that says what to do, within the limits of time and size."""

import json
import re
import socket
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from buildx_cache_flags.core.cachemanifest.inventory import Contents
from buildx_cache_flags.core.cachemanifest.manifests import CACHE_CONFIG, OCI_INDEX, OCI_MANIFEST, ManifestError
from buildx_cache_flags.core.draft import reference
from buildx_cache_flags.live.failures import OutsideError
from buildx_cache_flags.live.guard import Guard
from buildx_cache_flags.live.registry import RegistryClient
from tests.live import registries
from tests.live.servers import Answering, Handler, raw, serving

CACHE = registries.rows()[1]["digest"]
MANIFEST = registries.blob(CACHE)
ZEROS = "sha256:" + "0" * 64


def look(
    host: str, *, seconds: float = 20, tag: str = ":t", environment: Mapping[str, str] | None = None
) -> Contents | None:
    return RegistryClient(reference.parse(f"{host}/a/b{tag}"), environment=environment or {}, seconds=seconds).look()


def sentence(host: str, **more: object) -> str:
    with pytest.raises((OutsideError, ManifestError)) as raised:
        look(host, **more)  # type: ignore[arg-type]
    text = str(raised.value)
    assert "\n" not in text
    assert text.isprintable()
    return text


def status(number: int, body: bytes = b"{}", **headers: str) -> Answering:
    return lambda handler: handler.reply(number, body, **{"Content_Type": "application/json", **headers})


def manifest(data: object, kind: str = OCI_MANIFEST) -> Answering:
    return status(200, data if isinstance(data, bytes) else json.dumps(data).encode(), Content_Type=kind)


def index(**more: object) -> dict[str, object]:
    return {"schemaVersion": 2, "mediaType": OCI_INDEX, **more}


CONFIG = {"mediaType": CACHE_CONFIG, "digest": ZEROS, "size": 2}
BROKEN: dict[str, tuple[Answering, str]] = {
    "401 without a challenge": (status(401), "is broken"),
    "401 basic": (status(401, WWW_Authenticate='Basic realm="x"'), "needs a login"),
    "401 of another kind": (status(401, WWW_Authenticate="Negotiate"), "is broken"),
    "403": (status(403), "docker login"),
    "404 of a web server": (status(404, b"<html>", Content_Type="text/html"), "web page"),
    "404 of no registry": (status(404, b"404 page not found"), "no registry does"),
    "405": (status(405), "answers 405"),
    "429 with a wait": (status(429, Retry_After="17"), "in 17 seconds"),
    "429 with nonsense": (status(429, Retry_After="soon\u00b2"), "Try again later"),
    "500": (status(500), "internal error \\(500\\)"),
    "503": (status(503), "Try again later"),
    "a captive page": (status(200, b"<html>log in</html>", Content_Type="text/html; charset=utf-8"), "web page"),
    "a redirect to nowhere": (status(307), "not safe|answers 307"),
    "a redirect to a file": (status(307, Location="file:///etc/passwd"), "not safe"),
    "a redirect with a login": (status(302, Location="http://a:b@127.0.0.1:1/"), "not safe"),
    "a redirect to a bad port": (status(302, Location="http://127.0.0.1:99999999/"), "not safe"),
    "no JSON": (manifest(b"{"), "not JSON"),
    "JSON without end": (manifest(b"[" * 200_000), "not JSON"),
    "a number without end": (manifest(b"1" * 100_000), "not JSON"),
    "no object": (manifest([]), "not a JSON object"),
    "no media type": (manifest({"schemaVersion": 2}, ""), "no media type"),
    "an old manifest": (
        manifest({"schemaVersion": 1}, "application/vnd.docker.distribution.manifest.v1+json"),
        "of the type",
    ),
    "no schema version": (manifest({}), "schema version"),
    "no config": (manifest({"schemaVersion": 2}), "no config"),
    "a config without a digest": (manifest({"schemaVersion": 2, "config": {}}), "no valid digest"),
    "a digest that climbs": (
        manifest({"schemaVersion": 2, "config": {**CONFIG, "digest": "../../x"}}),
        "no valid digest",
    ),
    "a size below nothing": (manifest({"schemaVersion": 2, "config": {**CONFIG, "size": -1}}), "no valid size"),
    "layers that are text": (manifest({"schemaVersion": 2, "config": CONFIG, "layers": "x"}), "not a list"),
    "a layer that is a number": (manifest({"schemaVersion": 2, "config": CONFIG, "layers": [1]}), "not described"),
    "too many layers": (manifest(index(manifests=[CONFIG] * 10_001)), "more than 10000"),
    "a config that is something else": (manifest({"schemaVersion": 2, "config": CONFIG}), "does not match its digest"),
    "compressed without being asked": (status(200, b"x", Content_Encoding="gzip"), "is broken"),
    "a length that is too long": (status(200, b"x", Content_Length=str(5 << 20)), "larger than 4 MB"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_answer_that_is_wrong_is_a_sentence(name: str) -> None:
    answer, said = BROKEN[name]
    with serving(answer) as server:
        text = sentence(server.host)
    assert re.search(said, text), text


def stream(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    while True:
        handler.wfile.write(chunk)


def test_an_endless_answer_is_left_at_the_limit() -> None:
    with serving(stream) as server:
        assert "larger than 4 MB" in sentence(server.host)


def drip(handler: Handler) -> None:
    """One byte of the headers at a time, so that no single wait is long."""
    for _ in range(2000):
        handler.wfile.write(b"H")
        time.sleep(0.05)


@pytest.mark.parametrize("answer", [drip, lambda handler: time.sleep(30)])
def test_an_answer_that_comes_too_slowly_is_not_waited_for(answer: Answering) -> None:
    with serving(answer) as server:
        assert "within 0.5 seconds" in sentence(server.host, seconds=0.5)


def test_a_server_that_never_agrees_on_tls_is_not_waited_for() -> None:
    with raw(lambda connection: time.sleep(3)) as host:
        assert "within 0.5 seconds" in sentence(host, seconds=0.5)


@pytest.mark.parametrize("words", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", b"SSH-2.0-x\r\n", b"\0" * 99])
def test_what_speaks_no_http_is_named(words: bytes) -> None:
    def answer(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(words)

    with raw(answer) as host:
        assert "Check" in sentence(host)


def test_nothing_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert f"refuses connections on port {port}" in sentence(f"127.0.0.1:{port}")


def test_no_such_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "no host “nowhere.example”" in sentence("nowhere.example")


def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:hidden@127.0.0.1:{port}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("https_proxy", raising=False)
    said = sentence("registry.example")
    assert "proxy" in said
    assert "hidden" not in said


def test_a_digest_that_does_not_match_is_not_believed() -> None:
    with serving(manifest(MANIFEST)) as server:
        assert "something else under this digest" in sentence(server.host, tag=f"@{ZEROS}")


def test_it_ends_when_a_person_cancels() -> None:
    asked = threading.Event()

    def wait(handler: Handler) -> None:
        asked.set()
        time.sleep(10)

    with serving(wait) as server:
        registry = RegistryClient(reference.parse(f"{server.host}/a/b:t"), environment={})
        said: list[str] = []

        def run() -> None:
            try:
                registry.look()
            except OutsideError as error:
                said.append(str(error))

        thread = threading.Thread(target=run)
        thread.start()
        assert asked.wait(60)
        registry.cancel()
        thread.join(60)
    assert said == ["Cancelled. Nothing was changed."]


def login(tmp_path: Path, host: str, **row: str) -> dict[str, str]:
    (tmp_path / "config.json").write_text(json.dumps({"auths": {host: row}}), encoding="utf-8")
    return {"DOCKER_CONFIG": str(tmp_path)}


def bearer(host: str, realm: str = "") -> Answering:
    realm = realm or f"http://{host}/token?x=1"
    return status(401, WWW_Authenticate=f'Bearer realm="{realm}",service="reg",scope="repository:a/b:pull,push"')


def registry_with_tokens(handler: Handler) -> None:
    host = str(handler.headers["Host"])
    if handler.path.startswith("/token"):
        handler.reply(200, b'{"token": "good"}')
    elif handler.headers.get("Authorization") != "Bearer good":
        bearer(host)(handler)
    elif "/manifests/" in handler.path:
        handler.reply(200, MANIFEST, Content_Type=OCI_MANIFEST)
    else:
        handler.reply(200, registries.blob(handler.path.rpartition("/")[2]))


def test_a_token_is_asked_for_once_and_only_to_pull() -> None:
    with serving(registry_with_tokens) as server:
        contents = look(server.host)
    assert contents is not None
    assert contents.kind == "cache"
    tokens = [path for _, path, _ in server.asked if path.startswith("/token")]
    assert tokens == ["/token?x=1&service=reg&scope=repository%3Aa%2Fb%3Apull"]


def test_an_identity_token_is_given_in_the_body(tmp_path: Path) -> None:
    with serving(registry_with_tokens) as server:
        assert look(server.host, environment=login(tmp_path, server.host, identitytoken="mine")) is not None
    [asked] = [(method, path) for method, path, _ in server.asked if path.startswith("/token")]
    assert asked == ("POST", "/token?x=1")


@pytest.mark.parametrize(
    "realm", ["file:///x", "ftp://127.0.0.1/", "http://u:p@127.0.0.1/", "", "http://127.0.0.1:x/", "//"]
)
def test_a_token_server_that_is_not_safe_is_not_asked(realm: str) -> None:
    with serving(status(401, WWW_Authenticate=f'Bearer realm="{realm}"')) as server:
        assert "not safe" in sentence(server.host)
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("body", "number", "said"),
    [
        (b"{}", 200, "is broken"),
        (b'{"token": "a\\r\\nX: y"}', 200, "is broken"),
        (b'{"token": 1}', 200, "is broken"),
        (b"<html>", 200, "is broken"),
        (b"{}", 401, "needs a login"),
        (b"{}", 403, "needs a login"),
        (b"{}", 500, "internal error"),
        (b"{}", 429, "too many requests"),
    ],
)
def test_a_token_server_that_gives_none_is_named(body: bytes, number: int, said: str) -> None:
    def answer(handler: Handler) -> None:
        if handler.path.startswith("/token"):
            handler.reply(number, body)
        else:
            bearer(str(handler.headers["Host"]))(handler)

    with serving(answer) as server:
        assert said in sentence(server.host)


def test_a_redirect_never_carries_the_login(tmp_path: Path) -> None:
    with serving(lambda handler: handler.reply(200, registries.blob(handler.path.rpartition("/")[2]))) as elsewhere:

        def answer(handler: Handler) -> None:
            if "Authorization" not in handler.headers:
                status(401, WWW_Authenticate='Basic realm="x"')(handler)
            elif "/manifests/" in handler.path:
                handler.reply(200, MANIFEST, Content_Type=OCI_MANIFEST)
            else:
                handler.reply(307, Location=f"http://{elsewhere.host}/{handler.path.rpartition('/')[2]}")

        with serving(answer) as server:
            contents = look(server.host, environment=login(tmp_path, server.host, auth="YTpi"))
    assert contents is not None
    assert elsewhere.asked
    assert not any("authorization" in map(str.lower, headers) for _, _, headers in elsewhere.asked)


def test_a_circle_of_redirects_ends() -> None:
    with serving(lambda handler: handler.reply(302, Location=handler.path)) as server:
        assert "not safe" in sentence(server.host)
        assert len(server.asked) == 6


def test_a_registry_outside_does_not_lead_into_a_private_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard knows addresses, whatever their names: only the ref's host may be anywhere."""
    addresses = {"registry.example": "8.8.8.8", "inside.example": "192.168.1.1", "metadata.example": "169.254.169.254"}
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, **_: [(socket.AF_INET, 0, 0, "", (addresses[host], port))]
    )
    connected: list[object] = []

    def connect(_: socket.socket, address: object) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    guard = Guard("registry.example", 20)
    guard.start()
    for host in addresses:
        with pytest.raises(
            OutsideError, match="refuses connections" if host == "registry.example" else "private network"
        ):
            guard.connect(host, 443)
    guard.stop()
    assert connected == [("8.8.8.8", 443)]
