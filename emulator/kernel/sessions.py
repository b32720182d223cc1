"""Sessions: logins of users without a client, of which each user may have so many."""

from datetime import datetime, timedelta

from emulator.kernel.logins import Logins, Token
from emulator.kernel.operation import Opened
from emulator.kernel.record import Record


def begin(logins: Logins, opened: Opened, settings: Record, now: datetime) -> None:
    """Open a session; past so many of its user's, the oldest end.

    settings: the profile's section `tokens`.
    """
    ends = now + timedelta(seconds=settings["session_seconds"])
    logins.add(Token(opened.credential, "", opened.user_id, "", now, ends, now))
    most, kept = settings["sessions_hard"], settings["sessions_soft"]
    logins.prune(opened.user_id, most=most, kept=kept, now=now)


def end(logins: Logins, credential: str) -> None:
    """The end of a session, or of a token."""
    token = logins.by_access.get(credential)
    if token is not None:
        logins.revoke(token, "its user logged out")
