"""What `fse listen` says: lines to read, or one JSON object a line."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from emulator.cli.deliveries import printable, same_server
from emulator.cli.first_calls import ORDER
from emulator.cli.http import Server
from emulator.kernel.clock import Clock, write_instant
from emulator.kernel.operation import Record

if TYPE_CHECKING:
    from emulator.cli.forward import Answered, Arrived

#: Characters of an instant before its time, and up to its seconds.
DAY, SECONDS = 11, 19
#: Event types that are named one by one.
NAMED = 4
SUCCESS = range(200, 300)
HINT = (
    "(What the vendor takes for a failure is sent again, on the emulator's clock: `fse webhook"
    " list{same}` says when, and how to have it now.)"
)


@dataclass(slots=True)
class Told:
    """Prints as it happens.  forward: where messages are handed on to, empty if nowhere."""

    server: Server
    forward: str
    deliveries: int = 0
    has_hinted: bool = False

    def opened(self, endpoint: Record, catalogue: Mapping[str, str]) -> None:
        """Where it listens, to what, and what verifies signatures.

        catalogue: the vendor's event types, with the table of what each is about.
        """
        self._say(
            {"what": "listening", **endpoint, "forward": self.forward or None},
            f"listening at {endpoint['url']}, endpoint {endpoint['id']} of {endpoint['vendor']}",
            f"  company      {endpoint['owner']}",
            f"  events       {named(endpoint['events'])}",
            *([f"  {secret(endpoint):<11}  {endpoint['secret']}"] if endpoint["secret"] else []),
            f"  forwards to  {self.forward or 'nowhere: each is answered 200 (--forward URL)'}",
            "Ctrl-C ends it. For a first delivery, in another terminal:",
            f"  fse webhook fire {first(endpoint['events'], catalogue)}{same_server(self.server)}",
        )

    def arrived(self, arrived: "Arrived", answered: "Answered") -> None:
        """A delivery, and what it is answered."""
        self.deliveries += 1
        record: Record = {
            "what": "delivery",
            "at": write_instant(Clock().now()),
            "event": arrived.event or None,
            "bytes": len(arrived.body),
            "signed": arrived.is_signed,
            "status": answered.status,
            "seconds": round(answered.seconds, 4) if self.forward else None,
            "error": answered.error,
        }
        lines = [self._line(record)]
        if answered.status not in SUCCESS and not self.has_hinted:
            self.has_hinted = True
            lines.append(HINT.format(same=same_server(self.server)))
        self._say(record, *lines)

    def _line(self, delivery: Record) -> str:
        """A delivery in one line."""
        signed = "signed" if delivery["signed"] else "not signed"
        event = printable(delivery["event"] or "no event type")
        line = f"{delivery['at'][DAY:SECONDS]}Z  {event}  {delivery['bytes']} bytes, {signed}"
        if delivery["error"]:
            return f"{line}  answered {delivery['status']}: {delivery['error']}"
        if self.forward:
            return f"{line}  answered {delivery['status']} in {delivery['seconds']:.3f} s"
        return line

    def again(self, endpoint: Record) -> None:
        """The subscription had gone."""
        key = f", {secret(endpoint)} {endpoint['secret']}" if endpoint["secret"] else ""
        self._say(
            {"what": "subscribed again", **endpoint},
            f"the endpoint had gone, as after a reset: now it is {endpoint['id']}{key}",
        )

    def waits(self, problem: str) -> None:
        """The server has gone."""
        self._say(
            {"what": "waiting", "error": problem},
            f"{problem}; listening again once it is back",
        )

    def closed(self, endpoint: Record, became: str) -> None:
        """The last line."""
        count = f"{self.deliveries} deliver{'y' if self.deliveries == 1 else 'ies'}"
        self._say(
            {
                "what": "stopped",
                "deliveries": self.deliveries,
                "endpoint": endpoint["id"],
                "became": became,
            },
            f"stopped after {count}; endpoint {endpoint['id']} {became}",
        )

    def _say(self, record: Record, *lines: str) -> None:
        said = [json.dumps(record, ensure_ascii=False)] if self.server.as_json else lines
        click.echo("\n".join(said))


def first(events: Sequence[str], catalogue: Mapping[str, str]) -> str:
    """An event to begin with, and the record that it is about, if it needs one."""
    for event in events:
        if catalogue[event] == "workorders":
            return f"{event} {ORDER}"
    event = events[0]
    return f"{event} {catalogue[event]}/ID" if catalogue[event] else event


def named(events: Sequence[str]) -> str:
    """The event types, or how many they are."""
    return ", ".join(events) if len(events) <= NAMED else f"{len(events)} types"


def secret(endpoint: Record) -> str:
    """What the endpoint's secret is: a key that signs, or what messages carry."""
    return "signing key" if endpoint["signature"] else "token"
