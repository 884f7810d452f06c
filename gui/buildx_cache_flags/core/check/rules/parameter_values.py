"""Rules for single values: choices, booleans and what is accepted beyond the documentation."""

from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.catalog.parameters import Kind, Parameter
from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.core.check.problems import Fix
from buildx_cache_flags.core.text.golang import TRUE_WORDS, parse_bool
from buildx_cache_flags.core.text.wording import capital, listed, shown

from .base import EntryView, Finding
from .misspelt import closest
from .registering import entry_rule

_TEXT_KINDS: Final[tuple[Kind, ...]] = ("path", "text", "duration", "integer", "url", "secret")
_EMPTY_KINDS: Final[tuple[Kind, ...]] = ("path", "text", "url", "secret")

_MEANT_TRUE = frozenset(("yes", "y", "on", "enable", "enabled"))
_MEANT_FALSE = frozenset(("no", "n", "off", "disable", "disabled", "none"))


@entry_rule(
    "choice-unknown",
    "error",
    catches="mode=MAX, compression=zst and any other value that a choice does not have",
    source="BuildKit: exact lower-case words; any other mode is min, any other compression fails",
    needs="refused",
)
def choice_unknown(view: EntryView) -> Iterator[Finding]:
    """BuildKit compares with exact lower-case words."""
    for parameter, text in view.parameters("choice"):
        if parameter.name not in view.values.refused:
            continue
        documented = tuple(choice.value for choice in parameter.choices if choice.documented)
        near = closest(text, parameter.values)
        fixes = [view.set_to(parameter.name, near)] if near else []
        fixes.append(view.unset(parameter.name))
        use = near or f"{listed(documented)}, or remove it"
        yield Finding(view.place(parameter.name), f"{_refusal(parameter, text)}. Use {use}.", tuple(fixes))


@entry_rule(
    "boolean-unknown",
    "error",
    catches="yes, on, tRue and any other word that is not true or false",
    source="BuildKit: strconv.ParseBool; a refused ignore-error is silently false, the others fail",
    needs="refused",
)
def boolean_unknown(view: EntryView) -> Iterator[Finding]:
    """Only Go's spellings of a boolean count."""
    for parameter, text in view.parameters("boolean"):
        if parameter.name in view.values.refused:
            fixes = _boolean_fixes(view, parameter, text)
            use = "true or false, or remove it" if len(fixes) == 1 else fixes[0].changes[0].value
            yield Finding(view.place(parameter.name), f"{_refusal(parameter, text)}. Use {use}.", fixes)


def _boolean_fixes(view: EntryView, parameter: Parameter, text: str) -> tuple[Fix, ...]:
    plain = text.strip().lower()
    unset = view.unset(parameter.name)
    if plain in _MEANT_TRUE or plain == "true":
        return view.set_to(parameter.name, "true"), unset
    if plain in _MEANT_FALSE or plain == "false":
        return view.set_to(parameter.name, "false"), unset
    return (unset,)


def _refusal(parameter: Parameter, text: str) -> str:
    said = parameter.refused.replace("{value}", "the secret" if parameter.secret else shown(text))
    return capital(said.rstrip("."))


@entry_rule(
    "parameter-missing",
    "error",
    catches="type=local without dest or src, type=s3 without bucket or region, and any other entry without what it needs",
    source="buildx and BuildKit: requires dest, requires src, not set for s3 cache, account_url is required",
    trait="missing",
)
def parameter_missing(view: EntryView) -> Iterator[Finding]:
    """What has to be there has to be there with a text; an empty one fails as well."""
    references = view.backend.references(view.option)
    for parameter in view.backend.required(view.option):
        if parameter in references or view.text(parameter.name) or parameter.name in view.misspelt.values():
            continue
        otherwise = f", {parameter.instead}" if parameter.instead else ""
        example = f", for example {parameter.placeholder}" if parameter.placeholder else ""
        yield Finding(view.place(parameter.name), f"Enter {parameter.name}{example}{otherwise}.")


@entry_rule(
    "value-refused",
    "error",
    catches="timeout=5, upload_parallelism=0, endpoint_url without a scheme and any other value that can't be used",
    source="buildx and BuildKit: each parameter's own reader, as its row tells",
    needs="typed",
)
def value_refused(view: EntryView) -> Iterator[Finding]:
    """A value that is refused, or replaced by another one."""
    return _refused(view, "error")


@entry_rule(
    "value-doubtful",
    "warning",
    catches="a scope or a repository that GitHub rejects, a digest that isn't valid",
    source="buildx and BuildKit: accepted unchanged, and without effect",
    needs="typed",
)
def value_doubtful(view: EntryView) -> Iterator[Finding]:
    """A value that is accepted but can't have its effect."""
    return _refused(view, "warning")


