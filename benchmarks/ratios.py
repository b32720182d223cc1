"""Ratios of requests per CPU second to a bare Starlette, in one run.

    python benchmarks/ratios.py [--rounds 5] [--seconds 1] [--connections 16] [--records 20000]

Both servers run on uvicorn with uvloop and httptools; rounds alternate, so that a noisy machine
disturbs both alike; what counts is the CPU time that the server process used, read from /proc.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

from shared import (
    DEMO,
    HERE,
    ORDER,
    control,
    emulator,
    http,
    login,
    measure,
    message,
    options,
    visits,
)


@contextmanager
def bare(order: object) -> Iterator[tuple[int, int]]:
    """The bare Starlette: port and pid."""
    port = 18_080 + os.getpid() % 1_000
    process = subprocess.Popen(
        [sys.executable, str(HERE / "bare.py"), str(port)], stdin=subprocess.PIPE
    )
    with process.stdin as given:  # type: ignore[union-attr]
        given.write(json.dumps(order).encode())
    while True:
        try:
            urlopen(f"http://127.0.0.1:{port}/order").read()
            break
        except OSError:
            time.sleep(0.02)
    try:
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def grow(port: int, order: dict[str, object], count: int) -> None:
    """Put in many more work orders, like one of the demo world's."""
    for start in range(0, count, 2_000):
        ids = range(200_000_000 + start, 200_000_000 + min(start + 2_000, count))
        records = {str(i): order | {"Id": i, "Number": str(i)} for i in ids}
        control(port, "POST", "/fixtures", {"servicechannel": {"workorders": records}})


def scenarios(
    port: int, token: str, given: argparse.Namespace
) -> dict[str, tuple[list[str], list[list[str]]]]:
    """What is compared: the bare requests and ours, by name."""
    path = f"/servicechannel/v3/workorders/{ORDER}"
    post = http(
        "POST", "/echo", {"WorkTypeId": 1, "UserId": 2_000_000, "TechsCount": 2}, token=token
    )
    get = http("GET", "/order", token=token)
    mixed = visits(token, given.connections, reading=True)
    return {
        "check-in and check-out": ([post], visits(token, given.connections)),
        "work order, polled": ([get], [[http("GET", path, token=token)]]),
        "check-in, read, check-out, read": ([post, get], mixed),
        "message on an order": ([post], [[message(port)]]),
    }


def run(given: argparse.Namespace) -> None:
    """Print the ratios, with few records and with many."""
    world = json.loads(DEMO.read_text())
    with emulator() as (port, pid, took):
        print(f"first answer of `fse serve` after {took * 1000:.0f} ms")
        token = login(port)
        url = f"http://127.0.0.1:{port}/servicechannel/v3/workorders/{ORDER}"
        shown = json.load(urlopen(Request(url, headers={"Authorization": f"Bearer {token}"})))
        with bare(shown) as (bare_port, bare_pid):
            for records in (0, given.records):
                grow(port, world["workorders"][str(ORDER)], records)
                control(port, "DELETE", "/requests")
                print(f"\nwith {64 + records:,} work orders:")
                for name, (simple, ours) in scenarios(port, token, given).items():
                    pairs = [
                        (
                            measure(bare_port, bare_pid, [simple], given).per_cpu_second,
                            measure(port, pid, ours, given).per_cpu_second,
                        )
                        for _ in range(given.rounds)
                    ]
                    ratio = statistics.median(our / their for their, our in pairs)
                    bare_rate, rate = (statistics.median(side) for side in zip(*pairs, strict=True))
                    print(
                        f"  {name}: {ratio:.2f} of bare Starlette"
                        f" ({rate:.0f} against {bare_rate:.0f} requests per CPU second)"
                    )


def main() -> None:
    """Read the options and run."""
    parser = options(__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    run(parser.parse_args())


if __name__ == "__main__":
    main()
