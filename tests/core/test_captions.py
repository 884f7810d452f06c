"""What the chosen level does, said beside the slider."""

import pytest

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.captions import caption
from buildx_cache_flags.core.catalog.parameters import Levels

NEWEST = (0, 32)


@pytest.fixture
def levels(catalog: Catalog) -> Levels:
    found = catalog.default.by_name["compression-level"].levels
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("compression", "raw", "said"),
    [
        ("zstd", None, "zstd compresses like 3 to 5 if unset."),
        ("zstd", "0", "0 to 2 produce the same result, the fastest of zstd."),
        ("zstd", "2", "0 to 2 produce the same result, the fastest of zstd."),
        ("zstd", "-7", "0 to 2 produce the same result, the fastest of zstd."),
        ("zstd", "3", "3 to 5 produce the same result, which is also the default of zstd."),
        ("zstd", "6", "6 to 9 produce the same result."),
        ("zstd", "10", "10 to 22 produce the same result, the smallest of zstd."),
        ("zstd", "22", "10 to 22 produce the same result, the smallest of zstd."),
        ("gzip", None, "gzip uses 6 if unset."),
        ("gzip", "0", "gzip stores the layers without compressing them."),
        ("gzip", "6", "The default of gzip, between 1 (fastest) and 9 (smallest)."),
        ("gzip", "9", "gzip goes from 1 (fastest) to 9 (smallest)."),
        ("gzip", "-1", "-1 is another way to write level 6."),
        ("gzip", "-2", "-2 uses only Huffman coding: fast, but much larger."),
        ("estargz", "-2", "-2 uses only Huffman coding: fast, but much larger."),
        ("gzip", "10", ""),
        ("gzip", "-3", ""),
        ("gzip", "nine", ""),
        ("estargz", None, ""),
        ("uncompressed", None, "uncompressed doesn't compress, so levels have no effect."),
        ("uncompressed", "3", "uncompressed doesn't compress, so levels have no effect."),
    ],
)
def test_the_caption(levels: Levels, compression: str, raw: str | None, said: str) -> None:
    assert caption(levels, levels.rule(compression, NEWEST), raw, compression) == said


def test_levels_of_one_group_have_one_caption_and_those_of_two_have_two(levels: Levels) -> None:
    rule = levels.rule("zstd", NEWEST)
    for level in range(levels.min, levels.max):
        same = caption(levels, rule, str(level), "zstd") == caption(levels, rule, str(level + 1), "zstd")
        assert same == (rule.group(level) == rule.group(level + 1)), level


def test_every_level_that_works_has_a_caption(levels: Levels) -> None:
    for compression, rules in levels.by.items():
        rule = rules[-1]
        for level in range(levels.min, levels.max + 1):
            assert bool(caption(levels, rule, str(level), compression)) == rule.accepts(level)
