"""A typed client of the control plane, for tests of programs that talk to the emulator.

    control = Control("http://127.0.0.1:8080")
    with control.sandboxes.create(profile="relaxed") as sandbox:
        run_my_program(sandbox.environment)
        sandbox.clock.advance("11m")

Every call may raise NotRunning, where nothing answers, or ControlError, where it is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self, TypedDict, Unpack

from emulator.testing.answers import (
    Attempt,
    Delivery,
    Endpoint,
    Entry,
    Explanation,
    Fell,
    Message,
    Moved,
    Token,
    WholeDelivery,
    WholeEntry,
)
from emulator.testing.faults import Fault, Faults, Meeting
from emulator.testing.report import Finding, Report, report
from emulator.testing.state import (
    Clock,
    Permissions,
    Profile,
    Requests,
    Throttle,
    Tokens,
    instant,
)
from emulator.testing.verdicts import Verdict
from emulator.testing.webhooks import Inbox, Webhooks
from emulator.testing.wire import (
    ControlError,
    EmulatorError,
    NotRunning,
    Record,
    Wire,
    connect,
    given,
    segment,
)

__all__ = [
    "Attempt",
    "Clock",
    "Control",
    "ControlError",
    "Delivery",
    "EmulatorError",
    "Endpoint",
    "Entry",
    "Explanation",
    "Fault",
    "Faults",
    "Fell",
    "Finding",
    "Inbox",
    "Making",
    "Meeting",
    "Message",
    "Moved",
    "NotRunning",
    "Permissions",
    "Profile",
    "Record",
    "Report",
    "Requests",
    "Sandbox",
    "Sandboxes",
    "Throttle",
    "Token",
    "Tokens",
    "Verdict",
    "Webhooks",
    "WholeDelivery",
    "WholeEntry",
]

GONE = 404


class Control:
    """The control plane of a running emulator, for one of its sandboxes.

    token: the one that a server beyond loopback printed at its start.
    """

    def __init__(
        self, url: str, sandbox: str = "default", token: str = "", *, _wire: Wire | None = None
    ) -> None:
        self._wire = wire = _wire or connect(url, sandbox, token)
        self.url, self.sandbox = wire.url, sandbox
        self.clock = Clock(wire)
        self.requests = Requests(wire)
        self.tokens = Tokens(wire)
        self.permissions = Permissions(wire)
        self.profile = Profile(wire)
        self.throttle = Throttle(wire)
        self.webhooks = Webhooks(wire)
        self.faults = Faults(wire)
        self.sandboxes = Sandboxes(self, wire.of(""))

    def __repr__(self) -> str:
        return f"Control({self.url!r}, sandbox={self.sandbox!r})"

    def of(self, sandbox: str) -> "Control":
        """The same server's control plane for another sandbox."""
        return Control(self.url, sandbox, _wire=self._wire.of(sandbox))

    def index(self) -> Record:
        """What runs: version, seed, storm, clock, and each vendor with its URLs and variables."""
        return self._wire.get("/")

    def inbox(self, name: str) -> Inbox:
        return Inbox(self._wire, name)

    def report(self) -> Report:
        """What the requests since the last reset show of the client, and its grade."""
        return report(self._wire.get("/report"))

    def reset(self) -> None:
        """Back to what the sandbox was made from."""
        self._wire.call("POST", "/reset")

    def merge(self, records: Record) -> Record:
        """Put records in, `{vendor: {table: {id: record}}}`, all or none; how many, by vendor."""
        merged: Record = self._wire.call("POST", "/fixtures", records)["merged"]
        return merged

    def save(self) -> Record:
        """The whole state: the files of a snapshot by their names."""
        return self._wire.get("/snapshot")

    def restore(self, snapshot: Record) -> None:
        """Make the sandbox what was saved; a ControlError lists all that is wrong with it."""
        self._wire.call("PUT", "/snapshot", snapshot)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """An isolated copy of everything; the credentials in its environment lead to it.

    environment: the variables of all vendors, as `fse env` prints them.  base_urls: by vendor.
    control: its control plane; the parts that tests need most are here, too.
    """

    name: str
    environment: Mapping[str, str] = field(repr=False)
    base_urls: Mapping[str, str] = field(repr=False)
    profiles: Mapping[str, str]
    seed: int
    control: Control

    @property
    def clock(self) -> Clock:
        return self.control.clock

    @property
    def requests(self) -> Requests:
        return self.control.requests

    @property
    def webhooks(self) -> Webhooks:
        return self.control.webhooks

    @property
    def faults(self) -> Faults:
        return self.control.faults

    def inbox(self, name: str) -> Inbox:
        return self.control.inbox(name)

    def report(self) -> Report:
        return self.control.report()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Drop it, unless that is done already."""
        try:
            self.control.sandboxes.drop(self.name)
        except ControlError as error:
            if error.status != GONE:
                raise


class Making(TypedDict, total=False):
    """How a sandbox begins; what is left out is as in `default`, or as in what it is made from.

    profile: NAME or VENDOR=NAME, or several.  storm: a preset.  fixtures, snapshot: one of them at
    most, by file name: `{"servicechannel.json": {…}}`.
    """

    profile: str | Sequence[str]
    seed: int
    clock: datetime | str
    frozen: bool
    storm: str
    fixtures: Record
    snapshot: Record


class Sandboxes:
    """The sandboxes of a server."""

    def __init__(self, control: Control, wire: Wire) -> None:
        self._control, self._wire = control, wire

    def all(self) -> list[Sandbox]:
        """`default` first."""
        return [self._made(shown) for shown in self._wire.get("/sandboxes")["sandboxes"]]

    def get(self, name: str) -> Sandbox:
        return self._made(self._wire.get(f"/sandboxes/{segment(name)}"))

    def create(self, name: str | None = None, **how: Unpack[Making]) -> Sandbox:
        """A fresh one.  name: one that is free, if none is given."""
        return self._create(name, None, how)

    def fork(
        self, source: str | Sandbox, name: str | None = None, **how: Unpack[Making]
    ) -> Sandbox:
        """A copy of a sandbox as it is now."""
        return self._create(name, source.name if isinstance(source, Sandbox) else source, how)

    def drop(self, name: str) -> None:
        self._wire.call("DELETE", f"/sandboxes/{segment(name)}")

    def _create(self, name: str | None, source: str | None, how: Making) -> Sandbox:
        body = given(name=name, **how) | given(**{"from": source})
        if "clock" in how:
            body["clock"] = instant(how["clock"])
        return self._made(self._wire.call("POST", "/sandboxes", body))

    def _made(self, shown: Record) -> Sandbox:
        vendors: Mapping[str, Record] = shown["vendors"]
        environment: dict[str, str] = {}
        for vendor in vendors.values():
            environment |= vendor["environment"]
        return Sandbox(
            name=shown["name"],
            environment=environment,
            base_urls={name: vendor["base_url"] for name, vendor in vendors.items()},
            profiles=shown["profiles"],
            seed=shown["seed"],
            control=self._control.of(shown["name"]),
        )
