"""Rules of the cache in Azure Blob Storage.  BuildKit: cache/remotecache/azblob; real runs."""

import re
from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.check.packing import IGNORE
from buildx_cache_flags.core.text.golang import TRUE_WORDS

from .base import EntryView, Finding
from .registering import entry_rule

TYPE_NAME: Final = "azblob"
_AZURE = re.compile(r"https?://[a-z0-9]{3,24}(-secondary)?\.blob\.[a-z0-9.-]+", re.IGNORECASE)
_URL: Final = "account_url"
_KEY: Final = "secret_access_key"
_NUMBERS = re.compile(r"https?://(\[|[0-9]+(\.[0-9]+){3})", re.IGNORECASE)
_LEAST_KEY: Final = 64
"""Characters of base64 that a key of 512 bits has at least; Azure's have 88."""


@entry_rule(
    "azblob-http",
    "error",
    catches="http:// without an account key: Azure's identities need https",
    source="Azure SDK: authenticated requests are not permitted for non TLS protected endpoints",
    type=TYPE_NAME,
)
def azblob_http(view: EntryView) -> Iterator[Finding]:
    """A shared key may be used over plain HTTP, as emulators need it."""
    text = view.text(_URL) or ""
    if text.lower().startswith("http://") and not view.text(_KEY):
        secure = f"https://{text[len('http://') :]}"
        message = "The builder's Azure identity needs https://, so the build fails before it starts. Use https://, or give an account key."
        yield Finding(view.place(_URL), message, (view.set_to(_URL, secure),))


@entry_rule(
    "azblob-account-name",
    "error",
    catches="an account_url with an IP address and a key, without account_name",
    source="BuildKit: the account's name is the first label of the host, such as 127",
    type=TYPE_NAME,
)
def azblob_account_name(view: EntryView) -> Iterator[Finding]:
    """The server refuses a key of another account, before the build."""
    if _NUMBERS.match(view.text(_URL) or "") and view.text(_KEY) and view.text("account_name") is None:
        message = "BuildKit reads the account's name from the address, which has none here, so the key is rejected. Enter account_name."
        yield Finding(view.place(_URL), message)


@entry_rule(
    "azblob-custom-domain",
    "hint",
    catches="an account_url outside Azure's domains with a key, without account_name",
    source="BuildKit: the account's name is the first label of the host",
    type=TYPE_NAME,
)
def azblob_custom_domain(view: EntryView) -> Iterator[Finding]:
    """Custom domains and emulators."""
    text = view.text(_URL) or ""
    known = not text or "$" in text or _URL in view.values.refused or _AZURE.match(text) or _NUMBERS.match(text)
    if not known and view.text(_KEY) and view.text("account_name") is None:
        yield Finding(
            view.place(_URL),
            "With a custom domain, BuildKit uses the first part of the host as the account name. Enter account_name if it differs.",
        )


@entry_rule(
    "azblob-key-short",
    "error",
    catches="an account key that is too short to be one",
    source="Azure: account keys have 512 bits; the server rejects others before the build",
    type=TYPE_NAME,
)
def azblob_key_short(view: EntryView) -> Iterator[Finding]:
    """Cut off while it was copied, most likely."""
    text = view.text(_KEY) or ""
    read = view.values.read.get(_KEY)
    if text and read is not None and text.isascii() and text.rstrip("=").isalnum() and len(text) < _LEAST_KEY:
        yield Finding(
            view.place(_KEY),
            "The account key is too short, so Azure rejects it before the build starts. Copy the whole key.",
            (view.unset(_KEY),),
        )


@entry_rule(
    "azblob-identity",
    "hint",
    catches="no account key, so that the builder's own Azure identity is used",
    source="BuildKit: DefaultAzureCredential of the daemon; buildx sends none",
    type=TYPE_NAME,
)
def azblob_identity(view: EntryView) -> Iterator[Finding]:
    """The client's login, such as az login, does not count."""
    if view.text(_URL) and not view.text(_KEY):
        yield Finding(
            view.place(_KEY), "Without a key the builder's own Azure identity is used, not the login on your machine."
        )


@entry_rule(
    "azblob-ignore-error",
    "hint",
    catches="ignore-error=true, which hides nothing about the connection here",
    source="BuildKit: the container is looked up before the build",
    type=TYPE_NAME,
)
def azblob_ignore_error(view: EntryView) -> Iterator[Finding]:
    """A wrong key or an unreachable account stops the build all the same."""
    if view.option == "cache-to" and view.text(IGNORE) in TRUE_WORDS:
        yield Finding(
            view.place(IGNORE),
            "A wrong key or an unreachable account still stops the build: azblob connects before the build starts.",
        )
