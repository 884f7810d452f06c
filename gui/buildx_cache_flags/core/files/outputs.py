"""What the value of an output says about pushing and loading."""

from typing import Final

from buildx_cache_flags.core.text.template import Template

from .sheet import Sheet

_OTHER: Final = "only type=registry and type=docker are supported as outputs"


def read_output(output: Template, sheet: Sheet) -> None:
    """Take *output* as a choice of the form, or leave it out."""
    pairs = (field.partition("=") for field in output.raw.split(","))
    take_fields({key: value for key, equals, value in pairs if equals}, output.line, sheet)


def take_fields(fields: dict[str, str], line: int, sheet: Sheet) -> None:
    """The same for the fields of an output."""
    kind = fields.get("type")
    if kind == "registry" or (kind == "image" and fields.get("push") == "true"):
        sheet.output = "push"
    elif kind == "docker" and "dest" not in fields and sheet.output != "push":
        sheet.output = "load"
    else:
        sheet.leave("output", _OTHER, line)
