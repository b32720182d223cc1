"""A sandbox: one isolated copy of everything, and the credentials that lead to it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from random import Random

from emulator.kernel.clock import Clock
from emulator.kernel.contract import Contract
from emulator.kernel.errors import Unauthenticated
from emulator.kernel.fixtures import Tables, shifted
from emulator.kernel.inbox import Inbox
from emulator.kernel.journal import Entry, Journal
from emulator.kernel.logins import Logins, Token
from emulator.kernel.operation import Answer, Call, Record, Reply
from emulator.kernel.overlay import Overlay
from emulator.kernel.request import Request
from emulator.kernel.reuse import Replies
from emulator.kernel.sending import Message, Send
from emulator.kernel.store import Store
from emulator.kernel.storms import PRESETS, Storm
from emulator.kernel.throttle import Throttle
from emulator.kernel.tokens import TokenServer
from emulator.kernel.vendor import Limit, Vendor
from emulator.kernel.webhooks import Courier

DEFAULT = "default"

#: Looks at a request before the vendor does, and may answer in its place.
Fault = Callable[[Request], Answer | None]
#: Told of each new token: vendor, token, sandbox.
Register = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True)
class Installed:
    """A vendor with what was loaded for it: contract, fixture and profiles by name."""

    vendor: Vendor
    contract: Contract
    fixture: Tables
    profiles: Mapping[str, Record]
    profile: str


@dataclass(frozen=True, slots=True)
class Start:
    """How sandboxes begin, and how they reach the outside.

    clock: the instant at which it starts; the host's time if None.  public_url: what absolute URLs
    are made from outside of a request; the request's own scheme and host if empty.
    """

    send: Send
    clock: datetime | None = None
    seed: int = 0
    storm: Storm = PRESETS["none"]
    public_url: str = ""


class World:
    """One vendor's part of a sandbox."""

    def __init__(
        self, installed: Installed, clock: Clock, seed: int, register: Callable[[str], None]
    ) -> None:
        self.installed = installed
        self.vendor = vendor = installed.vendor
        self._clock, self._register, self._seed = clock, register, seed
        tables = installed.contract.tables
        self.store = Store({n: t.indexed for n, t in tables.items()}, vendor.id_field)
        self.reset(installed.profile)

    def reset(self, profile: str | None = None) -> None:
        """Back to the fixture: records, tokens, limits and random numbers."""
        installed = self.installed
        self.store.load(shifted(installed.fixture, self._clock.now()))
        self.logins = Logins(self._register)
        self.throttle = Throttle()
        self.random = self._random("operations")
        self.tokens = TokenServer(
            self.vendor.oauth, self.store, self._clock, self._random("tokens"), self.logins
        )
        self.use(installed.profiles[profile or self.profile_name], profile or self.profile_name)

    def _random(self, purpose: str) -> Random:
        seed = f"{self._seed}:{self.vendor.name}:{purpose}"
        return Random(seed)  # noqa: S311 - repeatable on purpose

    @property
    def records(self) -> Store:
        """What `Origin` calls the store."""
        return self.store

    def call(self, base_url: str = "") -> Call:
        """The records as they are now, with no caller."""
        switches = self.profile["switches"]
        return Call(self.store, self._clock.now(), switches, base_url, {}, "", self.random)

    def caller(self, token: Token) -> Record:
        """The user of a token.  Raises Unauthenticated if it is gone or locked by now."""
        user = self.tokens.user(token.user_id)
        if user is None:
            raise Unauthenticated(reason=f"user {token.user_id} is gone or locked")
        return user

    def use(self, profile: Record, name: str) -> None:
        """Change the profile in flight."""
        self.profile, self.profile_name = profile, name
        self.replies = Replies()
        self.tokens.settings = profile["tokens"]
        self.limits: list[Limit] = list(self.vendor.limits(profile))


class Sandbox:
    """Records, tokens, limits, clock, seed, faults, journal and webhooks; nothing is shared."""

    def __init__(
        self, name: str, vendors: Mapping[str, Installed], start: Start, register: Register
    ) -> None:
        self.name = name
        self.seed = start.seed
        self._public_url = start.public_url
        self.clock = Clock(start.clock)
        self.courier = Courier(self.clock, start.seed, start.send)
        self.courier.storm = start.storm
        self.inbox = Inbox()
        self.journal = Journal()
        self.faults: list[Fault] = []
        self.worlds = {
            vendor: World(
                installed, self.clock, start.seed, partial(self._register, register, vendor)
            )
            for vendor, installed in vendors.items()
        }

    def _register(self, register: Register, vendor: str, credential: str) -> None:
        register(vendor, credential, self.name)

    def commit(self, world: World, reply: Reply, call: Call | None, entry: Entry) -> None:
        """Change the records and queue what is told of it, both or neither; the entry says what.

        call: the one that caused it, if it got so far.
        """
        vendor = world.vendor
        messages: Sequence[Message] = ()
        if reply.events and call is not None and vendor.webhooks.listens(world.store):
            messages = vendor.webhooks.messages(self._told(vendor, reply, call), reply.events)
        planned = self.courier.plan(world, messages, entry.id) if messages else ()
        world.store.commit(reply.changes, reply.removes)
        key = vendor.id_field
        changed = [f"{t}/{r[key]}" for t, records in reply.changes.items() for r in records]
        if reply.removes:
            changed += [f"{t}/{i}" for t, ids in reply.removes.items() for i in ids]
        entry.committed = " ".join(changed)
        entry.events = [event.type for event in reply.events]
        if planned:
            entry.deliveries = self.courier.queue(world, planned)

    def _told(self, vendor: Vendor, reply: Reply, call: Call) -> Call:
        """The call, with the records as they are after the commit."""
        base_url = f"{self._public_url}/{vendor.name}" if self._public_url else call.base_url
        overlay = Overlay(call.records, reply.changes, vendor.id_field)
        return replace(call, records=overlay, base_url=base_url)

    def reset(self) -> None:
        """Back to the fixtures it was made from; the clock stays where it is."""
        for world in self.worlds.values():
            world.reset()
        self.courier.clear()
        self.inbox.clear()


class Sandboxes:
    """All sandboxes, by name and by the credentials that were handed out for them."""

    def __init__(self, vendors: Mapping[str, Installed], start: Start) -> None:
        self.vendors = vendors
        self.public_url = start.public_url
        self._host = Clock()
        self._started = self._host.now()
        self._by_credential: dict[tuple[str, str], Sandbox] = {}
        self._by_name: dict[str, Sandbox] = {}
        self._by_name[DEFAULT] = Sandbox(DEFAULT, vendors, start, self._register)

    def _register(self, vendor: str, credential: str, sandbox: str) -> None:
        if sandbox != DEFAULT:  # where an unknown credential leads anyway
            self._by_credential[vendor, credential] = self._by_name[sandbox]

    def of(self, vendor: str, credential: str | None) -> Sandbox:
        """The sandbox that a credential decides; no or an unknown one means `default`."""
        return self._by_credential.get((vendor, credential or ""), self._by_name[DEFAULT])

    def uptime(self) -> float:
        """Seconds since the start, on the host's clock."""
        return (self._host.now() - self._started).total_seconds()

    def named(self, name: str) -> Sandbox | None:
        return self._by_name.get(name)

    def __iter__(self) -> Iterator[Sandbox]:
        return iter(self._by_name.values())
