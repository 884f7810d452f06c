"""The page of problem codes: complete, up to date, and every code is really met."""

import pytest

from buildx_cache_flags.cli import codes
from buildx_cache_flags.cli.asking import NOTHING, Question, ask
from buildx_cache_flags.core.codes import Described, all_codes
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.parameters import Option, Table
from buildx_cache_flags.core.rules import DRAFT_RULES, ENTRY_RULES
from buildx_cache_flags.core.syntax import SYNTAX_RULES

REF = "type=registry,ref=a/b:c"
DIGEST = "@sha256:" + "0" * 64


def build(**values: str) -> Draft:
    return Draft(writes=(), reads=(), following=False, **values)  # type: ignore[arg-type]


EXAMPLES: dict[str, tuple[Option, tuple[str, ...], Draft]] = {
    "value-quotes": ("cache-to", ('type=registry,ref="a/b"',), NOTHING),
    "value-field": ("cache-to", (f"{REF},max",), NOTHING),
    "value-no-type": ("cache-to", ("ref=a/b:c",), NOTHING),
    "value-empty-field": ("cache-to", ("a/b,",), NOTHING),
    "flag-empty": ("cache-to", ("",), NOTHING),
    "image-digest": ("cache-to", (REF,), build(image=f"a/b{DIGEST}")),
    "type-unknown": ("cache-to", ("type=Registry,ref=a/b",), NOTHING),
    "type-other": ("cache-to", ("type=gha",), NOTHING),
    "ref-repeated": ("cache-to", (REF, REF), NOTHING),
    "ref-repeated-read": ("cache-from", (REF, REF), NOTHING),
    "entry-repeated": ("cache-to", ("type=inline", "type=inline"), NOTHING),
    "exports-too-many": ("cache-to", ("a/b", "c/d"), build(buildkit="0.10")),
    "entries-too-many": ("cache-from", (",".join(f"a/b:{number}" for number in range(201)),), NOTHING),
    "no-entries": ("cache-to", (), NOTHING),
    "text-unwritable": ("cache-to", (f"{REF},x=\0",), NOTHING),
    "context-line-break": ("cache-to", (REF,), build(context="a\nb")),
    "buildkit-unknown": ("cache-to", (REF,), build(buildkit="new")),
    "ref-missing": ("cache-to", ("type=registry",), NOTHING),
    "reference-is-flag": ("cache-to", ("type=registry,ref=type=registry",), NOTHING),
    "reference-spaces": ("cache-to", (" a/b",), NOTHING),
    "reference-scheme": ("cache-to", ("https://a.example/b",), NOTHING),
    "reference-uppercase": ("cache-to", ("ghcr.io/Acme/app",), NOTHING),
    "reference-invalid": ("cache-to", ("a//b",), NOTHING),
    "reference-uppercase-host": ("cache-to", ("Acme/app",), NOTHING),
    "bare-type": ("cache-to", ("inline",), NOTHING),
    "ref-official": ("cache-to", ("app",), NOTHING),
    "ref-digest": ("cache-to", (f"a/b{DIGEST}",), NOTHING),
    "ref-is-image": ("cache-to", ("a/b",), build(image="a/b:latest")),
    "choice-unknown": ("cache-to", (f"{REF},mode=MAX",), NOTHING),
    "boolean-unknown": ("cache-to", (f"{REF},ignore-error=yes",), NOTHING),
    "boolean-spelling": ("cache-to", (f"{REF},ignore-error=T",), NOTHING),
    "value-empty": ("cache-to", (f"{REF},force-compression=",), NOTHING),
    "value-undocumented": ("cache-to", (f"{REF},compression=uncompressed",), NOTHING),
    "parameter-undocumented": ("cache-from", (f"{REF},registry.insecure=true",), NOTHING),
    "level-not-a-number": ("cache-to", (f"{REF},compression-level=abc",), NOTHING),
    "level-out-of-range": ("cache-to", (f"{REF},compression-level=12",), NOTHING),
    "level-undocumented": ("cache-to", (f"{REF},compression=zstd,compression-level=30",), NOTHING),
    "level-same-result": ("cache-to", (f"{REF},compression=zstd,compression-level=15",), NOTHING),
    "level-plain": ("cache-to", (f"{REF},compression-level=0",), NOTHING),
    "level-spelling": ("cache-to", (f"{REF},compression-level=+9",), NOTHING),
    "level-ignored": ("cache-to", (f"{REF},compression=uncompressed,compression-level=3",), NOTHING),
    "level-without-effect": ("cache-to", (f"{REF},compression-level=3",), build(image="a/b:1")),
    "image-manifest-needs-oci": ("cache-to", (f"{REF},oci-mediatypes=false,image-manifest=true",), NOTHING),
    "compression-needs-oci": ("cache-to", (f"{REF},oci-mediatypes=false,compression=zstd",), NOTHING),
    "compression-pushed-layers": ("cache-to", (f"{REF},compression=zstd",), build(image="a/b:1")),
    "compression-stored-layers": ("cache-to", (f"{REF},compression=zstd",), NOTHING),
    "key-spaces": ("cache-to", (f"{REF}, mode=max",), NOTHING),
    "key-unknown": ("cache-to", (f"{REF},mod=max",), NOTHING),
    "key-repeated": ("cache-to", (f"{REF},mode=min,mode=max",), NOTHING),
    "key-ignored-on-read": ("cache-from", (f"{REF},mode=max",), NOTHING),
    "registry-refuses": ("cache-to", ("type=registry,ref=quay.io/a/b,image-manifest=false",), NOTHING),
    "registry-wants": ("cache-to", ("type=registry,ref=harbor.example.com/a/b,image-manifest=false",), NOTHING),
    "release-too-old": ("cache-to", (f"{REF},compression=zstd",), build(buildkit="0.8")),
    "release-default": ("cache-to", (REF,), build(buildkit="0.20")),
}


def test_every_rule_has_an_example_and_nothing_else_has() -> None:
    assert set(EXAMPLES) == {code.code for code in all_codes()}


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_example_of_every_code_is_caught(code: str, table: Table) -> None:
    option, values, around = EXAMPLES[code]
    remarks = ask(Question(tuple((option, value) for value in values), around), table).remarks
    [severity] = {remark.severity for remark in remarks if remark.code == code}
    assert severity == next(one.severity for one in all_codes() if one.code == code)
    for remark in remarks:
        assert remark.message.endswith(".")
        assert "\n" not in remark.message


def test_a_code_means_one_thing_only() -> None:
    rules: list[Described] = [*SYNTAX_RULES, *DRAFT_RULES, *ENTRY_RULES]
    said = {(rule.code, rule.severity, rule.catches) for rule in rules}
    assert len(said) == len({code for code, _, _ in said})


def test_the_page_of_codes_is_up_to_date() -> None:
    """Where this fails: ``python -m buildx_cache_flags.cli.codes``."""
    assert codes.path().read_text(encoding="utf-8") == codes.text()
