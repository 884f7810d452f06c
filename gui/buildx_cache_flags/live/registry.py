"""What is under a ref: asks the ref's registry, and the token server that it names, as the OCI distribution specification
and Docker's token authentication describe it.  Read only.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin, urlsplit

from buildx_cache_flags.core.cachemanifest import inventory, manifests
from buildx_cache_flags.core.cachemanifest.inventory import Contents
from buildx_cache_flags.core.cachemanifest.manifests import ACCEPTED, Descriptor, ManifestError
from buildx_cache_flags.core.catalog.registries import without_port
from buildx_cache_flags.core.draft.reference import Reference

from . import authorization, credentials, failures
from .guard import Guard
from .transport import Client, Response, is_loopback

SECONDS: Final = 10.0
"""For each request."""

PULL: Final = "pull"
MOST_LIST: Final = 4 << 20
"""Bytes of a list of tags."""

_MOST_MANIFEST: Final = 4 << 20
_MOST_CONFIG: Final = 16 << 20
_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_HUB_HOST: Final = "registry-1.docker.io"


class RegistryClient:
    """The repository of *reference* in its registry.

    *insecure* is ``registry.insecure``: a certificate that nobody knows, or plain HTTP.  A registry on this computer
    may have plain HTTP anyway, as for BuildKit.
    """

    def __init__(
        self,
        reference: Reference,
        *,
        insecure: bool = False,
        environment: Mapping[str, str] = os.environ,
        seconds: float = SECONDS,
    ) -> None:
        self._reference = reference
        self._host = _HUB_HOST if reference.domain == credentials.HUB else reference.domain
        self._may_be_plain = insecure or is_loopback(without_port(self._host))
        self._guard = Guard(without_port(self._host), seconds)
        self._client = Client(self._guard, self._host if insecure else "")
        self._scheme = "https"
        self._environment = environment
        self._header = ""
        self._scope = ""
        self._has_login = False

    def cancel(self) -> None:
        """End whatever runs, from any thread."""
        self._guard.cancel()

    def look(self, tag: str = "") -> Contents | None:
        """What is under the ref, or under another *tag* of its repository; ``None`` for nothing.

        :class:`.OutsideError` where that can't be told, :class:`.ManifestError` where it is broken.
        """
        reference = replace(self._reference, tag=tag, digest="") if tag else self._reference
        answer = self.request("GET", f"manifests/{reference.digest or reference.tag}", _MOST_MANIFEST)
        if answer.status == 404:
            self._check_nothing(answer)
            return None
        data = self._whole(answer)
        if reference.digest:
            try:
                manifests.verify(data, reference.digest)
            except ManifestError:
                raise failures.no_digest_match(self._host) from None
        return inventory.read(manifests.read(data, answer.headers.get("content-type", "")), self._part)

    def _part(self, part: Descriptor) -> bytes:
        is_manifest = part.media_type in ACCEPTED
        answer = self.request(
            "GET",
            f"{'manifests' if is_manifest else 'blobs'}/{part.digest}",
            _MOST_MANIFEST if is_manifest else _MOST_CONFIG,
        )
        if answer.status == 404:
            raise ManifestError("a part of it is missing in the registry")
        return self._whole(answer)

    def _whole(self, answer: Response) -> bytes:
        if answer.status == 200:
            if _is_page(answer):
                raise failures.web_page(self._host)
            return answer.data
        raise self.failure(answer)

    def failure(self, answer: Response) -> failures.OutsideError:
        """Why *answer* is none that can be used."""
        host, status = self.host, answer.status
        if status == 401:
            return failures.login_refused(host) if self._has_login else failures.login_needed(host)
        if status == 403:
            return failures.forbidden(host, with_login=self._has_login)
        if status == 429:
            return failures.too_many(host, answer.headers.get("retry-after", ""))
        if status >= 500:
            return failures.server_fault(host, status)
        return failures.web_page(host) if _is_page(answer) else failures.unexpected(host, status)

    def _check_nothing(self, answer: Response) -> None:
        """A registry says in JSON what it does not have; any web server can say 404."""
        if _is_page(answer):
            raise failures.web_page(self._host)
        try:
            manifests.json_object(answer.data)
        except ManifestError:
            raise failures.no_registry(self._host, answer.status) from None

    def request(self, method: str, path: str, most: int, *, actions: str = PULL) -> Response:
        """Ask for *path* of the repository, logging in where the registry wants it, and following where it sends to.

        *actions* is what the login has to allow; more than to pull is asked for only where a person wants to know
        whether they may write.
        """
        scope = f"repository:{self._reference.path}:{actions}"
        if scope != self._scope:
            self._scope, self._header = scope, ""
        answer = self._ask(method, path, most)
        if answer.status == 401 and not self._header:
            login = credentials.find(self._reference.domain, self._environment)
            self._has_login = login is not None
            self._header = authorization.header(
                answer.challenges, login, self._client, host=self.host, scheme=self._scheme, scope=scope
            )
            answer = self._ask(method, path, most) if self._header else answer
        return self._followed(answer, self.url(path), most) if method == "GET" else answer

    def _ask(self, method: str, path: str, most: int) -> Response:
        headers = {"Accept": ", ".join(ACCEPTED) if path.startswith("manifests/") else "*/*"}
        if self._header:
            headers["Authorization"] = self._header
        try:
            return self._client.ask(method, self.url(path), headers, most=most)
        except (failures.NotTlsError, failures.RefusedError) as error:
            # As containerd does: plain HTTP where nothing speaks TLS, on port 80 where nothing listens on 443.
            refused = isinstance(error, failures.RefusedError)
            if not self._may_be_plain or self._scheme == "http" or (refused and urlsplit(f"//{self._host}").port):
                raise
        self._scheme = "http"
        return self._client.ask(method, self.url(path), headers, most=most)

    def _followed(self, answer: Response, url: str, most: int) -> Response:
        """Where a registry sends to for a blob: never with the login, never from HTTPS to plain HTTP."""
        for _ in range(_MOST_REDIRECTS):
            if answer.status not in _REDIRECTS:
                return answer
            url = urljoin(url, answer.headers.get("location", ""))
            if not authorization.is_safe(url, self._scheme):
                raise failures.elsewhere(self._host)
            answer = self._client.ask("GET", url, {}, most=most)
        if answer.status in _REDIRECTS:
            raise failures.elsewhere(self._host)
        return answer

    def url(self, path: str) -> str:
        """Where *path* of the repository is; a whole URL of the same host stays as it is."""
        return urljoin(f"{self._scheme}://{self._host}/v2/{self._reference.path}/", path)

    @property
    def host(self) -> str:
        """The registry as the ref names it."""
        return self._reference.domain

    @property
    def has_login(self) -> bool:
        """Whether Docker had a login for it."""
        return self._has_login


def _is_page(answer: Response) -> bool:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower() in (
        "text/html",
        "application/xhtml+xml",
    )
