"""How much of the largest sets is tried.

``make test`` takes a share of each, always the same one: every row and every column of a product, but not each pair; a
quarter of thousands of generated commands.  ``make test ARGS=--all``, as in ``make ci``, takes all of them.
"""

import os
from collections.abc import Iterable
from typing import Final, TypeVar

Amount = TypeVar("Amount")
Row = TypeVar("Row")
Column = TypeVar("Column")

VARIABLE: Final = "BUILDX_CACHE_FLAGS_TESTS"
EVERYTHING: Final = os.environ.get(VARIABLE) == "all"


def either(whole: Amount, some: Amount) -> Amount:
    """The *whole*, or *some* of it: how many generated cases to try, or which ones."""
    return whole if EVERYTHING else some


def pairs(rows: Iterable[Row], columns: Iterable[Column], every: int) -> list[tuple[Row, Column]]:
    """Each row with each column, or with every so many columns, beginning at another one for each row."""
    all_columns = list(columns)
    return [
        (row, column)
        for place, row in enumerate(rows)
        for number, column in enumerate(all_columns)
        if EVERYTHING or (place + number) % every == 0
    ]
