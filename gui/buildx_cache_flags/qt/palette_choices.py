"""Everything that the palette finds: actions, parameters, places, recipes, registries and setups."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from buildx_cache_flags import resources
from buildx_cache_flags.core import recipes
from buildx_cache_flags.core.catalog.registries import Registry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.recipes import Recipe, own_recipes, storage
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.qt.dialogs.palette import PaletteChoice
from buildx_cache_flags.qt.dialogs.recipe_dialog import RecipeDialog
from buildx_cache_flags.qt.dialogs.recipe_menu import recipes_file
from buildx_cache_flags.qt.form.image_card import IMAGE
from buildx_cache_flags.qt.shortcuts import COPY_KEYS, FIND_KEYS, FIX_ALL_KEYS, ONLY_SET_KEYS
from buildx_cache_flags.qt.window_actions import Action

if TYPE_CHECKING:
    from buildx_cache_flags.qt.window import Window


def of(window: "Window") -> tuple[PaletteChoice, ...]:
    """What there is in *window* at this moment."""
    return (
        *_fixes(window),
        *_actions(window),
        *_parameters(window),
        *_targets(window),
        *_recipes(window),
        *_registries(window),
        *_setups(window),
    )


def _fixes(window: "Window") -> Iterator[PaletteChoice]:
    outcome = window.store.outcome
    for problem in outcome.problems if outcome else ():
        if problem.fix is not None:
            yield PaletteChoice("Fix", problem.fix.label, partial(window.store.apply, problem.fix), problem.message)


def window_actions(window: "Window") -> tuple[Action, ...]:
    """What the window itself can do; it listens to the keys elsewhere."""
    form = window.form_actions
    return (
        Action("Copy", "Copy the command, or jump to the first error.", window.copy, COPY_KEYS),
        Action("Paste…", "Read a flag, a command or a file.", lambda: window.paste(None), "Ctrl+V"),
        Action("Fix all problems…", "Fix what can be fixed without losing anything.", form.fix_all, FIX_ALL_KEYS),
        Action("Find a parameter in the form", "Show only the rows with a name.", window.form.go_to_search, FIND_KEYS),
        Action("Only what is set", "Show only what is set, or everything.", window.form.filter.toggle, ONLY_SET_KEYS),
        Action("Undo", "Undo any change in the form.", form.undo, "Ctrl+Z"),
        Action("Redo", "Redo what was undone.", form.redo, "Ctrl+Shift+Z"),
        Action("Help me choose a recipe…", "Four questions lead to a recipe.", window.toolbar.choose_recipe),
        Action("Save command as…", "Write the command into a file.", window.save),
        Action("Show the tour", "Three steps through the window.", window.show_tour),
    )


def _actions(window: "Window") -> Iterator[PaletteChoice]:
    for action in (*window_actions(window), *window.desk.actions):
        if action.do != window.desk.show_palette:
            yield PaletteChoice("Action", action.name, action.do, action.help, action.shown_keys)


def _parameters(window: "Window") -> Iterator[PaletteChoice]:
    for row in window.form.rows():
        parameter, place = row.parameter, row.place
        name = parameter.label or parameter.name
        where = f"{place.option} {place.entry + 1}" if place.option else ""
        words = " ".join(dict.fromkeys(part for part in (parameter.name, where) if part and part != name))
        yield PaletteChoice("Parameter", name, partial(window.form.go_to, place), words)


def _targets(window: "Window") -> Iterator[PaletteChoice]:
    store = window.store
    for target in TARGETS.values():
        if target.whole:
            yield PaletteChoice(
                "Copy for",
                target.label,
                partial(lambda name: store.set_view(store.view._replace(target=name)), target.name),
                target.name,
            )


def _recipes(window: "Window") -> Iterator[PaletteChoice]:
    catalog = window.store.catalog
    known = recipes.load(resources.path("recipes.toml"), catalog)
    own = (own_recipes.recipe(saved, catalog, known.trails) for saved in storage.read(recipes_file()).recipes)
    for recipe in (*known.recipes, *own):
        yield PaletteChoice("Recipe", recipe.name, partial(_show_recipe, window, recipe), recipe.when)


def _show_recipe(window: "Window", recipe: Recipe) -> None:
    RecipeDialog(window.store, recipe, window).open()


def _registries(window: "Window") -> Iterator[PaletteChoice]:
    for registry in window.store.catalog.registries.rows:
        if registry.hosts:
            yield PaletteChoice("Registry", registry.name, partial(_use, window, registry), registry.example)


def _use(window: "Window", registry: Registry) -> None:
    """Name the image in *registry*, unless it has a name, and put the focus there to finish it."""
    store = window.store
    if not store.draft.image:
        store.replace(replace(store.draft, image=registry.example))
    window.form.go_to(Place(parameter=IMAGE.name))


def _setups(window: "Window") -> Iterator[PaletteChoice]:
    for path in window.desk.setups.recent():
        yield PaletteChoice("Setup", Path(path).name, partial(window.desk.open, Path(path)), path)
