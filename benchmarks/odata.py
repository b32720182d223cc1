"""Pages of work orders beside a bare Starlette, with few and with many; reads by id beside Prism.

    python benchmarks/odata.py [--rounds 3] [--seconds 1] [--records 1000 100000] [--prism FILE]

As `ratios.py`: rounds alternate, and what counts is the server's CPU time.  Prism is a mock server
of the same contract (npm: @stoplight/prism-cli); without it that part is left out.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

from ratios import bare
from shared import DEMO, ORDER, control, emulator, http, login, measure, options

WORLD = json.loads(DEMO.read_text())
STATUSES = ("OPEN", "IN PROGRESS", "COMPLETED", "INVOICED")
#: How far back the added work orders go; a list begins 90 days ago.
DAYS = 85
QUERIES = {
    "a page of 50: two clauses, an order, two expansions": (
        "?$filter=" + quote("Status/Primary eq 'IN PROGRESS' and contains(Trade,'hvac')")
        + "&$orderby=" + quote("CallDate desc") + "&$expand=Provider,Invoice"
    ),
    "a page of 50 by location": "?$filter=" + quote("LocationId eq 2005148201"),
    "one by id": "?$filter=" + quote(f"Id eq {ORDER}"),
}  # fmt: skip


def grow(port: int, count: int) -> None:
    """Put in so many more work orders, like the demo world's, over all statuses and days."""
    provider = WORLD["workorders"][str(ORDER)]["ProviderId"]
    models = [o for o in WORLD["workorders"].values() if o["ProviderId"] == provider]
    now = datetime.now(UTC)
    for start in range(0, count, 2_000):
        records = {}
        for at in range(start, min(start + 2_000, count)):
            order, number = models[at % len(models)], 200_000_000 + at
            called = now - timedelta(days=DAYS * (1 - at / count))
            records[str(number)] = order | {
                "Id": number,
                "Number": str(number),
                "CallDate": called.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "Status": {"Primary": STATUSES[at % len(STATUSES)], "Extended": ""},
            }
        control(port, "POST", "/fixtures", {"servicechannel": {"workorders": records}})


def read(port: int, path: str, token: str) -> bytes:
    """An answer of the emulator's."""
    request = Request(
        f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {token}"}
    )
    answer: bytes = urlopen(request).read()
    return answer


def pages(given: argparse.Namespace) -> None:
    """Print the ratios of pages, with each number of work orders."""
    for records in given.records:
        with emulator() as (port, pid, _):
            control(port, "PUT", "/profile", {"tokens": {"access_seconds": 86_400}})
            token = login(port)
            grow(port, records)
            print(f"\nwith {len(WORLD['workorders']) + records:,} work orders:")
            for name, query in QUERIES.items():
                path = f"/servicechannel/v3/odata/workorders{query}"
                page = json.loads(read(port, path, token))
                simple, ours = http("GET", "/order", token=token), http("GET", path, token=token)
                with bare(page) as (bare_port, bare_pid):
                    ratios = [
                        measure(port, pid, [[ours]], given).per_cpu_second
                        / measure(bare_port, bare_pid, [[simple]], given).per_cpu_second
                        for _ in range(given.rounds)
                    ]
                print(f"  {name}: {statistics.median(ratios):.3f} of a GET of the same JSON")


@contextmanager
def prism(program: str, contract: bytes) -> Iterator[tuple[int, int]]:
    """Prism with our contract: port and pid."""
    port = 19_080 + os.getpid() % 1_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "servicechannel.json"
        file.write_bytes(contract)
        command = [program, "mock", "--port", str(port), "--verboseLevel", "error", str(file)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(port, process)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f"prism ended with {process.returncode}")
        try:
            urlopen(Request(f"http://127.0.0.1:{port}/v3/workorders/{ORDER}"))
        except OSError as error:
            if hasattr(error, "code"):  # it answers
                return
        time.sleep(0.1)
    sys.exit("prism does not answer")


def beside_prism(given: argparse.Namespace) -> None:
    """Print how a read by id compares with Prism's, in the same run."""
    program = shutil.which(given.prism)
    if program is None:
        print("\nreads beside Prism: left out, there is no program", given.prism)
        return
    with emulator() as (port, pid, _):
        token = login(port)
        contract = urlopen(
            f"http://127.0.0.1:{port}/_emulator/contracts/servicechannel.json"
        ).read()
        ours = http("GET", f"/servicechannel/v3/workorders/{ORDER}", token=token)
        theirs = http("GET", f"/v3/workorders/{ORDER}", token=token)
        with prism(program, contract) as (prism_port, prism_pid):
            ratios = [
                measure(port, pid, [[ours]], given).per_cpu_second
                / measure(prism_port, prism_pid, [[theirs]], given).per_cpu_second
                for _ in range(given.rounds)
            ]
        print(f"\na work order, read: {statistics.median(ratios):.0f} times Prism's")


def main() -> None:
    """Read the options and run."""
    parser = options(__doc__, rounds=3)
    parser.add_argument("--records", type=int, nargs="*", default=[1_000, 100_000])
    parser.add_argument("--prism", default="prism", help="the program of @stoplight/prism-cli")
    given = parser.parse_args()
    pages(given)
    beside_prism(given)


if __name__ == "__main__":
    main()
