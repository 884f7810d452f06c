"""Other options of ``docker buildx build``: whatever a build is given beside its image, its context and its caches.

Each is one text, such as ``--build-arg V=1``: what stands behind the first space or equals sign is its value as the
program receives it, without any quotes, and ``${NAME}`` in it is a variable.  They are kept in order and written again;
what they do is not judged here.

Which options take a value is what ``docker buildx build --help`` and ``docker image build --help`` list, those of
older and experimental releases included.
"""

import re
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from buildx_cache_flags.core.text.golang import parse_bool
from buildx_cache_flags.core.text.variables import is_placeholder, split


def words(text: str) -> frozenset[str]:
    """The words of *text*, for lists that are looked up."""
    return frozenset(text.split())


TAKE_A_VALUE: Final = words(
    """
    add-host allow annotation attest build-arg build-context builder cache-from cache-to call cgroup-parent cpu-period
    cpu-quota cpu-shares cpuset-cpus cpuset-mems file iidfile invoke isolation label memory memory-swap metadata-file
    network no-cache-filter output platform policy print progress provenance root sbom secret security-opt
    server-config shm-size ssh storage-opt tag target ulimit
    """
)
SWITCHES: Final = words(
    "check compress debug detach disable-content-trust force-rm help load no-cache pull push quiet rm squash stream"
)
SHORT: Final = {"c": "cpu-shares", "f": "file", "m": "memory", "o": "output", "t": "tag"} | {
    "D": "debug",
    "h": "help",
    "q": "quiet",
}
OWN_ROWS: Final = words("cache-from cache-to load push")
"""What the draft has a field of its own for."""

KNOWN: Final = TAKE_A_VALUE | SWITCHES

_SPELT: Final = {"file": "-f", "output": "-o", "tag": "-t"}
"""Options that everybody writes with one letter."""

_WITH_EQUALS: Final = ("provenance", "sbom")
"""Options that everybody writes like switches."""

_LONG = re.compile(r"--([A-Za-z][A-Za-z0-9-]*)(?:([ =])(.*))?\Z", re.DOTALL)
_ONE_LETTER = re.compile(r"-([A-Za-z])(?:[ =]?(.+))?\Z", re.DOTALL)
_PAIRS: Final = words("build-arg label annotation")
_SECRET_NAME = re.compile(r"token|passw|secret|credential|(?:access|api|private)[_-]?key", re.IGNORECASE)


class Other(NamedTuple):
    """One option: its long name without dashes, and its value; ``None`` where it has none.

    The name is empty where the text is no option at all, and the value is the whole text then.
    """

    name: str
    value: str | None = None

    @property
    def spelt(self) -> str:
        """The option as it is written."""
        return _SPELT.get(self.name, f"--{self.name}")

    @property
    def words(self) -> tuple[str, ...]:
        """The words of a command line."""
        if not self.name:
            return (self.value or "",)
        if self.value is None:
            return (self.spelt,)
        apart = self.name in TAKE_A_VALUE and self.name not in _WITH_EQUALS
        return (self.spelt, self.value) if apart else (f"{self.spelt}={self.value}",)

    @property
    def text(self) -> str:
        """The one text that a draft keeps."""
        return " ".join(self.words)

    @property
    def is_on(self) -> bool:
        """Whether a switch is on."""
        try:
            return self.value is None or parse_bool(self.value)
        except ValueError:
            return False

    @property
    def pair(self) -> tuple[str, str | None]:
        """Name and value of what the option sets, such as a build argument; ``None`` where it is given no value."""
        name, equals, value = (self.value or "").partition("=")
        return name, value if equals else None


def read(text: str) -> Other:
    """The option that *text* is."""
    text = text.strip(" ")
    if long := _LONG.match(text):
        name, mark, value = long.groups()
        is_switch = name in SWITCHES and mark == " "
        return Other("", text) if is_switch else Other(name, value)
    if short := _ONE_LETTER.match(text):
        name = SHORT.get(short[1], "")
        if name and not (name in SWITCHES and short[2]):
            return Other(name, short[2])
    return Other("", text)


def flaw(other: Other) -> str:
    """Why docker would refuse *other*, as a sentence; empty where it would not, so far as is known here."""
    if not other.name:
        if not (other.value or "").startswith("-"):
            return "Options start with two hyphens, for example --build-arg NAME=value."
        return "docker build has no such option."
    if other.name in OWN_ROWS:
        row = "After the build" if other.name in SWITCHES else "the cards below"
        return f"Set --{other.name} in {row}, not here."
    if other.name in SWITCHES:
        return "" if other.value is None or _is_switch(other.value) else "This can only be true or false."
    if other.name in TAKE_A_VALUE:
        return f"{other.spelt} needs a value." if other.value in (None, "") and other.name != "target" else ""
    from difflib import get_close_matches

    close = get_close_matches(other.name, KNOWN, 1)
    meant = f" Use --{close[0]}." if close else ""
    return f"docker build has no option --{other.name}.{meant}"


def _is_switch(value: str) -> bool:
    try:
        parse_bool(value)
    except ValueError:
        return bool(split(value)) and any(is_name for _, is_name in split(value))
    return True


PLAIN_OUTPUTS: Final = ("type=registry", "type=image,push=true", "type=docker")
"""Outputs that say no more than --push or --load."""


def output_says(value: str) -> Literal["push", "load", ""]:
    """Which of --push and --load the output *value* amounts to."""
    fields = {key: text for key, _, text in (part.partition("=") for part in value.split(","))}
    if fields.get("type") == "registry" or (fields.get("type") == "image" and fields.get("push") == "true"):
        return "push"
    return "load" if fields.get("type") == "docker" and not fields.get("dest") else ""


def secret_name(other: Other) -> str:
    """The name of what *other* sets to a secret in plain text; empty where it sets none."""
    if other.name not in _PAIRS:
        return ""
    name, value = other.pair
    shows = bool(value) and not is_placeholder(value or "") and any(not is_name for _, is_name in split(value or ""))
    return name if shows and _SECRET_NAME.search(name) and not _is_word(value or "") else ""


def _is_word(value: str) -> bool:
    """Whether *value* only switches something on or off, or names a file, and hides nothing."""
    return value.lower() in ("true", "false", "0", "1", "yes", "no") or value.startswith(("/run/secrets/", "/"))


def variable_for(name: str) -> str:
    """The variable that takes the place of the secret *name*."""
    return re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").upper() or "SECRET"


def of(texts: Iterable[str]) -> list[tuple[int, Other]]:
    """The options of a draft, each with its number; what is empty is none."""
    return [(number, read(text)) for number, text in enumerate(texts) if text.strip()]


def values(texts: Iterable[str], name: str) -> list[str]:
    """The values of every option *name* in *texts*."""
    return [other.value for _, other in of(texts) if other.name == name and other.value is not None]
