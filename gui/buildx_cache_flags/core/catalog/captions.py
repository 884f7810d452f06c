"""What the chosen level does, in one sentence, worked out from the table's rules for levels."""

from buildx_cache_flags.core.text.golang import parse_int64

from .parameters import LevelRule, Levels


def caption(levels: Levels, rule: LevelRule, raw: str | None, value: str) -> str:
    """Say what level *raw* (``None``: unset) does beside *value*, the compression that decides, whose *rule* this is.

    Empty where there is nothing to say: of an unknown default, and of a level that is a problem.
    """
    if rule.ignored:
        return f"{value} doesn't compress, so levels have no effect."
    if raw is None:
        return _unset(rule, value, levels)
    try:
        level = parse_int64(raw)
    except ValueError:
        return ""
    return _chosen(rule, level, value, levels) if rule.accepts(level) else ""


def _unset(rule: LevelRule, value: str, levels: Levels) -> str:
    if rule.unset is None:
        return ""
    how = f"compresses like {_span(rule, rule.unset, levels)}" if rule.groups else f"uses {rule.unset}"
    return f"{value} {how} if unset."


def _chosen(rule: LevelRule, level: int, value: str, levels: Levels) -> str:
    if rule.groups:
        return f"{_span(rule, level, levels)} produce the same result{_rank(rule, level, value)}."
    if str(level) in rule.notes:
        return rule.notes[str(level)]
    if level == rule.plain:
        return f"{value} stores the layers without compressing them."
    low, high = rule.nearest(levels.min), rule.nearest(levels.max)
    first = low + 1 if low == rule.plain else low
    if level == rule.unset:
        return f"The default of {value}, between {first} (fastest) and {high} (smallest)."
    return f"{value} goes from {first} (fastest) to {high} (smallest)."


def _rank(rule: LevelRule, level: int, value: str) -> str:
    """Where the group of *level* stands among all groups."""
    group = rule.group(level)
    if rule.unset is not None and group == rule.group(rule.unset):
        return f", which is also the default of {value}"
    if group == rule.group(rule.groups[0]):
        return f", the fastest of {value}"
    return f", the smallest of {value}" if group == rule.group(rule.groups[-1]) else ""


def _span(rule: LevelRule, level: int, levels: Levels) -> str:
    """The levels that give what *level* gives, so far as they are documented."""
    group = rule.group(level)
    if group is None:
        return f"level {level}"
    first, last = group
    return f"{first} to {levels.max if last is None else last}"
