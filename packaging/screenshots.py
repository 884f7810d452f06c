"""Take pictures of the window in every state that is worth looking at.

``python packaging/screenshots.py [FOLDER]`` writes PNG files; without a folder, the README's own pictures are made anew.
Run it with ``QT_SCALE_FACTOR=2`` for the pictures at 200 %.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from apng import animated
from buildx_cache_flags import resources
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core import recipes
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import parse
from buildx_cache_flags.qt.dialogs.recipe_dialog import RecipeDialog
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.theme import Appearance
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.window import Window
from first_minute import frames

README = Path(__file__).parent / "screenshots"
"""The pictures of the README."""

GOOD = Draft(
    image="ghcr.io/acme/app:1.4",
    writes=parse("type=registry,ref=ghcr.io/acme/app:buildcache,mode=max,compression=zstd,force-compression=true"),
).with_following(True)
WRONG = Draft(
    image="ghcr.io/Acme/app:1.4",
    writes=parse(
        "type=registry,ref=ghcr.io/acme/app:build cache,mode=MAX,compression=gzip,compression-level=15,"
        "oci-mediatypes=yes,image-manifest=1,compresion=zstd,ignore-error=false"
    ),
).with_following(True)
SEVERAL = Draft(
    writes=parse("ghcr.io/acme/app:branch,ghcr.io/acme/app:branch") + parse("type=gha,scope=x"),
    reads=parse("ghcr.io/acme/app:branch,ghcr.io/acme/app:main"),
    following=False,
)
OLD_ECR = Draft(
    buildkit="0.20",
    writes=parse(
        "type=registry,ref=123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/app:buildcache,mode=max,"
        "compression=zstd,compression-level=15,force-compression=true"
    ),
).with_following(True)
PASTED = r"""$ docker buildx build --platform linux/amd64,linux/arm64 \
    -t ghcr.io/acme/app:1.4 --push \
    --cache-to type=registry,ref=ghcr.io/acme/app:buildcache,mode=MAX,compresion=zstd \
    --cache-from ref=ghcr.io/acme/app:buildcache .  # nightly
"""
FIXABLE = Draft(
    image="ghcr.io/Acme/app:1.4",
    writes=parse("type=registry,ref=ghcr.io/acme/app:buildcache,mode=MAX,compression-level=15"),
).with_following(True)
WIDE, SMALL, NARROW, README_SIZE = (1160, 800), (900, 600), (520, 800), (1280, 800)


@dataclass(frozen=True)
class Picture:
    """One state: what is in the form, how large the window is, and what was done to it."""

    name: str
    draft: Draft
    size: tuple[int, int] = WIDE
    prepare: Callable[[Window], object] = lambda window: None


def _scrolled(window: Window) -> None:
    _show_end(window.form)


def _show_end(area: QScrollArea) -> None:
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())


def _open_tab(window: Window, index: int) -> None:
    window.output.tabs.bar.setCurrentIndex(index)


def _show_recipe(window: Window, key: str) -> None:
    known = recipes.load(resources.path("recipes.toml"), window.store.catalog)
    recipe = next(found for found in known.recipes if found.key == key)
    RecipeDialog(window.store, recipe, window).open()


def _show_menu(window: Window) -> None:
    button = window.toolbar.start
    button.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))


PICTURES = (
    Picture("empty", Draft()),
    Picture("filled", GOOD),
    Picture("filled-end", GOOD, prepare=_scrolled),
    Picture("wrong", WRONG, prepare=lambda window: window.store.touch_all()),
    Picture("wrong-end", WRONG, prepare=_scrolled),
    Picture("several", SEVERAL, prepare=_scrolled),
    Picture("small", GOOD, SMALL),
    Picture("small-wrong", WRONG, SMALL, lambda window: window.store.touch_all()),
    Picture("narrow", WRONG, NARROW, lambda window: window.store.touch_all()),
    Picture("paste", Draft(), prepare=lambda window: window.paste(PASTED)),
    Picture("before", GOOD, prepare=lambda window: _open_tab(window, 2)),
    Picture("before-small", GOOD, SMALL, lambda window: _open_tab(window, 2)),
    Picture("registry", OLD_ECR),
    Picture("tour", Draft(), prepare=lambda window: window.show_tour()),
    Picture("tour-small", Draft(), SMALL, lambda window: window.show_tour()),
    Picture("recipe", GOOD, prepare=lambda window: _show_recipe(window, "branch")),
    Picture("recipe-first", Draft(), prepare=lambda window: _show_recipe(window, "branch")),
    Picture("menu", GOOD, prepare=_show_menu),
)


def settle(app: QApplication, seconds: float = 1.0) -> None:
    """Let the window paint itself."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        app.processEvents()


def take(app: QApplication, picture: Picture, target: Path) -> None:
    """Take one picture."""
    window = Window(FormStore(catalogs.load(resources.path()), picture.draft))
    window.resize(*picture.size)
    window.show()
    settle(app)
    picture.prepare(window)
    settle(app)
    shown: QWidget = QApplication.activePopupWidget() or window.findChild(QDialog) or window
    shown.grab().save(str(target))
    if shown is not window:
        shown.close()
    window.close()


def take_readme(app: QApplication, look: theme.Theme) -> None:
    """Take the README's pictures, and play its first minute."""
    for picture, appearance in (
        (Picture("window", GOOD, README_SIZE), "light"),
        (Picture("empty", Draft(), README_SIZE), "light"),
        (Picture("problems", FIXABLE, README_SIZE, _show_problems), "light"),
        (Picture("dark", GOOD, README_SIZE), "dark"),
    ):
        look.apply("dark" if appearance == "dark" else "light")
        take(app, picture, README / f"{picture.name}.png")
    look.apply("light")
    window = Window(FormStore(catalogs.load(resources.path())))
    window.resize(*README_SIZE)
    window.show()
    settle(app, 1)
    (README / "first-minute.png").write_bytes(animated([*frames(window)]))
    window.close()


def _show_problems(window: Window) -> None:
    window.store.touch_all()
    _open_tab(window, 1)


def main(arguments: list[str]) -> int:
    """Take the README's pictures, or all of them into a folder."""
    app = QApplication([])
    look = theme.install(app)
    look.apply("light")
    if not arguments:
        take_readme(app, look)
        return 0
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    appearances: tuple[Appearance, ...] = ("light", "dark")
    for appearance in appearances:
        look.apply(appearance)
        for picture in PICTURES:
            take(app, picture, folder / f"{picture.name}-{appearance}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
