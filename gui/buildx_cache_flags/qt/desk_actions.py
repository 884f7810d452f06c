"""The menu of what surrounds the form: every action with its sentence, its keys and its section."""

from typing import TYPE_CHECKING

from buildx_cache_flags.qt.window_actions import Action

if TYPE_CHECKING:
    from buildx_cache_flags.qt.desk import Desk


def of(desk: "Desk") -> tuple[Action, ...]:
    """What can be done at *desk*, in the order of the menu."""
    files = desk.setups
    return (
        Action("New", "Start with an empty form. Undo brings this one back.", files.new, "Ctrl+N", "file"),
        Action("Open…", "Open a setup, or any file with builds.", files.ask_open, "Ctrl+O", "file"),
        Action(
            "Open a project…",
            "Show the builds of all files of a folder, and open one of them.",
            desk.projects.ask_open,
            "Ctrl+Shift+O",
            "file",
        ),
        Action(
            "Save back…",
            "Write the entries into the file that the build was opened from, after a look at the change.",
            desk.projects.save_back,
            "",
            "file",
        ),
        Action(
            "Fix in file…",
            "Fix what can be fixed in the file that the build was opened from, after a look at the change.",
            desk.projects.fix_in_file,
            "",
            "file",
        ),
        Action("Save setup", "Save the form as a setup.", files.save, "Ctrl+S", "file"),
        Action("Save setup as…", "Save the form in another file.", files.ask_save, "Ctrl+Shift+S", "file"),
        Action(
            "Add a build option",
            "Another option of docker buildx build, such as --build-arg, which is written with the command.",
            desk.add_other,
            "",
            "form",
        ),
        Action(
            "Find anything…",
            "Every action, parameter, recipe, registry and setup.",
            desk.show_palette,
            "Ctrl+K",
            "find",
        ),
        Action("Compare…", "Put two forms side by side.", desk.show_comparison, "Ctrl+D", "find"),
        Action("History of copies…", "Find a command that you copied.", desk.show_history, "Ctrl+H", "history"),
        Action("Clear history…", "Delete the history of copied commands.", desk.ask_clear, "", "history"),
        Action(
            "Private mode",
            "Save nothing of what you do from now on.",
            desk.toggle_private,
            "",
            "history",
            checked=lambda: desk.private,
        ),
        Action(
            "Copy setup as one line",
            "The whole form as one line of text, which Paste… reads.",
            lambda: desk.copy_asked.emit(desk.setups.line()),
            "",
            "share",
        ),
        Action(
            "Copy explanation as Markdown",
            "The command and what it does, for a pull request or a chat.",
            desk.copy_markdown,
            "",
            "share",
        ),
        Action(
            "Clean up the cache…",
            "Show what to paste so that old versions of the cache are deleted.",
            desk.show_cleanup,
            "",
            "upkeep",
        ),
        Action(
            "Registry in your network…",
            "Show the buildkitd.toml for a registry with plain HTTP or a certificate of its own.",
            desk.show_own_registry,
            "",
            "upkeep",
        ),
        Action("Keyboard shortcuts", "Every key in one place.", desk.show_shortcuts, "F1", "help"),
    )
