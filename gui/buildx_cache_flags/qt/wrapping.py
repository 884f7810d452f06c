"""Long words in labels: Qt wraps between words only, and a reference or a pasted blob has none."""

import re
from typing import Final

LONGEST: Final = 24
"""Characters of a word that stay together."""

_LONG_WORD: Final = re.compile(rf"\S{{{LONGEST + 1},}}")
_PART: Final = re.compile(r".{12}(?=.)")
_MAY_BREAK: Final = "\u200b"


def breakable(text: str) -> str:
    """*text* with places where a long word may break; nothing of them is seen."""
    return _LONG_WORD.sub(lambda word: _PART.sub(rf"\g<0>{_MAY_BREAK}", word[0]), text)
