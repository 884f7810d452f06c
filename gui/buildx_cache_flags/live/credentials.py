"""Docker's own login, as docker/cli reads it: ``config.json`` with its ``auths``, ``credHelpers`` and ``credsStore``.

What the environment has in ``DOCKER_AUTH_CONFIG`` (docker/cli 28.3 and later) comes before it, host by host.

Docker's SDK for Python has such a reader, but brings its whole client of the Docker API with it; this is the
hundredth part of that.  Nothing is kept, and nothing of it ever stands in a sentence.
"""

import base64
import binascii
import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from buildx_cache_flags.core.text.wording import shown

from .failures import OutsideError

HUB: Final = "docker.io"
_HUB_KEY: Final = "https://index.docker.io/v1/"
"""What docker/cli keeps the login of Docker Hub under."""

_NOT_FOUND: Final = b"credentials not found"
_TOKEN_USER: Final = "<token>"
"""The user name that says that the secret is an identity token (docker/docker-credential-helpers)."""

_IN_ENVIRONMENT: Final = "DOCKER_AUTH_CONFIG"
"""A variable with ``auths`` as ``config.json`` has them."""

_HELPER_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SECONDS: Final = 10
_MOST: Final = 4 << 20


class Credentials(NamedTuple):
    """A login: a user and a password, or an identity token."""

    user: str
    password: str
    identity_token: str = ""

    def __repr__(self) -> str:
        return "Credentials(…)"


def find(host: str, environment: Mapping[str, str]) -> Credentials | None:
    """The login that Docker has for *host* (with its port), ``None`` for none; :class:`.OutsideError` where one is broken."""
    key = _HUB_KEY if host == HUB else host
    given = _mapping(_given(environment), "auths")
    login = _from_auths(given, key, f"{_IN_ENVIRONMENT} in the environment", "Correct it, or unset it.")
    if login is not None:
        return login
    path = config_path(environment)
    config = _config(path)
    helpers = _mapping(config, "credHelpers")
    helper = helpers.get(key) or helpers.get(host) or config.get("credsStore")
    if isinstance(helper, str) and helper:
        return _from_helper(helper, key, environment)
    return _from_auths(_mapping(config, "auths"), key, shown(str(path)), "Run docker login again.")


def config_path(environment: Mapping[str, str]) -> Path:
    """Where Docker's configuration lies."""
    folder = environment.get("DOCKER_CONFIG")
    home = environment.get("USERPROFILE" if os.name == "nt" else "HOME") or "."
    return (Path(folder) if folder else Path(home) / ".docker") / "config.json"


def _given(environment: Mapping[str, str]) -> Mapping[str, Any]:
    """What ``DOCKER_AUTH_CONFIG`` has; nothing where it is not set."""
    text = environment.get(_IN_ENVIRONMENT, "")
    if not text.strip():
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise OutsideError(
            f"{_IN_ENVIRONMENT} in the environment is not valid JSON. Correct it, or unset it."
        ) from None
    return found if isinstance(found, dict) else {}


def _config(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_MOST))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise OutsideError(
            f"Docker's {shown(str(path))} can't be read ({error.strerror}). Check its permissions."
        ) from None
    except (ValueError, RecursionError):
        raise OutsideError(
            f"Docker's {shown(str(path))} is not valid JSON. Correct it, or run docker login again."
        ) from None
    return found if isinstance(found, dict) else {}


def _mapping(config: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = config.get(key)
    return found if isinstance(found, dict) else {}


def _from_auths(auths: Mapping[str, Any], key: str, source: str, remedy: str) -> Credentials | None:
    """By the very key, else by its host: older Docker wrote ``https://host/v1/``."""
    found = auths.get(key)
    if found is None:
        found = next((value for name, value in auths.items() if _host(name) == _host(key)), None)
    if not isinstance(found, dict):
        return None
    token = found.get("identitytoken")
    user, password = _text(found, "username"), _text(found, "password")
    if _text(found, "auth"):
        try:
            decoded = base64.b64decode(_text(found, "auth").encode(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise OutsideError(f"A login in {source} is broken. {remedy}") from None
        user, _, password = decoded.partition(":")
        password = password.strip("\0")
    token = token if isinstance(token, str) else ""
    return Credentials(user, password, token) if token or (user and password) else None


def _host(key: str) -> str:
    return re.sub(r"\Ahttps?://", "", key).partition("/")[0]


def _text(row: Mapping[str, Any], key: str) -> str:
    found = row.get(key)
    return found if isinstance(found, str) else ""


def _from_helper(name: str, key: str, environment: Mapping[str, str]) -> Credentials | None:
    """Ask ``docker-credential-NAME get``, with the key on its standard input."""
    program = f"docker-credential-{name}"
    path = shutil.which(program, path=environment.get("PATH")) if _HELPER_NAME.fullmatch(name) else None
    if path is None:
        raise OutsideError(
            f"Docker's login is kept by {shown(program)}, which is not installed. Install it, or remove it from config.json."
        )
    try:
        done = subprocess.run(
            [path, "get"], input=key.encode(), capture_output=True, timeout=_SECONDS, env=dict(environment), check=False
        )
    except subprocess.TimeoutExpired:
        raise OutsideError(
            f"{shown(program)} gave no login within {_SECONDS} seconds. Unlock its store, and try again."
        ) from None
    except OSError as error:
        raise OutsideError(f"{shown(program)} can't be run ({error.strerror}). Install it again.") from None
    if done.returncode != 0:
        if _NOT_FOUND in done.stdout + done.stderr:
            return None
        raise OutsideError(f"{shown(program)} fails (status {done.returncode}). Run docker login again to see why.")
    return _answer(done.stdout, program)


def _answer(written: bytes, program: str) -> Credentials | None:
    try:
        found = json.loads(written[:_MOST])
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise OutsideError(f"{shown(program)} gives no login that can be read. Install a newer one.")
    user, secret = _text(found, "Username"), _text(found, "Secret")
    if user == _TOKEN_USER:
        return Credentials("", "", secret)
    return Credentials(user, secret) if user and secret else None
