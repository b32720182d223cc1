"""Faults: production's bad days on demand, as data.

A fault says which requests it meets and what happens to them.  Which of them it meets is counted,
and drawn by the sandbox's seed: the same requests meet the same faults.  What an effect does is
in `effects.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from random import Random
from typing import NamedTuple

from emulator.kernel.clock import parse_duration
from emulator.kernel.record import Record

#: The longest that an answer is held back, in seconds, and the most faults of a sandbox.
LONGEST, MOST = 600.0, 1_000
#: Whole numbers go up to here.
HIGHEST = 2**31 - 1


class Asked(NamedTuple):
    """A request as a fault sees it.  path: after the vendor's prefix.  is_open: needs no token."""

    vendor: str
    operation: str
    method: str
    path: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Match:
    """The requests that a fault meets; an empty text means any.

    path: after the vendor's prefix, `*` for any part of it.  nth: only this one of those that fit,
    counted from 1.  every: each so-manieth.  probability: of each that fits.
    """

    vendor: str = ""
    operation: str = ""
    method: str = ""
    path: str = ""
    nth: int = 0
    every: int = 0
    probability: float = 1

    def fits(self, asked: Asked) -> bool:
        """Whether a request is one of them, as far as that does not depend on the others."""
        return (
            self.vendor in ("", asked.vendor)
            and self.operation in ("", asked.operation)
            and self.method in ("", asked.method)
            and (not self.path or fnmatchcase(asked.path, self.path))
        )


class Effect(NamedTuple):
    """What happens, by its name in EFFECTS; value: a status, seconds, or True."""

    name: str
    value: float | bool

    @property
    def is_final(self) -> bool:
        """Whether it answers in the vendor's place, or keeps the request from it."""
        return self.name in ("status", "drop", "throttle")


@dataclass(slots=True)
class Fault:
    """times: how often it strikes at most, 0 for always.  fitted: how many requests fitted."""

    id: int
    match: Match
    effect: Effect
    times: int = 0
    fitted: int = 0
    struck: int = 0

    @property
    def is_over(self) -> bool:
        match = self.match
        return bool((self.times and self.struck >= self.times) or (match.nth and self.struck))

    def strikes(self, asked: Asked, seed: int) -> bool:
        """Whether it strikes this request; counts it."""
        if self.is_over or not self.match.fits(asked):
            return False
        if self.effect.name == "expire_token" and asked.is_open:
            return False  # which has none
        self.fitted += 1
        match, draw = self.match, 0.0
        if match.probability < 1:
            draw = Random(f"{seed}:fault:{self.id}:{self.fitted}").random()  # noqa: S311
        turn = self.fitted == match.nth if match.nth else self.fitted % (match.every or 1) == 0
        if turn and draw < match.probability:
            self.struck += 1
            return True
        return False

    def shown(self) -> Record:
        """As it was asked for, with what became of it."""
        match = {name: value for name, value in asdict(self.match).items() if value}
        if self.match.probability == 1:
            del match["probability"]
        return {
            "id": self.id,
            "match": match,
            "effect": {self.effect.name: self.effect.value},
            "times": self.times,
            "fitted": self.fitted,
            "struck": self.struck,
            "over": self.is_over,
        }


