"""The registries that references name, also where a variable stands for a part of them."""

import re
from typing import Final

from buildx_cache_flags.core.catalog.registries import Registries, Registry
from buildx_cache_flags.core.draft import reference
from buildx_cache_flags.core.text import variables

BUILDER: Final = "docker buildx create --name cache-builder --driver docker-container --use --bootstrap"
"""Makes a builder that exports a cache, starts it, and uses it from then on."""

VARIABLE_FIRST: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}(?=[/:@]|\Z)")
"""A variable that stands for a host, or for a host and more."""


def located(text: str, known: Registries) -> tuple[str, Registry] | None:
    """The host of the reference *text*, which may have variables, and its registry; ``None`` where it is no reference.

    The host is that of the text, or ``${NAME}`` where a variable stands for it.
    """
    try:
        parsed = reference.parse(variables.with_sample(text))
    except ValueError:
        return None
    alone = VARIABLE_FIRST.match(text)
    if alone:
        named = known.named_by(alone[1])
        # The first of its variables is the host, another one may be a repository there.
        return (f"${{{named.variables[0]}}}", named) if named else (alone[0], known.other)
    # The text and not the sample, whose host does not exist.
    domain = text.partition("/")[0] if parsed.domain != reference.DEFAULT_DOMAIN else parsed.domain
    return domain, known.of(domain)
