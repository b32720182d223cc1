"""Ratios of requests per CPU second to a bare Starlette, in one run.

    python benchmarks/ratios.py [--rounds 5] [--seconds 2] [--connections 16]

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
def emulator(extra: list[str]) -> Iterator[tuple[int, int, float]]:
    """A server of ours: port, pid and the seconds to its first answer."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        command = [sys.executable, "-m", "emulator", "serve", "--port", "0"]
        begun = time.monotonic()
        process = subprocess.Popen(
            [*command, "--ready-file", str(ready), "--profile", "relaxed", *extra],
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
    assert process.stdin
    process.stdin.write(json.dumps(order).encode())
    process.stdin.close()
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
    """The text of a request."""
    content = json.dumps(body) if body is not None else ""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(content)}"]
    lines += ["Content-Type: application/json"] if content else []
    lines += [f"Authorization: Bearer {token}"] if token else []
    return "\r\n".join(lines) + "\r\n\r\n" + content


def measure(port: int, pid: int, scripts: list[list[str]], options: argparse.Namespace) -> float:
    """Requests per CPU second of the server."""
    before = cpu(pid)
    done = subprocess.run(
        [sys.executable, str(HERE / "load.py"), str(port), str(options.seconds), str(options.connections)],
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
    return json.load(answer)["access_token"]


def visits(token: str, connections: int) -> list[list[str]]:
    """Check-in and check-out pairs, one technician a connection, so that pairs never meet."""
    base = f"/servicechannel/v3/workorders/{ORDER}"
    scripts = []
    for connection in range(connections):
        user = 2_000_000 + connection
        coming = {"WorkTypeId": 1, "UserId": user, "TechsCount": 2}
        leaving = {"UserId": user, "PrimaryStatus": "InProgress", "Resolution": "Done for today"}
        scripts.append(
            [
                http("POST", f"{base}/universalCheckIn", coming, token),
                http("POST", f"{base}/universalCheckOut", leaving, token),
            ]
        )
    return scripts


def accept_any_technician(port: int) -> None:
    body = json.dumps({"switches": {"foreign_user": "accept"}}).encode()
    put = Request(f"http://127.0.0.1:{port}/_emulator/profile", body, method="PUT")
    urlopen(put).read()


def run(options: argparse.Namespace) -> dict[str, list[float]]:
    """The ratios of each round."""
    with emulator([]) as (port, pid, took):
        token = login(port)
        accept_any_technician(port)
        path = f"/servicechannel/v3/workorders/{ORDER}"
        url = f"http://127.0.0.1:{port}{path}"
        order = json.load(urlopen(Request(url, headers={"Authorization": f"Bearer {token}"})))
        print(f"first answer of `fse serve` after {took * 1000:.0f} ms")
        pairs = visits(token, options.connections)
        echo = {"WorkTypeId": 1, "UserId": 2_000_000, "TechsCount": 2}
        ratios: dict[str, list[float]] = {"check-in/out": [], "work order": []}
        with bare(order) as (bare_port, bare_pid):
            for number in range(options.rounds):
                posts = measure(bare_port, bare_pid, [[http("POST", "/echo", echo)]], options)
                visited = measure(port, pid, pairs, options)
                gets = measure(bare_port, bare_pid, [[http("GET", "/order")]], options)
                reads = measure(port, pid, [[http("GET", path, token=token)]], options)
                ratios["check-in/out"].append(visited / posts)
                ratios["work order"].append(reads / gets)
                print(
                    f"round {number + 1}: POST {posts:.0f} bare, {visited:.0f} check-in/out;"
                    f" GET {gets:.0f} bare, {reads:.0f} work order (per CPU second)"
                )
    return ratios


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--connections", type=int, default=16)
    for name, ratios in run(parser.parse_args()).items():
        print(f"{name}: {statistics.median(ratios):.2f} of bare Starlette (median)")


if __name__ == "__main__":
    main()
