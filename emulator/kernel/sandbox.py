"""A sandbox: one isolated copy of everything, and the credentials that lead to it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random

from emulator.kernel.clock import Clock
from emulator.kernel.contract import Contract
from emulator.kernel.errors import Unauthenticated
from emulator.kernel.fixtures import Tables, shifted
from emulator.kernel.journal import Journal
from emulator.kernel.logins import Logins, Token
from emulator.kernel.operation import Answer, Record
from emulator.kernel.request import Request
from emulator.kernel.reuse import Replies
from emulator.kernel.store import Store
from emulator.kernel.throttle import Throttle
from emulator.kernel.tokens import TokenServer
from emulator.kernel.vendor import Limit, Vendor

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
        random = Random(f"{self._seed}:{self.vendor.name}:tokens")  # noqa: S311 - repeatable on purpose
        self.tokens = TokenServer(self.vendor.oauth, self.store, self._clock, random, self.logins)
        self.use(installed.profiles[profile or self.profile_name], profile or self.profile_name)

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
    """Records, tokens, limits, clock, seed, faults and journal; nothing is shared."""

    def __init__(
        self,
        name: str,
        vendors: Mapping[str, Installed],
        start: datetime | None,
        seed: int,
        register: Register,
    ) -> None:
        self.name = name
        self.seed = seed
        self.clock = Clock(start)
        self.journal = Journal()
        self.faults: list[Fault] = []
        self.worlds = {
            vendor: World(installed, self.clock, seed, partial(self._register, register, vendor))
            for vendor, installed in vendors.items()
        }

    def _register(self, register: Register, vendor: str, credential: str) -> None:
        register(vendor, credential, self.name)

    def reset(self) -> None:
        """Back to the fixtures it was made from; the clock stays where it is."""
        for world in self.worlds.values():
            world.reset()


class Sandboxes:
    """All sandboxes, by name and by the credentials that were handed out for them."""

    def __init__(self, vendors: Mapping[str, Installed], start: datetime | None, seed: int) -> None:
        self.vendors = vendors
        self._host = Clock()
        self._started = self._host.now()
        self._by_credential: dict[tuple[str, str], Sandbox] = {}
        self._by_name: dict[str, Sandbox] = {}
        self._by_name[DEFAULT] = Sandbox(DEFAULT, vendors, start, seed, self._register)

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
