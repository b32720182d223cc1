"""What the benchmarks share: a server of ours, prepared requests, and what they cost."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import Request, urlopen

HERE = Path(__file__).parent
DEMO = HERE.parent / "fixtures/demo/servicechannel.json"
ORDER = 107002896
#: An order of the vendor with keys.
NUMBER = "6A1F20C4"
TICKS = os.sysconf("SC_CLK_TCK")


class Server(NamedTuple):
    """A server of ours.  started: seconds to its first answer."""

    port: int
    pid: int
    started: float


class Rate(NamedTuple):
    """Requests, or deliveries, for each second of the server's CPU and of the clock."""

    per_cpu_second: float
    per_second: float

    def of(self, other: "Rate") -> "Rate":
        """The ratio to another."""
        return Rate(self.per_cpu_second / other.per_cpu_second, self.per_second / other.per_second)


def options(doc: str | None, *, rounds: int = 5) -> argparse.ArgumentParser:
    """The options that every benchmark has."""
    parser = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each measurement")
    parser.add_argument("--connections", type=int, default=16)
    return parser


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def emulator(*more: str) -> Iterator[Server]:
    """A server of ours, in memory unless the arguments say otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        command = [sys.executable, "-m", "emulator", "serve", "--port", "0"]
        begun = time.monotonic()
        process = subprocess.Popen(
            [*command, "--ready-file", str(ready), "--profile", "relaxed", *more],
            stdout=subprocess.DEVNULL,
        )
        while not ready.exists():
            if process.poll() is not None:
                sys.exit(f"fse serve ended with {process.returncode}")
            time.sleep(0.005)
        url = json.loads(ready.read_text())["url"]
        urlopen(f"{url}/healthz").read()
        took = time.monotonic() - begun
        try:
            yield Server(int(url.rpartition(":")[2]), process.pid, took)
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


def measure(
    port: int, pid: int, scripts: list[list[str]], given: argparse.Namespace, connections: int = 0
) -> Rate:
    """What a server answers when all connections send their scripts over and over."""
    before = cpu(pid)
    command = [sys.executable, HERE / "load.py", port, given.seconds]
    done = subprocess.run(
        [*map(str, command), str(connections or given.connections)],
        input=json.dumps(scripts),
        capture_output=True,
        text=True,
        check=True,
    )
    answered, failed = json.loads(done.stdout)
    if failed:
        sys.exit(f"{failed} of {answered} answers were neither 200 nor 201")
    return Rate(answered / (cpu(pid) - before), answered / given.seconds)


def control(port: int, method: str, path: str, body: object = None) -> dict[str, object]:
    """A call of the control plane."""
    content = json.dumps(body).encode() if body is not None else None
    url = f"http://127.0.0.1:{port}/_emulator{path}"
    answer: dict[str, object] = json.loads(
        urlopen(Request(url, content, method=method)).read() or b"{}"
    )
    return answer


def login(port: int) -> str:
    """A token of the demo's provider admin, who may name any technician from now on."""
    control(port, "PUT", "/profile", {"switches": {"foreign_user": "accept"}})
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


def message(port: int) -> str:
    """The request that posts a message on an order of the vendor with keys, for the staff."""
    base = f"http://127.0.0.1:{port}"
    shown = json.load(urlopen(f"{base}/_emulator/"))["vendors"]["spp"]["environment"]
    path = f"/spp/api/order_messages/{NUMBER}"
    body = {"message": "The crew is on its way.", "staff_only": True}
    return http("POST", path, body, token=shown["SPP_API_KEY"])


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
    world = json.loads(DEMO.read_text())
    provider = world["workorders"][str(ORDER)]["ProviderId"]
    return [
        order["Id"]
        for order in world["workorders"].values()
        if order["ProviderId"] == provider
        and order["Status"]["Primary"] in ("OPEN", "IN PROGRESS")
        and order["Category"] != "MAINTENANCE"
    ]
