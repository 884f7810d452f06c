"""A whole task in the window as a screen reader has it: read and done over D-Bus, in a process of its own."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.qt import screen_reader
from tests.qt.screen_reader import Node, Reader, wait_until
from tests.qt.surroundings import ROOT

pytestmark = pytest.mark.x11
IMAGE = "ghcr.io/acme/shop:1.4"
REF = "ghcr.io/acme/shop:buildcache"
CONTROLS = {"push button", "button menu", "check box", "radio button", "combo box", "text", "slider", "page tab"}


class Listener:
    """Somebody who hears the window and sees nothing of it."""

    def __init__(self, reader: Reader, process: "subprocess.Popen[bytes]") -> None:
        self.reader = reader
        self._process = process
        self.window = reader.window(process)
        self.until(lambda: any(node.role == "push button" and node.name == "Skip" for node in self.window.all()))

    def until(self, true: "screen_reader.Condition") -> None:
        """Wait until *true*."""
        wait_until(true, self._process)

    def find(self, role: str, name: str) -> Node:
        """The first thing with this role and name, once it is there."""
        found: list[Node] = []

        def look() -> bool:
            found[:] = [node for node in self.window.all() if node.is_called(role, name)][:1]
            return bool(found)

        self.until(look)
        return found[0]

    def hear(self, beginning: str) -> None:
        """Wait for an announcement."""
        self.until(lambda: self.reader.heard(beginning))


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Listener]:
    """A window of the application, read over a bus of its own."""
    if not screen_reader.is_here():
        pytest.skip(screen_reader.HOW_TO_GET)
    with tempfile.TemporaryDirectory(prefix="bus-") as folder, screen_reader.bus(Path(folder)) as address:
        reader = Reader(address)
        reader.listen()
        env = {
            **os.environ,
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "AT_SPI_BUS_ADDRESS": address,
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        process = subprocess.Popen([sys.executable, "-m", "buildx_cache_flags"], env=env, cwd=ROOT)
        try:
            yield Listener(reader, process)
        finally:
            process.terminate()
            process.wait()
            reader.close()


def test_a_whole_task_is_read_and_done_over_the_bus(listener: Listener) -> None:
    listener.find("push button", "Skip").act("Press")
    listener.until(lambda: all(node.name != "Skip" for node in listener.window.all()))
    _everything_has_a_name(listener.window)
    _headings_and_groups_are_there(listener.window)

    image = listener.find("text", "Image name")
    assert image.labels == ["Image name"]
    assert {"editable", "enabled", "focusable", "showing"} <= image.states
    assert "Optional" in image.description
    assert "checked" in listener.find("radio button", "Push").states
    image.write(IMAGE)
    listener.until(lambda: IMAGE in listener.find("text", "Command").text)

    ref = listener.find("text", "Cache location")
    ref.write(REF.replace("acme", "Acme"))
    listener.hear("error: Repository names must be lower case")
    assert "enabled" not in listener.find("push button", "Copy. Fix 1 problem to copy").states
    assert ref.description.startswith("Repository names must be lower case")
    listener.find("push button", f"Use {REF}").act("Press")
    listener.until(lambda: ref.text == REF)

    mode = listener.find("combo box", "What to cache")
    assert mode.labels == ["What to cache"]
    assert mode.name.startswith("min")
    listener.find("push button", "Use max, What to cache").act("Press")
    listener.until(lambda: mode.name.startswith("max"))
    ignore = listener.find("check box", "Ignore cache errors")
    assert "checked" not in ignore.states
    ignore.act("Toggle")
    listener.until(lambda: "checked" in ignore.states)

    listener.until(lambda: "ignore-error=true" in listener.find("text", "Command").text)
    written = listener.find("text", "Command").text
    assert f"-t {IMAGE} " in written
    assert written.count(f"ref={REF}") == 2
    assert "mode=max" in written
    listener.find("push button", "Copy command").act("Press")
    listener.hear("Copied")

    listener.find("push button", "Undo").act("Press")
    listener.hear("Undone: removed ignore-error=true")
    assert "checked" not in ignore.states


def _everything_has_a_name(window: Node) -> None:
    """Each control says what it is, in words without markup and without what nobody can hear."""
    for node in window.all():
        said = f"{node.name} {node.description}"
        assert not re.search(r"<\w+|&\w+;|[\u200b\u200c\u200d\ufeff]", said), said
        if node.role in CONTROLS:
            assert node.name or node.labels, node.path
        if node.role == "combo box":
            assert node.labels, node.name


def _headings_and_groups_are_there(window: Node) -> None:
    """What is read comes in the order of the eye: the bar, the form, the command and what it means."""
    read = [(node.role, node.name) for node in window.all()]
    headings = [name for role, name in read if role == "heading"]
    assert headings == ["Image", "Write the cache", "Read the cache", "What a registry cache is", "Word by word"]
    groups = [name for role, name in read if role == "panel"]
    assert {"Image", "After the build", "Write the cache, entry 1", "Keep it in", "Read the cache, entry 1"} <= {
        *groups
    }
    places = [("tool bar", "Toolbar"), ("heading", "Image"), ("text", "Cache location, ref"), ("text", "Command")]
    assert [read.index(place) for place in places] == sorted(read.index(place) for place in places)
