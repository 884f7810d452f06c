"""One HTTP request after the other: limited in time and size, TLS verified, no redirect followed, nothing kept.

By urllib3: it is one package where httpx is seven, trusts the authorities of the system instead of a list of its own, and
leaves redirects, retries, sizes and the making of connections to whoever uses it, which is what has to be decided here.
"""

import contextlib
import ipaddress
import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from typing import Final, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

import urllib3
from urllib3 import exceptions
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.response import BaseHTTPResponse

from . import failures
from .failures import OutsideError
from .guard import Guard

_CHUNK: Final = 1 << 16
_PLAIN: Final = (
    "WRONG_VERSION_NUMBER",
    "HTTP_REQUEST",
    "RECORD_LAYER_FAILURE",
    "PACKET_LENGTH_TOO_LONG",
    "UNKNOWN_PROTOCOL",
)
"""What OpenSSL calls it when something else than TLS answers."""

_AUTHORITIES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where systems keep the authorities they know (Go, ``crypto/x509/root_linux.go``), for a Python that brings its own OpenSSL."""


class Response(NamedTuple):
    """What came back; ``data`` is whole."""

    status: int
    headers: Mapping[str, str]
    challenges: tuple[str, ...]
    data: bytes


class Client:
    """Asks under the eyes of *guard*; *unverified* is the host (with port) whose certificate counts whoever signed it."""

    def __init__(self, guard: Guard, unverified: str = "") -> None:
        self.guard: Final = guard
        self._unverified = unverified

    def ask(
        self, method: str, url: str, headers: Mapping[str, str], *, most: int, body: bytes | None = None
    ) -> Response:
        """The answer to one request, at most *most* bytes; :class:`.OutsideError` says why there is none."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        with self._request(host):
            pool, target = self._pool(parts)
            with contextlib.closing(pool), _sentences(self.guard, parts):
                response = pool.urlopen(
                    method,
                    target,
                    body=body,
                    headers={"User-Agent": "buildx-cache-flags", "Accept-Encoding": "identity", **headers},
                    retries=False,
                    redirect=False,
                    assert_same_host=False,
                    timeout=self.guard.seconds,
                    preload_content=False,
                )
                with contextlib.closing(response):
                    data = _read(response, parts, most)
                    return Response(
                        response.status,
                        {name.lower(): value for name, value in response.headers.items()},
                        tuple(response.headers.getlist("WWW-Authenticate")),
                        data,
                    )

    @contextlib.contextmanager
    def _request(self, host: str) -> Iterator[None]:
        self.guard.start()
        try:
            self.guard.check(host)
            yield
        finally:
            self.guard.stop()

    def _pool(self, parts: SplitResult) -> tuple[HTTPConnectionPool, str]:
        """The connections for a URL, and what is asked of them: the path, or the whole URL where a proxy has to know it."""
        proxy = _proxy(parts)
        context = self._context(parts) if parts.scheme == "https" else None
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        plain, secure = _connections(self.guard, _address(proxy) if proxy else "")
        pool = _pool_of(parts, proxy, context)
        if proxy and context is None:
            target = parts.geturl()
        # urllib3 has a stricter type there than its own classes are of.
        pool.ConnectionCls = plain if context is None else secure  # pyright: ignore[reportAttributeAccessIssue]
        return pool, target

    def _context(self, parts: SplitResult) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not context.cert_store_stats()["x509_ca"]:
            for path in filter(os.path.exists, _AUTHORITIES):
                context.load_verify_locations(path)
                break
        if parts.netloc == self._unverified:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def is_loopback(host: str) -> bool:
    """Whether *host* (without port) is this computer, as containerd's resolver has it."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _pool_of(parts: SplitResult, proxy: str, context: ssl.SSLContext | None) -> HTTPConnectionPool:
    """The connections for a URL: through the *proxy* where there is one, encrypted where there is a *context*."""
    if proxy:
        user = urllib3.make_headers(proxy_basic_auth=_userinfo(proxy)) if "@" in proxy else None
        return urllib3.ProxyManager(proxy, proxy_headers=user, ssl_context=context).connection_from_url(parts.geturl())
    if context is not None:
        return urllib3.HTTPSConnectionPool(parts.hostname or "", parts.port, ssl_context=context)
    return HTTPConnectionPool(parts.hostname or "", parts.port)


def _connections(guard: Guard, proxy: str) -> tuple[type[HTTPConnection], type[HTTPSConnection]]:
    """urllib3's connections, opened by *guard*; *proxy* is the address of the one in between, if there is one."""

    def connect(host: str, port: int) -> socket.socket:
        if not proxy:
            return guard.connect(host, port)
        try:
            return guard.connect(host, port, as_proxy=True)
        except OutsideError:
            guard.check(host)
            raise failures.proxy(proxy) from None

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self._dns_host, self.port or 80)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self._dns_host, self.port or 443)

        def connect(self) -> None:
            super().connect()
            # Whether the certificate has to be verified, the context has decided; urllib3 would warn once more.
            self.is_verified = True

    return Plain, Secure


def _address(proxy: str) -> str:
    """A proxy as a sentence may show it: without its login."""
    return urlsplit(proxy).netloc.rpartition("@")[2]


def _proxy(parts: SplitResult) -> str:
    """The proxy that the environment names for a URL; this computer is never asked through one, as in Go."""
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(parts.netloc):
        return ""
    found = getproxies_environment().get(parts.scheme, "")
    return found if "://" in found or not found else f"http://{found}"


def _userinfo(proxy: str) -> str:
    return unquote(urlsplit(proxy).netloc.rpartition("@")[0])


def _read(response: BaseHTTPResponse, parts: SplitResult, most: int) -> bytes:
    host = parts.netloc
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise failures.broken(host)
    if (response.length_remaining or 0) > most:
        raise failures.too_large(host, most)
    data = bytearray()
    while chunk := response.read(_CHUNK, decode_content=False):
        data += chunk
        if len(data) > most:
            raise failures.too_large(host, most)
    return bytes(data)


@contextlib.contextmanager
def _sentences(guard: Guard, parts: SplitResult) -> Iterator[None]:
    """Whatever urllib3 raises becomes a sentence."""
    try:
        yield
    except (exceptions.HTTPError, HTTPException, OSError, ValueError) as error:
        guard.check(parts.hostname or "")
        raise _failure(error, parts, guard) from None


def _failure(error: Exception, parts: SplitResult, guard: Guard) -> OutsideError:
    host = parts.netloc
    cause = error.args[-1] if isinstance(error, exceptions.SSLError) and error.args else error
    if isinstance(error, exceptions.ProxyError):
        return failures.proxy(_address(_proxy(parts)))
    if isinstance(cause, ssl.SSLCertVerificationError):
        return failures.certificate(host, cause.verify_message)
    if isinstance(cause, ssl.SSLError):
        return failures.not_tls(host) if cause.reason in _PLAIN else failures.tls(host)
    if isinstance(error, exceptions.SSLError):
        return failures.tls(host)
    if isinstance(error, (exceptions.TimeoutError, TimeoutError)):
        return failures.timeout(host, guard.seconds)
    return failures.broken(host)
