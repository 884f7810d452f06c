"""Rules of GitHub's cache service.  buildx: build/opt.go; BuildKit: cache/remotecache/gha; real runs."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from buildx_cache_flags.core.check.packing import IGNORE
from buildx_cache_flags.core.text import versions

from .base import EntryView, Finding
from .registering import entry_rule

TYPE_NAME: Final = "gha"
_V2: Final = (0, 20)
"""The first BuildKit that knows version 2 of the service; version 1 was switched off on 2025-04-15."""


@entry_rule(
    "gha-version",
    "warning",
    catches="version=3, version=0 and other numbers that are neither 1 nor 2, and version=1, which GitHub switched off",
    source="BuildKit: any number above 1 speaks version 2, but only the text 2 makes buildx read its address",
    type=TYPE_NAME,
)
def gha_version(view: EntryView) -> Iterator[Finding]:
    """buildx compares with the exact text 2."""
    text = view.text("version")
    if text is None or "version" in view.values.refused or text == "2":
        return
    if text == "1":
        if view.text("url") is None:
            message = "GitHub turned off version 1 of its cache service in 2025. Use 2, or remove it."
            yield Finding(view.place("version"), message, (view.set_to("version", "2"), view.unset("version")))
        return
    message = f"Only 1 and 2 are versions of the service, and buildx reads its address from the runner only for exactly 2. Use 2 instead of {text}."
    yield Finding(view.place("version"), message, (view.set_to("version", "2"), view.unset("version")))


@entry_rule(
    "gha-address-unused",
    "warning",
    catches="url_v2 beside version=1, which does not read it",
    source="BuildKit: version 1 reads url alone",
    type=TYPE_NAME,
)
def gha_address_unused(view: EntryView) -> Iterator[Finding]:
    """Without a url nothing is exported then."""
    if view.text("version") == "1" and view.text("url_v2"):
        message = "version=1 doesn't use url_v2. Remove version, or use url."
        yield Finding(view.place("url_v2"), message, (view.unset("version"), view.unset("url_v2")))


@entry_rule(
    "gha-alone",
    "warning",
    catches="ghtoken without repository, or repository without ghtoken",
    source="BuildKit: GitHub's API is only asked where both are given",
    type=TYPE_NAME,
)
def gha_alone(view: EntryView) -> Iterator[Finding]:
    """Neither has an effect alone."""
    for name, other in (("ghtoken", "repository"), ("repository", "ghtoken")):
        if view.option == "cache-to" and view.text(name) and not view.text(other):
            yield Finding(
                view.place(name),
                f"{name} has no effect without {other}. Add {other}, or remove {name}.",
                (view.unset(name),),
            )


@entry_rule(
    "gha-timeout-zero",
    "warning",
    catches="timeout=0, which means five minutes",
    source="BuildKit: a timeout of zero is replaced by 5m",
    type=TYPE_NAME,
)
def gha_timeout_zero(view: EntryView) -> Iterator[Finding]:
    """Nobody means five minutes by zero."""
    if view.values.read.get("timeout") == 0:
        yield Finding(
            view.place("timeout"),
            "BuildKit silently uses 5m instead of 0. Enter the time you want.",
            (view.unset("timeout"),),
        )


@entry_rule(
    "gha-old-builder",
    "warning",
    catches="a BuildKit before 0.20, which only knows the version of the service that GitHub switched off",
    source="GitHub: version 1 was switched off on 2025-04-15; BuildKit 0.20 and buildx 0.21 know version 2",
    type=TYPE_NAME,
)
def gha_old_builder(view: EntryView) -> Iterator[Finding]:
    """Its answer is “This legacy service is shutting down”."""
    if view.version < _V2 and view.text("url") is None:
        message = f"GitHub's cache service needs BuildKit {versions.text(_V2)} and buildx 0.21 or later. BuildKit {versions.text(view.version)} is rejected."
        yield Finding(view.place("type"), message)


@entry_rule(
    "gha-runner-only",
    "hint",
    catches="type=gha where the runner's variables are not there: outside GitHub Actions, and in a run: step",
    source="buildx: without a token or an address the entry is dropped",
    type=TYPE_NAME,
)
def gha_runner_only(view: EntryView) -> Iterator[Finding]:
    """The command line can't tell where it will run."""
    if not view.text("token"):
        message = "Without the runner's variables buildx silently drops this cache. Use docker/build-push-action, or expose them with crazy-max/ghaction-github-runtime."
        yield Finding(view.place("type"), message)


@entry_rule(
    "gha-limits",
    "hint",
    catches="an export to GitHub without ignore-error, which rate limits can fail",
    source="GitHub answers 429; BuildKit retries until the timeout, then the build fails",
    type=TYPE_NAME,
)
def gha_limits(view: EntryView) -> Iterator[Finding]:
    """A good build fails because of its cache."""
    if view.option == "cache-to" and view.text(IGNORE) is None:
        message = "GitHub limits the rate of requests, which can fail a good build after the timeout. ignore-error=true lets it succeed."
        yield Finding(view.place(IGNORE), message, (view.set_to(IGNORE, "true"),))


@entry_rule(
    "gha-token-expires",
    "warning",
    catches="a runner's token in the value, which is good for one job and says itself until when",
    source="BuildKit: cache token expired at; real runs: an expired token stops the export",
    needs="secret",
    type=TYPE_NAME,
)
def gha_token_expires(view: EntryView) -> Iterator[Finding]:
    """The runner makes one for each job.  Whether it is over by now depends on the clock, which no rule looks at."""
    token = view.text("token") or ""
    expires = _expiry(token)
    if expires is not None:
        message = f"This token expires at {expires:%Y-%m-%d %H:%M} UTC, and nothing is cached after that. Leave it to the runner, which has a new one for each job."
        yield Finding(view.place("token"), message, (view.unset("token"),))


def _expiry(token: str) -> datetime | None:
    """When a JSON web token is over; ``None`` for what is none, or does not say."""
    _, _, rest = token.partition(".")
    claims, dot, _ = rest.partition(".")
    try:
        found = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        return datetime.fromtimestamp(found["exp"], UTC) if dot else None
    except (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError):
        return None
