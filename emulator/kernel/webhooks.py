"""Webhooks on their way: from the commit that caused them to each attempt and its outcome.

The vendor's code says who is told what and signs it; the profile says how often and when it is
tried again; a storm says what goes wrong on top.  Sockets time out in real time, all else goes by
the sandbox's clock.
"""

import asyncio
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple

from emulator.kernel import moves
from emulator.kernel.chores import Agenda, Happened
from emulator.kernel.clock import Clock, parse_instant
from emulator.kernel.deliveries import (
    DELIVERED,
    DROPPED,
    FAILED,
    LOST,
    WAITING,
    Attempt,
    Delivery,
    Log,
    Span,
    told,
)
from emulator.kernel.journal import Journal
from emulator.kernel.keeper import Keeper
from emulator.kernel.lanes import Lanes, Sending
from emulator.kernel.operation import Ask, Record
from emulator.kernel.origin import Origin, accepts
from emulator.kernel.sending import Address, Message, Outgoing, Send
from emulator.kernel.storms import PRESETS, Planned, Planner, Storm, forged

#: The most sendings that may wait in a sandbox; a delivery beyond them is lost, and says so.
MOST_WAITING = 100_000
GONE = "its webhook is gone or switched off"


class Made(NamedTuple):
    """An attempt, and of which delivery."""

    delivery: Delivery
    attempt: Attempt


class Moved(NamedTuple):
    """What a move of the clock met, in order; and whether it got to its end."""

    happened: Sequence[Happened]
    made: Sequence[Made]
    is_whole: bool


Plan = tuple[Delivery, Sequence[Planned]]


