"""The menu under "Start from": the recipes, one's own among them, and what can be done with those."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QSettings, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from buildx_cache_flags import resources
from buildx_cache_flags.core import recipes
from buildx_cache_flags.core.recipes import Recipe, own_recipes, storage
from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.dialogs.recipe_dialog import RecipeDialog
from buildx_cache_flags.qt.soon import Soon
from buildx_cache_flags.qt.store import FormStore

if TYPE_CHECKING:
    from buildx_cache_flags.core.recipes.choosing import Recommendation

_CHOOSE = "Four questions lead to a recipe, and say why."
_TIP_COLUMNS = 45
"""Characters across the tip beside the menu."""


def recipes_file() -> Path:
    """Where one's own recipes are kept: beside the settings."""
    settings = QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, "buildx-cache-flags", "buildx-cache-flags"
    )
    return Path(settings.fileName()).with_name("recipes.json")


class RecipeMenu(QObject):
    """Fills *menu* whenever it opens, because another window may have saved a recipe meanwhile."""

    applied = Signal()

    def __init__(self, menu: QMenu, store: FormStore, window: QWidget) -> None:
        super().__init__(menu)
        self._menu = menu
        self._window = window
        self._store = store
        self._path = recipes_file()
        self._recipes = recipes.load(resources.path("recipes.toml"), store.catalog)
        # The key that comes to the first entry takes a tip away again that is there at once.
        self._tip_soon = Soon(self._explain, self)
        self._pointed: QAction | None = None
        menu.hovered.connect(self._hovered)

    def fill(self) -> None:
        """Offer what there is at this moment."""
        self._pointed = None
        self._menu.clear()
        for recipe in self._recipes.recipes:
            self._offer(recipe)
        # Behind the recipes: who knows which one is wanted has no key more to press.
        self._menu.addSeparator()
        choose = self._add("Help me choose…", self.choose)
        choose.setStatusTip(_CHOOSE)
        literal.tip(choose, _CHOOSE)
        shelf = storage.read(self._path)
        self._menu.addSeparator()
        for saved in shelf.recipes:
            self._offer(own_recipes.recipe(saved, self._store.catalog, self._recipes.trails))
        if shelf.problem:
            self._add("Can't read your recipes…", lambda: self._say(shelf.problem))
        elif shelf.recipes:
            self._menu.addSeparator()
        self._add("Save as recipe…", self.save)
        self._add("Manage recipes…", self.manage).setEnabled(bool(shelf.recipes))

    def _offer(self, recipe: Recipe) -> None:
        action = self._add(recipe.name, lambda: self.show_recipe(recipe))
        action.setStatusTip(recipe.when)
        literal.tip(action, recipe.when)

    def _add(self, text: str, do: object) -> QAction:
        action = self._menu.addAction(text.replace("&", "&&"))
        action.triggered.connect(do)
        return action

    def _hovered(self, action: QAction) -> None:
        self._pointed = action
        self._tip_soon.ask()

    def _explain(self) -> None:
        """Say beside the menu when to use a recipe, to whoever comes by keyboard too."""
        if self._pointed is None or not self._menu.isVisible():
            return
        said = self._pointed.statusTip()
        corner = self._menu.actionGeometry(self._pointed).topRight() + QPoint(1, 0)
        literal.show_tip(self._menu.mapToGlobal(corner), said, self._menu, columns=_TIP_COLUMNS)

    def choose(self) -> None:
        """Ask what leads to a recipe."""
        from buildx_cache_flags.qt.dialogs.choose_dialog import ChooseDialog

        dialog = ChooseDialog(self._store, self._recipes, self._window)
        dialog.chosen.connect(self._follow)
        dialog.open()

    def _follow(self, advice: "Recommendation") -> None:
        """Show the recipe of *advice*; where its flags go is chosen with it."""
        self.show_recipe(advice.recipe).accepted.connect(lambda: self._aim(advice.target))

    def _aim(self, target: str) -> None:
        if target:
            self._store.set_view(self._store.view._replace(target=target))

    def show_recipe(self, recipe: Recipe) -> RecipeDialog:
        """Show what *recipe* would change."""
        dialog = RecipeDialog(self._store, recipe, self._window)
        dialog.accepted.connect(self.applied)
        dialog.open()
        return dialog

    def save(self) -> None:
        """Ask for a name for the present form."""
        from buildx_cache_flags.qt.dialogs.recipe_saving import SaveRecipeDialog

        saved = own_recipes.saved("", self._store.draft, self._store.catalog, self._recipes.trails)
        dialog = SaveRecipeDialog(self._path, saved, self._names(), self._window)
        dialog.noted.connect(self._say)
        dialog.open()

    def manage(self) -> None:
        """Show one's own recipes to rename and delete them."""
        from buildx_cache_flags.qt.dialogs.recipe_manager import RecipeManager

        RecipeManager(self._path, self._names(), self._window).open()

    def _names(self) -> tuple[str, ...]:
        return tuple(recipe.name for recipe in self._recipes.recipes)

    def _say(self, sentence: str) -> None:
        literal.box(self._window, QMessageBox.Icon.Warning, "Recipes", sentence).open()
