"""What state costs: many records, a folder that keeps them, a sandbox for each test.

    python benchmarks/state.py [--rounds 3] [--seconds 1] [--large] [--folder FOLDER]

Rounds alternate between the servers that are compared, in one run; CPU is the server's, from /proc.
Work orders: the demo's 64, 10,000 more, and with --large 100,000 more: minutes, and 3 GB.
--folder: where the durable state goes, since some machines keep /tmp in memory.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

from shared import (
    DEMO,
    ORDER,
    Rate,
    Server,
    control,
    emulator,
    http,
    login,
    measure,
    options,
    visits,
)

#: Different reads, so that none is answered with the kept bytes of the last (kernel/reuse.py).
READS = 2_000
#: Sandboxes that are made; fewer of a large world, within so many seconds.
SANDBOXES, LEAST, PATIENCE = 200, 10, 10
CLIENTS = (1, 16, 64)

Scripts = dict[str, list[list[str]]]


def worlds(folder: Path, *, is_large: bool) -> Iterator[tuple[int, Path]]:
    """Fixtures by how many work orders they have."""
    yield 64, DEMO.parent
    for count in (10_000, 100_000)[: 1 + is_large]:
        out = folder / str(count)
        command = [sys.executable, "-m", "emulator", "seed", str(count), "--out", str(out)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        yield 64 + count, out


def reads(path: str, token: str, connections: int) -> list[list[str]]:
    """GETs of one path, each with a query of its own."""
    each = -(-READS // connections)
    return [
        [http("GET", f"{path}?n={c * each + i}", token=token) for i in range(each)]
        for c in range(connections)
    ]


def scripts(token: str, connections: int) -> Scripts:
    """The same requests, whatever else the world has: the demo's records are in each."""
    path = f"/servicechannel/v3/workorders/{ORDER}"
    return {
        "single read": reads(path, token, connections),
        "notes of a work order": reads(f"{path}/notes", token, connections),
        "check-in and check-out": visits(token, connections),
    }


def resident(pid: int) -> float:
    """MB of memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def middle(rates: list[Rate]) -> float:
    """Requests per CPU second, the median of the rounds."""
    return statistics.median(rate.per_cpu_second for rate in rates)


def table(head: list[str], rows: list[list[str]]) -> None:
    """Print columns, the first one wide."""
    for first, *rest in [head, *rows]:
        print(f"  {first:<26}" + "".join(f"{cell:>18}" for cell in rest))


def growth(servers: dict[str, Server], given: argparse.Namespace) -> None:
    """Print what more records cost, the largest world against the smallest."""
    print("work orders: start-up and memory, then requests per CPU second")
    starts = [f"{server.started:.2f} s" for server in servers.values()]
    memory = [f"{resident(server.pid):,.0f} MB" for server in servers.values()]
    prepared = {
        size: scripts(login(server.port), given.connections) for size, server in servers.items()
    }
    smallest, *_, largest = servers
    rows = [["first answer after", *starts, ""], ["resident memory", *memory, ""]]
    for kind in prepared[smallest]:
        rates: dict[str, list[Rate]] = {size: [] for size in servers}
        for _ in range(given.rounds):
            for size, (port, pid, _started) in servers.items():
                rates[size].append(measure(port, pid, prepared[size][kind], given))
        pairs = zip(rates[largest], rates[smallest], strict=True)
        ratio = statistics.median(large.of(small).per_cpu_second for large, small in pairs)
        rows.append([kind, *(f"{middle(each):,.0f}" for each in rates.values()), f"{ratio:.2f}"])
    table(["", *servers, "largest/smallest"], rows)


def durable(given: argparse.Namespace) -> None:
    """Print what a folder costs those who check in, by how many there are."""
    print("\n--data against memory: check-ins and check-outs")
    rows = []
    with (
        tempfile.TemporaryDirectory(dir=given.folder) as folder,
        emulator() as memory,
        emulator("--data", folder) as disk,
    ):
        tokens = login(memory.port), login(disk.port)
        for clients in CLIENTS:
            both: list[list[Rate]] = [[], []]
            for _ in range(given.rounds):
                for rates, token, (port, pid, _) in zip(both, tokens, (memory, disk), strict=True):
                    rates.append(measure(port, pid, visits(token, clients), given, clients))
            ratios = [kept.of(other) for other, kept in zip(*both, strict=True)]
            for field in Rate._fields:
                sides = [statistics.median(getattr(r, field) for r in rates) for rates in both]
                ratio = statistics.median(getattr(r, field) for r in ratios)
                name = f"{clients} clients, {field.replace('_', ' ')}"
                rows.append([name, *(f"{side:,.0f}" for side in sides), f"{ratio:.2f}"])
    table(["", "memory", "--data", "--data/memory"], rows)


def call(connection: HTTPConnection, method: str, path: str, body: str | None = None) -> float:
    """Milliseconds until the answer is there."""
    begun = time.perf_counter()
    connection.request(method, f"/_emulator{path}", body)
    answer = connection.getresponse()
    answer.read()
    took = (time.perf_counter() - begun) * 1000
    if answer.status >= 400:  # noqa: PLR2004
        sys.exit(f"{method} {path} answered {answer.status}")
    return took


def sandboxes(servers: dict[str, Server]) -> None:
    """Print how long it takes to make a sandbox, and to drop it."""
    print("\na sandbox of a world of so many work orders: milliseconds")
    rows = []
    for size, server in servers.items():
        connection = HTTPConnection("127.0.0.1", server.port)
        made: list[float] = []
        dropped: list[float] = []
        until = time.monotonic() + PATIENCE
        while len(made) < LEAST or (len(made) < SANDBOXES and time.monotonic() < until):
            made.append(call(connection, "POST", "/sandboxes", '{"name": "bench"}'))
            dropped.append(call(connection, "DELETE", "/sandboxes/bench"))
        for step, took in (("create", made), ("drop", dropped)):
            cuts = statistics.quantiles(took, n=20, method="inclusive")
            rows.append([f"{step}, {size}", f"{cuts[9]:.2f}", f"{cuts[18]:.2f}", f"{len(took)}"])
    table(["", "p50", "p95", "of"], rows)


def main() -> None:
    """Read the options and run."""
    parser = options(__doc__, rounds=3)
    parser.add_argument("--large", action="store_true", help="100,000 work orders, too")
    parser.add_argument("--folder", help="where the durable state goes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        servers = {
            f"{count:,}": running.enter_context(emulator("--fixtures", str(path)))
            for count, path in worlds(Path(folder), is_large=given.large)
        }
        growth(servers, given)
        for server in servers.values():
            control(server.port, "POST", "/reset")
        sandboxes(servers)
    durable(given)


if __name__ == "__main__":
    main()
