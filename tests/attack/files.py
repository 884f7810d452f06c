"""Attacks every reader with files that are malformed, cut, spliced, nested and repeated."""

import random
import time
from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.files import read_file
from buildx_cache_flags.core.text.work import Work
from tests import long_inputs, strategies

NAMES: Final = (
    *("x.yml", "compose.yml", ".gitlab-ci.yml", ".github/workflows/x.yml", "x.hcl", "x.json"),
    *("x.sh", "x.zsh", "x.fish", "x.ps1", "x.bat", "x"),
    *("x.py", "x.js", "x.ts", "x.go", "x.rb", "x.cs", "x.pl"),
)
PIECES: Final = (
    *"{}[]()=:\n\"'`$%#&*<>|-!?@^~\\,;\t\0\x1b\u2028\ud800é",
    *("${", "${{ ", "}}", "$(", "$((", "<<EOT\n", "EOT\n", "/*", "*/", "<#", "#>", "&a ", "*a", "<<: *a\n", "!x "),
    *("? ", "---\n", "%TAG ! x\n", "services:\n", "  a:\n", "    build:\n", "      cache_to: [", "jobs:\n", "steps:\n"),
    *(
        "script:\n",
        "  - ",
        "uses: docker/build-push-action@v6\n",
        "with:\n",
        "cache-to: |\n",
        "matrix:\n",
        "extends: a\n",
    ),
    *("variables:\n", "include: x.yml\n", 'target "a" {\n', "cache-to = [", "for x in ", "function f() {\n"),
    *("docker buildx build ", "--cache-to ", "--cache-to=", "type=registry,ref=a/b", " .\n", "\\\n", "`\n", "^\n"),
    *("case x in\n", "esac\n", "while true; do\n", "done\n", "if (", "foreach (", "format('{0}', ", "fromJSON('"),
    *("github.a", ".b", "[0]", " || ", " == ", "!"),
)
_LONGEST: Final = 20_000
_MOST_SECONDS: Final = 30
"""Of the processor, for one file: a hundred times what it takes."""


def attack(seed: int, rounds: int) -> Iterator[str]:
    """Read *rounds* files that *seed* decides; a sentence for each that a reader stumbled over or took too long for."""
    rng = random.Random(seed)
    whole = [(name, make(2_000)) for name, make in long_inputs.FILES.values()]
    for number in range(rounds):
        name, text = _file(rng, whole)
        before, limit = time.process_time(), Work.of(text)
        try:
            reading = read_file(name, text, strategies.catalog(), limit=limit)
        except Exception as error:  # noqa: BLE001 - whatever gets through is what this is for
            yield f"files {seed} {number}: {name} raised {error!r}: {text[:2000]!r}"
            continue
        if not (reading.builds or reading.problems or reading.unchecked):
            yield f"files {seed} {number}: {name} passed in silence: {text[:2000]!r}"
        if time.process_time() - before > _MOST_SECONDS:
            yield f"files {seed} {number}: {name} took long for {limit.spent} steps: {text[:2000]!r}"


def _file(rng: random.Random, whole: list[tuple[str, str]]) -> tuple[str, str]:
    kind = rng.randrange(4)
    if kind == 0:
        return rng.choice(NAMES), "".join(rng.choices(PIECES, k=rng.randrange(40)))
    if kind == 1:
        few = rng.choices(PIECES, k=rng.randrange(1, 4))
        times = rng.choice((1, 5, 70, 1_000, 6_000))
        middle, behind = rng.choice(("", *PIECES)), rng.choice(("", *PIECES)) * rng.choice((0, 1, times))
        frame = "".join(rng.choices(PIECES, k=rng.randrange(6)))
        return rng.choice(NAMES), (frame + "".join(few) * times + middle + behind)[:_LONGEST]
    name, text = rng.choice(whole)
    for _ in range(rng.randrange(1, 6)):
        place = rng.randrange(len(text) + 1)
        text = text[:place] + rng.choice(PIECES) * rng.choice((1, 1, 40)) + text[place + rng.choice((0, 0, 1, 30)) :]
    return (rng.choice(NAMES) if kind == 3 else name), text[:_LONGEST]
