"""One vendor's part of a sandbox: its records, logins, limits and random numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from orjson import Fragment

from emulator.kernel.clock import Clock
from emulator.kernel.contract import Contract
from emulator.kernel.draws import Draws
from emulator.kernel.errors import Unauthenticated
from emulator.kernel.keeper import Keeper
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
        first = {name: table.first for name, table in self.contract.tables.items()}
        return Store(indexed, self.contract.id_field, first)

    def shifted(self, tables: Tables, now: datetime) -> Tables:
        """Records whose dates are moved as their `_meta` wants it."""
        epochs = {name: table.epochs for name, table in self.contract.tables.items()}
        return shifted(tables, now, epochs)

    def template(self, now: datetime) -> Template:
        """The fixture's tables as they are on that day; made once."""
        days = days_since(self.fixture, now)
        if days not in self._templates:
            store = self.new_store()
            store.load(self.shifted(self.fixture, now))
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
        self._keeper: Keeper | None = None
        self._drawn: Record = {}
        #: The tables that a reset comes back to, if they are not the fixture's.
        self._kept: Template | None = None
        self.store = installed.new_store()
        self.reset(installed.profile)

    def reset(self, profile: str | None = None) -> None:
        """Back to what it was made from: records, tokens, limits and random numbers."""
        installed = self.installed
        self.store.adopt(self._kept or installed.template(self._clock.now()))
        self.logins = Logins(self._added, self.vendor.oauth.doubt)
        self.throttle = Throttle()
        begun = f"{self._seed}:{self.vendor.name}"
        self.random = Draws(f"{begun}:operations")
        self.draws = Draws(f"{begun}:tokens:{self._sandbox}")
        self.tokens = TokenServer(
            self.vendor.oauth,
            self.store,
            self._clock,
            self.draws,
            self.logins,
            self._sandbox,
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
            "draws": self._positions(),
            "logins": self.logins.saved(),
        }

    def restore(self, tables: Tables, saved: Record, seed: int) -> None:
        """Become what was saved; limits start afresh."""
        self._seed = seed
        self.reset()
        self.store.load(self.installed.shifted(tables, self._clock.now()), saved["counters"])
        self.random.position = saved["draws"]["operations"]
        self.draws.position = saved["draws"]["tokens"]
        self.logins.restore(saved["logins"])
        self.use(saved["settings"], saved["profile"])

    def _positions(self) -> Record:
        return {"operations": self.random.position, "tokens": self.draws.position}

    def attach(self, keeper: Keeper) -> None:
        """Put on disk what happens from now on."""
        self._keeper, self.store.watch = keeper, self._committed
        self._drawn = self._positions()

    def _committed(
        self, puts: Mapping[str, Sequence[bytes]], removes: Mapping[str, Sequence[int]]
    ) -> None:
        assert self._keeper is not None  # noqa: S101 - it was attached before anybody watched
        tables = self.store.tables()
        self._keeper.note(
            "commit",
            vendor=self.vendor.name,
            key=self.installed.contract.id_field,
            puts={table: [Fragment(text) for text in texts] for table, texts in puts.items()},
            removes=dict(removes),
            counters={table: tables[table].highest for table in (*puts, *removes)},
        )

    def _added(self, token: Token) -> None:
        self._register(token.access)
        if token.refresh:  # which may come without its client's id
            self._register(token.refresh)
        if self._keeper is not None:
            saved = self.logins.saved_token(token)
            self._keeper.note("token", vendor=self.vendor.name, token=saved)

    def note_logins(self) -> None:
        """Somebody asked for a token or signed in: put on disk what came of it."""
        if self._keeper is not None:
            logins = self.logins.saved() if self.logins.is_cut else self.logins.saved_rest()
            self.logins.is_cut = False
            self._keeper.note("logins", vendor=self.vendor.name, logins=logins)

    def note_draws(self) -> None:
        """Put on disk how many random numbers were drawn, if that has changed."""
        if self._keeper is not None and self._drawn != self._positions():
            self._drawn = self._positions()
            self._keeper.note("draws", vendor=self.vendor.name, draws=self._drawn)

    @property
    def records(self) -> Store:
        """What `Origin` calls the store."""
        return self.store

    def call(self, base_url: str = "") -> Call:
        """The records as they are now, with no caller."""
        switches = self.profile["switches"]
        now = self._clock.now()
        return Call(self.store, now, switches, base_url, {}, "", self.random, self.tokens)

    def caller(self, token: Token) -> Record:
        """The user of a token.  Raises Unauthenticated if it is gone or locked by now."""
        user = self.tokens.user(token.user_id)
        if user is None:
            raise Unauthenticated(
                reason=f"user {token.user_id} is gone or locked", credential="of a user who is gone"
            )
        return user

    def use(self, profile: Record, name: str) -> None:
        """Change the profile in flight."""
        self.profile, self.profile_name = profile, name
        self.replies = Replies()
        self.tokens.settings = profile["tokens"]
        self.limits: list[Limit] = list(self.vendor.limits(profile))
