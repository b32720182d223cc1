"""Any operation of ServiceChannel in equal worlds: as usual, and with a fault."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple, Self

import httpx2

from emulator.kernel import snapshots
from emulator.kernel.contract import Entry
from emulator.kernel.journal import Entry as Asked
from emulator.kernel.journal import Journal
from emulator.kernel.sandbox import Sandbox
from tests.asgi import Closed
from tests.servicechannel import calling, uploads
from tests.servicechannel.managing import made
from tests.servicechannel.signin import PAGE, REQUEST
from tests.world import PASSWORDS, VENDOR, Emulator, Json

#: Sends a request; its argument is one token for each of ADMINS.
Ask = Callable[[Emulator, Mapping[str, str]], httpx2.Response]
#: Status, headers and body.
Wire = tuple[int, list[tuple[str, str]], bytes]
OWNER, PROVIDER = ADMINS = ("larkfield.facilities", "nwhvac.admin")
#: What is done first, so that an operation has something to do.
FIRST: Mapping[str, str] = {
    "addUserToApprovalLevel": "removeUserFromApprovalLevel",
    "deleteGlCode": "createGlCode",
    "deleteHttpSubscription": "postHttpSubscription",
    "deleteLabels": "addLabels",
    "getHttpSubscription": "postHttpSubscription",
    "openProposal": "approveProposal",
    "payInvoice": "approveInvoice",
    "payInvoiceOfWorkOrder": "approveInvoice",
    "putHttpSubscription": "postHttpSubscription",
    "removeFollower": "addFollowers",
    "removeNoteFollower": "addNoteFollowers",
    "rescindAcceptance": "acceptForTechnician",
    "unassignTechnician": "acceptForTechnician",
    "universalCheckOut": "universalCheckIn",
    "unlinkWorkOrders": "linkWorkOrders",
    "updateGlCode": "createGlCode",
    "updateProjectApproval": "createProjectApproval",
}
#: Operations of staff, which the contract does not tell from those of anybody.
OF_PROVIDERS = (
    "acceptForTechnician", "assignTechnician", "declineForTechnician", "getAcceptedTechnicians",
    "getAssignedTechnicians", "getInvoiceStatistics", "getProposalStatistics",
    "getWorkOrderAssetCategories", "getWorkOrderStatistics", "rescindAcceptance",
    "setRootCauses", "setWorkOrderAssetCategories", "unassignTechnician",
)  # fmt: skip
#: Webhooks that wait all day: none is on its way while the next request comes.
LATE = {"late": {"probability": 1, "min_ms": 86_400_000, "max_ms": 86_400_000}}


@cache
def asks() -> Mapping[str, Ask]:
    """A request for every operation of the contract, by its id."""
    return {entry.id: _ask(entry) for entry in calling.entries()} | {
        "token": lambda emulator, _: emulator.token(PROVIDER),
        "authorize": lambda emulator, _: _page(emulator, "GET"),
        "signIn": lambda emulator, _: _page(emulator, "POST"),
        "logOn": lambda emulator, _: emulator.http.get(f"{VENDOR}/Account/LogOn"),
    }


def _ask(entry: Entry) -> Ask:
    request = calling.request(entry)
    if request.media.startswith("multipart") and "AddAttachmentsRequest" in str(request.body):
        request = replace(request, body=uploads.said({"Name": "report.txt", "Type": 1}))
    of_provider = entry.permission.get("callers") == "Providers" or entry.id in OF_PROVIDERS
    caller = PROVIDER if of_provider else OWNER
    return lambda emulator, tokens: request.send(emulator, tokens[caller])


def _page(emulator: Emulator, method: str) -> httpx2.Response:
    form = {"username": PROVIDER, "password": PASSWORDS[PROVIDER]} if method == "POST" else None
    return emulator.http.request(method, PAGE, params=REQUEST, data=form, follow_redirects=False)


class State(NamedTuple):
    """All that a request can change.  rest: logins, random numbers, clock, webhooks that wait."""

    tables: Mapping[str, Mapping[int, bytes]]
    rest: Json


class Outcome(NamedTuple):
    """What came of a request.

    is_closed: whether the connection was, after so much; there are no headers then, and the status
    may be 0.
    """

    wire: Wire
    is_closed: bool
    entry: Asked
    before: State
    after: State
    waited: list[float]

    @property
    def done(self) -> tuple[str, list[str], list[int]]:
        """What the journal says that it did: records, events, deliveries."""
        return self.entry.committed, [*self.entry.events], [*self.entry.deliveries]


@dataclass
class Bench:
    """An emulator whose world is the same again before each request.

    emulator: with the relaxed profile, as it was started.
    """

    emulator: Emulator
    tokens: dict[str, str] = field(init=False)

    def __enter__(self) -> Self:
        emulator = self.emulator.__enter__()
        for admin in ADMINS:
            made(emulator.login(admin))
        emulator.switch(odata_ambiguous_routes=False)
        emulator.control("PUT", "/webhooks/storm", LATE)
        self.tokens = {admin: emulator.login(admin).token for admin in ADMINS}
        boxes = emulator.door.sandboxes
        self._base = boxes.create("base", boxes.vendors, boxes.start)
        self._base.fork(self.sandbox)
        self._logins = self.sandbox.worlds["servicechannel"].logins.saved()
        self._renew()
        self._begun = self._now = self._state()
        return self

    def __exit__(self, *_: object) -> None:
        self.emulator.__exit__()

    @property
    def sandbox(self) -> Sandbox:
        return self.emulator.door.sandboxes.default

    def _state(self) -> State:
        tables = self.sandbox.worlds["servicechannel"].store.tables()
        rest = snapshots.own(self.sandbox)
        del rest["faults"]
        return State({name: dict(rows.raw) for name, rows in tables.items()}, rest)

    def _renew(self) -> None:
        world = self.sandbox.worlds["servicechannel"]
        world.fork(self._base.worlds["servicechannel"])
        world.logins.restore(self._logins)
        self.sandbox.courier.restore({"last": 0, "waiting": []}, self.sandbox.worlds)

    def run(self, operation: str, effect: Json | None = None) -> Outcome:
        """A request, and the one that has to come before it, in a world that is as it was."""
        if self._now != self._begun:
            self._renew()
        self.sandbox.faults.clear()
        before = self._begun
        if operation in FIRST:
            asks()[FIRST[operation]](self.emulator, self.tokens)
            before = self._state()
        self.sandbox.journal = Journal()
        self.emulator.waited.clear()
        if effect is not None:
            given = {"match": {"operation": operation}, "effect": effect, "times": 1}
            self.sandbox.faults.add(given)
        wire, is_closed = self._asked(asks()[operation])
        self._now = self._state()
        entry = next(iter(self.sandbox.journal))
        return Outcome(wire, is_closed, entry, before, self._now, [*self.emulator.waited])

    def _asked(self, ask: Ask) -> tuple[Wire, bool]:
        """What came, and whether the connection was closed then."""
        try:
            answer = ask(self.emulator, self.tokens)
        except Closed as closed:
            return (closed.status, [], closed.part), True
        return (answer.status_code, [*answer.headers.items()], answer.content), False


def sample(place: int, of: int) -> Iterator[str]:
    """Each so-manieth operation, beginning somewhere; together they are all."""
    yield from list(asks())[place::of]
