"""Storms: what happens to webhooks on their way, as a plan that a seed decides.

A storm duplicates, reorders, delays, loses and forges; a body is never changed.  Its draws depend
on the sandbox's seed and the delivery's number only, so the same requests meet the same storm.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from emulator.kernel.operation import Record

#: How long deliveries are held back so that they can change places.
HELD = timedelta(seconds=1)
#: The largest values that make sense.
MOST_COPIES, WIDEST, LONGEST_MS = 100, 1_000, 86_400_000


@dataclass(frozen=True, slots=True)
class Duplicates:
    """With this probability up to so many copies follow, each within so much of the one before."""

    probability: float = 0
    copies: int = 0
    spacing_ms: int = 1_000


@dataclass(frozen=True, slots=True)
class Delay:
    """Up to so long."""

    max_ms: int = 0


@dataclass(frozen=True, slots=True)
class Late:
    """With this probability a delivery waits between these times."""

    probability: float = 0
    min_ms: int = 60_000
    max_ms: int = 600_000


@dataclass(frozen=True, slots=True)
class Storm:
    """shuffle: so many deliveries of an endpoint change places, within a second.

    delay: each waits up to so long.  drop: the probability that one never leaves.  forged: the
    probability that somebody without the key sends the same body, too.
    """

    duplicates: Duplicates = field(default_factory=Duplicates)
    shuffle: int = 0
    delay: Delay = field(default_factory=Delay)
    drop: float = 0
    late: Late = field(default_factory=Late)
    forged: float = 0


PRESETS: Mapping[str, Storm] = {
    "none": Storm(),
    "duplicates": Storm(Duplicates(1, 1, 1_000)),
    "shuffled": Storm(shuffle=20),
    "lossy": Storm(drop=0.1, delay=Delay(30_000)),
    "late": Storm(late=Late(1)),
    "hostile": Storm(Duplicates(0.5, 4, 5_000), 20, Delay(30_000), 0.1, Late(0.2), forged=0.05),
}
#: Characters at the end of a signature that a forgery keeps: those that base64 pads with.
KEPT = 4
LIMITS: Mapping[str, float] = {
    "probability": 1,
    "drop": 1,
    "forged": 1,
    "copies": MOST_COPIES,
    "shuffle": WIDEST,
    "spacing_ms": LONGEST_MS,
    "min_ms": LONGEST_MS,
    "max_ms": LONGEST_MS,
}


def preset_of(storm: Storm) -> str:
    """The name of a storm; `custom` if its fields were set one by one."""
    return next((name for name, known in PRESETS.items() if known == storm), "custom")


def changed(storm: Storm, given: Mapping[str, object]) -> Storm:
    """A storm with fields replaced, `{"drop": 0.2, "duplicates": {"copies": 3}}`.

    Raises ValueError with the field, the value met and what was expected.
    """
    known = asdict(storm)
    values: Record = {}
    for name, value in given.items():
        before = known.get(name)
        if before is None:
            raise ValueError(f"{name}: unknown; known: {', '.join(known)}")
        if isinstance(before, dict):
            if not isinstance(value, Mapping) or value.keys() - before.keys():
                raise ValueError(f"{name}: {value!r}, expected an object of {', '.join(before)}")
            inside = {n: _number(f"{name}.{n}", n, v) for n, v in value.items()}
            values[name] = replace(getattr(storm, name), **inside)
        else:
            values[name] = _number(name, name, value)
    wanted = replace(storm, **values)
    if wanted.late.min_ms > wanted.late.max_ms:
        raise ValueError(f"late: {wanted.late.min_ms} to {wanted.late.max_ms} ms is backwards")
    return wanted


def _number(path: str, name: str, value: object) -> float:
    """A field's value.  Raises ValueError."""
    whole = LIMITS[name] > 1
    kinds = int if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not 0 <= value <= LIMITS[name]:
        kind = "a whole number" if whole else "a probability"
        raise ValueError(f"{path}: {value!r}, expected {kind} from 0 to {LIMITS[name]}")
    return value


class Planned(NamedTuple):
    """One sending of a delivery: when, and after which others of the same instant.

    copy: 0 for the delivery itself, 1 and up for its duplicates.  is_forged: it only looks like it.
    """

    due: datetime
    batch: int
    place: float
    copy: int
    is_forged: bool = False


class Planner:
    """Makes the plan of each delivery; remembers which deliveries may still change places."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        #: By endpoint: when its deliveries are let go, which batch that is, and how many they are.
        self._held: dict[object, tuple[datetime, int, int]] = {}

    def plan(self, storm: Storm, number: int, endpoint: object, now: datetime) -> list[Planned]:
        """When a delivery and its copies are sent, in order; nothing if it is lost."""
        if storm == PRESETS["none"]:
            return [Planned(now, number, 0, 0)]
        random = Random(f"{self._seed}:storm:{number}")  # noqa: S311 - repeatable on purpose
        lost = random.random() < storm.drop
        due, batch, place = self._place(storm, number, endpoint, now, random)
        due += timedelta(milliseconds=_waits(storm, random))
        planned = [Planned(due, batch, place, 0), *_copies(storm.duplicates, due, batch, random)]
        if random.random() < storm.forged:  # drawn last: without it, all else is as it was
            planned.append(Planned(due, batch, random.random(), 0, is_forged=True))
        return [] if lost else planned

    def _place(
        self, storm: Storm, number: int, endpoint: object, now: datetime, random: Random
    ) -> tuple[datetime, int, float]:
        """When the batch of a delivery is let go, its number, and the place within it."""
        place = random.random()
        if not storm.shuffle:
            return now, number, 0
        let_go, batch, members = self._held.get(endpoint, (now, 0, 0))
        if let_go <= now or members >= storm.shuffle:
            let_go, batch, members = max(let_go, now + HELD), number, 0
        self._held[endpoint] = (let_go, batch, members + 1)
        return let_go, batch, place


def _waits(storm: Storm, random: Random) -> int:
    """Milliseconds."""
    delay = random.randint(0, storm.delay.max_ms)
    is_late = random.random() < storm.late.probability
    late = random.randint(storm.late.min_ms, storm.late.max_ms)
    return delay + (late if is_late else 0)


def _copies(duplicates: Duplicates, due: datetime, batch: int, random: Random) -> Iterator[Planned]:
    if random.random() >= duplicates.probability or not duplicates.copies:
        return
    for copy in range(1, random.randint(1, duplicates.copies) + 1):
        due += timedelta(milliseconds=random.randint(0, duplicates.spacing_ms))
        yield Planned(due, batch, random.random(), copy)


def forged(headers: Mapping[str, str], name: str) -> Mapping[str, str]:
    """A message's headers with a signature of the same shape that no key of the vendor's made.

    name: the header that is signed with.  All but the end of its value turns round by one: what
    was hexadecimal or base64 still is.
    """
    value = headers.get(name, "")
    most, end = value[:-KEPT], value[-KEPT:]
    return {**headers, name: most[1:] + most[:1] + end}
