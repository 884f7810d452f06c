"""Attacks the session: windows are killed amid edits, race each other, and write where there is no room."""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from buildx_cache_flags import resources
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.session import copies, sessions, setups
from buildx_cache_flags.core.session.setups import SetupError

EDITING: Final = """
import random, sys, time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from buildx_cache_flags import resources
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core.disk import atomic
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.session import copies, setups
from buildx_cache_flags.core.session.setups import Setup
from buildx_cache_flags.qt.copy_log import CopyLog
from buildx_cache_flags.qt.keeper import Keeper
from buildx_cache_flags.qt.store import FormStore
folder, name, chance = Path(sys.argv[1]), sys.argv[2], random.Random(sys.argv[3])
app = QCoreApplication([])
catalog = catalogs.load(resources.path())
store = FormStore(catalog)
store.start()
root = QObject()
keeper = Keeper(store, folder / "sessions", root)
keeper.noted.connect(lambda sentence: print("said", sentence, flush=True))
log = CopyLog(folder / "copies.json", catalog, root)
log.noted.connect(lambda sentence: print("said", sentence, flush=True))
keeper.recall()
number = 0
print("ready", store.draft.image, flush=True)
def edit():
    global number
    number += 1
    what = chance.random()
    if what < 0.1 and store.can_undo:
        store.undo()
    else:
        store.replace(replace(store.draft, image=f"{name}/{number}", context="x" * chance.randrange(2000)))
    print("edit", time.time(), store.draft.image, flush=True)
    if what > 0.9:
        log.add(store.draft, store.view, store.outcome.text)
    if what > 0.8:
        file = folder / f"{name}.toml"
        with suppress(OSError):
            atomic.write(file, setups.write(Setup(store.draft, View()), catalog).encode())
    QTimer.singleShot(chance.randrange(60), edit)
QTimer.singleShot(0, edit)
app.exec()
"""

RACING: Final = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from buildx_cache_flags import resources
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.session import copies
from buildx_cache_flags.qt import copy_log
copies.MOST, copy_log.RETRY_MS = 100_000, 20
app = QCoreApplication([])
log = copy_log.CopyLog(Path(sys.argv[1]), catalogs.load(resources.path()), app)
log.noted.connect(lambda sentence: print("said", sentence, flush=True))
number = 0
def copy():
    global number
    if number < int(sys.argv[3]):
        log.add(Draft(), View(), f"{sys.argv[2]} {number}")
        number += 1
    elif log.written:
        print("done", flush=True)
        app.quit()
every = QTimer(app)
every.timeout.connect(copy)
every.start(1)
app.exec()
"""

BEHIND_S: Final = 1.0
"""How much of what was done a kill may take."""

_LONGEST_S: Final = 1.2
_SMALL: Final = "size=256k"


def attack(seed: int, rounds: int) -> Iterator[str]:
    """Kill two windows *rounds* times at a random moment of their edits; a sentence for each thing that was lost.

    Nobody may lose more than the last :data:`BEHIND_S` seconds.
    """
    chance = random.Random(seed)
    catalog = catalogs.load(resources.path())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(rounds):
            wait = chance.uniform(0, _LONGEST_S)
            writers = [_Writer(folder, f"{kind}{number}", chance.random()) for kind in "ab"]
            time.sleep(wait)
            for writer in writers:
                writer.kill()
            for fault in _faults(folder, writers, catalog, BEHIND_S):
                yield f"sessions, seed {seed}, round {number}, killed after {wait:.3f} s: {fault}"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()


class _Writer:
    """A window's store and keeper in a process of its own, in which somebody edits."""

    def __init__(self, folder: Path, name: str, seed: float) -> None:
        self.name = name
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-c", EDITING, str(folder), name, str(seed)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
        assert self.process.stdout is not None
        self.first = self.process.stdout.readline().strip()
        self.edits: list[tuple[float, str]] = []
        self.said: list[str] = []
        self.killed = 0.0
        self.errors = ""

    def kill(self) -> None:
        """End it as nobody can prevent."""
        self.killed = time.time()
        self.process.kill()
        output, self.errors = self.process.communicate()
        for line in output.splitlines():
            if line.startswith("edit "):
                _, moment, image = line.split(" ", 2)
                self.edits.append((float(moment), image))
            elif line.startswith("said "):
                self.said.append(line.removeprefix("said "))


