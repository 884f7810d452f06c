"""What can go wrong outside, each as one sentence that says what to do.  Light to import: no network code."""

from typing import Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text.wording import shown, visible

NO_ANSWER: Final = codes.register(
    "registry-no-answer",
    "error",
    catches="`inspect`: the registry can't be asked, or does not say what is under the ref",
    source="the OCI distribution specification 1.1; Docker's registry token authentication",
)


class OutsideError(Exception):
    """The outside can't be asked; the message is a whole sentence that says what to do."""

    def problem(self) -> Problem:
        """The same as a problem."""
        return Problem.of(NO_ANSWER, Place(), str(self))


class RefusedError(OutsideError):
    """Nothing listens there."""


class NotTlsError(OutsideError):
    """What answered does not speak TLS."""


def no_such_host(host: str) -> OutsideError:
    """The name of *host* has no address."""
    return OutsideError(f"There is no host {shown(host)}. Check its spelling and your network.")


def refused(host: str, port: int) -> OutsideError:
    """Nothing listens."""
    return RefusedError(f"{visible(host)} refuses connections on port {port}. Check the port, and that it is running.")


def unreachable(host: str, reason: str) -> OutsideError:
    """The system says that there is no way to *host*."""
    return OutsideError(f"{visible(host)} can't be reached ({visible(reason)}). Check your network or VPN.")


def timeout(host: str, seconds: float) -> OutsideError:
    """No whole answer within the time."""
    return OutsideError(
        f"{visible(host)} gave no answer within {seconds:g} seconds. Check your network, or try again later."
    )


def cancelled() -> OutsideError:
    """A person wanted it so."""
    return OutsideError("Cancelled. Nothing was changed.")


def certificate(host: str, reason: str) -> OutsideError:
    """The certificate is signed by nobody known, expired, or for another host."""
    return OutsideError(
        f"The certificate of {visible(host)} can't be verified ({visible(reason, 120)}). If it is your own, give the builder its "
        f'authority in buildkitd.toml: [registry."{visible(host)}"] with ca=["/path/ca.pem"]; or set registry.insecure=true '
        "(inspect: --insecure)."
    )


def not_tls(host: str) -> OutsideError:
    """Plain HTTP, or something else altogether."""
    return NotTlsError(
        f"{visible(host)} does not speak HTTPS. If it is a registry with plain HTTP, set registry.insecure=true (inspect: "
        f'--insecure), or in buildkitd.toml [registry."{visible(host)}"] with http=true.'
    )


def tls(host: str) -> OutsideError:
    """A handshake that failed for another reason."""
    return OutsideError(
        f"No secure connection to {visible(host)} can be agreed on. Check the port and any proxy in between."
    )


def proxy(address: str) -> OutsideError:
    """The proxy of the environment does not let anything through."""
    return OutsideError(
        f"The proxy {visible(address)} does not connect. Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY in the environment."
    )


def private(host: str) -> OutsideError:
    """A registry sends elsewhere: into a network that nobody named."""
    return OutsideError(
        f"The registry sends to {visible(host)}, an address of a private network, and is not followed. "
        "Check that the ref's host is the one you mean."
    )


def elsewhere(host: str) -> OutsideError:
    """A registry sends to an address that can't be used safely."""
    return OutsideError(f"{visible(host)} sends to an address that is not safe to follow. Check the ref's host.")


def broken(host: str) -> OutsideError:
    """No HTTP, half an answer, or one that makes no sense."""
    return OutsideError(
        f"The answer of {visible(host)} is broken. Check that it is a registry, and any proxy in between."
    )


def too_large(host: str, most: int) -> OutsideError:
    """More than anybody needs to say."""
    return OutsideError(
        f"The answer of {visible(host)} is larger than {most >> 20} MB and was not read. Check that the ref is a cache."
    )


def web_page(host: str) -> OutsideError:
    """A captive portal, a login page, or a web server."""
    return OutsideError(
        f"{visible(host)} answers with a web page, not as a registry. Log in to your network first, or check the ref's host."
    )


def no_registry(host: str, status: int) -> OutsideError:
    """A status that no registry gives here."""
    return OutsideError(
        f"{visible(host)} answers {status}, which no registry does here. Check the ref's host and port."
    )


def login_needed(host: str) -> OutsideError:
    """401 without credentials."""
    return OutsideError(f"{visible(host)} needs a login for this ref. Run docker login {visible(host)}.")


def login_refused(host: str) -> OutsideError:
    """401 with credentials."""
    return OutsideError(
        f"{visible(host)} rejects Docker's login: it is wrong or has expired. Run docker login {visible(host)} again."
    )


def forbidden(host: str, *, with_login: bool) -> OutsideError:
    """403."""
    what = "Ask for permission to pull" if with_login else f"Run docker login {visible(host)}"
    return OutsideError(f"{visible(host)} does not let you read this repository. {what}, or check the ref.")


def too_many(host: str, wait: str) -> OutsideError:
    """429; *wait* is what Retry-After says."""
    seconds = int(wait) if wait.isascii() and wait.isdecimal() and len(wait) < 7 else 0
    when = f"in {seconds} {'second' if seconds == 1 else 'seconds'}" if seconds else "later"
    return OutsideError(
        f"{visible(host)} has had too many requests. Try again {when}; with docker login the limit is higher."
    )


def server_fault(host: str, status: int) -> OutsideError:
    """5xx."""
    return OutsideError(f"{visible(host)} has an internal error ({status}). Try again later.")


def unexpected(host: str, status: int) -> OutsideError:
    """Any other status."""
    return OutsideError(f"{visible(host)} answers {status} and not what is under the ref. Check the ref.")


def no_digest_match(host: str) -> OutsideError:
    """Something else than what the digest names."""
    return OutsideError(f"{visible(host)} has something else under this digest. Don't use it, and tell who runs it.")


def no_tags(host: str) -> OutsideError:
    """404 or 405 for the list of tags."""
    return OutsideError(f"{visible(host)} lists no tags of this repository. Inspect the ref that you mean by itself.")


def no_writing(host: str, *, with_login: bool) -> OutsideError:
    """403 for an upload."""
    what = "Ask for permission to push" if with_login else f"Run docker login {visible(host)}"
    return OutsideError(f"{visible(host)} does not let you write to this repository. {what}, or write to another one.")


def no_repository(host: str) -> OutsideError:
    """404 for an upload: some registries make no repository by themselves."""
    return OutsideError(f"{visible(host)} has no such repository. Create it first, or check the ref.")
