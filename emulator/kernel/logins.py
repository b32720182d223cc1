"""Who is logged in: tokens, codes and browser sessions of one vendor in one sandbox.

All times are the sandbox's.  How a token is asked for is `tokens.py`; this is what it is worth.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from emulator.kernel.clock import parse_instant
from emulator.kernel.errors import Throttled, Unauthenticated
from emulator.kernel.reasons import Issued
from emulator.kernel.record import Record

#: How long a dead token is remembered, so that a refusal can say when it died.
REMEMBERED = timedelta(days=1)
#: Of how many credentials that were ended early it is remembered why.
ENDED = 10_000


@dataclass(frozen=True, slots=True)
class Client:
    """A registered application; its secret and its redirect addresses are compared as they are.

    user_id: who it acts as when it logs in for itself, where the vendor has that.
    """

    client_id: str
    client_secret: str
    redirect_uris: Sequence[str]
    is_active: bool
    user_id: int | None = None


@dataclass(slots=True)
class Token:
    """One access token with its refresh token: whose they are and when each ends.

    A session is one without a refresh token and without a client.
    """

    access: str
    refresh: str
    user_id: int
    client_id: str
    issued: datetime
    expires: datetime
    refresh_expires: datetime

    def get_scope(self) -> str:
        """No scopes: rights come from the user's role."""
        return ""

    def check_client(self, client: object) -> bool:
        return bool(getattr(client, "client_id", None) == self.client_id)


@dataclass(slots=True)
class Code:
    """An authorization code, in the shape that Authlib reads."""

    code: str
    client_id: str
    redirect_uri: str | None
    user_id: int
    expires: datetime
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self) -> str | None:
        return self.redirect_uri

    def get_scope(self) -> str:
        return ""


def unknown(credential: str) -> str:
    """What is said of any credential that is not known."""
    del credential
    return "unknown access token"


