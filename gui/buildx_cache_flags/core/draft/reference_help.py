"""Why a text is no reference, in one sentence that says where and what to do.

:func:`.reference.parse` gives distribution's own reason, which is often no more than "invalid reference format".
"""

import re

from buildx_cache_flags.core.text.variables import with_sample
from buildx_cache_flags.core.text.wording import capital, character, shown

from . import reference

_LEGAL = re.compile(r"[A-Za-z0-9._/:@\[\]+-]*")
_LEGAL_OR_VARIABLE = re.compile(r"(?:[A-Za-z0-9._/:@\[\]+-]|\$\{[A-Za-z_][A-Za-z0-9_]*\})*")
_MAX_TAG = 128


def explain(text: str, reason: str, *, with_variables: bool = False) -> str:
    """Say what is wrong with *text*, which distribution refused with *reason*.

    With *with_variables*, ``${NAME}`` is no part of what is wrong.
    """
    return (
        _illegal_character(text, _LEGAL_OR_VARIABLE if with_variables else _LEGAL)
        or _known_reason(reason)
        or _bad_slashes(text)
        or _bad_tag(text)
        or _bad_component(text)
        or f"{shown(text)} is no image reference: write it as host/repository:tag."
    )


def _illegal_character(text: str, pattern: re.Pattern[str]) -> str:
    legal = pattern.match(text)
    end = legal.end() if legal else 0
    if end == len(text):
        return ""
    if text[end] == "$":
        return f"“$” (character {end + 1}) can't stand in a reference: write the value, or a variable as ${{NAME}} where variables are allowed."
    return f"{capital(character(text[end]))} (character {end + 1}) can't stand in a reference: take it out."


def _known_reason(reason: str) -> str:
    if "64-byte hexadecimal" in reason:
        return "64 hexadecimal digits alone are an image ID, not a reference: write a repository's name."
    if "more than" in reason:
        return f"The repository's name is longer than {reference.MAX_PATH} characters: shorten it."
    if "digest" in reason:
        return "The part behind @ is no digest: write sha256: and 64 lower-case hexadecimal digits, or leave it out."
    return ""


def _bad_slashes(text: str) -> str:
    if text.startswith("/") or text.endswith("/") or "//" in text:
        return f"{shown(text)} has an empty part at a slash: write it as host/repository:tag."
    return ""


def _bad_tag(text: str) -> str:
    name, _, digest = text.partition("@")
    if "@" in text and ":" not in digest:
        return "The part behind @ is no digest: write sha256: and 64 lower-case hexadecimal digits, or leave it out."
    last = name.rpartition("/")[2]
    if last.count(":") > 1:
        return f"{shown(last)} has more than one tag: keep one part behind the colon."
    tag = last.partition(":")[2]
    if ":" in last and not tag:
        return "There is no tag behind the colon: write one such as buildcache, or leave the colon out."
    if len(tag) > _MAX_TAG:
        return f"The tag has {len(tag)} characters and may have {_MAX_TAG}: shorten it."
    if tag.startswith((".", "-")):
        return f"A tag can't start with “{tag[0]}”: start it with a letter, a digit or an underscore."
    return ""


def _bad_component(text: str) -> str:
    name = text.partition("@")[0]
    head, _, last = name.rpartition("/")
    repository = "/".join(filter(None, (head, last.partition(":")[0])))
    _, path = reference.split_domain(with_sample(repository))
    for part in repository.split("/")[-1 - path.count("/") :]:
        if not re.fullmatch(r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*", with_sample(part)):
            return (
                f"{shown(part)} is no part of a repository's name: use lower-case letters and digits, "
                "with single dots, one or two underscores or hyphens between them."
            )
    return ""
