"""`fse listen`."""

import errno
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypedDict, Unpack
from urllib.parse import quote, urlsplit

import click

from emulator.cli import show
from emulator.cli.http import NoAnswer, Refused, Server, asks_server, is_loopback
from emulator.cli.told import Told
from emulator.kernel.errors import Mistake
from emulator.kernel.operation import Record

if TYPE_CHECKING:
    from emulator.cli.forward import Answered, Arrived, Receiver

LOOPBACK = "127.0.0.1"
#: What to listen on for a host: IPv6 or not, loopback or not.
ADDRESSES = {
    (False, True): LOOPBACK,
    (False, False): "0.0.0.0",  # noqa: S104 - asked for with --host
    (True, True): "::1",
    (True, False): "::",
}
ENDPOINTS, EVENTS = "/_emulator/webhooks/endpoints", "/_emulator/webhooks/events"
#: Seconds between two looks at whether the endpoint is still there.
LOOKS = 2
#: Seconds that the server has for an answer meanwhile, and at the end.
PATIENCE = 5
NOT_FOUND = 404
ELSEWHERE = (
    "the emulator has to reach this machine as {host}, and calls that only if it was started with"
    " `fse serve --allow-target {host}`"
)
#: Something is put in when it is over.
Over = SimpleQueue[None]


class Wishes(TypedDict):
    """The options of `listen`."""

    forward: str
    events: tuple[str, ...]
    vendor: str | None
    owner: int | None
    port: int
    host: str
    count: int | None


