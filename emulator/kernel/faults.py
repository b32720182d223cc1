"""Faults: production's bad days on demand, as data.

A fault says which requests it meets and what happens to them.  Which of them it meets is counted,
and drawn by the sandbox's seed: the same requests meet the same faults.  What it may say is in
`fault_fields.py`, what an effect does in `effects.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from emulator.kernel.fault_fields import Asked, Effect, Match, effect, known, match, whole
from emulator.kernel.record import Record

#: The most faults of a sandbox.
MOST = 1_000


@dataclass(slots=True)
class Fault:
    """times: how often it strikes at most, 0 for always.

    fitted: how many requests fitted that no other fault had answered, until it was over.
    """

    id: int
    match: Match
    effect: Effect
    times: int = 0
    fitted: int = 0
    struck: int = 0

    @property
    def is_over(self) -> bool:
        """Whether it can strike no more."""
        nth = self.match.nth
        return bool((self.times and self.struck >= self.times) or (nth and self.fitted >= nth))

    def fits(self, asked: Asked) -> bool:
        """Whether it may strike a request."""
        if self.is_over or (self.effect.needs_token and not asked.bears):
            return False
        return self.match.fits(asked)

    def strikes(self, seed: int) -> bool:
        """Count a request that fits, and say whether it is struck."""
        self.fitted += 1
        match, draw = self.match, 0.0
        if match.probability < 1:
            draw = Random(f"{seed}:fault:{self.id}:{self.fitted}").random()  # noqa: S311
        turn = self.fitted == match.nth if match.nth else self.fitted % (match.every or 1) == 0
        if not turn or draw >= match.probability:
            return False
        self.struck += 1
        return True

    def shown(self) -> Record:
        """As it was asked for, with what became of it."""
        return {
            "id": self.id,
            "match": self.match.shown(),
            "effect": {self.effect.name: self.effect.value},
            "times": self.times,
            "fitted": self.fitted,
            "struck": self.struck,
            "over": self.is_over,
        }


class Faults:
    """The faults of one sandbox, by their number.  counted: those that the last request fitted."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.counted: list[Fault] = []
        self._by_id: dict[int, Fault] = {}
        self._last_id = 0

    def add(self, given: Mapping[str, object]) -> Fault:
        """A fault from `{match, effect, times}`.  Raises ValueError with what is wrong with it."""
        if len(self._by_id) >= MOST:
            raise ValueError(f"there are {MOST} faults already; remove some")
        known("the fault", given, ("match", "effect", "times"))
        times = whole("times", given.get("times", 0), 0)
        which, what = match(given.get("match", {})), effect(given.get("effect"))
        self._last_id += 1
        made = self._by_id[self._last_id] = Fault(self._last_id, which, what, times)
        return made

    def strike(self, asked: Asked) -> list[Fault]:
        """The faults that strike a request, in their order.

        Once one of them answers it, no other can; what happens to its answer still can.
        """
        struck, self.counted = list[Fault](), []
        is_answered = False
        for fault in self._by_id.values():
            is_late = is_answered and (fault.effect.is_final or fault.effect.needs_token)
            if is_late or not fault.fits(asked):
                continue
            self.counted.append(fault)
            if fault.strikes(self.seed):
                struck.append(fault)
                is_answered = is_answered or fault.effect.is_final
        return struck

    def find(self, fault_id: int) -> Fault | None:
        return self._by_id.get(fault_id)

    def remove(self, fault_id: int) -> None:
        del self._by_id[fault_id]

    def clear(self) -> None:
        """The end of all; the next is the first again, and meets what the first met."""
        self._by_id.clear()
        self._last_id = 0

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def saved(self) -> Record:
        """All of them as data."""
        return {"last": self._last_id, "all": [fault.shown() for fault in self]}

    def counts(self) -> list[list[int]]:
        """Of those that the last request fitted: number, how many fitted, how many were struck."""
        return [[fault.id, fault.fitted, fault.struck] for fault in self.counted]

    def restore(self, saved: Record) -> None:
        """Become what was saved.  Raises ValueError as `add` does."""
        self._by_id = {record["id"]: _restored(record) for record in saved["all"]}
        self._last_id = max([saved["last"], *self._by_id])


#: What is saved of a sandbox without faults.
NONE: Record = {"last": 0, "all": []}


def _restored(record: Record) -> Fault:
    counts = (record[name] for name in ("times", "fitted", "struck"))
    return Fault(record["id"], match(record["match"]), effect(record["effect"]), *counts)
