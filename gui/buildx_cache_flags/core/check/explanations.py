"""Why each problem is one: what stands behind its code, from ``explanations.toml``, for whoever asks."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from buildx_cache_flags import resources
from buildx_cache_flags.core.catalog import tables


class Explanation(NamedTuple):
    """Sentences about one code: why it happens, what real builds did (empty where none had to), what to do, and a link."""

    cause: str
    fix: str
    link: str
    seen: str = ""


@cache
def load() -> Mapping[str, Explanation]:
    """Every explanation by its code, as the file has them; ``ValueError`` where the file is wrong."""
    data = tables.read(resources.path("explanations.toml"))
    return {code: tables.row(Explanation, values, f"explanations.toml: {code}") for code, values in data.items()}


def nearest(word: str) -> tuple[str, ...]:
    """The codes that *word* was most likely meant to be, the best one first: none where no one is near."""
    plain = word.strip().lower()[:60]
    parts = [code for code in load() if len(plain) > 1 and plain in code]
    return tuple(dict.fromkeys([*get_close_matches(plain, load(), n=2, cutoff=0.6), *parts[:3]]))[:3]
