"""Advice that depends on the registry of the ref.  What each registry wants stands in its row of ``registries.toml``."""

from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.catalog.parameters import Parameter
from buildx_cache_flags.core.catalog.registries import Demand
from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.core.check.problems import Change, Fix
from buildx_cache_flags.core.text import versions
from buildx_cache_flags.core.text.golang import TRUE_WORDS
from buildx_cache_flags.core.text.wording import listed

from .base import EntryView, Finding
from .registering import entry_rule


def advice_for(view: EntryView) -> tuple[Demand, ...]:
    """What the registry of the ref wants, whether the entry has it or not."""
    read = view.reference()
    return view.catalog.registries.of(read.domain).advice if read is not None else ()


_SOURCE: Final = "the registries, as registries.toml lists them; BuildKit: image-manifest is false before 0.21"


@entry_rule(
    "registry-refuses",
    "warning",
    catches="a setting that the ref's registry rejects, such as image-manifest=false at Amazon ECR",
    source=_SOURCE,
    needs="reference",
    trait="registry",
)
def registry_refuses(view: EntryView) -> Iterator[Finding]:
    """The registry answers 400, 404 or 500 to such a cache, after the whole build."""
    return _unwanted(view, "warning")


@entry_rule(
    "registry-old-builder",
    "error",
    catches="a cache that the chosen BuildKit writes as an index, which the ref's registry rejects",
    source=_SOURCE,
    needs="reference",
    trait="registry",
)
def registry_old_builder(view: EntryView) -> Iterator[Finding]:
    """The same answer, where the release that is named writes nothing else, or not by itself."""
    return _unwanted(view, "error")


@entry_rule(
    "registry-wants",
    "hint",
    catches="a setting that older releases of the ref's registry reject, or a default of an older BuildKit that it rejects",
    source=_SOURCE,
    needs="reference",
    trait="registry",
)
def registry_wants(view: EntryView) -> Iterator[Finding]:
    """The same answer, where it depends on the registry's release, or on a builder that nobody may have chosen."""
    return _unwanted(view, "hint")


def _unwanted(view: EntryView, severity: Severity) -> Iterator[Finding]:
    for advice in advice_for(view):
        parameter = view.backend.by_name.get(advice.parameter)
        if parameter is None or view.option not in parameter.options:
            continue
        if severity == _severity(view, parameter, advice):
            yield from _wanted(view, parameter, advice)


def _severity(view: EntryView, parameter: Parameter, advice: Demand) -> Severity:
    """How bad it is: what a chosen release writes by default is as sure as what is written."""
    if _is_chosen(view, parameter, advice):
        return advice.severity
    return "error" if advice.severity == "warning" and view.draft.buildkit else "hint"


def _is_chosen(view: EntryView, parameter: Parameter, advice: Demand) -> bool:
    """Whether what is not wanted was written, here or for what newer releases derive it from."""
    base = _base(view, parameter)
    written = [each for each in (parameter, base) if each is not None and view.text(each.name) is not None]
    return any(_counts(view, each) != advice.wants for each in written)


def _wanted(view: EntryView, parameter: Parameter, advice: Demand) -> Iterator[Finding]:
    """What a value that counts and is not wanted leads to.  A refused one has an error already."""
    followed = _followed(view, parameter)
    deciding = followed or parameter
    if deciding.name in view.values.refused or _counts(view, parameter) == advice.wants:
        return
    if parameter.since <= view.version:
        fix = _fix(view, parameter, advice)
        message = f"{advice.reason}{_why(view, parameter, followed)}. {fix.label}."
        yield Finding(view.place(deciding.name), message, (fix,))
    elif view.text(parameter.name) is None:
        since, chosen = versions.text(parameter.since), versions.text(view.version)
        message = f"{advice.reason}, and BuildKit {chosen} can't write anything else. Use BuildKit {since} or later."
        yield Finding(view.place(deciding.name), message)


def _followed(view: EntryView, parameter: Parameter) -> Parameter | None:
    """The parameter that *parameter* follows in this entry and this release; ``None`` where it counts by itself."""
    default = parameter.default_since(view.version)
    if view.text(parameter.name) is not None or default is None or not default.follows:
        return None
    return view.backend.by_name[default.follows]


def _base(view: EntryView, parameter: Parameter) -> Parameter | None:
    """The parameter that the newest release derives an unset *parameter* from."""
    now = parameter.default_since(view.catalog.releases.current)
    return view.backend.by_name[now.follows] if now is not None and now.follows else None


def _counts(view: EntryView, parameter: Parameter) -> str:
    """The value that counts, as the documentation spells it."""
    text = view.effective(parameter.name) or ""
    if parameter.kind != "boolean":
        return text
    return "true" if text in TRUE_WORDS else "false"


def _why(view: EntryView, parameter: Parameter, followed: Parameter | None) -> str:
    """Where the value comes from, if nobody wrote it."""
    if followed is not None:
        return f" (because of {followed.name}={view.text(followed.name)})"
    if view.text(parameter.name) is None:
        return f" (the default of BuildKit {versions.text(view.version)})"
    return ""


def _fix(view: EntryView, parameter: Parameter, advice: Demand) -> Fix:
    """Bring the parameter to what is wanted, and with it what newer releases derive it from."""
    base = _base(view, parameter)
    wanted = [base] if base is not None and _counts(view, base) != advice.wants else []
    if _followed(view, parameter) is None:
        wanted.append(parameter)
    changes = tuple(Change(view.place(each.name), _written(view, each, advice.wants)) for each in wanted)
    return Fix(f"Use {listed((f'{each.name}={advice.wants}' for each in wanted), 'and')}", changes)


def _written(view: EntryView, parameter: Parameter, value: str) -> str | None:
    """*value*, or nothing where that is the default."""
    return None if view.default(parameter) == value else value
