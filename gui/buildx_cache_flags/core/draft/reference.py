"""Image references, exactly as distribution/reference 0.6 reads them.

The rule is ``ParseNormalizedNamed`` followed by ``TagNameOnly``, which is what both buildx (for tags) and BuildKit
(for the ``ref`` of a cache) apply.  Variables are never accepted here; see :mod:`.variables`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from buildx_cache_flags.core.text.golang import lower

DEFAULT_DOMAIN: Final = "docker.io"
DEFAULT_TAG: Final = "latest"
MAX_PATH: Final = 255
"""Characters that a path may have; the domain is not counted (``RepositoryNameTotalLengthMax``)."""

_LEGACY_DOMAIN: Final = "index.docker.io"
_OFFICIAL_PREFIX: Final = "library/"
_DIGEST_HEX: Final = {"sha256": 64, "sha384": 96, "sha512": 128}

INVALID: Final = "invalid reference format"
UPPERCASE: Final = "repository name must be lowercase"

_COMPONENT: Final = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_HOST_PART: Final = r"(?:[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]|[a-zA-Z0-9])"
_DOMAIN: Final = rf"(?:{_HOST_PART}(?:\.{_HOST_PART})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_TAG: Final = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_ALGORITHM: Final = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*"
_REFERENCE: Final = re.compile(
    rf"(?:(?P<domain>{_DOMAIN})/)?(?P<path>{_COMPONENT}(?:/{_COMPONENT})*)"
    rf"(?::(?P<tag>{_TAG}))?(?:@(?P<digest>{_ALGORITHM}:[0-9a-fA-F]{{32,}}))?\Z"
)
_HEX_IDENTIFIER: Final = re.compile(r"[a-f0-9]{64}\Z")
_HEX: Final = re.compile(r"[a-f0-9]+\Z")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in its normal form.

    ``tag`` is empty only where a digest stands without one; ``digest`` is ``algorithm:hex`` or empty.  ``domain`` is
    empty where the host has an underscore: distribution then takes the whole name as the path.
    """

    domain: str
    path: str
    tag: str
    digest: str

    @property
    def name(self) -> str:
        """The repository: ``domain/path``."""
        return f"{self.domain}/{self.path}" if self.domain else self.path

    @property
    def canonical(self) -> str:
        """The whole reference, nothing left to a default: ``docker.io/library/nginx:latest``."""
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.name}{tag}{digest}"


def parse(text: str) -> Reference:
    """Read *text* as distribution does; ``ValueError`` carries distribution's own reason."""
    outcome = _outcome(text)
    if isinstance(outcome, str):
        raise ValueError(outcome)
    return outcome


@lru_cache(maxsize=64)
def _outcome(text: str) -> Reference | str:
    """The reference, or the reason why *text* is none.

    The same few texts are read again and again while fixes are tried, so the last ones are remembered.
    """
    try:
        return _parse(text)
    except ValueError as error:
        return str(error)


def _parse(text: str) -> Reference:
    if not text:
        raise ValueError(INVALID)
    if _HEX_IDENTIFIER.match(text):
        raise ValueError(f"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings")
    domain, remainder = split_domain(text)
    repository = remainder.partition(":")[0]
    if lower(repository) != repository:
        raise ValueError(f"{INVALID}: repository name ({repository}) must be lowercase")
    return _parse_full(f"{domain}/{remainder}")


def split_domain(text: str) -> tuple[str, str]:
    """Split *text* into the registry's host and the rest, with Docker Hub's defaults put in.

    The first component is a host where it is ``localhost``, has a ``.`` or ``:``, or an upper-case letter.
    """
    first, slash, rest = text.partition("/")
    if not slash:
        return DEFAULT_DOMAIN, _OFFICIAL_PREFIX + text
    if first == _LEGACY_DOMAIN:
        domain, remainder = DEFAULT_DOMAIN, rest
    elif first == "localhost" or "." in first or ":" in first or lower(first) != first:
        domain, remainder = first, rest
    else:
        domain, remainder = DEFAULT_DOMAIN, text
    if domain == DEFAULT_DOMAIN and "/" not in remainder:
        remainder = _OFFICIAL_PREFIX + remainder
    return domain, remainder


def _parse_full(text: str) -> Reference:
    match = _REFERENCE.match(text)
    if match is None:
        if _REFERENCE.match(lower(text)):
            raise ValueError(f"{INVALID}: {UPPERCASE}")
        raise ValueError(INVALID)
    path, tag, digest = match["path"], match["tag"] or "", match["digest"] or ""
    if len(path) > MAX_PATH:
        raise ValueError(f"repository name must not be more than {MAX_PATH} characters")
    if digest:
        _check_digest(digest)
    return Reference(match["domain"] or "", path, tag or ("" if digest else DEFAULT_TAG), digest)


def _check_digest(digest: str) -> None:
    algorithm, _, encoded = digest.partition(":")
    if algorithm not in _DIGEST_HEX:
        # go-digest: an algorithm's name is lower case, else the whole digest has no valid format.
        known_form = algorithm == lower(algorithm)
        raise ValueError("unsupported digest algorithm" if known_form else "invalid checksum digest format")
    if len(encoded) != _DIGEST_HEX[algorithm]:
        raise ValueError("invalid checksum digest length")
    if not _HEX.match(encoded):
        raise ValueError("invalid checksum digest format")