def _refused(view: EntryView, severity: Severity) -> Iterator[Finding]:
    for kind in _TEXT_KINDS:
        for parameter, text in view.parameters(kind):
            empty = not text and view.option in parameter.refuses_empty
            wrong = parameter.name in view.values.refused and (bool(text) or not parameter.required)
            if parameter.refusal == severity and (empty or wrong):
                advice = f". {capital(parameter.advice)}." if parameter.advice else "."
                yield Finding(
                    view.place(parameter.name),
                    f"{_refusal(parameter, text)}{advice}",
                    _put_right(view, parameter, text),
                )


def _put_right(view: EntryView, parameter: Parameter, text: str) -> tuple[Fix, ...]:
    plain = text.strip()
    fixes = [view.set_to(parameter.name, plain)] if plain and plain != text and not parameter.secret else []
    if parameter.kind == "url" and plain and "://" not in plain:
        fixes.append(view.set_to(parameter.name, f"{parameter.schemes[0]}://{plain}"))
    return (*fixes, view.unset(parameter.name))


@entry_rule(
    "value-counts-empty",
    "warning",
    catches="scope=, token= and other empty values, which replace a default or the environment",
    source="BuildKit: an attribute that is there counts as set",
    needs="typed",
)
def value_counts_empty(view: EntryView) -> Iterator[Finding]:
    """An empty value beats defaults and environment."""
    for kind in _EMPTY_KINDS:
        for parameter, text in view.parameters(kind):
            refused = (
                parameter.required or view.option in parameter.refuses_empty or parameter.name in view.values.refused
            )
            instead = (
                view.default(parameter) or listed(parameter.environment)
                if parameter.environment
                else view.default(parameter)
            )
            if not text and not refused and instead:
                message = (
                    f"An empty {parameter.name} counts as set and replaces {instead}. Remove it, or enter a value."
                )
                yield Finding(view.place(parameter.name), message, (view.unset(parameter.name),))


@entry_rule(
    "boolean-spelling",
    "hint",
    catches="1, T, True and the other spellings of a boolean that are not documented",
    source="BuildKit: strconv.ParseBool",
    needs="boolean",
)
def boolean_spelling(view: EntryView) -> Iterator[Finding]:
    """Go reads twelve spellings; the documentation has two."""
    for parameter, text in view.parameters("boolean"):
        if not text or parameter.name in view.values.refused or text in ("true", "false"):
            continue
        word = "true" if parse_bool(text) else "false"
        message = f"{shown(text)} is read as {word}, but only true and false are documented. Use {word}."
        yield Finding(view.place(parameter.name), message, (view.set_to(parameter.name, word),))


@entry_rule(
    "value-empty",
    "warning",
    catches="force-compression= without a value, which turns it on",
    source="BuildKit: an empty force-compression means true",
    needs="empty",
)
def value_empty(view: EntryView) -> Iterator[Finding]:
    """Where an empty value is not refused, it means something that nobody expects."""
    for parameter in view.backend.of(view.option):
        if parameter.empty is not None and view.text(parameter.name) == "":
            message = f"An empty {parameter.name} is read as {parameter.empty}. Use {parameter.empty}, or remove it."
            fix = view.set_to(parameter.name, parameter.empty)
            yield Finding(view.place(parameter.name), message, (fix,))


@entry_rule(
    "value-undocumented",
    "warning",
    catches="compression=uncompressed, accepted although the documentation does not list it",
    source="BuildKit: compression.Parse knows more than Docker's table",
    needs="choice",
)
def value_undocumented(view: EntryView) -> Iterator[Finding]:
    """What works today without being documented may go without notice."""
    for parameter, text in view.parameters("choice"):
        for choice in parameter.choices:
            if choice.value == text and not choice.documented:
                message = f"{shown(text)} ({choice.label}) is accepted but not documented: uploads grow, and a release may drop it. Remove it."
                yield Finding(view.place(parameter.name), message, (view.unset(parameter.name),))


@entry_rule(
    "parameter-undocumented",
    "warning",
    catches="registry.insecure, accepted although the documentation does not list it",
    source="BuildKit: registry.insecure on both flags since 0.12",
    needs="undocumented",
)
def parameter_undocumented(view: EntryView) -> Iterator[Finding]:
    """The table marks what the programs read beyond the documentation, and what is a risk besides."""
    for parameter in view.backend.of(view.option):
        text = view.text(parameter.name)
        if parameter.documented or not parameter.risk or text is None or parameter.name in view.values.refused:
            continue
        risk = f" and {parameter.risk}" if text in TRUE_WORDS else ""
        message = f"{parameter.name} is accepted but not documented{risk}. Remove it if the registry speaks HTTPS."
        yield Finding(view.place(parameter.name), message, (view.unset(parameter.name),))
