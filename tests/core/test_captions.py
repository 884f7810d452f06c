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
        ("zstd", None, "Left alone, zstd packs as with 3 to 5."),
        ("zstd", "0", "0 to 2 give the same result: the fastest that zstd has."),
        ("zstd", "2", "0 to 2 give the same result: the fastest that zstd has."),
        ("zstd", "-7", "0 to 2 give the same result: the fastest that zstd has."),
        ("zstd", "3", "3 to 5 give the same result, and so does leaving zstd alone."),
        ("zstd", "6", "6 to 9 give the same result."),
        ("zstd", "10", "10 to 22 give the same result: the smallest that zstd has."),
        ("zstd", "22", "10 to 22 give the same result: the smallest that zstd has."),
        ("gzip", None, "Left alone, gzip packs as with level 6."),
        ("gzip", "0", "gzip stores the layers without making them smaller."),
        ("gzip", "6", "What gzip uses anyway, between 1, the fastest, and 9, the smallest."),
        ("gzip", "9", "gzip goes from 1, the fastest, to 9, the smallest."),
        ("gzip", "-1", "-1 is another way to write level 6."),
        ("gzip", "-2", "-2 uses Huffman coding alone: quick, but it packs far less."),
        ("estargz", "-2", "-2 uses Huffman coding alone: quick, but it packs far less."),
        ("gzip", "10", ""),
        ("gzip", "-3", ""),
        ("gzip", "nine", ""),
        ("estargz", None, ""),
        ("uncompressed", None, "uncompressed packs nothing, so no level has any effect."),
        ("uncompressed", "3", "uncompressed packs nothing, so no level has any effect."),
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
