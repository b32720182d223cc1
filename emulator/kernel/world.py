"""One vendor's part of a sandbox: its records, logins, limits and random numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from emulator.kernel.clock import Clock
from emulator.kernel.contract import Contract
from emulator.kernel.draws import Draws
from emulator.kernel.errors import Unauthenticated
from emulator.kernel.logins import Logins, Token
from emulator.kernel.operation import Call, Record
from emulator.kernel.reuse import Replies
from emulator.kernel.rows import Rows
from emulator.kernel.shifting import Tables, days_since, shifted
from emulator.kernel.store import Store
from emulator.kernel.throttle import Throttle
from emulator.kernel.tokens import TokenServer
from emulator.kernel.vendor import Limit, Vendor

#: Tables that are copied into stores and never changed.
Template = Mapping[str, Rows]


@dataclass(frozen=True, slots=True)
class Installed:
    """A vendor with what was loaded for it: contract, fixture and profiles by name."""

    vendor: Vendor
    contract: Contract
    fixture: Tables
    profiles: Mapping[str, Record]
    profile: str
    #: The fixture's tables, by how many days its dates were moved.
    _templates: dict[int, Template] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def new_store(self) -> Store:
        """A store with no record."""
        indexed = {name: table.indexed for name, table in self.contract.tables.items()}
        return Store(indexed, self.vendor.id_field)

    def template(self, now: datetime) -> Template:
        """The fixture's tables as they are on that day; made once."""
        days = days_since(self.fixture, now)
        if days not in self._templates:
            store = self.new_store()
            store.load(shifted(self.fixture, now))
            self._templates.clear()
            self._templates[days] = store.tables()
        return self._templates[days]


class World:
    """register: told of each new token.  sandbox: whose part it is; its tokens are its own."""

    vendor: Vendor
    profile: Record

    def __init__(
        self,
        installed: Installed,
        clock: Clock,
        seed: int,
        sandbox: str,
        register: Callable[[str], None],
    ) -> None:
        self.installed = installed
        self.vendor = installed.vendor
        self._clock, self._register = clock, register
        self._seed, self._sandbox = seed, sandbox
        #: The tables that a reset comes back to, if they are not the fixture's.
        self._kept: Template | None = None
        self.store = installed.new_store()
        self.reset(installed.profile)

    def reset(self, profile: str | None = None) -> None:
        """Back to what it was made from: records, tokens, limits and random numbers."""
        installed = self.installed
        self.store.adopt(self._kept or installed.template(self._clock.now()))
        self.logins = Logins(self._register)
        self.throttle = Throttle()
        begun = f"{self._seed}:{self.vendor.name}"
        self.random = Draws(f"{begun}:operations")
        self.draws = Draws(f"{begun}:tokens:{self._sandbox}")
        self.tokens = TokenServer(
            self.vendor.oauth, self.store, self._clock, self.draws, self.logins, self._sandbox
        )
        self.use(installed.profiles[profile or self.profile_name], profile or self.profile_name)

    def fork(self, other: "World") -> None:
        """Become what another sandbox's part is now, without its logins."""
        self.store.adopt(other.store.tables())
        self.keep()
        self.reset()
        self.use(other.profile, other.profile_name)

    def keep(self) -> None:
        """Let a reset come back to the records as they are now."""
        self._kept = {name: rows.clone() for name, rows in self.store.tables().items()}

    def saved(self) -> Record:
        """All but the records, as data."""
        return {
            "profile": self.profile_name,
            "settings": self.profile,
            "counters": {name: rows.highest for name, rows in self.store.tables().items()},
            "draws": {"operations": self.random.position, "tokens": self.draws.position},
            "logins": self.logins.saved(),
        }

    def restore(self, tables: Tables, saved: Record, seed: int) -> None:
        """Become what was saved; limits start afresh."""
        self._seed = seed
        self.reset()
        self.store.load(shifted(tables, self._clock.now()), saved["counters"])
        self.random.position = saved["draws"]["operations"]
        self.draws.position = saved["draws"]["tokens"]
        self.logins.restore(saved["logins"])
        self.use(saved["settings"], saved["profile"])

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
