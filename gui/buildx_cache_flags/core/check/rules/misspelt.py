"""What a misspelt key or word was most likely meant to be."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Final

from buildx_cache_flags.core.catalog.backends import Backend
from buildx_cache_flags.core.catalog.parameters import Option

_MOST_TRIED: Final = 50
"""Keys that are looked at for what is missing: far more than a person misspells."""


def closest(text: str, words: tuple[str, ...]) -> str:
    """The one of *words* that *text* was most likely meant to be; empty where none is near."""
    plain = text.strip().lower()
    return plain if plain in words else _closest(plain[:40], words)


@lru_cache(maxsize=256)
def _closest(plain: str, words: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    found = get_close_matches(plain, words, n=1, cutoff=0.6)
    return found[0] if found else ""


def suggestion(key: str, option: Option, backend: Backend) -> str:
    """The parameter of *option* that *key* was most likely meant to be; empty where none is near."""
    plain = key.strip().lower()
    forms = (plain, plain.replace("_", "-"), plain.replace("-", "_"))
    known = backend.of(option)
    for parameter in known:
        if any(form in (parameter.name, *parameter.aliases) for form in forms):
            return parameter.name
    names = tuple(parameter.name for parameter in known)
    return next(filter(None, (closest(form, names) for form in forms)), "")


def required(backend: Backend, option: Option, attrs: Mapping[str, str]) -> Mapping[str, str]:
    """The keys in *attrs* that stand for a parameter which an entry needs and has not: ``{" ref": "ref"}``."""
    missing = {one.name for one in backend.required(option) if not attrs.get(one.name)}
    found: dict[str, str] = {}
    if missing:
        strays = (key for key, text in attrs.items() if text and key not in backend.by_name)
        for key in islice(strays, _MOST_TRIED):
            meant = suggestion(key, option, backend)
            if meant in missing:
                missing.discard(meant)
                found[key] = meant
    return found
