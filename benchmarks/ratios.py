"""Ratios of requests per CPU second to a bare Starlette, in one run.

    python benchmarks/ratios.py [--rounds 5] [--seconds 2] [--connections 16] [--records 20000]

Both servers run on uvicorn with uvloop and httptools; rounds alternate, so that a noisy machine
disturbs both alike; what counts is the CPU time that the server process used, read from /proc.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

HERE = Path(__file__).parent
ORDER = 107002896
TICKS = os.sysconf("SC_CLK_TCK")


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def emulator() -> Iterator[tuple[int, int, float]]:
    """A server of ours: port, pid and the seconds to its first answer."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        command = [sys.executable, "-m", "emulator", "serve", "--port", "0"]
        begun = time.monotonic()
        process = subprocess.Popen(
            [*command, "--ready-file", str(ready), "--profile", "relaxed"],
            stdout=subprocess.DEVNULL,
        )
        while not ready.exists():
            time.sleep(0.005)
        url = json.loads(ready.read_text())["url"]
        urlopen(f"{url}/healthz").read()
        took = time.monotonic() - begun
        try:
            yield int(url.rpartition(":")[2]), process.pid, took
        finally:
            process.terminate()
            process.wait()


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


def http(method: str, path: str, body: object = None, token: str = "") -> str:
    """The text of a request, with the headers that Python's requests sends; the same for both."""
    content = json.dumps(body) if body is not None else ""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1:8080",
        "User-Agent: python-requests/2.32.5",
        "Accept-Encoding: gzip, deflate",
        "Accept: */*",
        "Connection: keep-alive",
        f"Authorization: Bearer {token}",
    ]
    lines += [f"Content-Length: {len(content)}", "Content-Type: application/json"] * bool(content)
    return "\r\n".join(lines) + "\r\n\r\n" + content


def measure(port: int, pid: int, scripts: list[list[str]], options: argparse.Namespace) -> float:
    """Requests per CPU second of the server."""
    before = cpu(pid)
    done = subprocess.run(
        [
            sys.executable,
            str(HERE / "load.py"),
            str(port),
            str(options.seconds),
            str(options.connections),
        ],
        input=json.dumps(scripts),
        capture_output=True,
        text=True,
        check=True,
    )
    answered, failed = json.loads(done.stdout)
    if failed:
        sys.exit(f"{failed} of {answered} answers were not 200")
    return answered / (cpu(pid) - before)


def login(port: int) -> str:
    """A token of the demo's provider admin."""
    base = f"http://127.0.0.1:{port}"
    shown = json.load(urlopen(f"{base}/_emulator/"))["vendors"]["servicechannel"]["environment"]
    form = {
        "grant_type": "password",
        "username": shown["SC_USERNAME"],
        "password": shown["SC_PASSWORD"],
        "client_id": shown["SC_CLIENT_ID"],
        "client_secret": shown["SC_CLIENT_SECRET"],
    }
    answer = urlopen(Request(shown["SC_TOKEN_URL"], urlencode(form).encode()))
    return str(json.load(answer)["access_token"])


def visits(token: str, connections: int, *, reading: bool = False) -> list[list[str]]:
    """Check-in and check-out pairs, a technician and a work order of its own a connection.

    reading: the work order is read after each half, too.
    """
    scripts, orders = [], usable_orders()
    for connection in range(connections):
        user = 2_000_000 + connection
        base = f"/servicechannel/v3/workorders/{orders[connection % len(orders)]}"
        read = [http("GET", base, token=token)] if reading else []
        coming = {"WorkTypeId": 1, "UserId": user, "TechsCount": 2}
        leaving = {"UserId": user, "PrimaryStatus": "InProgress", "Resolution": "Done for today"}
        came = http("POST", f"{base}/universalCheckIn", coming, token)
        left = http("POST", f"{base}/universalCheckOut", leaving, token)
        scripts.append([came, *read, left, *read])
    return scripts


def usable_orders() -> list[int]:
    """Work orders that the demo's provider may check in on."""
    world = json.loads((HERE.parent / "fixtures/demo/servicechannel.json").read_text())
    provider = world["workorders"][str(ORDER)]["ProviderId"]
    return [
        order["Id"]
        for order in world["workorders"].values()
        if order["ProviderId"] == provider
        and order["Status"]["Primary"] in ("OPEN", "IN PROGRESS")
        and order["Category"] != "MAINTENANCE"
    ]


def control(port: int, method: str, path: str, body: object = None) -> None:
    """A call of the control plane."""
    content = json.dumps(body).encode() if body is not None else None
    urlopen(Request(f"http://127.0.0.1:{port}/_emulator{path}", content, method=method)).read()


def grow(port: int, order: dict[str, object], count: int) -> None:
    """Put in many more work orders, like one of the demo world's."""
    for start in range(0, count, 2_000):
        ids = range(200_000_000 + start, 200_000_000 + min(start + 2_000, count))
        records = {str(i): order | {"Id": i, "Number": str(i)} for i in ids}
        control(port, "POST", "/fixtures", {"servicechannel": {"workorders": records}})


def scenarios(
    token: str, options: argparse.Namespace
) -> dict[str, tuple[list[str], list[list[str]]]]:
    """What is compared: the bare requests and ours, by name."""
    path = f"/servicechannel/v3/workorders/{ORDER}"
    post = http(
        "POST", "/echo", {"WorkTypeId": 1, "UserId": 2_000_000, "TechsCount": 2}, token=token
    )
    get = http("GET", "/order", token=token)
    mixed = visits(token, options.connections, reading=True)
    return {
        "check-in and check-out": ([post], visits(token, options.connections)),
        "work order, polled": ([get], [[http("GET", path, token=token)]]),
        "check-in, read, check-out, read": ([post, get], mixed),
    }


def run(options: argparse.Namespace) -> None:
    """Print the ratios, with few records and with many."""
    world = json.loads((HERE.parent / "fixtures/demo/servicechannel.json").read_text())
    with emulator() as (port, pid, took):
        print(f"first answer of `fse serve` after {took * 1000:.0f} ms")
        token = login(port)
        control(port, "PUT", "/profile", {"switches": {"foreign_user": "accept"}})
        url = f"http://127.0.0.1:{port}/servicechannel/v3/workorders/{ORDER}"
        shown = json.load(urlopen(Request(url, headers={"Authorization": f"Bearer {token}"})))
        with bare(shown) as (bare_port, bare_pid):
            for records in (0, options.records):
                grow(port, world["workorders"][str(ORDER)], records)
                control(port, "DELETE", "/requests")
                print(f"\nwith {64 + records:,} work orders:")
                for name, (simple, ours) in scenarios(token, options).items():
                    pairs = [
                        (
                            measure(bare_port, bare_pid, [simple], options),
                            measure(port, pid, ours, options),
                        )
                        for _ in range(options.rounds)
                    ]
                    ratio = statistics.median(our / their for their, our in pairs)
                    bare_rate, rate = (statistics.median(side) for side in zip(*pairs, strict=True))
                    print(
                        f"  {name}: {ratio:.2f} of bare Starlette"
                        f" ({rate:.0f} against {bare_rate:.0f} requests per CPU second)"
                    )


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--records", type=int, default=20_000)
    run(parser.parse_args())


if __name__ == "__main__":
    main()
