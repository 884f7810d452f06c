"""Rules for secrets, which never belong on a command line."""

from collections.abc import Iterator

from buildx_cache_flags.core.check.problems import Fix
from buildx_cache_flags.core.draft import secrets
from buildx_cache_flags.core.text.variables import is_placeholder

from .base import EntryView, Finding
from .registering import entry_rule


@entry_rule(
    "secret-in-clear",
    "warning",
    catches="a token or key in plain text, or a password inside an address",
    source="docker: the command line is in the shell's history, bake --print shows it, and --cache-from is kept in the build history",
    needs="typed",
)
def secret_in_clear(view: EntryView) -> Iterator[Finding]:
    """It is never written in clear: a variable takes its place."""
    for parameter in view.backend.of(view.option):
        text = view.text(parameter.name)
        if text is None or not secrets.is_clear(parameter, text):
            continue
        written = secrets.written(view.entry.type, parameter, text)
        variable = secrets.variable_for(view.entry.type, parameter)
        fixes: list[Fix] = [view.set_to(parameter.name, written, f"Use ${variable}")]
        if parameter.environment and parameter.secret:
            read = "buildx" if parameter.reader == "client" else "the builder"
            message = f"{parameter.name} is a secret, so ${variable} is written instead. Remove it: {read} reads {parameter.environment[0]} automatically."
            fixes.insert(0, view.unset(parameter.name))
        else:
            message = f"{parameter.name} contains a secret, so ${variable} is written instead. Use ${variable}, and set it in the environment."
        yield Finding(view.place(parameter.name), message, tuple(fixes))


@entry_rule(
    "secret-placeholder",
    "warning",
    catches="<TOKEN>, *** and other placeholders for a secret",
    source="documentation and logs",
    needs="typed",
)
def secret_placeholder(view: EntryView) -> Iterator[Finding]:
    """Copied from documentation or from a log, where the real value was taken out."""
    for parameter in view.backend.of(view.option):
        text = view.text(parameter.name)
        if text is not None and parameter.secret and is_placeholder(text):
            message = f"{parameter.name} is only a placeholder and was not checked. Remove it, or use a variable."
            yield Finding(view.place(parameter.name), message, (view.unset(parameter.name),))
