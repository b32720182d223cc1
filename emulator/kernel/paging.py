"""Pages of lists, as a report asks a vendor about them after the fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import parse_qsl

import orjson

#: Of a number that a query may have.
DIGITS = 9


class Page(NamedTuple):
    """A page that was read.  is_first: it is where a list begins.  size: how many rows it may have.

    has_more: the list goes on after it, for all that its reader could know.
    """

    is_first: bool
    size: int
    has_more: bool


@dataclass(frozen=True)
class Listed:
    """A read that succeeded, as the journal has it; what is in it is found when somebody asks.

    kept: the answer's bytes, or only the first of them.  counted: how many rows it had then.
    """

    operation: str
    path: str
    asked: bytes
    kept: bytes
    counted: int = 0

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The parameters, by their names in lower case; the last of each."""
        pairs = parse_qsl(self.asked.decode("latin-1"))
        return {name.lower(): value for name, value in pairs}

    @cached_property
    def answer(self) -> object:
        """What was answered; None if it was too long to be kept whole."""
        try:
            return orjson.loads(self.kept)
        except orjson.JSONDecodeError:
            return None

    @cached_property
    def rows(self) -> int:
        """How many rows came."""
        return self.counted or rows(self.answer)

    def number(self, name: str, usual: int) -> int:
        """A whole number of the query; the usual one where it has none."""
        text = self.query.get(name, "").strip()
        is_number = text.isascii() and text.isdecimal() and len(text) <= DIGITS
        return int(text) if is_number else usual


def rows(body: object) -> int:
    """How many rows the longest list of a body has, at its top or in objects below it."""
    if isinstance(body, list):
        return len(body)
    return max(map(rows, body.values()), default=0) if isinstance(body, dict) else 0
