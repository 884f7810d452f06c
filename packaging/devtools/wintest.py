"""The tests with Windows' own Python and Qt, under Wine."""

import tomllib
from typing import Final, NamedTuple

from devtools import wine, winpython
from devtools.process import ROOT, say
from devtools.testing import NO_TESTS, PASSED

KNOWN: Final = wine.SOURCES / "known.toml"


class Known(NamedTuple):
    """Tests that can't pass under Wine, and why that is Wine's fault."""

    tests: tuple[str, ...]
    reason: str


class Message(NamedTuple):
    """What Qt warns of under Wine alone, as a regular expression, and why."""

    pattern: str
    reason: str


def known() -> list[Known]:
    """Return the tests that packaging/wine/known.toml leaves out."""
    catalog = tomllib.loads(KNOWN.read_text("utf-8"))
    return [Known(tuple(row["tests"]), row["reason"]) for row in catalog["left-out"]]


def messages() -> list[Message]:
    """Return the warnings that packaging/wine/known.toml lets pass."""
    return [Message(**row) for row in tomllib.loads(KNOWN.read_text("utf-8"))["message"]]


def test_windows(arguments: list[str]) -> int:
    """Run the tests of the core and the window with Windows' Python and Qt under Wine."""
    rows = known()
    for row in rows:
        say(f"left out under Wine: {', '.join(row.tests)}: {row.reason}")
    for message in messages():
        say(f"no failure under Wine: Qt's {message.pattern!r}: {message.reason}")
    left_out = [f"--deselect={test}" for row in rows for test in row.tests]
    ignored = f"--override-ini=qt_log_ignore=({'|'.join(message.pattern for message in messages())})"
    with wine.windows() as env:
        python = winpython.ensure("test")
        statuses = [
            wine.run([python, "-u", "-m", "pytest", f"--part={part}", ignored, *left_out, *words], env)
            for part, words in parts(arguments)
        ]
    failed = [status for status in statuses if status not in (PASSED, NO_TESTS)]
    return max(failed, default=PASSED if PASSED in statuses else NO_TESTS)


def parts(arguments: list[str]) -> list[tuple[str, list[str]]]:
    """Return what is run: the core without a display and the window on Windows' own, or what is named."""
    named = [word for word in arguments if not word.startswith("-") and (ROOT / word.partition("::")[0]).exists()]
    others = [word for word in arguments if word not in named]
    if not named:
        return [("offscreen", [*others, "tests/core"]), ("display", [*others, "tests/qt"])]
    window = [word for word in named if word.startswith("tests/qt")]
    core = [word for word in named if word not in window]
    return [(part, [*others, *words]) for part, words in (("offscreen", core), ("display", window)) if words]
