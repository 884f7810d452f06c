"""Connections that end in time and go nowhere that nobody named."""

import contextlib
import ipaddress
import socket
import threading
import time
from typing import Any, Final

from . import failures

_Address = tuple[Any, ...]
Found = list[tuple[socket.AddressFamily, _Address]]


class Guard:
    """Opens the connections of one request, and closes them when its time is over or a person cancels it.

    *host* is the one of the ref.  It may be anywhere; others may be in a private network only where it is, too.
    """

    def __init__(self, host: str, seconds: float) -> None:
        self.host: Final = host
        self.seconds: Final = seconds
        self._private = False
        self._end = 0.0
        self._cancelled = False
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._timer: threading.Timer | None = None

    def start(self) -> None:
        """Begin the time of a request."""
        self._end = time.monotonic() + self.seconds
        self._timer = threading.Timer(self.seconds, self._close)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """End it, and every connection of it."""
        if self._timer is not None:
            self._timer.cancel()
        self._close()

    def cancel(self) -> None:
        """End whatever runs, from any thread; what is asked afterwards is not asked at all."""
        self._cancelled = True
        self._close()

    def check(self, host: str) -> None:
        """Raise where a person cancelled or the time is over."""
        if self._cancelled:
            raise failures.cancelled()
        if time.monotonic() >= self._end:
            raise failures.timeout(host, self.seconds)

    def connect(self, host: str, port: int, *, as_proxy: bool = False) -> socket.socket:
        """A connection to *host*; :class:`.OutsideError` says why there is none."""
        found = self._resolve(host, port)
        if not as_proxy:
            self._refuse_private(host, found)
        problem: OSError = OSError("no address")
        for family, address in found:
            self.check(host)
            connection = socket.socket(family, socket.SOCK_STREAM)
            self._watch(connection)
            try:
                connection.settimeout(self._left())
                connection.connect(address)
            except OSError as error:
                connection.close()
                problem = error
                continue
            return connection
        self.check(host)
        raise _failure(problem, host, port, self.seconds)

    def _resolve(self, host: str, port: int) -> Found:
        """The addresses of *host*, asked for in a thread, as the system's resolver knows no limit of time."""
        answer: list[Found | OSError] = []

        def ask() -> None:
            try:
                rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
                answer.append([(row[0], row[4]) for row in rows])
            except (OSError, UnicodeError) as error:
                answer.append(error if isinstance(error, OSError) else socket.gaierror(str(error)))

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(self._left())
        if not answer:
            raise failures.timeout(host, self.seconds)
        found = answer[0]
        if isinstance(found, OSError):
            raise failures.no_such_host(host)
        return found

    def _refuse_private(self, host: str, found: Found) -> None:
        is_private = any(not ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global for _, address in found)
        if host.strip("[]").lower() == self.host.strip("[]").lower():
            self._private = is_private
        elif is_private and not self._private:
            raise failures.private(host)

    def _left(self) -> float:
        return max(self._end - time.monotonic(), 0.01)

    def _watch(self, connection: socket.socket) -> None:
        # TLS takes the socket away from its object; another one of the same connection can still end it.
        with self._lock:
            self._open.append(connection.dup())

    def _close(self) -> None:
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
                connection.close()
            self._open.clear()


def _failure(error: OSError, host: str, port: int, seconds: float) -> failures.OutsideError:
    if isinstance(error, ConnectionRefusedError):
        return failures.refused(host, port)
    if isinstance(error, TimeoutError):
        return failures.timeout(host, seconds)
    return failures.unreachable(host, error.strerror or str(error))