class Faults:
    """The faults of one sandbox, by their number."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._by_id: dict[int, Fault] = {}
        self._last_id = 0

    def add(self, given: Mapping[str, object]) -> Fault:
        """A fault from `{match, effect, times}`.  Raises ValueError with what is wrong with it."""
        if len(self._by_id) >= MOST:
            raise ValueError(f"there are {MOST} faults already; remove some")
        _known("the fault", given, ("match", "effect", "times"))
        times = _whole("times", given.get("times", 0), 0)
        made = Fault(self._last_id + 1, match(given.get("match", {})), effect(given.get("effect")))
        made.times = times
        self._last_id = made.id
        self._by_id[made.id] = made
        return made

    def strike(self, asked: Asked) -> list[Fault]:
        """The faults that strike a request, in their order; after a final one only later ends."""
        struck: list[Fault] = []
        is_decided = False
        for fault in self._by_id.values():
            if is_decided and (fault.effect.is_final or fault.effect.name == "expire_token"):
                continue
            if fault.strikes(asked, self.seed):
                struck.append(fault)
                is_decided = is_decided or fault.effect.is_final
        return struck

    def find(self, fault_id: int) -> Fault | None:
        return self._by_id.get(fault_id)

    def remove(self, fault_id: int) -> None:
        del self._by_id[fault_id]

    def clear(self) -> None:
        self._by_id.clear()

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._by_id.values())

    def __bool__(self) -> bool:
        return bool(self._by_id)

    def saved(self) -> list[Record]:
        """All of them as data."""
        return [fault.shown() for fault in self]

    def restore(self, saved: list[Record]) -> None:
        """Become what was saved.  Raises ValueError as `add` does."""
        self._by_id = {record["id"]: _restored(record) for record in saved}
        self._last_id = max(self._by_id, default=self._last_id)


def _restored(record: Record) -> Fault:
    counts = (record[name] for name in ("times", "fitted", "struck"))
    return Fault(record["id"], match(record["match"]), effect(record["effect"]), *counts)


def match(given: object) -> Match:
    """Which requests.  Raises ValueError."""
    if not isinstance(given, Mapping):
        raise _wrong("match", given, "an object")
    _known("match", given, Match.__dataclass_fields__)
    texts = {n: _text(f"match.{n}", given[n]) for n in TEXTS if n in given}
    if "method" in texts:
        texts["method"] = texts["method"].upper()
    counts = {n: _whole(f"match.{n}", given[n], 1) for n in ("nth", "every") if n in given}
    if len(counts) > 1:
        raise ValueError("match: nth and every, expected one of them")
    values: Record = {**texts, **counts}
    return Match(**values, probability=_probability(given.get("probability", 1)))


def effect(given: object) -> Effect:
    """What happens: an object with one key.  Raises ValueError."""
    known = ", ".join(EFFECTS)
    if not isinstance(given, Mapping) or len(given) != 1:
        raise _wrong("effect", given, f"an object with one of {known}")
    name, value = next(iter(given.items()))
    if name not in EFFECTS:
        raise _wrong("effect", name, f"one of {known}")
    return Effect(name, EFFECTS[name](f"effect.{name}", value))


def _wrong(path: str, value: object, expected: str) -> ValueError:
    """A field's problem: where, what was met, what was expected."""
    return ValueError(f"{path}: {value!r}, expected {expected}")


def _known(what: str, given: Mapping[str, object], known: object) -> None:
    names = list(known) if isinstance(known, tuple | dict | Mapping) else []
    unknown = sorted(given.keys() - set(names))
    if unknown:
        raise ValueError(f"{what}: unknown {', '.join(unknown)}; known: {', '.join(names)}")


def _text(path: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise _wrong(path, value, "a text")
    return value


def _whole(path: str, value: object, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= HIGHEST:
        raise _wrong(path, value, f"a whole number from {least} up")
    return value


def _probability(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _wrong("match.probability", value, "a number from 0 to 1")
    return value


def _status(path: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 400 <= value <= 599:  # noqa: PLR2004 - HTTP
        raise _wrong(path, value, "a status from 400 to 599")
    return value


def _seconds(path: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _wrong(path, value, "a duration such as 2s, or seconds")
    try:
        found = parse_duration(value).total_seconds() if isinstance(value, str) else float(value)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    if not 0 < found <= LONGEST:
        raise _wrong(path, value, f"more than 0 and up to {LONGEST:.0f} seconds")
    return found


def _yes(path: str, value: object) -> bool:
    if value is not True:
        raise _wrong(path, value, "true")
    return True


def _yes_or_seconds(path: str, value: object) -> float | bool:
    return True if value is True else _seconds(path, value)


TEXTS = ("vendor", "operation", "method", "path")
#: The effects, each with what its value may be.
EFFECTS: Mapping[str, Callable[[str, object], float | bool]] = {
    "status": _status,
    "latency": _seconds,
    "drop": _yes,
    "lose_answer": _yes,
    "truncate": _yes,
    "throttle": _yes_or_seconds,
    "expire_token": _yes,
}
