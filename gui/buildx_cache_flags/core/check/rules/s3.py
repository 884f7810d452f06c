"""Rules of the S3 cache.  BuildKit: cache/remotecache/s3; buildx: util/buildflags; real runs."""

import re
from collections.abc import Iterator
from typing import Final

from .base import EntryView, Finding
from .registering import entry_rule

TYPE_NAME: Final = "s3"
_GOOGLE: Final = "storage.googleapis.com"
_HOST = re.compile(r"https?://(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)", re.IGNORECASE)
_ADDRESS = re.compile(r"\[|[0-9.]+\Z")


def _host(view: EntryView) -> str:
    """The host of the endpoint; empty for Amazon's own and for one that is not known."""
    text = view.text("endpoint_url") or ""
    found = _HOST.match(text)
    return "" if found is None or "$" in text or "endpoint_url" in view.values.refused else found[1].lower()


@entry_rule(
    "s3-path-style-missing",
    "error",
    catches="an endpoint on localhost or a bare host without use_path_style=true: the bucket becomes a host that does not exist",
    source="AWS SDK: without path style the bucket is part of the host name; an IP address always gets path style",
    type=TYPE_NAME,
)
def s3_path_style_missing(view: EntryView) -> Iterator[Finding]:
    """No DNS name exists below a bare host name."""
    host = _host(view)
    if host and "." not in host and not _ADDRESS.match(host) and not view.is_true("use_path_style"):
        message = f"The bucket would become part of the host name “{host}”, which fails after the build. Use use_path_style=true."
        yield Finding(view.place("use_path_style"), message, (view.set_to("use_path_style", "true"),))


@entry_rule(
    "s3-path-style-advised",
    "hint",
    catches="an endpoint that is not Amazon's without use_path_style=true",
    source="MinIO, Ceph and most own servers know the bucket only in the path",
    type=TYPE_NAME,
)
def s3_path_style_advised(view: EntryView) -> Iterator[Finding]:
    """Amazon's own hosts have a name for each bucket."""
    host = _host(view)
    amazon = re.search(r"(\A|\.)amazonaws\.com(\.cn)?\Z", host)
    if "." in host and not amazon and not _ADDRESS.match(host) and view.text("use_path_style") is None:
        message = f"Most servers other than Amazon's need use_path_style=true; {host} may be one of them."
        yield Finding(view.place("use_path_style"), message, (view.set_to("use_path_style", "true"),))


@entry_rule(
    "s3-path-style-unused",
    "warning",
    catches="use_path_style without endpoint_url, which is not read then",
    source="BuildKit: use_path_style is read only with endpoint_url",
    type=TYPE_NAME,
)
def s3_path_style_unused(view: EntryView) -> Iterator[Finding]:
    """Amazon's own addresses never need it."""
    if (
        view.text("use_path_style") is not None
        and not view.text("endpoint_url")
        and "use_path_style" not in view.values.refused
    ):
        yield Finding(
            view.place("use_path_style"),
            "use_path_style has no effect without endpoint_url. Remove it, or add the endpoint.",
            (view.unset("use_path_style"),),
        )


@entry_rule(
    "s3-google",
    "hint",
    catches="Google Cloud Storage without disable_accept_encoding=true",
    source="Google changes Accept-Encoding, and answers SignatureDoesNotMatch",
    type=TYPE_NAME,
)
def s3_google(view: EntryView) -> Iterator[Finding]:
    """The signature covers a header that Google changes."""
    if _host(view).endswith(_GOOGLE) and not view.is_true("disable_accept_encoding"):
        message = (
            "Google Cloud Storage rejects the signature. Use disable_accept_encoding=true (BuildKit 0.30 or later)."
        )
        yield Finding(view.place("endpoint_url"), message, (view.set_to("disable_accept_encoding", "true"),))


@entry_rule(
    "s3-several-names",
    "warning",
    catches="a semicolon in name: all names are written, but only the first is read",
    source="BuildKit: the s3 importer reads the first name alone",
    type=TYPE_NAME,
)
def s3_several_names(view: EntryView) -> Iterator[Finding]:
    """azblob reads all of them."""
    first, several, _ = (view.text("name") or "").partition(";")
    if several and view.option == "cache-from":
        yield Finding(
            view.place("name"),
            f"Only the first name, {first}, is read. Add a --cache-from for each of the others.",
            (view.set_to("name", first),),
        )
    elif several:
        yield Finding(
            view.place("name"), "Each name gets its own manifest, but --cache-from reads only the first name."
        )


@entry_rule(
    "s3-prefix-slash",
    "hint",
    catches="a prefix without a slash at its end, which becomes part of the next name",
    source="BuildKit: the prefix is added without a slash",
    type=TYPE_NAME,
)
def s3_prefix_slash(view: EntryView) -> Iterator[Finding]:
    """``prefix=p`` gives ``pblobs/…``."""
    for name in ("prefix", "blobs_prefix", "manifests_prefix"):
        text = view.text(name)
        if text and not text.endswith(("/", "}")):
            yield Finding(
                view.place(name),
                f"Nothing separates {name} from what follows it. End it with “/” to get a folder.",
                (view.set_to(name, f"{text}/"),),
            )


@entry_rule(
    "s3-half-credentials",
    "warning",
    catches="only one of access_key_id and secret_access_key, or a session token without them",
    source="buildx: the missing one is filled in from the environment, a mixed pair",
    type=TYPE_NAME,
)
def s3_half_credentials(view: EntryView) -> Iterator[Finding]:
    """A mixed pair is refused by the server, after the build."""
    names = ("access_key_id", "secret_access_key")
    given = [name for name in names if view.text(name)]
    if len(given) == 1:
        (missing,) = set(names) - set(given)
        yield Finding(
            view.place(given[0]),
            f"{given[0]} without {missing} is completed from your environment. Give both, or leave both out.",
            (view.unset(given[0]),),
        )
    elif not given and view.text("session_token"):
        yield Finding(
            view.place("session_token"),
            "session_token has no effect without access_key_id and secret_access_key. Remove it.",
            (view.unset("session_token"),),
        )
