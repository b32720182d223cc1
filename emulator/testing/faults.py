"""Faults: what goes wrong with the requests of a sandbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypedDict, Unpack

from emulator.testing.answers import made
from emulator.testing.wire import Wire, given, segment


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with which requests, and how often it did until this was asked for.

    effect: by its one name: `{"status": 503}`, `{"lose_answer": True}`.  times: 0 for always.
    fitted: how many requests fitted.  struck: with how many of them it went wrong.  over: whether
    it is with no more.
    """

    id: int
    match: Mapping[str, object]
    effect: Mapping[str, object]
    times: int
    fitted: int
    struck: int
    over: bool


class Meeting(TypedDict, total=False):
    """The requests that a fault meets: those that have all of it.

    path: without the vendor's name and the query, `*` for any part of it.  nth: only this one of
    them, counted from 1.  every: each so-manieth.  probability: of each, drawn by the seed.
    """

    vendor: str
    operation: str
    method: str
    path: str
    nth: int
    every: int
    probability: float


class Faults:
    """The faults of a sandbox."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def add(
        self,
        effect: str,
        value: float | str | timedelta = True,  # noqa: FBT002 - as the emulator writes it
        *,
        times: int | None = None,
        **match: Unpack[Meeting],
    ) -> Fault:
        """Let something go wrong: `add("lose_answer", operation="universalCheckIn", times=1)`.

        effect: status, latency, drop, lose_answer, truncate, throttle or expire_token.  value: of
        status, latency and throttle: a number, a duration.  times: so often at most.
        """
        value = value.total_seconds() if isinstance(value, timedelta) else value
        body = given(match=dict(match), effect={effect: value}, times=times)
        return made(Fault, self._wire.call("POST", "/faults", body))

    def all(self) -> list[Fault]:
        """In the order in which they strike."""
        return [made(Fault, shown) for shown in self._wire.get("/faults")["faults"]]

    def one(self, fault: int | Fault) -> Fault:
        """A fault as it is now."""
        return made(Fault, self._wire.get(self._path(fault)))

    def remove(self, fault: int | Fault) -> None:
        """The end of one fault."""
        self._wire.call("DELETE", self._path(fault))

    def clear(self) -> None:
        """The end of all faults."""
        self._wire.call("DELETE", "/faults")

    def _path(self, fault: int | Fault) -> str:
        return f"/faults/{segment(fault.id if isinstance(fault, Fault) else fault)}"
