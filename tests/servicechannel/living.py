"""The life of a work order: who does what, what is shown, what is noted, and who is told."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx2

from tests.servicechannel import demo
from tests.servicechannel.told import LARKFIELD, NORWELL, SPARROW, Told, telling
from tests.world import Api, Json

#: By company: where it is told.
HOOKS = {owner: f"http://localhost:9/{owner}" for owner in (LARKFIELD, NORWELL, SPARROW)}
SUBSCRIBER, PROVIDER, TECHNICIAN = "larkfield.facilities", "nwhvac.admin", "nwhvac.tbrandt"
ELECTRICIAN = "sparrow.office"
NOTED, CHANGED = "WorkOrderNoteAdded", "WorkOrderStatusChanged"
IN, OUT = "/workorders/{}/universalCheckIn", "/workorders/{}/universalCheckOut"
STATUS = "/workorders/{}/status"
CALLED: Json = {
    "ContractInfo": {"StoreId": "0101", "TradeName": "HVAC"},
    "Category": "REPAIR",
    "Priority": "P2 - 8 HOURS",
    "Nte": 250,
    "CallDate": "2026-06-15T11:30:00Z",
    "Description": "Sales floor is warm",
}
VISIT: Json = {"WorkTypeId": 1, "TechsCount": 1, **demo.near()}
#: REST says 0, and OData the id: https://github.com/cjroberts2013/brenk-operating-platform
APART = {"LocationId", "WorkOrderId"}


@dataclass
class Life:
    """One work order, seen by Larkfield; each company has a webhook for everything."""

    told: Told
    order: int = 0
    tokens: dict[str, Api] = field(default_factory=dict)
    heard: int = 0
    read: int = 0

    def by(self, user: str) -> Api:
        if user not in self.tokens:
            self.tokens[user] = self.told.emulator.login(user)
        return self.tokens[user]

    def tries(
        self, user: str, method: str, path: str, body: object = None, **kwargs: object
    ) -> httpx2.Response:
        """Call; the path may name the order as `{}`."""
        return self.by(user).request(method, path.format(self.order), json=body, **kwargs)

    def does(
        self, user: str, method: str, path: str, body: object = None, **kwargs: object
    ) -> httpx2.Response:
        """The same, and it has to pass."""
        answer = self.tries(user, method, path, body, **kwargs)
        assert answer.is_success, answer.text
        return answer

    def waits(self, duration: str) -> None:
        self.told.emulator.advance(duration)

    def tells(self, *events: str, to: Sequence[int] = (LARKFIELD, NORWELL)) -> None:
        """These companies were told exactly this since the last time, in order, and no other."""
        self.told.emulator.settle()
        new = self.told.receiver.got[self.heard :]
        self.heard += len(new)
        heard = {
            owner: [json.loads(one.body)["EventType"] for one in new if one.url == url]
            for owner, url in HOOKS.items()
        }
        told = {owner: list(events) if owner in to else [] for owner in HOOKS}
        assert heard == told, heard

    def notes(self, *expected: str) -> None:
        """The notes since the last time, oldest first: `author: text`; a system's begin with *."""
        found = demo.notes(self.by("larkfield.facilities"), self.order)[::-1][self.read :]
        self.read += len(found)
        said = [
            f"{'*' * (note['NoteType'] == 'SystemNote')}{note['CreatedBy']}: {note['NoteData']}"
            for note in found
        ]
        assert said == list(expected), said

    def shows(self, status: str, user: str = "larkfield.facilities", **expected: object) -> Json:
        """The work order by REST, which has the same in OData."""
        shown = demo.order_of(self.by(user), self.order)
        other = self.by(user).get(f"/odata/workorders({self.order})").json()
        differences = differing(shown, other)
        assert not differences, differences
        assert isinstance(shown["Nte"], float)
        now = f"{shown['Status']['Primary']}/{shown['Status']['Extended']}".rstrip("/")
        assert (now, {name: shown[name] for name in expected}) == (status, expected)
        return shown


def differing(rest: object, odata: object, path: str = "") -> list[str]:
    """Where OData says something else than REST does of what both have."""
    if isinstance(rest, dict) and isinstance(odata, dict):
        both = rest.keys() & odata.keys() - APART
        return [d for k in sorted(both) for d in differing(rest[k], odata[k], f"{path}/{k}")]
    if path == "/Labels" and rest == [{"Id": 0}]:
        rest = []
    if isinstance(rest, list) and isinstance(odata, list) and len(rest) == len(odata):
        pairs = enumerate(zip(rest, odata, strict=True))
        return [d for n, (one, other) in pairs for d in differing(one, other, f"{path}/{n}")]
    same = rest == odata and isinstance(rest, float) == isinstance(odata, float)
    return [] if same else [f"{path}: {rest} and {odata}"]


@contextmanager
def living() -> Iterator[Life]:
    """Nothing has happened yet."""
    with telling() as told:
        told.emulator.change_tokens(access_seconds=10**6)
        for owner, url in HOOKS.items():
            told.listen(owner, url=url)
        yield Life(told)


def was(before: str, after: str) -> str:
    return f"Work order status changed from <b>{before}</b> to <b>{after}</b>."


def called(life: Life) -> None:
    answer = life.does(SUBSCRIBER, "POST", "/workorders", CALLED)
    life.order = answer.json()["id"]
    life.tells("WorkOrderCreated", NOTED)
    life.notes(f"*Dana Whitfield: Work order <b>{life.order}</b> created.")
    life.shows("OPEN", Nte=250.0, Number=str(life.order), IsInvoiced=False, HasWorkActivity=False)
    life.shows("OPEN", PROVIDER, ScheduledDate="2026-06-15T19:30:00Z")
