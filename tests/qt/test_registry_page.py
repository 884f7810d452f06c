"""A look into the registry from the window: what is told of each kind of cache, and of everything that goes wrong."""

import json
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.qt.explain.registry_page import RegistryPage
from tests.live import registries
from tests.live.servers import Answering, Handler, serving
from tests.live.test_real_registry import fill
from tests.qt.conftest import Open
from tests.qt.person import Person, wait_for

ROWS = registries.rows()
HEADS = {
    "cache": "A build that reads this ref will find it.",
    "image": "An image without a cache",
}


@pytest.fixture(autouse=True)
def without_login(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path_factory.mktemp("docker")))


def holding(handler: Handler) -> None:
    """A registry with every recorded cache: ``t0``, ``t1`` and so on."""
    what, _, name = handler.path.partition("?")[0].rpartition("/")
    if what.endswith("/tags"):
        handler.reply(200, json.dumps({"tags": [f"t{number}" for number in range(len(ROWS))]}).encode())
    elif name.startswith("t") and name[1:].isdigit():
        row = ROWS[int(name[1:])]
        handler.reply(200, registries.blob(row["digest"]), Content_Type=row["media_type"])
    elif name.startswith("sha256:"):
        handler.reply(200, registries.blob(name))
    else:
        handler.reply(404, b"{}")


def page_of(person: Person) -> RegistryPage:
    """The tab, brought to the front as a person does."""
    column = person.window.output
    wait_for(lambda: column.before is not None)
    column.registry_tab.show()
    wait_for(lambda: column.registry is not None)
    assert column.registry is not None
    return column.registry


def told(page: RegistryPage) -> str:
    wait_for(page.look.isEnabled)
    return page.told


def draft_of(*refs: str, read: bool = True) -> Draft:
    flags = tuple(entries.registry(ref) for ref in refs)
    return Draft(writes=() if read else flags, reads=flags if read else (), following=False)


def test_every_recorded_cache_is_recognised(open_window: Open) -> None:
    with serving(holding) as server:
        refs = [f"{server.host}/acme/app:t{number}" for number in range(len(ROWS))]
        person = Person(open_window(draft_of(*refs)))
        page = page_of(person)
        for number, row in enumerate(ROWS):
            page.choice.setCurrentIndex(number)
            person.click(page.look)
            said = told(page)
            assert (HEADS["cache"] in said) == (row["kind"] in ("cache", "inline")), (number, row["kind"], said)
            assert page.layers.rows or "0 layers" in said


@pytest.mark.skipif(registries.PROGRAM is None, reason="Debian's docker-registry is not installed")
def test_a_real_registry_tells_the_same(open_window: Open, tmp_path: Path) -> None:
    fill(tmp_path)
    with registries.running(tmp_path) as host:
        refs = [f"{host}/{registries.REPOSITORY}:t{number}" for number in range(len(ROWS))]
        person = Person(open_window(draft_of(*refs)))
        page = page_of(person)
        for number, row in enumerate(ROWS):
            page.choice.setCurrentIndex(number)
            person.click(page.look)
            assert (HEADS["cache"] in told(page)) == (row["kind"] in ("cache", "inline"))
        person.click(page.others)
        assert f"of {len(ROWS)} in the repository" in told(page)
        person.click(page.may_write)
        assert "An upload was started and cancelled" in told(page)


def test_nothing_there_is_no_failure(open_window: Open) -> None:
    with serving(holding) as server:
        person = Person(open_window(draft_of(f"{server.host}/acme/app:none")))
        page = page_of(person)
        person.click(page.look)
        assert "Nothing is there yet" in told(page)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda handler: handler.reply(401, WWW_Authenticate='Basic realm="x"'), "needs a login"),
        (lambda handler: handler.reply(500), "internal error"),
        (lambda handler: handler.reply(200, b"<html>", Content_Type="text/html"), "web page"),
    ],
)
def test_a_failure_is_one_sentence(answer: Answering, said: str, open_window: Open) -> None:
    with serving(answer) as server:
        person = Person(open_window(draft_of(f"{server.host}/acme/app:c")))
        page = page_of(person)
        for button in (page.look, page.others, page.may_write):
            person.click(button)
            assert said in told(page) or button is not page.look


def _wait(ended: threading.Event) -> None:
    ended.wait(30)


def test_a_hanging_registry_holds_nothing_up_and_can_be_cancelled(open_window: Open) -> None:
    ended = threading.Event()
    with serving(lambda _: _wait(ended)) as server:
        person = Person(open_window(draft_of(f"{server.host}/acme/app:c")))
        page = page_of(person)
        person.click(page.look)
        assert not page.look.isEnabled()
        QApplication.processEvents()
        person.click(page.cancel)
        assert "Cancelled." in told(page)
        ended.set()


def test_other_caches_can_be_read_too(open_window: Open) -> None:
    with serving(holding) as server:
        person = Person(open_window(draft_of(f"{server.host}/acme/app:t0")))
        page = page_of(person)
        person.click(page.others)
        said = told(page)
        assert f"of {len(ROWS)} in the repository" in said
        button = next(button for button in page.read_buttons if button.isEnabled())
        person.click(button)
        added = person.window.store.draft.reads[-1].get("ref")
        assert added is not None
        assert added.startswith(f"{server.host}/acme/app:t")
        assert added != f"{server.host}/acme/app:t0"


def test_an_answer_about_a_ref_that_was_edited_meanwhile_is_dropped(open_window: Open) -> None:
    go_on = threading.Event()

    def answer(handler: Handler) -> None:
        go_on.wait(30)
        holding(handler)

    with serving(answer) as server:
        person = Person(open_window(draft_of(f"{server.host}/acme/app:t0")))
        page = page_of(person)
        person.click(page.others)
        person.window.store.replace(draft_of(f"{server.host}/acme/other:t1"))
        wait_for(lambda: page.chosen is not None and page.chosen.reference.path == "acme/other")
        go_on.set()
        said = told(page)
        assert f"{server.host}/acme/other:t1" in said
        assert "in the repository" not in said
        assert page.read_buttons == []


def test_writing_is_tried_on_a_click_alone(open_window: Open) -> None:
    def answer(handler: Handler) -> None:
        if handler.command == "POST":
            handler.reply(202, Location="/v2/acme/app/blobs/uploads/1")
        else:
            handler.reply(204)

    with serving(answer) as server:
        person = Person(open_window(draft_of(f"{server.host}/acme/app:c", read=False)))
        page = page_of(person)
        assert not server.asked
        person.click(page.may_write)
        assert "You may write there." in told(page)


def test_without_a_ref_nothing_can_be_asked(open_window: Open) -> None:
    person = Person(open_window(draft_of("ghcr.io/a/b:${TAG}")))
    page = page_of(person)
    assert not page.look.isEnabled()
    assert "Enter a cache reference first." in page.told
