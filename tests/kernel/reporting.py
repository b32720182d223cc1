"""Requests as a journal has them, told call by call."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from emulator.kernel.deliveries import Attempt, Delivery
from emulator.kernel.findings import Checked, Finding, Seen
from emulator.kernel.journal import Entry
from emulator.kernel.reasons import Explained, Issued, Refused
from emulator.kernel.sending import Message, Outcome, Outgoing
from emulator.kernel.vendor import Vendor
from tests.kernel.asking import request

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
USER, CLIENT = 7, "app"


class Story:
    """What one sandbox was asked; each call is at its clock's time."""

    def __init__(self) -> None:
        self.now = NOON
        self.entries: list[Entry] = []

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def call(
        self,
        path: str = "/notes",
        method: str = "GET",
        body: bytes = b"",
        **fields: Any,  # noqa: ANN401 - any field of an entry
    ) -> Entry:
        """A call with a token, 1 unless another is named, by a user who is known."""
        made = Entry(len(self.entries) + 1, self.now, "acme", request(method, path), "noteThings")
        made.body, made.status, made.token = body, 200, 1
        made.client_id, made.caller = CLIENT, USER
        for name, value in fields.items():
            setattr(made, name, value)
        self.entries.append(made)
        return made

    def login(self, gets: int = 1, grant: str = "password", **fields: Any) -> Entry:  # noqa: ANN401
        """A token that lasts ten minutes, with a refresh token of the same number plus 1,000."""
        who = fields.pop("user", USER), fields.pop("client", CLIENT)
        issued = Issued(grant, *who, gets, fields.pop("lasts", 600), gets + 1000)
        of: dict[str, Any] = {"token": 0, "client_id": None, "caller": None, "issued": issued}
        return self.call("/token", "POST", **of | fields)

    def refresh(self, used: int, gets: int) -> Entry:
        return self.login(gets, "refresh_token", token=used + 1000)

    def refused(self, kind: str, status: int = 400, **fields: Any) -> Entry:  # noqa: ANN401
        """A call that is refused.  rule, facts: of the refusal."""
        rule, facts = fields.pop("rule", kind), fields.pop("facts", {})
        why = Refused(kind, rule, facts, Explained())
        of: dict[str, Any] = {"status": status, "refused": why, "reason": "it is wrong"}
        return self.call(**of | fields)

    def dead(self, token: int = 1, **fields: Any) -> Entry:  # noqa: ANN401
        """A call with a token that is good for nothing."""
        facts = {"credential": "expired"}
        unknown: dict[str, Any] = {"token": token, "client_id": None, "caller": None}
        return self.refused("Unauthenticated", 401, facts=facts, **unknown | fields)

    def throttled(self, seconds: float = 60, **fields: Any) -> Entry:  # noqa: ANN401
        return self.refused("Throttled", 429, facts={"wait": seconds}, **fields)

    def limited(self, **fields: Any) -> Entry:  # noqa: ANN401
        """A login that came too soon."""
        unknown = {"token": 0, "client_id": None, "caller": None, "facts": {"user": USER}}
        return self.refused("Throttled", 429, rule="login limit", **unknown | fields)

    def lost(self, committed: str = "notes/5", **fields: Any) -> Entry:  # noqa: ANN401
        """A write whose answer did not arrive."""
        of: dict[str, Any] = {"path": "/notes", "method": "POST", "body": b"{}", "sent": -1}
        return self.call(**of | {"committed": committed} | fields)

    def checked(self, rule: Callable[[Seen], Checked], **vendors: Vendor) -> Checked:
        return rule(Seen(self.entries, vendors=vendors))

    def found(self, rule: Callable[[Seen], Checked], **vendors: Vendor) -> list[Finding]:
        return list(self.checked(rule, **vendors).findings)

    def shown(self, rule: Callable[[Seen], Checked], **vendors: Vendor) -> list[list[int]]:
        """The requests of each finding."""
        return [list(finding.requests) for finding in self.found(rule, **vendors)]


def delivery(number: int, outcomes: Sequence[Outcome], url: str = "http://mine/hook") -> Delivery:
    """A delivery with its attempts; request 3 caused it, and 5 seconds are the limit."""
    made = Delivery(number, "acme", Message(1, 1, "noted", "notes/5", b"{}"), 3, NOON)
    outgoing = Outgoing(url, {}, b"{}", 5)
    made.attempts = [
        Attempt(place, 0, is_replay=False, due=NOON, at=NOON, sent=outgoing, outcome=outcome)
        for place, outcome in enumerate(outcomes, 1)
    ]
    return made


def delivered(
    rule: Callable[[Seen], Checked], vendors: Mapping[str, Vendor], *deliveries: Delivery
) -> Checked:
    return rule(Seen((), deliveries, vendors))
