"""Runs the attacks for long: ``python -m tests.attack [NAME…] [--seconds N | --rounds N] [--seed N]``."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

from tests.attack import commands, files, saving, sessions, shells


def _window(seed: int, rounds: int) -> Iterator[str]:
    """Attack the window; nothing of Qt is imported for the others."""
    from tests.attack import window

    return window.attack(seed, rounds)


ATTACKS: Final[dict[str, Callable[[int, int], Iterator[str]]]] = {
    "files": files.attack,
    "commands": commands.attack,
    "saving": saving.attack,
    "sessions": sessions.attack,
    "shells": shells.attack,
    "window": _window,
}
_ROUNDS: Final = {"saving": 10, "sessions": 10}
_USUAL: Final = 200


def main() -> int:
    """Run each attack for its share of the time, seed by seed; 1 where anything got through."""
    parser = argparse.ArgumentParser(prog="attack", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{' or '.join(ATTACKS)} (default: all)")
    parser.add_argument("--seconds", type=float, default=600, help="for how long (default: %(default)s)")
    parser.add_argument("--rounds", type=int, help="so many rounds of each, however long they take")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="where to start (default: the time)")
    given = parser.parse_args()
    names = given.names or sorted(ATTACKS)
    if not ATTACKS.keys() >= set(names):
        parser.error(f"the attacks are {', '.join(ATTACKS)}")
    found = 0
    for name in names:
        end, seed, rounds = time.monotonic() + given.seconds / len(names), given.seed, 0
        at_once = given.rounds or _ROUNDS.get(name, _USUAL)
        while rounds < given.rounds if given.rounds else time.monotonic() < end:
            for fault in ATTACKS[name](seed, at_once):
                found += 1
                print(fault, flush=True)
            seed, rounds = seed + 1, rounds + at_once
        print(f"{name}: {rounds} rounds, seeds {given.seed} to {seed - 1}", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
