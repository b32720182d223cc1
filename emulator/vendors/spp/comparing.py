"""How a kept value is compared with the text of a filter.

Numbers as numbers, instants as instants however they are written, else texts whatever their case.
All of it is assumed: as a MySQL database compares.
"""

import re
from collections.abc import Callable, Sequence

from emulator.kernel.binding import to_number
from emulator.kernel.clock import parse_instant, write_instant

#: Texts of a boolean.
FLAGS = {"true": "1", "false": "0"}
#: An amount as it is kept.
AMOUNT = re.compile(r"-?[0-9]+\.[0-9]{2}")


def plain(value: object) -> str:
    """A value as a text to compare: whatever its case, 1 and true alike."""
    if isinstance(value, bool):
        return str(int(value))
    return str(value).casefold()


def same(wanted: Sequence[str]) -> Callable[[object], bool]:
    """Whether a value is one of some texts."""
    texts = {plain(text) for text in wanted}
    flags = texts | {FLAGS[text] for text in texts & FLAGS.keys()}
    instants = {instant for text in wanted if (instant := _instant(text))}
    numbers = {n for text in wanted if isinstance(n := to_number(text), float)}

    def test(value: object) -> bool:
        if isinstance(value, bool):
            return plain(value) in flags
        if isinstance(value, int | float):
            return value in numbers
        if not isinstance(value, str):
            return False
        if numbers and AMOUNT.fullmatch(value):
            return float(value) in numbers
        return plain(value) in texts or value in instants

    return test


def compared(wanted: str) -> Callable[[object], int | None]:
    """-1, 0 or 1: whether a value is below, at or above a text; None if nobody can say."""
    number, instant, text = to_number(wanted), _instant(wanted), plain(wanted)

    def order(value: object) -> int | None:
        if value is None:
            return None
        kept = to_number(str(int(value)) if isinstance(value, bool) else str(value))
        if isinstance(kept, float):
            return _order(kept, number) if isinstance(number, float) else None
        if instant and _instant(str(value)):
            return _order(str(value), instant)
        return _order(plain(value), text)

    return order


def _order(one: float | str, other: float | str) -> int:
    return (one > other) - (one < other)  # type: ignore[operator]


def _instant(text: str) -> str:
    """An instant as instants are kept; "" for what is none."""
    try:
        return write_instant(parse_instant(text))
    except ValueError:
        return ""