def _faults(folder: Path, writers: list[_Writer], catalog: Catalog, behind_s: float) -> Iterator[str]:
    found = list(_read(folder, catalog))
    yield from (fault for fault in found if isinstance(fault, str))
    kept = [session for session in found if not isinstance(session, str)]
    for writer in writers:
        if not writer.first.startswith("ready") or writer.errors:
            yield f"{writer.name} did not start: {writer.errors}"
        yield from (f"{writer.name} said {sentence}" for sentence in writer.said if sentence)
        due = [image for moment, image in writer.edits if moment < writer.killed - behind_s]
        if not due:
            continue
        mine = [
            one for one in kept if f"{writer.name}/" in one.draft.image or any(writer.name in d.image for d in one.past)
        ]
        images = [one.draft.image for one in mine]
        newer = {image for moment, image in writer.edits if moment >= writer.killed - behind_s} | {due[-1]}
        if not any(image in newer for image in images):
            yield f"{writer.name} lost more than {behind_s} s: {images} is kept, and {due[-1]} was due"
    log = copies.read(folder / "copies.json", catalog)
    if log.problem:
        yield log.problem
    for file in folder.glob("*.toml"):
        try:
            setups.read(file.read_text("utf-8"), catalog)
        except SetupError as error:
            yield f"{file.name} is broken: {error}"


def _read(folder: Path, catalog: Catalog) -> Iterator[sessions.Session | str]:
    for path in (folder / "sessions").glob("*.json"):
        try:
            yield sessions.read(path.read_bytes(), catalog)
        except ValueError as error:
            yield f"{path.name} is broken: {error}"


@contextmanager
def small_disk(folder: Path, options: str = _SMALL) -> Iterator[bool]:
    """A tiny disk at *folder*, or one with other *options*; false where this process may not mount one."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    mounted = (
        shutil.which("mount") is not None and subprocess.run(command, capture_output=True, check=False).returncode == 0
    )
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def on_a_full_disk(folder: Path, seed: float, seconds: float) -> tuple[list[str], list[str]]:
    """Edit for *seconds* where there is no room left; what was said, and what is wrong with the files then."""
    catalog = catalogs.load(resources.path())
    writer = _Writer(folder, "full", seed)
    fill = folder / "fill"
    time.sleep(seconds / 2)
    # What writes at this moment gives its room back, so that it takes more than one go.
    with suppress(OSError), fill.open("wb", buffering=0) as file:
        for _ in range(1000):
            with suppress(OSError):
                file.write(b"x" * 4096)
    time.sleep(seconds / 2)
    writer.kill()
    broken = [found for found in _read(folder, catalog) if isinstance(found, str)]
    return writer.said, broken


def where_nothing_may_be_written(folder: Path, seed: float, seconds: float) -> list[str]:
    """Edit for *seconds* in a folder that may only be read; what was said."""
    writer = _Writer(folder, "readonly", seed)
    time.sleep(seconds)
    writer.kill()
    return writer.said


def race(folder: Path, saves: int) -> list[str]:
    """Let two windows copy *saves* commands each as fast as they can; those that their history has lost then.

    The history is made long enough for all of them, so that nothing has to go.
    """
    file = folder / "copies.json"
    command = [sys.executable, "-c", RACING, str(file)]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    running = [
        subprocess.Popen(
            [*command, name, str(saves)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env
        )
        for name in "ab"
    ]
    said = [process.communicate()[0] for process in running]
    faults = [text for text in said if not text.endswith("done\n")]
    kept = {row["text"] for row in json.loads(file.read_bytes())["copies"]}
    return faults + [text for name in "ab" for number in range(saves) if (text := f"{name} {number}") not in kept]
