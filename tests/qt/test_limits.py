"""What a cache can't do: the page, from under the explanation and from the menu Help."""

from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.explain import limits
from buildx_cache_flags.qt import help_menu
from buildx_cache_flags.qt.dialogs.limits_dialog import LimitsDialog
from buildx_cache_flags.qt.look.controls import Button
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import Open
from tests.qt.person import wait_for


def opened(window: Window) -> LimitsDialog:
    wait_for(lambda: any(one.isVisible() for one in window.findChildren(LimitsDialog)))
    return next(one for one in window.findChildren(LimitsDialog) if one.isVisible())


def test_the_page_has_every_limit(open_window: Open) -> None:
    window = open_window(Draft())
    help_menu.show_limits(window)
    dialog = opened(window)
    texts = dialog.texts()
    for limit in limits.load():
        assert limit.title in texts
        assert limit.text in texts
    assert [link.accessibleName().replace("\u200b", "") for link in dialog.links] == [one.todo for one in limits.load()]
    dialog.reject()


def test_it_is_under_the_explanation(open_window: Open) -> None:
    window = open_window(Draft(image="ghcr.io/acme/app:1"))
    wait_for(lambda: window.output.words is not None)
    (link,) = (one for one in window.output.findChildren(Button) if one.text() == "What a cache can't do…")
    link.click()
    opened(window).reject()
