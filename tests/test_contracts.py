"""schemathesis on every vendor's served contract: all phases, all checks.

A sample here; `make soak` runs the full figures.  What differs from schemathesis' defaults is in
`schemathesis.toml`, each line with its reason; the README's recipe uses the same file.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from emulator.app import VENDORS
from tests.cli.forking import forked
from tests.cli.serving import Served, client

ROOT = Path(__file__).parents[1]
PROGRAM = Path(sys.executable).with_name("schemathesis")
NAMES = [vendor.name for vendor in VENDORS]
#: What `make test` takes of each contract; coverage of the larger one is for `make soak`.
SAMPLES: Mapping[str, Sequence[str]] = {
    "servicechannel": ("--max-examples", "3"),
    "servicetrade": ("--max-examples", "3", "--phases", "examples,fuzzing,stateful"),
}
#: Limits that so few calls use up.
LIMITS: Mapping[str, Mapping[str, object]] = {
    "servicechannel": {
        "limits": [{"name": "Application", "per": "client", "requests": 10, "seconds": 60}]
    },
    "servicetrade": {"budget_ms": 400},
}


#: A client's proxies are not for this machine.
DIRECT = {"NO_PROXY": "127.0.0.1"}
#: Webhooks are tested with the contract's example, whose host a name server may be slow to tell.
IMPATIENT = {"RES_OPTIONS": "timeout:1 attempts:1"}


def variables(server: Served) -> dict[str, str]:
    """What `fse env` prints, as the environment of a client's CI has it."""
    lines = server.fse("env").output.splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def run(server: Served, vendor: str, *args: str) -> tuple[int, str]:
    """The exit code and the report of schemathesis on a served contract."""
    url = f"{server.url}/_emulator/contracts/{vendor}.json"
    command = [str(PROGRAM), "--no-color", "run", url, "--checks", "all", *args]
    done = subprocess.run(
        command,
        env=os.environ | variables(server) | DIRECT,
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


@pytest.mark.parametrize(("vendor", "sample"), SAMPLES.items())
def test_the_emulator_keeps_its_contract_and_an_expired_token_is_asked_for_again(
    vendor: str, sample: Sequence[str], tmp_path: Path
) -> None:
    with forked(tmp_path / "ready.json", "--profile", "relaxed", **IMPATIENT) as server:
        settings = {"vendor": vendor, "tokens": {"access_seconds": 1}}
        with client(server.url) as http:
            http.put("/_emulator/profile", json=settings)
        code, report = run(server, vendor, *sample, "--seed", "1")
        logins = server.get("/_emulator/requests?operation=token&status=200").json()["requests"]
    assert (code, generated(report) > 500, len(logins) > 2) == (0, True, True), report


@pytest.mark.parametrize(("vendor", "limits"), LIMITS.items())
def test_the_emulator_keeps_its_contract_while_it_throttles(
    vendor: str, limits: Mapping[str, object], tmp_path: Path
) -> None:
    with forked(tmp_path / "ready.json", "--profile", "sandbox2", **IMPATIENT) as server:
        with client(server.url) as http:
            http.put("/_emulator/throttle", json={"vendor": vendor, **limits})
        sample = ("--max-examples", "1", "--seed", "1", "--phases", "fuzzing")
        code, report = run(server, vendor, *sample)
        throttled = server.get("/_emulator/requests?status=429&limit=5").json()["requests"]
    assert (code, len(throttled)) == (0, 5), report


@pytest.mark.soak
@pytest.mark.parametrize("profile", ["relaxed", "sandbox2"])
@pytest.mark.parametrize("vendor", NAMES)
def test_five_thousand_cases_meet_no_failure(vendor: str, profile: str, tmp_path: Path) -> None:
    with forked(tmp_path / "ready.json", "--profile", profile, **IMPATIENT) as server:
        code, report = run(server, vendor, "--max-examples", "200", "--seed", "7")
    assert (code, generated(report) >= 5_000) == (0, True), report


def test_the_readmes_recipe_is_what_the_tests_run() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    lines = [shlex.split(line) for line in text.splitlines() if line.startswith("schemathesis run")]
    for vendor in NAMES:
        name = f"/_emulator/contracts/{vendor}.json"
        assert any(name in word for line in lines for word in line)
