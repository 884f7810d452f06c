"""Why a text is no reference, in one sentence that says where and what to do.

:func:`.reference.parse` gives distribution's own reason, which is often no more than "invalid reference format".
"""

import re

from buildx_cache_flags.core.text.variables import with_sample
from buildx_cache_flags.core.text.wording import capital, character, shown

from . import reference

_LEGAL = re.compile(r"[A-Za-z0-9._/:@\[\]+-]*")
_LEGAL_OR_VARIABLE = re.compile(r"(?:[A-Za-z0-9._/:@\[\]+-]|\$\{[A-Za-z_][A-Za-z0-9_]*\})*")
PLAIN_VARIABLE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
"""A variable as a shell allows it, without the braces that a reference needs."""

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
        or f"{shown(text)} is not a valid image reference. Use host/repository:tag."
    )


def _illegal_character(text: str, pattern: re.Pattern[str]) -> str:
    legal = pattern.match(text)
    end = legal.end() if legal else 0
    if end == len(text):
        return ""
    plain = PLAIN_VARIABLE.match(text, end)
    if plain and pattern is _LEGAL_OR_VARIABLE:
        return f"Write variables as ${{{plain[1]}}}."
    advice = "Use the value instead of the variable" if text[end] == "$" else "Remove it"
    return f"{capital(character(text[end]))} (character {end + 1}) isn't allowed in a reference. {advice}."


def _known_reason(reason: str) -> str:
    if "64-byte hexadecimal" in reason:
        return "64 hexadecimal digits are an image ID, not a reference. Use a repository name."
    if "more than" in reason:
        return f"The repository name is longer than {reference.MAX_PATH} characters. Shorten it."
    if "digest" in reason:
        return "The part after @ is not a digest. Use sha256: and 64 hexadecimal digits, or remove it."
    return ""


def _bad_slashes(text: str) -> str:
    if "//" in text:
        return "“//” isn't allowed. Use host/repository:tag."
    if text.startswith("/") or text.endswith("/"):
        edge = "start" if text.startswith("/") else "end"
        return f"A reference can't {edge} with “/”. Use host/repository:tag."
    return ""


def _bad_tag(text: str) -> str:
    name, _, digest = text.partition("@")
    if "@" in text and ":" not in digest:
        return "The part after @ is not a digest. Use sha256: and 64 hexadecimal digits, or remove it."
    last = name.rpartition("/")[2]
    if last.count(":") > 1:
        return f"{shown(last)} has more than one tag. Keep one part after the colon."
    tag = last.partition(":")[2]
    if ":" in last and not tag:
        return "There is no tag after the colon. Add one such as buildcache, or remove the colon."
    if len(tag) > _MAX_TAG:
        return f"The tag has {len(tag)} characters, and at most {_MAX_TAG} are allowed. Shorten it."
    if tag.startswith((".", "-")):
        return f"A tag can't start with “{tag[0]}”. Start it with a letter, a digit or an underscore."
    return ""


def _bad_component(text: str) -> str:
    name = text.partition("@")[0]
    head, _, last = name.rpartition("/")
    repository = "/".join(filter(None, (head, last.partition(":")[0])))
    _, path = reference.split_domain(with_sample(repository))
    for part in repository.split("/")[-1 - path.count("/") :]:
        if not re.fullmatch(r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*", with_sample(part)):
            return (
                f"{shown(part)} isn't valid in a repository name. Use lower-case letters and digits, "
                "separated by a dot, one or two underscores, or hyphens."
            )
    return ""
