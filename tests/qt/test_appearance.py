"""Another appearance while the window is open: every surface takes it."""

from buildx_cache_flags.qt.look import theme
from tests.qt.person import Person, settle


def test_the_command_takes_the_surface_of_the_new_appearance(person: Person) -> None:
    preview = person.window.output.preview
    for appearance in ("dark", "light"):
        theme.current().apply(appearance)
        settle()
        assert preview.palette().color(theme.Role.Base).name() == theme.current().shades.code
        assert preview.viewport().palette().color(theme.Role.Base).name() == theme.current().shades.code
