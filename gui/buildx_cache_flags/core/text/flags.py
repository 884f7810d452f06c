"""Texts that are a whole flag or command, where only one value of it belongs."""

from functools import cache
from re import Pattern


@cache
def _flag() -> Pattern[str]:
    import re

    return re.compile(r"\s*(--cache-(to|from)|docker\s|type=)")


def is_flag(text: str) -> bool:
    """Whether *text* begins as a cache flag, the value of one, or a docker command does."""
    return _flag().match(text) is not None
