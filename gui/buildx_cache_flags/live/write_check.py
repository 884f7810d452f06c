"""Whether the login may write: an upload that is started and given up at once.  Only where a person asks for it."""

from typing import Final

from . import failures
from .failures import OutsideError
from .registry import RegistryClient

_MOST: Final = 1 << 20
_STARTED: Final = (201, 202)
_CANCEL: Final = "pull,push,delete"
"""What distribution asks of whoever cancels an upload (registry/handlers/app.go); a token server may grant less."""


def check(registry: RegistryClient) -> str:
    """Start an upload into the repository and give it up; what was done, as a sentence.

    :class:`.OutsideError` says why a build could not write there.
    """
    try:
        answer = registry.request("POST", "blobs/uploads/", _MOST, actions="pull,push")
    except OutsideError as error:
        raise OutsideError(f"A build can't write there. {error}") from None
    if answer.status not in _STARTED:
        if answer.status in (403, 405):
            raise failures.no_writing(registry.host, with_login=registry.has_login)
        if answer.status == 404:
            raise failures.no_repository(registry.host)
        raise registry.failure(answer)
    return (
        "You may write there. An upload was started and cancelled; nothing was stored."
        if _cancelled(registry, answer.headers.get("location", ""))
        else "You may write there. An upload was started, and the registry drops it by itself; nothing was stored."
    )


def _cancelled(registry: RegistryClient, location: str) -> bool:
    """Whether the upload at *location* is given up; only the registry itself is asked."""
    url = registry.url(location)
    if not location or not url.startswith(registry.url("blobs/uploads/").partition("/v2/")[0] + "/"):
        return False
    try:
        return registry.request("DELETE", url, _MOST, actions=_CANCEL).status in (202, 204)
    except OutsideError:
        return False
