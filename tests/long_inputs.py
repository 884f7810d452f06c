"""Long texts that a careless reader takes ages for; the tests count its steps, the benchmarks its time.

Each is a function that gives a text of about so many characters.
"""

import json
from collections.abc import Callable, Mapping
from typing import Final

Make = Callable[[int], str]

LENGTH: Final = 100_000


def repeated(piece: str, frame: str = "{}") -> Make:
    """*piece* again and again, in the place of the braces in *frame*."""
    return lambda length: frame.replace("{}", piece * max(1, length // len(piece)))


def after(prefix: str, piece: str) -> Make:
    """*piece* again and again after *prefix*, cut to the length."""
    return lambda length: (prefix + piece * length)[:length]


def numbered(template: str, *, joint: str = "", frame: str = "{}") -> Make:
    """*template* again and again with ``#`` for a number that goes up."""

    def make(length: int) -> str:
        count = max(1, length // len(template))
        return frame.replace("{}", joint.join(template.replace("#", str(number)) for number in range(count)))

    return make


VALUES: Final[Mapping[str, Make]] = {
    f"{prefix!r} {piece!r}": after(prefix, piece)
    for prefix in ("", "type=registry,", '"type=', "x=y,", ",")
    for piece in (",", '"', "-", "=", "A", " ", "a,", "a=,", '"",', '"a=b",', " ,", "max,", "é=,", "a/b,")
}
"""Values of ``--cache-to`` as syntax."""

QUESTIONS: Final[Mapping[str, Make]] = {
    **{
        repr(piece): repeated(piece)
        for piece in (",", '"', "-", "A", "=", " ", "\n", "é", "\ud800", "\0", "0", "[", "/")
    },
    **{
        f"ref of {piece!r}": repeated(piece, "type=registry,ref={}")
        for piece in (
            *("a-", "a_", "a.", "a/", "A", "-", "[", ":", "@", "${A}", "日", "\ud800"),
            *(",ref=a", ",mode=max", ",a=b", ", mode=max"),
        )
    },
    "misspelt keys": numbered(",compresion#=x", frame="type=registry,ref=a/b{}"),
    "keys with a space": numbered(", mode#=x", frame="type=registry,ref=a/b{}"),
    "a long level": repeated("9", "type=registry,ref=a/b,compression-level={}"),
    "a long mode": repeated("m", "type=registry,ref=a/b,mode={}"),
    "a long type": repeated("r", "type={}"),
    "a type with semicolons": numbered(";k#=b", frame="type=registry{}"),
    "one-letter refs": repeated("a,", "{}a"),
    "refs beyond ASCII": repeated("é,", "{}é"),
    "short refs": repeated("a/b,", "{}a/b"),
    "refs in quotes": repeated('"a",', '{}"a"'),
    "refs of quotes": repeated('"""""",', '{}""""""'),
    "long bad refs": numbered("A" * 480 + "#", joint=","),
    "half characters": numbered(",k" + "\ud800" * 1900 + "#=x", frame="type=registry,ref=a/b{}"),
}
"""Values of ``--cache-to`` as the command line is asked about them."""

REFERENCES: Final[Mapping[str, Make]] = {
    f"{frame} {piece!r}": repeated(piece, frame)
    for frame in ("{}", "{}!", "{}/app", "a/{}", "a:{}", "a@{}", "a@sha256:{}", "ghcr.io/a/{}/b:c")
    for piece in (
        *("a", "A", "-", "_", ".", "a-", "a.", "a/", "A/", "/", ":", "a:", "a@", "[", "[::"),
        *("é", "İ", "\0", "\ud800", "\n", "0", "__", "a_-"),
    )
}
"""References, and what is none."""

PASTED: Final[Mapping[str, Make]] = {
    "quotes in quotes": repeated("\"'\"'"),
    "one quoted value": repeated("\"'\"'", "docker build --cache-to '{}' ."),
    "a long value": repeated("a", "docker build --cache-to type=registry,ref={} ."),
    "backslashes": repeated("\\", "docker build {}"),
    "nested substitutions": repeated("$(", "docker build {}"),
    "nested defaults": repeated('"${a:-', 'docker build "{}'),
    "quotes of cmd": repeated('\\"', "C:\\>docker build {}"),
    "backticks": repeated("`'", "PS> docker build {}"),
    "many lines": repeated("docker build -t a/b \\\n --cache-to 'a' # x\n --label \"$(b)\" && c > d\n"),
}
"""Texts to paste."""

_SERVICE: Final = "  s#:\n    build: {cache_to: [a/b:#]}\n"
_BUILD: Final = "docker buildx build --cache-to a/b:c ."

FILES: Final[Mapping[str, tuple[str, Make]]] = {
    "services": ("compose.yml", numbered(_SERVICE, frame="services:\n{}")),
    "merges": ("compose.yml", numbered("b#: &b# {<<: [*a, *a, *a]}\n", frame="a: &a {x: 1}\n{}")),
    # Doubles with each line, so a hundred of them are as good as a million.
    "aliases": (
        "compose.yml",
        lambda length: (
            "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, min(100, length // 20)))
        ),
    ),
    "run": ("x.yml", repeated(f"{_BUILD}; ", "jobs: {a: {steps: [{run: '{}'}]}}")),
    "expressions": (
        "x.yml",
        repeated("${{ x }},a=b;", "jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {cache-to: '{}'}}]}}"),
    ),
    "targets": ("x.hcl", numbered('target "t#" {\n  cache-to = ["a/b:#"]\n}\n')),
    "variables": ("x.hcl", repeated("${x}", 'a = "{}"')),
    "comments": ("x.hcl", repeated("/*")),
    "json": (
        "x.json",
        lambda length: json.dumps({"target": {f"t{n}": {"cache-to": [f"a/b:{n}"]} for n in range(length // 40)}}),
    ),
    "shell": ("x.sh", repeated(f"{_BUILD}\n")),
}
"""Files, by what they are full of: a name and the text."""
