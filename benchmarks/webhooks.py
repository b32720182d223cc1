"""What webhooks cost: deliveries beside a bare aiohttp, and check-ins that cause them.

    python benchmarks/webhooks.py [--rounds 5] [--seconds 1] [--connections 16] [--messages 600]

All goes to one sink on loopback, in a process of its own; rounds alternate.  The bare aiohttp posts
the same bytes with the same headers, a session for all and a connection for each, as many at a
time as there are endpoints.  Deliveries are fired while the sink holds its answers back, so that
what is measured is sending alone.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.sharedctypes import Synchronized
from typing import Any, NamedTuple

import aiohttp
import uvloop
from shared import ORDER, Rate, Server, control, cpu, emulator, login, measure, options, visits

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
EVENT = "WorkOrderCheckIn"
#: Seconds in which the sink has to get what is sent.
PATIENCE = 60


class Sink(NamedTuple):
    """A receiver of anything.  taken: how many messages.  shut: whether they have to wait."""

    port: int
    taken: "Synchronized[int]"
    shut: "Synchronized[int]"

    def url(self, number: int) -> str:
        """One of its many addresses."""
        return f"http://127.0.0.1:{self.port}/{number}"

    def await_total(self, total: int) -> None:
        """Come back when it has taken so many."""
        until = time.monotonic() + PATIENCE
        while self.taken.value < total:
            if time.monotonic() > until:
                sys.exit(f"the sink has {self.taken.value} messages, expected {total}")
            time.sleep(0.001)


def receive(ports: Any, taken: "Synchronized[int]", shut: "Synchronized[int]") -> None:  # noqa: ANN401
    """Be the sink: answer 200 to whatever comes.  ports: is told the port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        while shut.value:  # noqa: ASYNC110 - it is opened in another process
            await asyncio.sleep(0.001)
        taken.value += 1
        writer.write(ANSWER)
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1_000)
        ports.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    uvloop.run(main())


@contextmanager
def sink() -> Iterator[Sink]:
    """The sink in its own process."""
    context = multiprocessing.get_context("spawn")
    ports, taken, shut = context.Queue(), context.Value("l", 0), context.Value("b", 0)
    process = context.Process(target=receive, args=(ports, taken, shut), daemon=True)
    process.start()
    try:
        yield Sink(ports.get(timeout=PATIENCE), taken, shut)
    finally:
        process.terminate()
        process.join()


@contextmanager
def endpoints(port: int, to: Sink, count: int, events: list[str]) -> Iterator[None]:
    """So many endpoints; with them goes what still waits to be sent."""
    made = [
        control(port, "POST", "/webhooks/endpoints", {"url": to.url(n), "events": events})
        for n in range(count)
    ]
    try:
        yield
    finally:
        for each in made:
            control(port, "DELETE", f"/webhooks/endpoints/{each['id']}")
        while control(port, "GET", "/webhooks/deliveries?limit=1")["waiting"]:
            time.sleep(0.01)


def fire(port: int) -> list[int]:
    """Tell all endpoints of a check-in."""
    told = control(
        port, "POST", "/webhooks/fire", {"event": EVENT, "record": f"workorders/{ORDER}"}
    )
    return told["deliveries"]  # type: ignore[return-value]


def ours(server: Server, to: Sink, count: int, messages: int) -> Rate:
    """Deliveries of the emulator to so many endpoints."""
    with endpoints(server.port, to, count, [EVENT]):
        begun, to.shut.value = to.taken.value, 1
        fired = sum(len(fire(server.port)) for _ in range(messages // count))
        before, since = cpu(server.pid), time.monotonic()
        to.shut.value = 0
        to.await_total(begun + fired)
        took, used = time.monotonic() - since, cpu(server.pid) - before
    return Rate(fired / used, fired / took)


def example(server: Server, to: Sink) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a delivery."""
    with endpoints(server.port, to, 1, [EVENT]):
        total = to.taken.value + 1
        number = fire(server.port)[0]
        to.await_total(total)
        while not (sent := control(server.port, "GET", f"/webhooks/deliveries/{number}"))[
            "attempts"
        ]:
            time.sleep(0.01)
    return sent["body"].encode(), dict(sent["attempts"][0]["headers"])  # type: ignore[attr-defined,index]


async def bare(to: Sink, count: int, messages: int, sent: tuple[bytes, dict[str, str]]) -> Rate:
    """Posts of aiohttp alone, in this process."""
    body, headers = sent
    places = iter(range(messages // count * count))

    async def post_on(url: str) -> None:
        for _ in places:
            async with session.post(url, data=body, headers=headers) as answer:
                await answer.read()

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        before, since = time.process_time(), time.monotonic()
        await asyncio.gather(*(post_on(to.url(n)) for n in range(count)))
        took, used = time.monotonic() - since, time.process_time() - before
    return Rate(messages / used, messages / took)


def show(name: str, base: str, pairs: list[tuple[Rate, Rate]]) -> None:
    """The medians of the rounds, and of their ratios."""
    ratio = middle([our.of(their) for our, their in pairs])
    our, their = (middle(list(side)) for side in zip(*pairs, strict=True))
    for unit, field in (("CPU second", "per_cpu_second"), ("second", "per_second")):
        print(
            f"  {name:<34} {getattr(ratio, field):>5.2f} of {base}"
            f" ({getattr(our, field):,.0f} against {getattr(their, field):,.0f} per {unit})"
        )


def middle(rates: list[Rate]) -> Rate:
    """The median, unit by unit."""
    return Rate(*(statistics.median(unit) for unit in zip(*rates, strict=True)))


def deliveries(server: Server, to: Sink, given: argparse.Namespace) -> None:
    """Print how fast messages leave."""
    sent = example(server, to)
    print(f"deliveries of {len(sent[0]):,} bytes:")
    for count in (1, 16):
        pairs = [
            (
                ours(server, to, count, given.messages),
                uvloop.run(bare(to, count, given.messages, sent)),
            )
            for _ in range(given.rounds)
        ]
        show(f"to {count} endpoint{'s' * (count > 1)}", "bare aiohttp", pairs)


def check_ins(server: Server, to: Sink, given: argparse.Namespace) -> None:
    """Print what endpoints do to those who check in, while deliveries go out."""
    scripts = visits(login(server.port), given.connections)
    print("\ncheck-ins and check-outs, deliveries under way included:")
    for name, events in ((f"10 endpoints, {EVENT}", [EVENT]), ("10 endpoints, all events", [])):
        pairs, made = [], []
        for _ in range(given.rounds):
            alone = measure(server.port, server.pid, scripts, given)
            with endpoints(server.port, to, 10, events):
                begun = to.taken.value
                pairs.append((measure(server.port, server.pid, scripts, given), alone))
                made.append((to.taken.value - begun) / given.seconds)
        show(name, "none", pairs)
        print(f"  {'':<34} {statistics.median(made):,.0f} deliveries a second meanwhile")


def main() -> None:
    """Read the options and run."""
    parser = options(__doc__)
    parser.add_argument("--messages", type=int, default=600, help="of each round of deliveries")
    given = parser.parse_args()
    with sink() as to, emulator() as server:
        deliveries(server, to, given)
        check_ins(server, to, given)


if __name__ == "__main__":
    main()