@dataclass(slots=True)
class Logins:
    """register: called with each token that is new or ends early: it leads to its sandbox.

    doubt: what is wrong with a credential that nobody here has issued.

    sessions: those that are open, by user and credential, oldest first.  ended: why a credential
    that is good for nothing any more is so, where time is not the reason.  is_cut: a token has
    ended by other means than time since somebody set this back.
    """

    register: Callable[[Token], None]
    doubt: Callable[[str], str] = unknown
    by_access: dict[str, Token] = field(default_factory=dict)
    by_refresh: dict[str, Token] = field(default_factory=dict)
    sessions: dict[int, dict[str, Token]] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    browsers: dict[str, int] = field(default_factory=dict)
    last_login: dict[int, datetime] = field(default_factory=dict)
    is_cut: bool = False
    _oldest: deque[Token] = field(default_factory=deque)

    def bearer(self, access: str, now: datetime) -> Token:
        """The token that a request carries.  Raises Unauthenticated, telling why."""
        token = self.by_access.get(access)
        if token is None:
            why = self.ended.get(access)
            state = "ended early" if why else "unknown"
            raise Unauthenticated(reason=why or self.doubt(access), credential=state)
        if now >= token.expires:
            expired = token.expires.isoformat()
            raise Unauthenticated(
                reason=f"the access token expired at {expired}",
                credential="expired",
                since=expired,
                user=token.user_id,
            )
        return token

    def add(self, token: Token) -> None:
        self.by_access[token.access] = token
        if token.refresh:
            self.by_refresh[token.refresh] = token
            self._oldest.append(token)
        else:
            self.sessions.setdefault(token.user_id, {})[token.access] = token
        self.register(token)
        while self._oldest and self._oldest[0].refresh_expires + REMEMBERED < token.issued:
            self._forget(self._oldest.popleft())

    def expire(self, token: Token, now: datetime) -> None:
        """End an access token, as if its time had come."""
        token.expires = min(token.expires, now)
        self.register(token)

    def use_up(self, token: Token, why: str = "the refresh token was given up") -> None:
        """End a refresh token; its access token lives on."""
        if self.by_refresh.pop(token.refresh, None):
            self._remember(token.refresh, why)
        self.is_cut = True

    def prune(self, user_id: int, *, most: int, kept: int, now: datetime) -> None:
        """Past so many open sessions of a user, end the oldest until so many are left."""
        opened = self.sessions.get(user_id, {})
        for old in [token for token in opened.values() if token.expires <= now]:
            self.revoke(old, f"the session expired at {old.expires.isoformat()}")
        if len(opened) <= most:
            return
        why = (
            f"this session was pruned at {now.isoformat()}: a login made {len(opened)} open"
            f" sessions of user {user_id}, and past {most} only the newest {kept} stay"
        )
        for old in list(opened.values())[: len(opened) - kept]:
            self.revoke(old, why)

    def revoke(self, token: Token, why: str = "the access token was revoked") -> None:
        if token.access in self.by_access:
            self._remember(token.access, why)
        if token.refresh in self.by_refresh:
            self._remember(token.refresh, "the refresh token was revoked")
        self._forget(token)

    def _remember(self, credential: str, why: str) -> None:
        self.ended[credential] = why
        while len(self.ended) > ENDED:
            del self.ended[next(iter(self.ended))]

    def _forget(self, token: Token) -> None:
        self.is_cut = True
        self.by_access.pop(token.access, None)
        self.by_refresh.pop(token.refresh, None)
        self.sessions.get(token.user_id, {}).pop(token.access, None)

    def count_login(self, user_id: int, now: datetime, settings: Record) -> None:
        """One token request per user and `login_seconds`; a refused one does not count.

        Raises Throttled with the rule `login limit`.
        """
        gap = timedelta(seconds=settings.get("login_seconds", 0))
        last = self.last_login.get(user_id)
        if last is not None and timedelta(0) <= now - last < gap:
            wait = (last + gap - now).total_seconds()
            raise Throttled(
                "login limit",
                f"user {user_id} asked for a token less than {gap.total_seconds():.0f} s ago;"
                f" again in {wait:.1f} s",
                limit="login",
                owner=f"user {user_id}",
                accepted=1,
                seconds=gap.total_seconds(),
                used=1,
                wait=wait,
                user=user_id,
            )
        self.last_login[user_id] = now

    def saved(self) -> Record:
        """All of it as data."""
        alive = (*self.by_access, *self.by_refresh)
        kept = [t for t in self._oldest if t.access in alive or t.refresh in alive]
        kept += [t for opened in self.sessions.values() for t in opened.values()]
        tokens = [self.saved_token(token) for token in kept]
        return {"tokens": tokens, **self.saved_rest()}

    def saved_rest(self) -> Record:
        """All but the tokens as data."""
        return {
            "codes": [_written(code) for code in self.codes.values()],
            "browsers": dict(self.browsers),
            "last_login": {str(user): at.isoformat() for user, at in self.last_login.items()},
        }

    def saved_token(self, token: Token) -> Record:
        """A token as data, and whether each half of it is good for anything."""
        return _written(token) | {
            "bears": token.access in self.by_access,
            "renews": token.refresh in self.by_refresh,
        }

    def restore(self, saved: Record) -> None:
        """Become what was saved."""
        for record in saved["tokens"]:
            given = dict(record)
            bears, renews = given.pop("bears"), given.pop("renews")
            token = Token(**_read(given))
            self.add(token)
            if not bears:
                del self.by_access[token.access]
            if not renews:
                self.by_refresh.pop(token.refresh, None)
        self.codes = {record["code"]: Code(**_read(record)) for record in saved["codes"]}
        self.browsers = dict(saved["browsers"])
        self.last_login = {int(u): parse_instant(at) for u, at in saved["last_login"].items()}

    def matching(self, client_id: str | None, user_id: int | None) -> list[Token]:
        """The tokens of a client, of a user, of both, or all."""
        return [
            token
            for token in self.by_access.values()
            if client_id in (None, token.client_id) and user_id in (None, token.user_id)
        ]


def issued(logins: Logins, grant: str, access: str) -> Issued | None:
    """What the journal keeps of a login; None if it is over already."""
    token = logins.by_access.get(access)
    if token is None:
        return None
    lasts = (token.expires - token.issued).total_seconds()
    renews = hash(token.refresh) if token.refresh else 0
    return Issued(grant, token.user_id, token.client_id, hash(access), lasts, renews)


#: Fields of tokens and codes that are instants.
INSTANTS = ("issued", "expires", "refresh_expires")


def _written(login: Token | Code) -> Record:
    values = ((name, getattr(login, name)) for name in login.__slots__)
    return {n: v.isoformat() if n in INSTANTS else v for n, v in values}


def _read(saved: Record) -> Record:
    return {n: parse_instant(v) if n in INSTANTS else v for n, v in saved.items()}
