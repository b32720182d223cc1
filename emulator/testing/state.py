"""What a sandbox holds and goes by: clock, journal, tokens, permissions, profile, limits."""

from datetime import datetime, timedelta

from emulator.testing.answers import Entry, Explanation, Moved, Token, WholeEntry, made, moved
from emulator.testing.wire import Record, Wire, given, segment

#: Seconds that a move of the clock may take by itself: it waits for the receivers of webhooks.
MOVING = 300


class Clock:
    """A sandbox's clock; tokens, limits and webhooks all go by it.

    Instants are datetimes or ISO 8601, in UTC where they say nothing else; durations are timedeltas
    or texts such as `11m`, `1d2h`, `PT11M`.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def now(self) -> datetime:
        return datetime.fromisoformat(self._wire.get("/clock")["now"])

    def is_frozen(self) -> bool:
        return bool(self._wire.get("/clock")["frozen"])

    def advance(self, by: timedelta | str) -> Moved:
        """Move forwards; answers what fell due, once every webhook on the way was attempted."""
        return self._move(advance=duration(by))

    def set(self, to: datetime | str) -> Moved:
        """Move to an instant, forwards or backwards."""
        return self._move(set=instant(to))

    def freeze(self, at: datetime | str | None = None) -> Moved:
        """Stop the clock where it is, or at an instant; it can still be moved."""
        return self._move(freeze=True, set=None if at is None else instant(at))

    def unfreeze(self) -> Moved:
        return self._move(freeze=False)

    def _move(self, **how: object) -> Moved:
        return moved(self._wire.call("POST", "/clock", given(**how), waits=MOVING))


class Requests:
    """The journal of what was asked and answered."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def all(
        self,
        *,
        vendor: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        refused: bool | None = None,
        limit: int | None = None,
    ) -> list[Entry]:
        """Newest first, 200 unless there is a limit; those that have all of these values."""
        answer = self._wire.get(
            "/requests",
            vendor=vendor,
            operation=operation,
            status=status,
            refused=refused,
            limit=limit,
        )
        return [made(Entry, shown) for shown in answer["requests"]]

    def one(self, number: int | Entry) -> WholeEntry:
        """One request with headers, bodies, what it changed and which webhooks it caused."""
        number = number.id if isinstance(number, Entry) else number
        return made(WholeEntry, self._wire.get(f"/requests/{segment(number)}"))

    def explain(self, number: int | Entry) -> Explanation:
        """Why a request was answered as it was, and what would have been allowed."""
        number = number.id if isinstance(number, Entry) else number
        return made(Explanation, self._wire.get(f"/requests/{segment(number)}/explain"))

    def clear(self) -> None:
        self._wire.call("DELETE", "/requests")


class Tokens:
    """The tokens that were issued."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def all(self) -> list[Token]:
        return [made(Token, shown) for shown in self._wire.get("/tokens")["tokens"]]

    def expire(self, *, client_id: str | None = None, user: int | None = None) -> int:
        """End the access tokens of a client, of a user, of both, or all; how many.

        user: an id.  The refresh tokens live on.
        """
        return int(self._end("expire", client_id, user)["expired"])

    def revoke(self, *, client_id: str | None = None, user: int | None = None) -> int:
        """End access and refresh tokens, as if they had never been issued; how many."""
        return int(self._end("revoke", client_id, user)["revoked"])

    def _end(self, how: str, client_id: str | None, user: int | None) -> Record:
        return self._wire.call("POST", f"/tokens/{how}", given(client_id=client_id, user=user))


class Permissions:
    """What each customer of a vendor lets each of its providers do."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def all(self, vendor: str) -> list[Record]:
        """The rows of the vendor's table."""
        return list(self._wire.get("/permissions")[vendor])

    def change(self, row: Record, vendor: str | None = None) -> Record:
        """Change fields of a row, `{"Id": 301, "Incoming": {"IVR Check IN/OUT": False}}`.

        Fields that are left out stay, in groups too.  Answers the row.
        """
        return self._wire.call("PUT", "/permissions", given(vendor=vendor) | row)


class Profile:
    """Limits, lifetimes and quirks of an environment."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def read(self) -> Record:
        """By vendor: `{"name": …, "known": [names], "profile": {…}}`."""
        return self._wire.get("/profile")

    def use(self, name: str, vendor: str | None = None) -> Record:
        """Another profile, such as `sandbox2`, `production` or `relaxed`."""
        return self._wire.call("PUT", "/profile", given(vendor=vendor, name=name))

    def change(self, sections: Record, vendor: str | None = None) -> Record:
        """Change parts of it, `{"switches": {"strict_20": True}}`; what is left out stays."""
        return self._wire.call("PUT", "/profile", given(vendor=vendor) | sections)


class Throttle:
    """The limits of a profile, and how far each is used."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def read(self) -> Record:
        """By vendor: the section of the profile, and `windows` with what is used of it."""
        return self._wire.get("/throttle")

    def change(self, limits: Record, vendor: str | None = None) -> Record:
        """Change parts of the section; what is left out stays."""
        return self._wire.call("PUT", "/throttle", given(vendor=vendor) | limits)


def instant(at: datetime | str) -> str:
    return at if isinstance(at, str) else at.isoformat()


def duration(of: timedelta | str) -> str:
    """As the emulator takes it; what is negative it refuses by itself."""
    return of if isinstance(of, str) else f"PT{of.total_seconds():.6f}S"
