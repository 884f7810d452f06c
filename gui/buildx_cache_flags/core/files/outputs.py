"""What the value of an output says about pushing and loading."""

from buildx_cache_flags.core.draft import others
from buildx_cache_flags.core.draft.entries import format_field
from buildx_cache_flags.core.text.template import Template, plain

from .sheet import Sheet


def read_output(output: Template, sheet: Sheet) -> None:
    """Take *output* as a choice of the form; one that says more is another option of the build as well."""
    says = others.output_says(output.raw)
    if says == "push" or (says == "load" and sheet.output != "push"):
        sheet.output = says
    if output.raw not in others.PLAIN_OUTPUTS:
        sheet.other("output", output)


def take_fields(fields: dict[str, str], line: int, sheet: Sheet) -> None:
    """The same for the fields of an output."""
    read_output(plain(",".join(format_field(key, value) for key, value in fields.items()), line), sheet)
