"""A sandbox: one isolated copy of everything, and the credentials that lead to it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from emulator.kernel import aliases, sessions
from emulator.kernel.aliases import DEFAULT
from emulator.kernel.chores import Agenda, Happened
from emulator.kernel.clock import Clock
from emulator.kernel.faults import Faults
from emulator.kernel.feed import Feed
from emulator.kernel.inbox import Inbox
from emulator.kernel.journal import Journal
from emulator.kernel.keeper import Keeper
from emulator.kernel.operation import Call, Reply
from emulator.kernel.overlay import Overlay
from emulator.kernel.sending import Message, Send
from emulator.kernel.storms import PRESETS, Storm
from emulator.kernel.webhooks import Courier
from emulator.kernel.world import Installed, World

#: Told of each new token: vendor, sandbox, token.
Register = Callable[[str, str, str], None]
#: Waits so many seconds of real time.
Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Start:
    """How sandboxes begin, and how they reach the outside.

    clock: the instant at which it starts; the host's time if None.  public_url: what absolute URLs
    are made from outside of a request; the request's own scheme and host if empty.  pause: what an
    answer that is late waits with, in seconds of real time.  feed: who is told what happens.
    """

    send: Send
    clock: datetime | None = None
    seed: int = 0
    storm: Storm = PRESETS["none"]
    public_url: str = ""
    pause: Pause = asyncio.sleep
    feed: Feed = field(default_factory=Feed)


class Noted(Protocol):
    """What came of a commit, for the journal: of a request, or of what happened by itself.

    id: the request's number.
    """

    committed: str
    events: Sequence[str]
    deliveries: Sequence[int]

    @property
    def id(self) -> int | None: ...


class Sandbox:
    """Records, tokens, limits, clock, seed, faults, journal and webhooks; nothing is shared."""

    def __init__(
        self, name: str, vendors: Mapping[str, Installed], start: Start, register: Register
    ) -> None:
        self.name = name
        #: What it was made from: fixtures, or the sandbox of that name.
        self.made_from = "fixtures"
        self.seed = start.seed
        self._public_url = start.public_url
        self.clock = Clock(start.clock)
        self.journal = Journal(feed=start.feed, sandbox=name)
        chores = {n: v.vendor.chores for n, v in vendors.items() if v.vendor.chores is not None}
        self.agenda = Agenda(self.clock, chores, self._call, self._happened, self.kept)
        self.courier = Courier(self.clock, start.seed, start.send, self.journal, self.agenda)
        self.courier.storm = start.storm
        self.inbox = Inbox()
        self.faults = Faults(start.seed)
        self.pause = start.pause
        #: Where what happens is put on disk, if it is.
        self.keeper: Keeper | None = None
        #: Everything is another since somebody set this back.
        self.is_replaced = False
        self.worlds = {
            vendor: World(installed, self.clock, start.seed, name, partial(register, vendor, name))
            for vendor, installed in vendors.items()
        }
        for vendor in chores:
            self.worlds[vendor].store.changed = partial(self.agenda.changed, vendor)

    def environment(self, vendor: str, base_url: str) -> Mapping[str, str]:
        """What a client is given to get here; the credentials lead to this sandbox.

        base_url: scheme and host of the server.
        """
        world = self.worlds[vendor]
        given = world.vendor.environment(world.store, f"{base_url}/{vendor}")
        return {
            name: aliases.alias(value, self.name) if name in world.vendor.credentials else value
            for name, value in given.items()
        }

    def commit(
        self,
        world: World,
        reply: Reply,
        call: Call | None,
        entry: Noted,
        at: datetime | None = None,
    ) -> None:
        """Change the records and queue what is told of it, both or neither; the entry says what.

        call: the one that caused it, if it got so far.  at: when it happens, if that is not now.
        """
        vendor = world.vendor
        messages: Sequence[Message] = ()
        if reply.events and call is not None and vendor.webhooks.listens(world.store):
            messages = vendor.webhooks.messages(self._told(world, reply, call), reply.events)
        planned = self.courier.plan(world, messages, entry.id, at) if messages else ()
        world.store.commit(reply.changes, reply.removes)
        if reply.opens is not None:
            now = self.clock.now()
            sessions.begin(world.logins, reply.opens, world.profile["tokens"], now)
        if reply.closes:
            sessions.end(world.logins, reply.closes)
        if reply.opens or reply.closes:
            world.note_logins()
        key = world.installed.contract.id_field
        changed = [f"{t}/{r[key]}" for t, records in reply.changes.items() for r in records]
        if reply.removes:
            changed += [f"{t}/{i}" for t, ids in reply.removes.items() for i in ids]
        entry.committed = " ".join(changed)
        entry.events = [event.type for event in reply.events]
        if planned:
            entry.deliveries = self.courier.queue(world, planned)

    def _told(self, world: World, reply: Reply, call: Call) -> Call:
        """The call, with the records as they are after the commit."""
        url = f"{self._public_url}/{world.vendor.name}"
        base_url = url if self._public_url else call.base_url
        key = world.installed.contract.id_field
        overlay = Overlay(call.records, reply.changes, key, reply.removes)
        return replace(call, records=overlay, base_url=base_url)

    def _call(self, vendor: str) -> Call:
        """What happens by itself is called with this: nobody asked, so no host is known."""
        return self.worlds[vendor].call(self._public_url and f"{self._public_url}/{vendor}")

    def _happened(self, vendor: str, reply: Reply, call: Call, happened: Happened) -> None:
        """Commit what happens by itself; with `--data`, as a record of its own."""
        self.commit(self.worlds[vendor], reply, call, happened, happened.at)
        self._note_draws()
        if self.keeper is not None:
            self.keeper.flush()

    def fork(self, other: "Sandbox") -> None:
        """Become what another is now, its storm and faults too; but nobody is logged in."""
        other.agenda.caught_up()
        self.made_from = other.name
        self.clock.go(other.clock.now(), is_frozen=other.clock.is_frozen)
        self.courier.storm = other.courier.storm
        self.faults.restore(other.faults.saved())
        for name, world in self.worlds.items():
            world.fork(other.worlds[name])

    def keep(self, made_from: str) -> None:
        """Let a reset come back to the records as they are now."""
        self.made_from = made_from
        for world in self.worlds.values():
            world.keep()

    def attach(self, keeper: Keeper) -> None:
        """Put on disk what happens from now on."""
        self.keeper = self.courier.keeper = keeper
        for world in self.worlds.values():
            world.attach(keeper)

    async def kept(self) -> str:
        """Return once all that has happened is on disk; why it is not, if it is not."""
        if self.keeper is None:
            return ""
        self._note_draws()
        return await self.keeper.kept()

    def _note_draws(self) -> None:
        for world in self.worlds.values():
            world.note_draws()

    def reset(self) -> None:
        """Back to what it was made from, without faults; the clock stays where it is."""
        self.is_replaced = True
        self.journal.begin_run()
        for world in self.worlds.values():
            world.reset()
        self.courier.clear()
        self.faults.clear()
        self.inbox.clear()


class Sandboxes:
    """All sandboxes, by name and by the credentials that were handed out for them."""

    def __init__(self, vendors: Mapping[str, Installed], start: Start) -> None:
        self.vendors = vendors
        self.start = start
        self.public_url = start.public_url
        self._host = Clock()
        self._started = self._host.now()
        self.on_open: Callable[[Sandbox], None] | None = None
        self.on_drop: Callable[[Sandbox], None] | None = None
        #: By vendor and token: the name of its sandbox.
        self._by_credential: dict[tuple[str, str], str] = {}
        self._by_name: dict[str, Sandbox] = {}
        self._by_name[DEFAULT] = Sandbox(DEFAULT, vendors, start, self._register)

    def _register(self, vendor: str, sandbox: str, credential: str) -> None:
        if sandbox != DEFAULT:  # where an unknown credential leads anyway
            self._by_credential[vendor, credential] = sandbox

    def of(self, vendor: str, credential: str | None) -> Sandbox:
        """The sandbox that a credential decides; no or an unknown one means `default`."""
        if credential is None:
            return self._by_name[DEFAULT]
        name = self._by_credential.get((vendor, credential)) or aliases.named(credential)
        return self._by_name.get(name) or self._by_name[DEFAULT]

    def create(self, name: str, vendors: Mapping[str, Installed], start: Start) -> Sandbox:
        """Another sandbox.  Raises KeyError if there is one of that name."""
        if name in self._by_name:
            raise KeyError(name)
        made = self._by_name[name] = Sandbox(name, vendors, start, self._register)
        return made

    def opened(self, sandbox: Sandbox) -> None:
        """To be called when a sandbox is as it should be; `on_open` and `on_drop` may keep it."""
        if self.on_open is not None:
            self.on_open(sandbox)

    def wake(self) -> None:
        """Send what is due; to be called when the event loop runs."""
        for sandbox in self:
            sandbox.courier.wake()

    async def close(self) -> None:
        """Put on disk what is left of all; nothing happens after that."""
        for sandbox in self:
            sandbox.agenda.stop()
            if sandbox.keeper is not None:
                await sandbox.keeper.close()

    async def drop(self, name: str) -> None:
        """The end of a sandbox and of all that led to it; `default` stays."""
        gone = self._by_name.pop(name)
        gone.agenda.stop()
        gone.courier.clear()
        self.start.feed.drop(name)
        if gone.keeper is not None:
            await gone.keeper.close()
        if self.on_drop is not None:
            self.on_drop(gone)
        led = [key for key, leads_to in self._by_credential.items() if leads_to == name]
        for key in led:
            del self._by_credential[key]

    def uptime(self) -> float:
        """Seconds since the start, on the host's clock."""
        return (self._host.now() - self._started).total_seconds()

    @property
    def default(self) -> Sandbox:
        """The sandbox that there always is."""
        return self._by_name[DEFAULT]

    def named(self, name: str) -> Sandbox | None:
        return self._by_name.get(name)

    def __iter__(self) -> Iterator[Sandbox]:
        return iter(self._by_name.values())
