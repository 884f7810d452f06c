"""The keys of the window: what each does, and the words that Help has for it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from buildx_cache_flags.qt.window import Window

COPY_KEYS: Final = "Ctrl+Shift+C"
FIX_KEYS: Final = "Ctrl+."
FIX_ALL_KEYS: Final = "Ctrl+Shift+."
FIND_KEYS: Final = "Ctrl+F"
ONLY_SET_KEYS: Final = "Ctrl+Shift+F"


class Keys(NamedTuple):
    """Keys as Help names them, and what they do."""

    keys: str
    what: str


HELP: Final = (
    Keys(COPY_KEYS, "Copy the command, or go to the first problem"),
    Keys(FIX_KEYS, "Fix the problem of the field you are in"),
    Keys(FIX_ALL_KEYS, "Fix all problems that can be fixed without losing anything"),
    Keys(FIND_KEYS, "Find a parameter in the form"),
    Keys(ONLY_SET_KEYS, "Show only what is set, or everything"),
    Keys("Alt+S", "Start from a recipe"),
    Keys("Ctrl+V outside a text field", "Read a flag or a whole command"),
    Keys("Ctrl+Z, Ctrl+Shift+Z", "Undo or redo any change in the form"),
    Keys("Shift+F10 or Menu", "Open the row's menu"),
    Keys("Tab, Shift+Tab", "Next or previous field. In an empty ref, Tab accepts the suggestion."),
    Keys("Ctrl++, Ctrl+-, Ctrl+0", "Larger, smaller or usual text"),
    Keys("F1", "Show the keyboard shortcuts"),
    Keys("Ctrl+W, Ctrl+Q", "Close the window"),
)


def install(window: "Window") -> None:
    """Let *window* listen to its keys."""
    standard = QKeySequence.StandardKey
    for keys, action in (
        (COPY_KEYS, window.copy),
        (FIX_KEYS, window.form_actions.fix_focused),
        (FIX_ALL_KEYS, window.form_actions.fix_all),
        # What the same keys give on a keyboard that has ">" above its full stop.
        ("Ctrl+>", window.form_actions.fix_all),
        (FIND_KEYS, window.form.go_to_search),
        (ONLY_SET_KEYS, window.form.filter.toggle),
        (standard.Paste, lambda: window.paste(None)),
        (standard.Undo, window.form_actions.undo),
        (standard.Redo, window.form_actions.redo),
        ("Ctrl+W", window.close),
        ("Ctrl+Q", window.close),
        ("Ctrl++", lambda: window.form_actions.change_text_size(1)),
        ("Ctrl+=", lambda: window.form_actions.change_text_size(1)),
        ("Ctrl+-", lambda: window.form_actions.change_text_size(-1)),
        ("Ctrl+0", lambda: window.form_actions.change_text_size(0)),
    ):
        for sequence in _sequences(keys):
            QShortcut(sequence, window).activated.connect(action)


def _sequences(keys: str | QKeySequence.StandardKey) -> Iterable[QKeySequence]:
    return [QKeySequence(keys)] if isinstance(keys, str) else QKeySequence.keyBindings(keys)
