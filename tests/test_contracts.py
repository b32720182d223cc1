"""schemathesis on every vendor's served contract: all phases, all checks.

A sample here; `make soak` runs the full figures.  What differs from schemathesis' defaults is in
`schemathesis.toml`, each line with its reason; the README's recipe uses the same file.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from emulator.app import VENDORS
from tests.cli.forking import forked
from tests.cli.serving import Served, client

ROOT = Path(__file__).parents[1]
PROGRAM = Path(sys.executable).with_name("schemathesis")
NAMES = [vendor.name for vendor in VENDORS]
PHASES = "examples,fuzzing,stateful"
#: Whose credentials are sent, and what `make test` takes; coverage of a large contract takes long,
#: and fuzzing a second time finds little that the first did not.
SAMPLES = {
    "servicechannel as provider": ("servicechannel", "SC", "1", PHASES),
    "servicechannel as subscriber": ("servicechannel", "SC_SUBSCRIBER", "1", "examples,stateful"),
    "servicetrade": ("servicetrade", "ST", "2", PHASES),
}
#: The same, and how many cases there are at least.
SOAK = {
    "servicechannel as provider": ("servicechannel", "SC", 10_000),
    "servicechannel as subscriber": ("servicechannel", "SC_SUBSCRIBER", 10_000),
    "servicetrade": ("servicetrade", "ST", 5_000),
    "spp": ("spp", "SPP", 5_000),
}
#: When the demo world is, so that the dates in the examples are of its days.
THEN = ("--clock", "2026-06-15T12:00:00Z")
#: Operations enough to meet a limit: what is answered then is worded once for all of them.
SOME = ("--include-path-regex", "workorders/|job|v1/order")
#: Limits that so few calls use up.
LIMITS: Mapping[str, Mapping[str, object]] = {
    "servicechannel": {
        "limits": [{"name": "Application", "per": "client", "requests": 10, "seconds": 60}]
    },
    "servicetrade": {"budget_ms": 100},
    "spp": {"requests": 3},
}


#: A client's proxies are not for this machine.
DIRECT = {"NO_PROXY": "127.0.0.1"}
#: Webhooks are tested with the contract's example, whose host a name server may be slow to tell.
IMPATIENT = {"RES_OPTIONS": "timeout:1 attempts:1"}


def variables(server: Served, user: str) -> dict[str, str]:
    """What `fse env` prints, as a client's CI has it; user: the prefix of whose credentials."""
    lines = server.fse("env").output.splitlines()
    found = dict(line.split("=", 1) for line in lines if "=" in line)
    own = {"SC_USERNAME": f"{user}_USERNAME", "SC_PASSWORD": f"{user}_PASSWORD"}
    return found | ({n: found[theirs] for n, theirs in own.items()} if user[:2] == "SC" else {})


def run(server: Served, vendor: str, user: str, *args: str) -> tuple[int, str]:
    """The exit code and the report of schemathesis on a served contract."""
    url = f"{server.url}/_emulator/contracts/{vendor}.json"
    command = [str(PROGRAM), "--no-color", "run", url, "--checks", "all", *args]
    done = subprocess.run(
        command,
        env=os.environ | variables(server, user) | DIRECT,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def generated(report: str) -> int:
    """How many test cases a report counts."""
    found = re.search(r"(\d+) generated", report)
    return int(found[1]) if found else 0


def tokens(server: Served, vendor: str, **settings: int) -> None:
    """Change how long tokens live, or how soon the next one may be asked for."""
    with client(server.url) as http:
        http.put("/_emulator/profile", json={"vendor": vendor, "tokens": settings})


@pytest.mark.parametrize(("vendor", "user", "most", "phases"), SAMPLES.values(), ids=SAMPLES.keys())
def test_the_emulator_keeps_its_contract_and_an_expired_token_is_asked_for_again(
    vendor: str, user: str, most: str, phases: str, tmp_path: Path
) -> None:
    with forked(tmp_path / "ready.json", "--profile", "relaxed", *THEN, **IMPATIENT) as server:
        tokens(server, vendor, access_seconds=1)
        chosen = ("--max-examples", most, "--phases", phases, "--seed", "1")
        code, report = run(server, vendor, user, *chosen)
        logins = server.get("/_emulator/requests?operation=token&status=200").json()["requests"]
    assert (code, generated(report) > 500, len(logins) > 2) == (0, True, True), report


def test_the_emulator_keeps_its_contract_where_keys_are_sent(tmp_path: Path) -> None:
    with forked(tmp_path / "ready.json", "--profile", "relaxed", *THEN, **IMPATIENT) as server:
        chosen = ("--max-examples", "1", "--phases", PHASES, "--seed", "1")
        code, report = run(server, "spp", "SPP", *chosen)
    assert (code, generated(report) > 100) == (0, True), report


def ask_often(server: Served) -> None:
    """Let schemathesis log in at once whenever it is told 401, which a missing right is as well."""
    tokens(server, "servicechannel", login_seconds=0)


@pytest.mark.parametrize(("vendor", "limits"), LIMITS.items())
def test_the_emulator_keeps_its_contract_while_it_throttles(
    vendor: str, limits: Mapping[str, object], tmp_path: Path
) -> None:
    with forked(tmp_path / "ready.json", "--profile", "sandbox2", **IMPATIENT) as server:
        ask_often(server)
        with client(server.url) as http:
            http.put("/_emulator/throttle", json={"vendor": vendor, **limits})
        sample = ("--max-examples", "1", "--seed", "1", "--phases", "fuzzing", *SOME)
        code, report = run(server, vendor, "SC", *sample)
        throttled = server.get("/_emulator/requests?status=429&limit=5").json()["requests"]
    assert (code, len(throttled)) == (0, 5), report


@pytest.mark.soak
@pytest.mark.parametrize("profile", ["relaxed", "sandbox2"])
@pytest.mark.parametrize(("vendor", "user", "least"), SOAK.values(), ids=SOAK.keys())
def test_thousands_of_cases_meet_no_failure(
    vendor: str, user: str, least: int, profile: str, tmp_path: Path
) -> None:
    with forked(tmp_path / "ready.json", "--profile", profile, *THEN, **IMPATIENT) as server:
        ask_often(server)
        most = "20" if vendor == "servicechannel" else "200"
        code, report = run(server, vendor, user, "--max-examples", most, "--seed", "7")
    assert (code, generated(report) >= least) == (0, True), report


def test_the_readmes_recipe_is_what_the_tests_run() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    lines = [shlex.split(line) for line in text.splitlines() if line.startswith("schemathesis run")]
    for vendor in NAMES:
        name = f"/_emulator/contracts/{vendor}.json"
        assert any(name in word for line in lines for word in line)
