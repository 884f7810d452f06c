"""Which groups of rows are open when a card is made: as the table says, or as a person left them."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from buildx_cache_flags.core.catalog.parameters import Group


class Groups(QObject):
    """One answer for all cards."""

    changed = Signal(str, bool)
    """A person opened or closed a group, which is worth remembering."""

    recalled = Signal()
    """They are to be as they were left."""

    def __init__(self) -> None:
        super().__init__()
        self._left: dict[str, bool] = {}

    def recall(self, left: Mapping[str, bool]) -> None:
        """Have the groups as they were left at another time."""
        if left:
            self._left.update(left)
            self.recalled.emit()

    def is_open(self, group: Group) -> bool:
        """Whether *group* is open at first."""
        return self._left.get(group.name, group.open)

    def remember(self, name: str, *, is_open: bool) -> None:
        """Have a group of this *name* open or closed from now on."""
        self._left[name] = is_open
        self.changed.emit(name, is_open)
