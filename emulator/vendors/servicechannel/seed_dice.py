"""Draws that every machine and every version of Python makes alike.

Everything is made of `Random.random()`, the one method that is documented to give the same sequence
for the same seed for ever: https://docs.python.org/3/library/random.html#notes-on-reproducibility.
"""

from bisect import bisect_right
from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Whole numbers, choices and chances out of one Random."""

    def __init__(self, random: Random) -> None:
        self._draw = random.random

    def below(self, number: int) -> int:
        """From 0 up to a number, without it."""
        return int(self._draw() * number)

    def between(self, low: int, high: int) -> int:
        """From low to high, both included."""
        return low + int(self._draw() * (high - low + 1))

    def chance(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self._draw() < probability

    def pick(self, options: Sequence[T]) -> T:
        """One of several, each as likely as the others."""
        return options[int(self._draw() * len(options))]

    def weighted(self, options: Sequence[T], bounds: Sequence[int]) -> T:
        """One of several; bounds: the running total of their shares."""
        return options[bisect_right(bounds, self.below(bounds[-1]))]
