"""The options of each command, with what the help says of them."""

from argparse import ArgumentParser, ArgumentTypeError

from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.core.draft import TRIGGERS
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.core.text import versions


def fill_explain(explain: ArgumentParser) -> None:
    """Give the command ``explain`` its options."""
    explain.set_defaults(refuse=explain.error)
    explain.add_argument(
        "codes",
        nargs="*",
        metavar="CODE",
        help="the code of a problem, such as ref-is-image; or limits, for what a cache can't do",
    )
    _add_format(explain)


def fill_cleanup(cleanup: ArgumentParser) -> None:
    """Give the command ``cleanup`` its options."""
    cleanup.set_defaults(refuse=cleanup.error)
    cleanup.add_argument(
        "ref",
        metavar="REF|VALUE",
        help="a reference, or a --cache-to or --cache-from value with type=registry; ${NAME} in its tag stands for "
        "several caches, such as one for each branch",
    )
    _add_format(cleanup)


def fill_builder(builder: ArgumentParser) -> None:
    """Give the command ``builder`` its options."""
    builder.set_defaults(refuse=builder.error)
    builder.add_argument(
        "--registry",
        metavar="HOST|REF",
        help="instead, print the buildkitd.toml by which a builder reaches a registry in your own network, and on standard error "
        "the line that creates the builder: with plain HTTP, unless --ca or --insecure is given",
    )
    how = builder.add_mutually_exclusive_group()
    how.add_argument("--ca", metavar="FILE", help="the certificate of the authority that signed the registry's")
    how.add_argument("--insecure", action="store_true", help="accept any certificate of the registry")
    _add_format(builder)


def fill_inspect(inspect: ArgumentParser) -> None:
    """Give the command ``inspect`` its options."""
    inspect.set_defaults(refuse=inspect.error)
    inspect.add_argument(
        "ref", metavar="REF|VALUE", help="a reference, or a --cache-to or --cache-from value with type=registry"
    )
    inspect.add_argument(
        "--insecure",
        action="store_true",
        help="like registry.insecure=true: accept an untrusted certificate, or plain HTTP",
    )
    more = inspect.add_mutually_exclusive_group()
    more.add_argument(
        "--tags",
        action="store_true",
        help="list the repository's tags that hold a cache, newest first, with their size",
    )
    more.add_argument(
        "--may-write",
        action="store_true",
        help="show whether a build may write there: starts an upload and cancels it; nothing is stored",
    )
    _add_format(inspect)


def _add_format(command: ArgumentParser) -> None:
    command.add_argument(
        "--format", choices=("text", "json"), default="text", help="json: one object (default: %(default)s)"
    )


def fill_check(check: ArgumentParser) -> None:
    """Give the command ``check`` its options."""
    check.set_defaults(refuse=check.error)
    check.add_argument(
        "values",
        nargs="*",
        metavar="VALUE|FILE|FOLDER",
        help="a --cache-to or --cache-from value; a file with builds, or - for standard input; or a folder, of which every "
        "file is read that git would keep (default: the current folder). After --, everything is a value",
    )
    check.add_argument("--option", choices=OPTIONS, default="cache-to", help="the flag (default: %(default)s)")
    check.add_argument("--image", default="", metavar="REF", help="the image that the same build pushes")
    _add_buildkit(check)
    check.add_argument("--variables", action="store_true", help="allow ${NAME} in references")
    check.add_argument(
        "--strict", action="store_true", help="report values that can't be checked before the file is used as errors"
    )
    check.add_argument(
        "--format",
        choices=("text", "json", "github", "gitlab", "sarif"),
        default="text",
        help="json: one object, as with --jsonl; github: annotations of a workflow; gitlab: a code quality report; "
        "sarif: SARIF 2.1.0 (default: text)",
    )
    for option in OPTIONS:
        check.add_argument(
            f"--{option}",
            dest=option.replace("-", "_"),
            action="append",
            default=[],
            metavar="VALUE",
            help="a value of this flag, whatever it looks like; may be repeated",
        )
    check.add_argument(
        "--fix", action="store_true", help="write corrected values into the files, and change nothing else"
    )
    check.add_argument("--diff", action="store_true", help="show what --fix would change; without --fix, write nothing")
    check.add_argument(
        "--log",
        metavar="FILE",
        help="show what the log of a build says about its caches: which were read and written, which steps ran and why; "
        "- for standard input",
    )
    check.add_argument(
        "--jsonl",
        action="store_true",
        help='read one object a line: {"option"?, "value" or "values", "image"?, "buildkit"?, "variables"?}; '
        'write one a line: {"ok", "entries", "problems"}',
    )


def fill_render(render: ArgumentParser) -> None:
    """Give the command ``render`` its options."""
    render.set_defaults(refuse=render.error)
    render.add_argument(
        "file", nargs="?", metavar="FILE", help="a setup saved by the window; then no options of the build are needed"
    )
    render.add_argument(
        "--for", dest="target", choices=tuple(TARGETS), help="where the flags go; a setup names it itself"
    )
    render.add_argument("--image", default="", metavar="REF", help="the image; pushed unless --load is given")
    output = render.add_mutually_exclusive_group()
    output.add_argument("--push", dest="output", action="store_const", const="push", help="push the image")
    output.add_argument("--load", dest="output", action="store_const", const="load", help="load the image")
    render.add_argument("--context", default=".", metavar="PATH", help="the build context (default: %(default)s)")
    for option in OPTIONS:
        name = option.replace("-", "_")
        render.add_argument(
            f"--{option}", dest=name, action="append", default=[], metavar="VALUE", help="may be repeated"
        )
    render.add_argument("--one-line", action="store_true", help="put the command on one line")
    render.add_argument(
        "--bake-objects", action="store_true", help="write Bake's caches as objects (needs buildx 0.20 or later)"
    )
    render.add_argument(
        "--pinned", action="store_true", help="name the commits of GitHub's actions, with their versions as comments"
    )
    render.add_argument(
        "--trigger",
        choices=TRIGGERS,
        default=None,
        help="when the job of a file runs; main-writes: on both, where a pull request only reads (default: push)",
    )
    render.add_argument("--defaults", action="store_true", help="also write parameters that equal the default")
    _add_buildkit(render)


def _add_buildkit(command: ArgumentParser) -> None:
    command.add_argument(
        "--buildkit", type=_version, default="", metavar="VERSION", help="the BuildKit release (default: the newest)"
    )


def _version(text: str) -> str:
    try:
        return text and versions.text(versions.parse(text))
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
