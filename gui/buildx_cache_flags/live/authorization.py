"""The Authorization header that a registry's 401 asks for: Basic, or a token from the server it names."""

import base64
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import SplitResult, urlencode, urlsplit

from buildx_cache_flags.core.cachemanifest import manifests
from buildx_cache_flags.core.cachemanifest.manifests import ManifestError

from . import failures
from .credentials import Credentials
from .transport import Client, Response

_MOST: Final = 1 << 20
_MOST_URL: Final = 4096
_PARAMETER: Final = re.compile(r'([A-Za-z]+)="([^"]*)"')
_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,65536}")
_CLIENT: Final = "buildx-cache-flags"


def header(
    challenges: Sequence[str], login: Credentials | None, client: Client, *, host: str, scheme: str, scope: str
) -> str:
    """The header for *challenges*, the ``WWW-Authenticate`` of *host*; :class:`.OutsideError` where none can be made.

    *scheme* is how the registry itself is asked: a token server may have plain HTTP only where that has.
    """
    for challenge in challenges:
        kind, _, rest = challenge.strip().partition(" ")
        if kind.lower() == "bearer":
            parameters = {name.lower(): value for name, value in _PARAMETER.findall(rest[:_MOST_URL])}
            return f"Bearer {_token(parameters, login, client, host, scheme, scope)}"
        if kind.lower() == "basic":
            if login is None or not login.user:
                raise failures.login_needed(host)
            return _basic(login)
    raise failures.broken(host)


def is_safe(url: str, scheme: str) -> bool:
    """Whether *url*, which a registry named, may be asked: HTTPS unless the registry has none, no login in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    secure = parts.scheme == "https" or (parts.scheme == "http" and scheme == "http")
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= 4 * _MOST_URL
    return secure and plain and bool(parts.hostname) and "@" not in parts.netloc and port != 0


def _basic(login: Credentials) -> str:
    return f"Basic {base64.b64encode(f'{login.user}:{login.password}'.encode()).decode()}"


def _token(
    parameters: dict[str, str], login: Credentials | None, client: Client, host: str, scheme: str, scope: str
) -> str:
    realm = parameters.get("realm", "")
    if not is_safe(realm, scheme):
        raise failures.elsewhere(host)
    service = {"service": parameters["service"]} if "service" in parameters else {}
    answer = _ask(client, urlsplit(realm), {**service, "scope": scope}, login)
    if answer.status in (400, 401, 403):
        raise failures.login_refused(host) if login else failures.login_needed(host)
    if answer.status == 429:
        raise failures.too_many(host, answer.headers.get("retry-after", ""))
    if answer.status >= 500:
        raise failures.server_fault(urlsplit(realm).netloc, answer.status)
    try:
        found = manifests.json_object(answer.data) if answer.status == 200 else {}
    except ManifestError:
        found = {}
    token = found.get("token") or found.get("access_token")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise failures.broken(urlsplit(realm).netloc)
    return token


def _ask(client: Client, realm: SplitResult, question: dict[str, str], login: Credentials | None) -> Response:
    """By GET with the password, or by POST with an identity token, as docker does."""
    if login is not None and login.identity_token:
        grant = {"grant_type": "refresh_token", "client_id": _CLIENT, "refresh_token": login.identity_token}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return client.ask("POST", realm.geturl(), headers, most=_MOST, body=urlencode({**question, **grant}).encode())
    query = "&".join(filter(None, (realm.query, urlencode(question))))
    url = realm._replace(query=query, fragment="").geturl()
    return client.ask("GET", url, {"Authorization": _basic(login)} if login else {}, most=_MOST)
