"""Registries inside one's own network: which hosts are such, and how BuildKit is told to speak to them.

Sources: BuildKit, docs/buildkitd.toml.md (``[registry."host"]``: ``http``, ``insecure``, ``ca``) and util/resolver (plain
HTTP to localhost by itself); buildx, ``create --buildkitd-config`` (before 0.13: ``--config``), which parses the file and
copies the certificates into the builder; Docker's documentation of the driver docker-container (``env.NAME``, ``network``).
"""

import ipaddress
import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.registries import without_port
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.targets.hosts import BUILDER, located

FILE: Final = "buildkitd.toml"
LINK: Final = "https://docs.docker.com/build/buildkit/configure/"
Access = Literal["http", "certificate", "insecure"]
ACCESSES: Final[tuple[Access, ...]] = ("http", "certificate", "insecure")

_SUFFIXES: Final = (
    "corp",
    "home",
    "home.arpa",
    "internal",
    "intranet",
    "lan",
    "local",
    "localdomain",
    "private",
    "test",
)
"""Ends of names that no public name server knows: RFC 6761, RFC 6762 with its appendix G, RFC 8375, and ICANN's internal."""

_USUAL_PORT: Final = ":443"
_LOOPBACK: Final = re.compile(r"(?:.*\.)?localhost\Z", re.IGNORECASE)
_INSECURE: Final = (
    "registry.insecure=true in the flag does the same for this one cache, without a file. It holds neither for FROM nor "
    "for the pushed image, and it accepts any certificate."
)
_PROXY: Final = (
    "Behind a proxy, let the builder reach {name} directly: add --driver-opt env.NO_PROXY={name} to that line."
)
_OLDER: Final = "buildx before 0.13 calls the option --config. Builders that run elsewhere (remote, Kubernetes) have their own file."
_LOGIN: Final = "docker login asks the Docker daemon. Add {host} to insecure-registries in its settings first."


class Way(NamedTuple):
    """One way to reach a registry: what it is for, the lines of ``buildkitd.toml``, and the line that makes the builder.

    ``workflow`` is the step that makes the builder in GitHub Actions.  Without ``toml`` no file is needed, or none can say it.
    """

    access: Access
    name: str
    when: str
    toml: str
    command: str
    workflow: str
    notes: tuple[str, ...]


def hosts(draft: Draft, catalog: Catalog) -> tuple[str, ...]:
    """The hosts of a draft's references that are most likely inside one's own network, each once."""
    references = [draft.image] if draft.pushed else []
    references += [ref for entry in draft.writes for ref in catalog.references(entry, "cache-to")]
    references += [ref for entry in draft.reads for ref in catalog.references(entry, "cache-from")]
    return tuple(dict.fromkeys(host for host in _hosts(references, catalog) if is_inhouse(host, catalog)))


def _hosts(references: Iterable[str], catalog: Catalog) -> Iterator[str]:
    for reference in references:
        found = located(reference, catalog.registries)
        if found:
            yield found[0]


def is_inhouse(host: str, catalog: Catalog) -> bool:
    """Whether *host*, with its port, is most likely inside one's own network; not where only a variable says it."""
    name = without_port(host).lower()
    if "${" in host or catalog.registries.of(host).match(name):
        # This computer is one of the registries that are known by their host.
        return is_loopback(host)
    if _address(name) is not None or "." not in name:
        return True
    return name.endswith(tuple(f".{suffix}" for suffix in _SUFFIXES)) or (
        name != host and not host.endswith(_USUAL_PORT)
    )


def is_loopback(host: str) -> bool:
    """Whether *host* is this computer, to which BuildKit speaks plain HTTP by itself."""
    name = without_port(host).lower()
    address = _address(name)
    return _LOOPBACK.match(name) is not None or (address is not None and address.is_loopback)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return None


def ways(host: str, certificate: str = "") -> tuple[Way, ...]:
    """How BuildKit is told to reach *host*; *certificate* is the file with that of the authority that signed the registry's.

    For this computer there is one way, and no file.
    """
    if is_loopback(host):
        return (_loopback(host),)
    name = without_port(host)
    notes = (_INSECURE, _PROXY.format(name=name), _OLDER)
    ca = certificate or f"/etc/docker/certs.d/{host}/ca.crt"
    asked: tuple[tuple[Access, str, str, str, tuple[str, ...]], ...] = (
        (
            "http",
            "Plain HTTP",
            f"For a registry that has no TLS: everybody in the network can read and change what goes to {name}.",
            "http = true",
            (_LOGIN.format(host=host), *notes),
        ),
        (
            "certificate",
            "A certificate of your own",
            f"For a registry whose certificate your own authority signed. {ca} is where Docker itself keeps it."
            if not certificate
            else "For a registry whose certificate your own authority signed.",
            f"ca = [{_quoted(ca)}]",
            ("buildx copies the file into the builder. Create the builder again when it changes.", *notes),
        ),
        (
            "insecure",
            "HTTPS without a check",
            "For a trial with a certificate that nobody signed: whoever answers is believed.",
            "insecure = true",
            (_LOGIN.format(host=host), *notes),
        ),
    )
    return tuple(_way(host, *one) for one in asked)


def _way(host: str, access: Access, name: str, when: str, line: str, notes: tuple[str, ...]) -> Way:
    if "]" in host:
        # Seen with buildx 0.13.1 and 0.29.1: their reader of TOML refuses the bracket even in quotes.
        said = "buildx can't read a buildkitd.toml with an IPv6 address. Give the registry a name, or use registry.insecure=true."
        return Way(access, name, said, "", "", "", notes)
    toml = f"[registry.{_quoted(host)}]\n  {line}\n"
    inline = "".join(f"            {one}\n" for one in toml.splitlines())
    workflow = (
        f"      - uses: docker/setup-buildx-action@v4\n        with:\n          buildkitd-config-inline: |\n{inline}"
    )
    return Way(access, name, when, toml, f"{BUILDER} --buildkitd-config {FILE}", workflow, notes)


def _loopback(host: str) -> Way:
    when = "BuildKit speaks plain HTTP to this computer by itself, so no file is needed. A builder in a container reaches it only through the host's network."
    command = f"{BUILDER} --driver-opt network=host"
    workflow = "      - uses: docker/setup-buildx-action@v4\n        with:\n          driver-opts: network=host\n"
    return Way(
        "http",
        "This computer",
        when,
        "",
        command,
        workflow,
        (f"{host} is the machine that builds. In CI that is the runner.",),
    )


def _quoted(text: str) -> str:
    """*text* as a string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
