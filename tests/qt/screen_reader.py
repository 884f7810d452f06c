"""A screen reader of few words: a bus of its own for accessibility, and what windows say there.

Windows of Qt tell their tree over D-Bus (AT-SPI).  What is read and done here goes through that bus, as Orca's does.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.qt.person import PATIENCE_MS
from tests.qt.surroundings import is_running

REGISTRY: Final = "org.a11y.atspi.Registry"
HOW_TO_GET: Final = "dbus-daemon and at-spi2-registryd are missing: apt-get install dbus-daemon at-spi2-core"
_ROOT: Final = "/org/a11y/atspi/accessible/root"
_ACCESSIBLE: Final = "org.a11y.atspi.Accessible"
_LABELLED_BY: Final = 2
_STATES: Final = {1: "active", 4: "checked", 8: "enabled", 11: "focusable", 12: "focused", 25: "showing", 30: "visible"}
_STATES_ALSO: Final = {41: "checkable", 7: "editable", 23: "selected"}
_CONFIGURATION: Final = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>accessibility</type>
  <listen>unix:dir=FOLDER</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def registry_program() -> str | None:
    """The program that keeps the list of windows; Debian, Fedora and Arch have it in different places."""
    places = ("/usr/libexec", "/usr/lib/at-spi2-core", "/usr/lib", "/usr/lib64")
    return next((path for place in places if os.access(path := f"{place}/at-spi2-registryd", os.X_OK)), None)


def is_here() -> bool:
    """Whether there is what a bus for accessibility needs."""
    return bool(shutil.which("dbus-daemon") and registry_program())


class GoneError(Exception):
    """What was asked is there no longer."""


@contextmanager
def bus(folder: Path) -> Iterator[str]:
    """Keep a bus for accessibility while the block lasts, and give its address."""
    configuration = folder / "bus.conf"
    configuration.write_text(_CONFIGURATION.replace("FOLDER", str(folder)), encoding="utf-8")
    with (folder / "bus.txt").open("wb") as said:
        daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=said,
        )
        assert daemon.stdout is not None
        address = daemon.stdout.readline().decode().strip()
        program = registry_program()
        assert address
        assert program
        # Nobody's own session is asked for anything.
        env = {**os.environ, "AT_SPI_BUS_ADDRESS": address, "DBUS_SESSION_BUS_ADDRESS": address}
        registry = subprocess.Popen([program], env=env, stdout=said, stderr=said)
        try:
            yield address
        finally:
            for process in (registry, daemon):
                process.terminate()
                process.wait()
            daemon.stdout.close()


@dataclass(frozen=True)
class Node:
    """Something that is told of: a window, a heading, a field."""

    reader: "Reader"
    owner: str
    path: str

    def _call(self, interface: str, method: str, signature: str = "", *body: object) -> tuple[Any, ...]:
        address = DBusAddress(self.path, bus_name=self.owner, interface=interface)
        return self.reader.send(new_method_call(address, method, signature or None, body))

    def _get(self, name: str, interface: str = _ACCESSIBLE) -> Any:
        address = DBusAddress(self.path, bus_name=self.owner, interface=interface)
        return self.reader.send(Properties(address).get(name))[0][1]

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self._get("Name"))

    @property
    def description(self) -> str:
        """What is said of it beside its name."""
        return str(self._get("Description"))

    @property
    def role(self) -> str:
        """What it is, as in ``push button``."""
        return str(self._call(_ACCESSIBLE, "GetRoleName")[0])

    @property
    def states(self) -> set[str]:
        """What it is at the moment, as far as tests ask for it."""
        low, high = self._call(_ACCESSIBLE, "GetState")[0]
        bits = low | high << 32
        return {name for number, name in {**_STATES, **_STATES_ALSO}.items() if bits >> number & 1}

    @property
    def labels(self) -> list[str]:
        """The names of what labels it."""
        relations = self._call(_ACCESSIBLE, "GetRelationSet")[0]
        found = [target for kind, targets in relations if kind == _LABELLED_BY for target in targets]
        return [Node(self.reader, *target).name for target in found]

    @property
    def text(self) -> str:
        """The text of a field."""
        return str(self._call("org.a11y.atspi.Text", "GetText", "ii", 0, -1)[0])

    def children(self) -> "list[Node]":
        """What is in it, in the order in which it is read."""
        return [Node(self.reader, *child) for child in self._call(_ACCESSIBLE, "GetChildren")[0]]

    def all(self) -> "Iterator[Node]":
        """It and everything in it that can be seen, in the order in which it is read."""
        yield self
        for child in self.children():
            # What goes meanwhile takes all that is in it along.
            with suppress(GoneError):
                if "visible" in child.states or child.role == "list item":
                    yield from child.all()

    def is_called(self, role: str, name: str) -> bool:
        """Whether it is a *role* whose name or label begins with *name*."""
        return self.role == role and any(said.startswith(name) for said in (self.name, *self.labels))

    def write(self, text: str) -> None:
        """Put *text* into a field, as dictation does."""
        assert self._call("org.a11y.atspi.EditableText", "SetTextContents", "s", text)[0]

    def act(self, name: str) -> None:
        """Do what the action *name* does."""
        actions = self._call("org.a11y.atspi.Action", "GetActions")[0]
        number = next(number for number, action in enumerate(actions) if action[0] == name)
        assert self._call("org.a11y.atspi.Action", "DoAction", "i", number)[0]


class Reader:
    """Listens to one bus."""

    def __init__(self, address: str) -> None:
        self._connection: DBusConnection = open_dbus_connection(bus=address)
        self.spoken: list[str] = []

    def close(self) -> None:
        """Stop listening."""
        self._connection.close()

    def send(self, message: Any) -> tuple[Any, ...]:
        """Send *message* and give the answer; what is announced meanwhile is heard."""
        serial = next(self._connection.outgoing_serial)
        self._connection.send(message, serial=serial)
        while True:
            answer = self._connection.receive(timeout=PATIENCE_MS / 1000)
            if answer.header.fields.get(HeaderFields.reply_serial) == serial:
                if answer.header.message_type is not MessageType.method_return:
                    raise GoneError(str(answer.body))
                return tuple(answer.body)
            self._hear(answer)

    def listen(self) -> None:
        """Ask for everything that is announced, once there is somebody to ask."""
        wait_until(self._has_registry)
        rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object", member="Announcement")
        self.send(message_bus.AddMatch(rule))
        registry = DBusAddress("/org/a11y/atspi/registry", bus_name=REGISTRY, interface=REGISTRY)
        self.send(new_method_call(registry, "RegisterEvent", "s", ("object:announcement",)))

    def _hear(self, message: Any) -> None:
        if message.header.fields.get(HeaderFields.member) == "Announcement":
            self.spoken.append(str(message.body[3][1]))

    def heard(self, beginning: str) -> bool:
        """Whether something was announced that begins so."""
        with suppress(TimeoutError):
            while True:
                self._hear(self._connection.receive(timeout=0.05))
        return any(said.startswith(beginning) for said in self.spoken)

    def window(self, process: subprocess.Popen[bytes]) -> Node:
        """The window of *process*, once it is there."""

        def windows() -> list[Node]:
            applications = Node(self, REGISTRY, _ROOT).children()
            return [window for one in applications for window in one.children() if window.role == "frame"]

        wait_until(windows, process)
        return windows()[0]

    def _has_registry(self) -> bool:
        return bool(self.send(message_bus.NameHasOwner(REGISTRY))[0])


Condition = Callable[[], object]


def wait_until(true: Condition, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until *true*, while *process* lives; what vanishes while it is looked at is looked at again."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not _holds(true):
        assert process is None or is_running(process.pid), "the window is gone"
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def _holds(true: Condition) -> bool:
    try:
        return bool(true())
    except GoneError:
        return False
