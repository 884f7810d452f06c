"""A token server for a real registry: what it signs with openssl, the registry verifies (distribution, token/jwt)."""

import base64
import contextlib
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.live.servers import Handler, Server, serving

SERVICE, ISSUER = "the registry", "the token server"
USER, PASSWORD = "acme", "right"
OPENSSL = shutil.which("openssl")


class TokenServer(NamedTuple):
    """The server, and what a registry needs to trust it."""

    server: Server
    settings: str


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _signed(key: Path, certificate: Path, claims: dict[str, Any]) -> str:
    chain = subprocess.run(
        [str(OPENSSL), "x509", "-in", certificate, "-outform", "DER"], check=True, capture_output=True
    ).stdout
    head = {"typ": "JWT", "alg": "RS256", "x5c": [base64.b64encode(chain).decode()]}
    text = ".".join(_encoded(json.dumps(part).encode()) for part in (head, claims))
    signature = subprocess.run(
        [str(OPENSSL), "dgst", "-sha256", "-sign", key], input=text.encode(), check=True, capture_output=True
    ).stdout
    return f"{text}.{_encoded(signature)}"


def _access(scope: str, *, known: bool) -> list[dict[str, Any]]:
    """Anybody may pull; who is known may push as well."""
    kind, name, actions = scope.split(":")
    granted = [action for action in actions.split(",") if action == "pull" or known]
    return [{"type": kind, "name": name, "actions": granted}]


@contextlib.contextmanager
def granting(folder: Path) -> Iterator[TokenServer]:
    """A token server with a key of its own in *folder*."""
    key, certificate = folder / "token-key.pem", folder / "token-cert.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=tokens"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([str(OPENSSL), *words, *files], check=True, capture_output=True)
    password = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    def answer(handler: Handler) -> None:
        login = handler.headers.get("Authorization", "")
        if login not in ("", password):
            handler.reply(401, b"{}")
            return
        scope = parse_qs(urlsplit(handler.path).query)["scope"][0]
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "sub": USER if login else "",
            "aud": SERVICE,
            "jti": str(now),
            "nbf": now - 60,
            "iat": now - 60,
            "exp": now + 300,
            "access": _access(scope, known=bool(login)),
        }
        handler.reply(200, json.dumps({"token": _signed(key, certificate, claims)}).encode())

    with serving(answer) as server:
        settings = (
            f"auth: {{token: {{realm: 'http://{server.host}/token', service: {SERVICE}, issuer: {ISSUER}, "
            f"rootcertbundle: {certificate}}}}}\n"
        )
        yield TokenServer(server, settings)