def _target(_: click.Context, __: click.Parameter, text: str) -> str:
    """A URL to hand messages on to; `localhost:3000/webhooks` will do."""
    url = text if "://" in text or not text else f"http://{text}"
    try:
        parts = urlsplit(url)
        (parts.hostname or "").encode("idna")
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname and parts.port != 0)
    except ValueError:
        is_usable = False
    if text and not is_usable:
        raise click.BadParameter(f"{text}, expected a URL such as http://localhost:3000/webhooks")
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def _names(_: click.Context, __: click.Parameter, text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


@click.command(
    "listen",
    epilog=show.examples(
        "fse listen",
        "fse listen --forward http://localhost:3000/webhooks",
        "fse listen --events WorkOrderCreated,WorkOrderStatusChanged --count 2 --json",
    ),
)
@click.option("--forward", default="", callback=_target, metavar="URL",
              help="Hand each message on to URL, and answer as it answers.")  # fmt: skip
@click.option("--events", default="", callback=_names, metavar="A,B",
              help="Only these event types: see `fse webhook events`.")  # fmt: skip
@click.option("--vendor", help="Whose events, where there are several vendors.")
@click.option("--owner", type=int, metavar="COMPANY",
              help="The company whose events it gets; without it, that of the demo"
              " credentials.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True,
              help="The port to receive on; 0 picks a free one.")  # fmt: skip
@click.option("--host", default="", metavar="ADDRESS",
              help="What the emulator calls this machine, if it runs on another one.")  # fmt: skip
@click.option("--count", type=click.IntRange(1), metavar="N", help="End after N deliveries.")
@asks_server
def command(server: Server, **wishes: Unpack[Wishes]) -> None:
    """Receive webhooks here, and hand them on to your own receiver.

    Subscribes a port of this machine for as long as it runs, and prints the key to verify
    signatures with.  What your receiver does not take is a failed delivery: the emulator tries
    again, on its clock, as the vendor would.
    """
    host = wishes["host"] or _here(server)
    if not (is_loopback(server.url) and is_loopback(host)):
        click.echo(ELSEWHERE.format(host=host), err=True)
    told, over = Told(server, wishes["forward"]), Over()
    with _receiver(server, wishes, host, told, over) as receiver, _signals(over):
        url = f"http://{f'[{host}]' if ':' in host else host}:{receiver.port}/"
        subscription = Subscription(server, _asked(url, wishes))
        subscription.make()
        try:
            told.opened(subscription.endpoint, subscription.catalogue())
            _stay(subscription, told, over)
        finally:
            told.closed(subscription.endpoint, subscription.end())


def _here(server: Server) -> str:
    """Where a server on this machine calls.  Raises UsageError for a server that is elsewhere."""
    if is_loopback(server.url):
        return LOOPBACK
    raise click.UsageError(
        f"{server.url} is not on this machine: say with --host by which address it reaches this"
        " one. It calls nothing but its own loopback, unless it was started with `fse serve"
        " --allow-target ADDRESS`"
    )


def _asked(url: str, wishes: Wishes) -> Record:
    """The body of the subscription."""
    asked = {
        "url": url,
        "events": list(wishes["events"]),
        "owner": wishes["owner"],
        "vendor": wishes["vendor"],
    }
    return {name: value for name, value in asked.items() if value not in (None, [])}


@contextmanager
def _receiver(
    server: Server, wishes: Wishes, host: str, told: Told, over: Over
) -> Iterator["Receiver"]:
    """What receives, answering.  Raises Mistake if the port is taken."""
    from emulator.cli.forward import Receiver, Target, accept

    def end() -> None:
        over.put(None)

    def arrived(arrived: "Arrived", answered: "Answered") -> None:
        try:
            told.arrived(arrived, answered)
        except BrokenPipeError:  # nobody reads any more
            end()

    forward = wishes["forward"]
    handle = Target(forward, _timeout(server, wishes["vendor"])) if forward else accept
    address = ADDRESSES[":" in host, is_loopback(host)], wishes["port"]
    try:
        receiver = Receiver(address, handle, arrived, wishes["count"], end)
    except OSError as error:
        is_taken = error.errno == errno.EADDRINUSE
        why = "is taken by another program; leave --port out for a free one" if is_taken else error
        raise Mistake(f"port {wishes['port']}: {why}") from None
    with receiver:
        yield receiver


def _timeout(server: Server, vendor: str | None) -> float:
    """Seconds that the emulator waits for an answer; a target has no longer."""
    profiles = server.get("/_emulator/profile")
    chosen = [profiles[vendor]] if vendor in profiles else list(profiles.values())
    return float(max(known["profile"]["webhooks"]["timeout_seconds"] for known in chosen))


@dataclass(slots=True)
class Subscription:
    """An endpoint that is there while we listen.  wish: what is asked for."""

    server: Server
    wish: Record
    endpoint: Record = field(default_factory=dict)

    def make(self) -> None:
        self.endpoint = self.server.call("POST", ENDPOINTS, self.wish)

    def catalogue(self) -> Mapping[str, str]:
        """The vendor's event types, with the table of what each is about."""
        known: Mapping[str, str] = self.server.get(EVENTS)[self.endpoint["vendor"]]
        return known

    def is_there(self) -> bool:
        """Whether the server still has it: a reset takes it away."""
        known = replace(self.server, patience=PATIENCE).get(ENDPOINTS)["endpoints"]
        names = ("vendor", "id", "url")
        return any(all(one[n] == self.endpoint[n] for n in names) for one in known)

    def end(self) -> str:
        """Take it away; what became of it."""
        path = f"{ENDPOINTS}/{self.endpoint['id']}"
        server = replace(self.server, patience=PATIENCE)
        try:
            server.call("DELETE", path, vendor=self.endpoint["vendor"])
        except NoAnswer:
            return "is gone with the server"
        except Refused as refused:
            if refused.status == NOT_FOUND:
                return "was gone already"
            return f"is still there: {'; '.join(refused.problems)}"
        return "is removed"


def _stay(subscription: Subscription, told: Told, over: Over) -> None:
    """Until it is over; subscribes again when a reset or a restart has ended the subscription."""
    is_reached = True
    while not _ends(over):
        try:
            if not subscription.is_there():
                subscription.make()
                told.again(subscription.endpoint)
            is_reached = True
        except NoAnswer as no_answer:
            if is_reached:
                told.waits(no_answer.problems[0])
            is_reached = False


def _ends(over: Over) -> bool:
    """Whether it is over within the time between two looks."""
    try:
        over.get(timeout=LOOKS)
    except Empty:
        return False
    return True


@contextmanager
def _signals(over: Over) -> Iterator[None]:
    """Ctrl-C and SIGTERM are a clean end; a second one is as rude as ever."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in map(signal.Signals.__getitem__, names)}

    def ended(*_: object) -> None:
        restore()
        over.put(None)  # safe in a handler, as an Event is not

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in before:
        signal.signal(number, ended)
    try:
        yield
    finally:
        restore()
