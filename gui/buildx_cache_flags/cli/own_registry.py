"""``builder --registry``: the ``buildkitd.toml`` by which a builder reaches a registry in one's own network."""

import json
import sys
from argparse import Namespace

from buildx_cache_flags.core.draft import reference
from buildx_cache_flags.core.explain import inhouse
from buildx_cache_flags.core.explain.inhouse import Access, Way
from buildx_cache_flags.core.text.wording import shown

from .console import Console


def run(arguments: Namespace) -> int:
    """Print the file, and on standard error what to do with it; 1 where no file is needed or none can say it."""
    host = _host(arguments.registry)
    if not host:
        return int(arguments.refuse(f"{shown(arguments.registry)} is not a host. Use HOST:PORT, or a reference there"))
    access: Access = "insecure" if arguments.insecure else "certificate" if arguments.ca else "http"
    found = inhouse.ways(host, arguments.ca or "")
    way = next((one for one in found if one.access == access), found[0])
    if arguments.format == "json":
        Console(sys.stdout).write(json.dumps({"host": host, **way._asdict()}).replace("##", "#\\u0023") + "\n")
    else:
        _write(host, way)
    return 0 if way.toml else 1


def _host(text: str) -> str:
    """The host of *text*, with its port: of a reference, or *text* itself; empty where it is neither."""
    bare = f"{text}/a" if "/" not in text else text
    try:
        parsed = reference.parse(bare)
    except ValueError:
        return ""
    host = parsed.domain
    # A name without a dot is a repository at Docker Hub in a reference, and here a host.
    return text.partition("/")[0] if host == reference.DEFAULT_DOMAIN and "/" not in text else host


def _write(host: str, way: Way) -> None:
    said = Console(sys.stderr)
    said.line(f"{said.styled(way.name, 'mark')} ({host})")
    said.line(way.when)
    if way.toml:
        said.line(f"Save it as {inhouse.FILE}, and create the builder with it:")
    if way.command:
        said.line(f"  {way.command}")
    for note in way.notes:
        said.line(note)
    said.line(inhouse.LINK)
    if way.toml:
        Console(sys.stdout).write(way.toml)
