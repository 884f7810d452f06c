"""Which rows of the form are shown: all of them, only those that are set, or those that somebody looks for by name."""

from PySide6.QtCore import QObject, Signal

from buildx_cache_flags.core.catalog.parameters import Parameter
from buildx_cache_flags.qt.form.row import Row


class RowFilter(QObject):
    """One answer for all cards.  It hides rows and nothing of the draft: what is set or wrong is hidden by a search alone."""

    changed = Signal()
    """Other rows are to be shown."""

    kept = Signal(bool)
    """A person chose to see only what is set, or everything, which is worth remembering."""

    def __init__(self) -> None:
        super().__init__()
        self.only_set = False
        self._words: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether any row may be hidden."""
        return self.only_set or bool(self._words)

    @property
    def searches(self) -> bool:
        """Whether somebody looks for a name."""
        return bool(self._words)

    def recall(self, *, only_set: bool) -> None:
        """Be as at another time."""
        if only_set != self.only_set:
            self.only_set = only_set
            self.changed.emit()

    def show_only_set(self, only_set: bool) -> None:
        """Show only what is set, or everything, from now on."""
        if only_set != self.only_set:
            self.recall(only_set=only_set)
            self.kept.emit(only_set)

    def toggle(self) -> None:
        """Show only what is set, or everything again."""
        self.show_only_set(not self.only_set)

    def search(self, text: str) -> None:
        """Show the rows whose names have all words of *text*; none of them, all rows."""
        words = tuple(text.casefold().split())
        if words != self._words:
            self._words = words
            self.changed.emit()

    def clear(self) -> None:
        """Show everything."""
        self._words = ()
        if self.only_set:
            self.show_only_set(False)
        else:
            self.changed.emit()

    def finds(self, row: Row) -> bool:
        """Whether *row* is one that is looked for."""
        return all(word in _names(row.parameter, row.spoken) for word in self._words)

    def shows(self, row: Row, *, always: bool = False) -> bool:
        """Whether *row* is shown; that somebody is in, and one that is *always* needed, also where it is not set."""
        if not self.finds(row):
            return False
        if not self.only_set or always or row.parameter.required:
            return True
        return row.state.raw is not None or row.says_problem or row.isAncestorOf(row.window().focusWidget())


def _names(parameter: Parameter, spoken: str) -> str:
    """Everything that a person may call *parameter*: its title, buildx's names, its group and the values to choose."""
    names = (spoken, parameter.name, *parameter.aliases, parameter.group, *parameter.values)
    return "\n".join(names).casefold()
