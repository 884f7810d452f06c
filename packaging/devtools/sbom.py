"""The list of everything in a bundle as CycloneDX, for programs that watch for known weaknesses.

`python -m devtools.sbom PARTS.json FILE`, in the environment that the bundle was made from; see `devtools.bundled`.
"""

# The classes of cyclonedx are made by a decorator whose types say nothing of what they take and have.
# pyright: reportCallIssue=false, reportAttributeAccessIssue=false, reportArgumentType=false

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from devtools import bundled
from devtools.inside import Inside
from devtools.metadata import build_epoch, metadata
from devtools.parts import Part, parts

VERSION: Final = SchemaVersion.V1_6
RECORD: Final = "buildx-cache-flags:record:sha256"
"""The name of the property with the SHA-256 of a wheel's RECORD, without what is written where it is installed."""


def write(distributions: Iterable[str], libraries: Iterable[Path], path: Path) -> None:
    """Write what :func:`devtools.parts.parts` finds, the same bytes for the same parts."""
    path.write_text(text(parts(distributions, libraries)), encoding="utf-8", newline="\n")


def text(found: Iterable[Part]) -> str:
    """Return the list as JSON; its number follows from what is in it."""
    components = [component(part) for part in found]
    unnumbered = render(components, UUID(int=0, version=4))
    return render(components, uuid5(NAMESPACE_URL, unnumbered)) + "\n"


def render(components: Iterable[Component], number: UUID) -> str:
    """Return the whole list."""
    root = application()
    bom = Bom(components=components, serial_number=number, metadata=BomMetaData(component=root, timestamp=moment()))
    bom.register_dependency(root, bom.components)
    return make_outputter(bom, OutputFormat.JSON, VERSION).output_as_string(indent=2)


def application() -> Component:
    """Describe the application itself."""
    about = metadata()
    return Component(
        type=ComponentType.APPLICATION,
        name=about.name,
        version=about.version,
        bom_ref=about.name,
        description=about.summary,
        licenses=[LicenseFactory().make_from_string(about.licence)],
    )


def component(part: Part) -> Component:
    """Describe one part with what is inside it: files of a system's package, as only some of them are bundled."""
    record = part.hashes.get("RECORD")
    files = [] if record else [file(part, *pair) for pair in part.hashes.items()]
    return Component(
        type=ComponentType.LIBRARY,
        name=part.name,
        version=part.version,
        bom_ref=part.purl,
        purl=PackageURL.from_string(part.purl),
        licenses=[LicenseFactory().make_from_string(part.licence)],
        cpe=part.cpe or None,
        # Not a hash of the part: it is one of the list of its files.
        properties=[Property(name=RECORD, value=record)] if record else [],
        components=[*files, *map(contained, part.inside)],
    )


def contained(what: Inside) -> Component:
    """Describe what is inside a part."""
    return Component(
        type=ComponentType.LIBRARY,
        name=what.name,
        version=what.version,
        bom_ref=what.purl,
        purl=PackageURL.from_string(what.purl),
        cpe=what.cpe or None,
        licenses=[LicenseFactory().make_from_string(what.licence)],
    )


def file(part: Part, name: str, digest: str) -> Component:
    """Describe one library of a system's package, as it was before it was stripped for the bundle."""
    return Component(type=ComponentType.FILE, name=name, bom_ref=f"{part.purl}#{name}", hashes=[sha256(digest)])


def sha256(digest: str) -> HashType:
    """Return a hash as the list has it."""
    return HashType(alg=HashAlgorithm.SHA_256, content=digest)


def moment() -> datetime:
    """Return the time of the list: not now, or no two would be alike."""
    return datetime.fromtimestamp(build_epoch(), UTC)


if __name__ == "__main__":
    write(*bundled.read(Path(sys.argv[1])), Path(sys.argv[2]))
