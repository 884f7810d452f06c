"""JSON files of tools, with a sentence where they are none."""

from buildx_cache_flags.core.formats import jsonc
from buildx_cache_flags.core.formats.broken import BrokenFileError
from buildx_cache_flags.core.formats.jsonc import JsonError, Node


def parse(text: str) -> dict[str, Node]:
    """The fields of the whole file; :class:`BrokenFileError` where it is no object of JSON."""
    try:
        node = jsonc.parse(text)
    except JsonError as error:
        raise BrokenFileError(f"This is not valid JSON: {error}", error.line) from None
    if not isinstance(node, jsonc.Object):
        raise BrokenFileError("This is JSON, but not an object", 1)
    return node.fields
