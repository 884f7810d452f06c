"""Long words in labels: Qt wraps between words only, and a reference or a pasted blob has none."""

import re
from typing import Final

LONGEST: Final = 24
"""Characters of a word that stay together."""

_LONG_WORD: Final = re.compile(rf"\S{{{LONGEST + 1},}}")
_PART: Final = re.compile(rf"[^/:,=@]{{1,{LONGEST}}}[/:,=@]*|[/:,=@]{{1,{LONGEST}}}")
_MAY_BREAK: Final = "\u200b"


def breakable(text: str) -> str:
    """*text* with places where a long word may break, behind what separates its parts; nothing of them is seen.

    Whoever copied such a text would copy them too, so a label that shows it can't be selected.
    """
    return _LONG_WORD.sub(lambda word: _MAY_BREAK.join(_PART.findall(word[0])), text)
