"""ServiceTrade beside a bare Starlette, in one run: a job read, a job item edited.

    python benchmarks/jobs.py [--rounds 5] [--seconds 1] [--connections 16] [--records 20000]

As `ratios.py`: rounds alternate, and what counts is the server's CPU time.
"""

import argparse
import json
import statistics
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from ratios import bare
from shared import HERE, control, emulator, http, measure, options

JOB = 1536000000000033
WORLD = json.loads((HERE.parent / "fixtures/demo/servicetrade.json").read_text())
ITEMS = list(WORLD["jobitems"].values())
#: Ids that no record of the demo world has.
FREE = 1_900_000_000_000_000


def login(port: int) -> str:
    """A token of the demo's external system."""
    base = f"http://127.0.0.1:{port}"
    shown = json.load(urlopen(f"{base}/_emulator/"))["vendors"]["servicetrade"]["environment"]
    form = {
        "grant_type": "client_credentials",
        "client_id": shown["ST_CLIENT_ID"],
        "client_secret": shown["ST_CLIENT_SECRET"],
    }
    url = f"{base}/servicetrade/api/oauth2/token"
    return str(json.load(urlopen(Request(url, urlencode(form).encode())))["access_token"])


def grow(port: int, count: int) -> None:
    """Put in many more jobs, each with an item, like those of the demo world."""
    for start in range(0, count, 2_000):
        ids = range(FREE + start, FREE + min(start + 2_000, count))
        job, item = WORLD["jobs"][str(JOB)], ITEMS[0]
        tables = {
            "jobs": {str(i): job | {"id": i, "number": i - FREE + 200_000} for i in ids},
            "jobitems": {str(i): item | {"id": i, "jobId": i} for i in ids},
        }
        control(port, "POST", "/fixtures", {"servicetrade": tables})


def edits(token: str, connections: int) -> list[list[str]]:
    """Each connection changes an item of its own, there and back."""
    return [
        [
            http("PUT", f"/servicetrade/api/jobitem/{item['id']}", {"quantity": number}, token)
            for number in (41, 42)
        ]
        for item in ITEMS[:connections]
    ]


def run(given: argparse.Namespace) -> None:
    """Print the ratios, with few records and with many."""
    with emulator() as (port, pid, _):
        token = login(port)
        path = f"/servicetrade/api/job/{JOB}"
        url = f"http://127.0.0.1:{port}{path}"
        shown = json.load(urlopen(Request(url, headers={"Authorization": f"Bearer {token}"})))
        get, put = (
            http("GET", "/order", token=token),
            http("POST", "/echo", {"quantity": 41}, token),
        )
        scenarios = {
            "job, read": ([get], [[http("GET", path, token=token)]]),
            "job item, edited": ([put], edits(token, given.connections)),
        }
        with bare(shown) as (bare_port, bare_pid):
            for records in (0, given.records):
                grow(port, records)
                control(port, "DELETE", "/requests")
                print(f"\nwith {len(WORLD['jobs']) + records:,} jobs:")
                for name, (simple, ours) in scenarios.items():
                    ratios = [
                        measure(port, pid, ours, given).per_cpu_second
                        / measure(bare_port, bare_pid, [simple], given).per_cpu_second
                        for _ in range(given.rounds)
                    ]
                    print(f"  {name}: {statistics.median(ratios):.2f} of bare Starlette")


def main() -> None:
    """Read the options and run."""
    parser = options(__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    run(parser.parse_args())


if __name__ == "__main__":
    main()
