"""What the parts of the window tell each other."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from buildx_cache_flags.qt import shortcuts

if TYPE_CHECKING:
    from buildx_cache_flags.qt.window import Window


def join_parts(window: "Window") -> None:
    """Let form, command and toolbar do what each other asks for; they may give way to others."""
    window.output.copy_asked.connect(window.copy)
    window.output.text_asked.connect(window.copy_text)
    window.output.save_asked.connect(window.save)
    window.output.offer_asked.connect(window.desk.show_offer)
    window.output.fix_asked.connect(window.form_actions.fix_all)
    window.form.copy_asked.connect(window.copy_entry)
    window.form.read_asked.connect(window.read_flag)
    window.form.doors.recipe_asked.connect(window.toolbar.start.showMenu)
    window.form.doors.paste_asked.connect(lambda: window.paste(None))
    window.form.doors.open_asked.connect(window.desk.setups.ask_open)
    window.toolbar.file_asked.connect(window.desk.fill_menu)
    window.desk.copied_changed.connect(window.output.copy.show_since)
    window.toolbar.shortcuts_asked.connect(window.desk.show_shortcuts)
    window.toolbar.paste_asked.connect(lambda: window.paste(None))
    window.toolbar.recipe_applied.connect(window.form.focus_start)
    window.toolbar.detect.told.connect(window.desk.say)
    window.toolbar.tour_asked.connect(window.show_tour)
    window.toolbar.undo_asked.connect(window.form_actions.undo)
    window.toolbar.redo_asked.connect(window.form_actions.redo)
    window.output.chosen.connect(window.form.go_to)
    window.output.pointed.connect(window.form.light)
    window.form.pointed.connect(window.light_pointed)


def join(window: "Window") -> None:
    """Let *window* do what is asked for by what lives as long as it does."""
    window.desk.copy_asked.connect(window.copy_text)
    window.desk.file_opened.connect(window.open_file)
    window.desk.palette_asked.connect(window.show_palette)
    window.ready.connect(window.desk.recall_view)
    window.clipboard.finished.connect(window.copy_finished)
    QApplication.instance().focusChanged.connect(window.focus_moved)  # type: ignore[union-attr]
    shortcuts.install(window)
