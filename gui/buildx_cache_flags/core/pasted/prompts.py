"""What terminals, documentation and lists put in front of a command, and what nobody means to run."""

import re
from typing import Final

_LEADS: Final = (
    r"(?:```|~~~)[^\r\n`]*(?=[\r\n]|\Z)",  # a fence
    r"[$%>\u276f\u279c\u00bb][ \t]+",
    r"[-*\u2022][ \t]+(?=\S)",  # an item of a list
    r"PS(?:[ \t][^>\r\n]*)?>[ \t]*",
    r"[A-Za-z]:\\[^>\r\n]*>[ \t]*",
    r"[\w.-]+@[\w.-]+[: ][^\r\n$#%=]*[$#%][ \t]+",
    r"\[[^\]\r\n]*\][$#][ \t]+",
    r"@(?=docker|sudo|buildx)",  # a batch file or a makefile that does not show its commands
)
_ROOT = r"#[ \t]+(?=(?:sudo[ \t]+)?docker[ \t][^\r\n]*(?:[ \t][-.]|[\\`^][ \t]*$))"
_PROMPT = re.compile(f"[ \t]*(?:{'|'.join(_LEADS)})")
_ROOT_PROMPT = re.compile(f"[ \t]*(?:{'|'.join((*_LEADS, _ROOT))})", re.MULTILINE)
_CONTINUED_PROMPT = re.compile(r"[ \t]*(?:>>?|More\?)[ \t]+")
_PLAIN_COMMAND = re.compile(r"^[ \t]*(?:[$%>-][ \t]+)?(?:sudo[ \t]+)?docker[ \t]", re.MULTILINE)


def opening(text: str) -> re.Pattern[str]:
    """What may stand in front of a command in *text*.

    ``# docker …`` is a comment beside a command, and a superuser's command where there is no other.
    """
    return _PROMPT if _PLAIN_COMMAND.search(text) else _ROOT_PROMPT


def continued(text: str, position: int) -> int:
    """The place behind the prompt that a shell shows where a command goes on at *position*."""
    prompt = _CONTINUED_PROMPT.match(text, position)
    return prompt.end() if prompt else position