class Courier:
    """One sandbox's webhooks.  journal: numbers requests, and tells those who listen.

    agenda: what happens by itself, before what is sent at the same instant.
    """

    def __init__(
        self, clock: Clock, seed: int, send: Send, journal: Journal, agenda: Agenda
    ) -> None:
        self._clock, self.seed, self._send, self._journal = clock, seed, send, journal
        self._agenda = agenda
        self._lanes = Lanes(clock, self._attempted)
        #: Held by whoever moves the clock, so that one move begins where the last has ended.
        self.moving = asyncio.Lock()
        self._serials, self._turns = count(), count(1)
        #: The attempts since a move of the clock began, while it lasts.
        self._made: list[Made] | None = None
        self._origins: dict[str, Origin] = {}
        self.storm: Storm = PRESETS["none"]
        #: Where what happens is put on disk, if it is.
        self.keeper: Keeper | None = None
        self.clear()

    def clear(self) -> None:
        """Forget all deliveries, and number from 1; the storm goes on."""
        self.log = Log()
        self._planner = Planner(self.seed)
        self._lanes.clear()

    def plan(
        self,
        origin: Origin,
        messages: Sequence[Message],
        cause: int | None,
        at: datetime | None = None,
    ) -> list[Plan]:
        """Number and plan what is told, without sending anything yet.

        cause: the journal's number of the request.  at: when it happened, if that is not now.
        """
        now, vendor = at or self._clock.now(), origin.vendor.name
        storm = self.storm
        if storm.forged and not origin.vendor.webhooks.signature:
            storm = replace(storm, forged=0)  # there is no signature to get wrong
        deliveries = [Delivery(self.log.next_id(), vendor, m, cause, now) for m in messages]
        return [
            (d, self._planner.plan(storm, d.id, (vendor, d.message.endpoint), now))
            for d in deliveries
        ]

    def queue(self, origin: Origin, planned: Sequence[Plan]) -> list[int]:
        """Send what was planned when it is due; the numbers of the deliveries."""
        self._origins[origin.vendor.name] = origin
        room = MOST_WAITING - self._lanes.waiting
        for delivery, sendings in planned:
            self.log.add(delivery)
            room -= len(sendings)
            if not sendings or room < 0:
                delivery.state = LOST
                delivery.reason = "in a storm" if room >= 0 else f"over {MOST_WAITING:,} waited"
                self.log.count(delivery, delivery.size)
            else:
                delivery.due = sendings[0].due
                for plan in sendings:
                    self._push(Sending(*plan, next(self._serials), 1, delivery))
        if self.keeper is not None:
            waiting = [delivery.saved() for delivery, _ in planned if delivery.coming]
            self.keeper.note("queued", last=self.log.last_id, waiting=waiting)
        self._lanes.wake()
        return [delivery.id for delivery, _ in planned]

    def _push(self, sending: Sending) -> None:
        sending.delivery.coming[sending.serial] = sending.saved()
        self._lanes.push(sending)

    async def ask(self, origin: Origin, ask: Ask, cause: int | None) -> str:
        """Send something at once and only once; why its receiver did not take it, "" if it did."""
        message = Message(0, 0, ask.event, "", ask.body)
        delivery = Delivery(
            self.log.next_id(), origin.vendor.name, message, cause, self._clock.now()
        )
        self.log.add(delivery)
        attempt = await self._sent(origin, delivery, Address(ask.url, ask.headers), 1)
        is_ok, outcome = accepts(origin, attempt), attempt.outcome
        self._over(delivery, DELIVERED if is_ok else FAILED)
        return "" if is_ok else outcome.error or f"it answered {outcome.status}"

    async def replay(self, origin: Origin, delivery: Delivery) -> Attempt | None:
        """Send the same bytes once more, now; None if that has nowhere to go."""
        address: Address | None
        if genuine := delivery.genuine:
            last = genuine[-1]
            address, number = Address(last.sent.url, last.sent.headers), last.number
        else:
            address = origin.vendor.webhooks.address(origin.call(), delivery.message)
            number = 1
        if address is None:
            return None
        attempt = await self._sent(origin, delivery, address, number, is_replay=True)
        if delivery.state != WAITING:
            self.log.count(delivery, attempt.size)
        return attempt

    def saved(self) -> Record:
        """What waits to be sent, as data; what is on its way counts as not sent."""
        waiting = [delivery.saved() for delivery in self.log if delivery.coming]
        return {"last": self.log.last_id, "waiting": waiting[::-1]}

    def restore(self, saved: Record, origins: Mapping[str, Origin]) -> None:
        """Become what was saved; a `wake` sends what is due by now."""
        self.clear()
        self.log.last_id = saved["last"]
        self._origins = dict(origins)
        for record in saved["waiting"]:
            delivery = Delivery.restored(record)
            self.log.add(delivery)
            for each in record["sendings"]:
                due = parse_instant(each["due"])
                is_forged = each.get("is_forged", False)
                delivery.due = delivery.due if each["copy"] or is_forged else due
                rest = each["batch"], each["place"], each["copy"], is_forged, next(self._serials)
                self._push(Sending(due, *rest, each["number"], delivery))

    async def move(self, to: datetime) -> Moved:
        """Move the clock forwards, and do what is due on the way.

        To be called by the one that holds `moving`.
        """
        made = self._made = []
        happened = self._agenda.happened = []
        try:
            is_whole = await moves.move(self._clock, self._agenda, self._lanes, to)
        finally:
            self._made = self._agenda.happened = None
            self.wake()
        return Moved(happened, made, is_whole)

    def wake(self) -> None:
        """Look at the clock again: it was moved, stopped or started."""
        self._agenda.wake()
        self._lanes.wake()

    async def _attempted(self, sending: Sending) -> None:
        """Make one attempt of what is queued, and plan the next if there is to be one."""
        delivery = sending.delivery
        self._agenda.caught_up()
        if self.keeper is not None and await self.keeper.kept():
            return  # its cause may be lost: nobody hears of it
        try:
            state, reason = await self._tried(sending)
        except Exception as bug:  # noqa: BLE001 - ours; the delivery says so
            state = FAILED
            reason = f"a bug of the emulator: {bug!r}\n{traceback.format_exc()}"
        del delivery.coming[sending.serial]
        self._over(delivery, state, reason)
        if self.keeper is not None:
            left = delivery.saved() if delivery.coming else None
            self.keeper.note("tried", id=delivery.id, delivery=left)
            self.keeper.flush()

    async def _tried(self, sending: Sending) -> tuple[str, str]:
        """The delivery's state after an attempt, and why."""
        delivery = sending.delivery
        origin = self._origins[delivery.vendor]
        hooks, is_extra = origin.vendor.webhooks, sending.copy or sending.is_forged
        address = hooks.address(origin.call(), delivery.message)
        if address is None:
            return delivery.state if is_extra else DROPPED, GONE
        if sending.is_forged:
            address = address._replace(headers=forged(address.headers, hooks.signature))
        attempt = await self._sent(origin, delivery, address, sending.number, sending)
        if is_extra:  # a storm's: neither sent again nor counted
            return delivery.state, ""
        is_ok = accepts(origin, attempt)
        self._count(sending, ok=is_ok)
        if is_ok:
            return DELIVERED, ""
        return self._again(sending, attempt)

    async def _sent(
        self,
        origin: Origin,
        delivery: Delivery,
        address: Address,
        number: int,
        sending: Sending | None = None,
        *,
        is_replay: bool = False,
    ) -> Attempt:
        at = self._clock.now()
        seconds = origin.profile["webhooks"]["timeout_seconds"]
        outgoing = Outgoing(address.url, address.headers, delivery.message.body, seconds)
        turn, after = next(self._turns), self._journal.last_id()
        outcome = await self._send(outgoing)
        span = Span(turn, after, self._journal.last_id())
        due, copy, is_forged = (at, 0, False) if sending is None else sending.drawn
        attempt = Attempt(number, copy, is_replay, due, at, outgoing, outcome, span, is_forged)
        delivery.url = address.url
        delivery.attempts.append(attempt)
        if self._made is not None:
            self._made.append(Made(delivery, attempt))
        feed = self._journal.feed
        attempt.line = next(feed.numbers)
        if feed.listeners:
            feed.tell(told(delivery, attempt, self._journal.sandbox))
        return attempt

    def _count(self, sending: Sending, *, ok: bool) -> None:
        """Let the vendor count failures; not for deliveries of before a reset."""
        delivery = sending.delivery
        origin = self._origins[delivery.vendor]
        if self.log.find(delivery.id) is not delivery:
            return
        settings = origin.profile["webhooks"] | {"is_resend": sending.number > 1}
        hooks = origin.vendor.webhooks
        changes = hooks.attempted(origin.call(), delivery.message, ok, settings)
        if changes:
            origin.records.commit(changes)

    def _again(self, sending: Sending, attempt: Attempt) -> tuple[str, str]:
        """Plan the next attempt, so much after this one; or give up."""
        delivery = sending.delivery
        gaps = self._origins[delivery.vendor].profile["webhooks"]["retry_seconds"]
        if sending.number > len(gaps) or self.log.find(delivery.id) is not delivery:
            return FAILED, "no attempt was accepted"
        delivery.due = attempt.at + timedelta(seconds=gaps[sending.number - 1])
        serial, number = next(self._serials), sending.number + 1
        self._push(Sending(delivery.due, delivery.id, 0, 0, False, serial, number, delivery))
        return delivery.state, ""

    def _over(self, delivery: Delivery, state: str, reason: str = "") -> None:
        """One sending of a delivery is over, with this state of the whole."""
        if state != delivery.state:
            delivery.state, delivery.due, delivery.reason = state, None, reason
        if not delivery.coming:
            self.log.count(delivery, delivery.size)
