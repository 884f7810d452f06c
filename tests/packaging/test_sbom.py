"""The list of everything in a bundle: valid, complete, and the same for the same parts."""

import json
import platform
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from devtools import parts, sbom
from devtools.metadata import metadata
from devtools.parts import Part
from tests.packaging.bundled_here import distributions, libraries

NAMES = distributions()


@cache
def found() -> list[Part]:
    """All parts; their files are read for it."""
    return parts.parts(NAMES, libraries())


def read() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(sbom.text(found()))
    return content


def test_it_is_valid() -> None:
    # Takes seconds to import, which every process that runs tests would spend.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(sbom.text(found())) is None
    broken = sbom.text(found()).replace('"type": "library"', '"type": "nonsense"', 1)
    assert validator.validate_str(broken) is not None


def test_everything_is_in_it_with_version_licence_and_place() -> None:
    components = {component["purl"]: component for component in read()["components"]}
    assert components.keys() == {part.purl for part in found()}
    for part in found():
        component = components[part.purl]
        assert (component["name"], component["version"]) == (part.name, part.version)
        (licence,) = component["licenses"]
        said = licence.get("expression") or licence["license"].get("id") or licence["license"]["name"]
        assert said == part.licence
    assert {f"pkg:pypi/{name}@" for name in NAMES} <= {purl.partition("@")[0] + "@" for purl in components}


def test_hashes_are_those_of_the_files() -> None:
    listed = {component["purl"]: component for component in read()["components"]}
    for part in found():
        component = listed[part.purl]
        inside = component.get("components", [])
        files = {row["name"]: row["hashes"][0]["content"] for row in inside if row["type"] == "file"}
        own = {row["name"]: row["value"] for row in component.get("properties", [])}
        record = {"RECORD": own[sbom.RECORD]} if own else {}
        assert {**record, **files} == part.hashes
        assert "hashes" not in component
    assert sum(len(part.hashes) for part in found()) >= len(NAMES)


def test_what_is_inside_a_part_is_in_it_and_has_the_names_that_databases_know() -> None:
    from PySide6.QtCore import qVersion

    listed = {component["name"]: component for component in read()["components"]}
    inside = {row["name"]: row for row in listed["PySide6_Essentials"]["components"]}
    assert (inside["Qt"]["version"], inside["Qt"]["purl"]) == (qVersion(), f"pkg:generic/qt@{qVersion()}")
    assert inside["Qt"]["cpe"] == f"cpe:2.3:a:qt:qt:{qVersion()}:*:*:*:*:*:*:*"
    assert listed["Python"]["cpe"] == f"cpe:2.3:a:python:python:{platform.python_version()}:*:*:*:*:*:*:*"
    crates = {row["purl"] for row in listed["pydantic_core"]["components"]}
    assert any(purl.startswith("pkg:cargo/pyo3@") for purl in crates)


def test_the_application_needs_every_part() -> None:
    content = read()
    about = content["metadata"]["component"]
    assert (about["name"], about["version"], about["type"]) == ("buildx-cache-flags", metadata().version, "application")
    needed = next(row for row in content["dependencies"] if row["ref"] == about["bom-ref"])["dependsOn"]
    assert set(needed) == {part.purl for part in found()}


def test_the_same_parts_make_the_same_bytes(tmp_path: Path) -> None:
    sbom.write(NAMES, libraries(), tmp_path / "one.json")
    sbom.write(NAMES[::-1], libraries()[::-1], tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes() == sbom.text(found()).encode()


def test_another_part_makes_another_number() -> None:
    first, *rest = found()
    other = json.loads(sbom.text([replace(first, version="99"), *rest]))
    assert other["serialNumber"].startswith("urn:uuid:")
    assert other["serialNumber"] != read()["serialNumber"]


def test_its_time_is_that_of_the_release_or_of_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert read()["metadata"]["timestamp"] == f"{metadata().released}T00:00:00+00:00"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert read()["metadata"]["timestamp"] == "1970-01-02T00:00:00+00:00"
