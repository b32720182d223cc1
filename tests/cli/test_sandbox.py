"""`fse sandbox`, against a real server, and clients in the sandboxes that it makes."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from emulator.cli.first_calls import ORDER, log_in
from emulator.cli.sandbox import COLUMNS, profiles
from tests.cli.sandboxes import Caller, drop_all, environment
from tests.cli.serving import Served, fse, shell
from tests.world import Json

NOON = "2026-06-15T12:00:00Z"
FROZEN = ("--clock", NOON, "--freeze")


@pytest.fixture
def served(served: Served) -> Iterator[Served]:
    """The server, with no sandbox but `default` before and after."""
    yield served
    drop_all(served)


def listed(served: Served) -> list[list[str]]:
    lines = served.fse("sandbox", "list").stdout.splitlines()
    assert tuple(lines[0].split()) == COLUMNS
    return [line.split() for line in lines[1:]]


def test_a_new_sandbox_says_what_it_is_and_what_to_paste_next(served: Served) -> None:
    result = served.fse("sandbox", "create", "t1", *FROZEN)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        f"t1, from fixtures: clock {NOON}, frozen; profile relaxed",
        "what leads there, for a client in this shell, and for the other commands:",
        f'  eval "$(fse env --shell --url {served.url} --sandbox t1)"',
        "  export EMULATOR_SANDBOX=t1",
    ]


def test_what_it_says_to_paste_leads_there(served: Served) -> None:
    said = served.fse("sandbox", "create", "t1", *FROZEN).stdout.splitlines()
    script = "\n".join([*said[2:], 'echo "$SC_USERNAME"', "fse clock"])
    told = shell(script, {"EMULATOR_URL": served.url})
    assert told == f"nwhvac.admin@t1\n{NOON}, frozen\n"


def test_without_a_name_it_gets_one(served: Served) -> None:
    first = json.loads(served.fse("sandbox", "create", "--json").stdout)["name"]
    second = json.loads(served.fse("sandbox", "create", "--json").stdout)["name"]
    assert first != second
    assert [row[0] for row in listed(served)] == ["default", first, second]


def test_json_is_the_sandbox_with_its_credentials(served: Served) -> None:
    made = json.loads(served.fse("sandbox", "create", "t1", "--seed", "7", "--json").stdout)
    assert (made["name"], made["seed"]) == ("t1", 7)
    told = [vendor["environment"] for vendor in made["vendors"].values()]
    assert {name: v for part in told for name, v in part.items()} == environment(served, "t1")


def test_the_sandboxes_are_a_table(served: Served) -> None:
    served.fse("sandbox", "create", "t1", "--profile", "2018", *FROZEN)
    served.fse("sandbox", "fork", "t1", "t2")
    default, first, second = listed(served)
    assert (default[0], default[2:4]) == ("default", ["running", "relaxed"])
    told = [f"{NOON},", "frozen", "servicechannel", "2018,", "servicetrade", "relaxed,"]
    told += ["spp", "relaxed"]
    assert (first[:9], first[-1]) == (["t1", *told], "fixtures")
    assert (second[:9], second[-1]) == (["t2", *told], "t1")


def test_profiles_that_differ_are_told_by_vendor() -> None:
    assert profiles({"a": "relaxed", "b": "relaxed"}) == "relaxed"
    assert profiles({"a": "relaxed", "b": "2018"}) == "a relaxed, b 2018"


def test_a_storm_is_that_sandboxs_alone(served: Served) -> None:
    assert served.fse("sandbox", "create", "t1", "--storm", "hostile").exit_code == 0
    assert "storm hostile\n" in served.fse("webhook", "storm", "--sandbox", "t1").stdout
    assert "storm none\n" in served.fse("webhook", "storm").stdout


def test_clients_of_two_sandboxes_on_one_port_never_meet(served: Served) -> None:
    served.fse("sandbox", "create", "t1")
    served.fse("sandbox", "create", "t2")
    with (
        Caller(_in_a_shell(served, "t1")) as first,
        Caller(_in_a_shell(served, "t2")) as second,
        Caller(environment(served, "default")) as default,
    ):
        first.check_in()
        assert (first.status, second.status, default.status) == ("IN PROGRESS", "OPEN", "OPEN")
        assert served.fse("clock", "advance", "11m", "--sandbox", "t2").exit_code == 0
        statuses = [caller.read().status_code for caller in (first, second, default)]
    assert statuses == [200, 401, 200]


def _in_a_shell(served: Served, sandbox: str) -> dict[str, str]:
    """What a shell's programs see after the line that is to be pasted."""
    said = shell(
        'eval "$(fse env --shell)"; env', {"EMULATOR_URL": served.url, "EMULATOR_SANDBOX": sandbox}
    )
    pairs = (line.partition("=") for line in said.splitlines())
    return {name: value for name, _, value in pairs if name.startswith("SC_")}


def test_a_fork_begins_where_the_other_is_and_goes_its_own_way(served: Served) -> None:
    served.fse("sandbox", "create", "t1", *FROZEN)
    with Caller(environment(served, "t1")) as first:
        first.check_in()
        said = served.fse("sandbox", "fork", "t1", "t2").stdout
        assert said.startswith(f"t2, from t1: clock {NOON}, frozen; profile relaxed\n")
        served.fse("reset", "--sandbox", "t1")
    with Caller(environment(served, "t1")) as first, Caller(environment(served, "t2")) as second:
        assert (first.status, second.status) == ("OPEN", "IN PROGRESS")


def test_create_from_a_sandbox_is_a_fork_that_can_differ(served: Served) -> None:
    served.fse("sandbox", "create", "t1", *FROZEN)
    said = served.fse("sandbox", "create", "t2", "--from", "t1", "--profile", "2018").stdout
    assert said.startswith(f"t2, from t1: clock {NOON}, frozen; profile servicechannel 2018,")


def test_a_sandbox_can_begin_with_fixtures_of_ones_own(
    served: Served, demo: Json, folder: Path
) -> None:
    demo["workorders"][str(ORDER)]["PurchaseNumber"] = "PO-MINE"
    (folder / "servicechannel.json").write_text(json.dumps(demo))
    result = served.fse("sandbox", "create", "t1", "--fixtures", str(folder))
    assert result.exit_code == 0, result.output
    with Caller(environment(served, "t1")) as caller:
        assert caller.read().json()["PurchaseNumber"] == "PO-MINE"


def test_every_mistake_of_the_fixtures_is_listed_and_no_sandbox_made(
    served: Served, three_mistakes: Path
) -> None:
    result = served.fse("sandbox", "create", "t1", "--fixtures", str(three_mistakes.parent))
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 3
    assert f"servicechannel.json: workorders/{ORDER}: LocationId: 1, expected" in result.stderr
    assert len(listed(served)) == 1


def test_a_folder_without_fixtures_is_told(served: Served, folder: Path) -> None:
    result = served.fse("sandbox", "create", "--fixtures", str(folder))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{folder}: no fixture in it, expected a file such as ")


def test_with_the_credentials_of_a_dropped_sandbox_nobody_logs_in(served: Served) -> None:
    served.fse("sandbox", "create", "t1")
    env = environment(served, "t1")
    with Caller(env) as caller:
        result = served.fse("sandbox", "drop", "t1")
        assert result.stdout == "t1 is gone; with its credentials nobody logs in any more\n"
        assert caller.read().status_code == 401
    with httpx2.Client(trust_env=False) as client:
        assert log_in(client, env, {}).status_code != 200
    assert len(listed(served)) == 1


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["fork", "t9"], "no sandbox t9: expected one of default, t1\n"),
        (["drop", "t9"], "no sandbox t9: expected one of default, t1\n"),
        (["create", "--from", "t9"], "no sandbox t9: expected one of default, t1\n"),
        (["create", "t1"], "taken: there is a sandbox t1; drop it, or take another name\n"),
        (["fork", "default", "t1"], "taken: there is a sandbox t1; "),
        (["drop", "default"], "default stays: "),
        (["create", "t2", "--profile", "2017"], "no profile 2017: expected one of 2018, "),
        (["create", "t2", "--storm", "gale"], "no storm gale: expected one of none, "),
        (["create", "t2", "--clock", "noon"], "no such time: "),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_what_the_server_refuses_is_told_in_its_words(
    served: Served, args: list[str], problem: str
) -> None:
    served.fse("sandbox", "create", "t1")
    result = served.fse("sandbox", *args)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(problem)
    assert [row[0] for row in listed(served)] == ["default", "t1"]


@pytest.mark.parametrize(
    "args",
    [["create", "a/b"], ["fork", "a/b"], ["fork", "default", "../b"], ["drop", "a/b"],
     ["create", "--from", "a b"], ["create", ""], ["create", "é"], ["create", "a" * 41]],
    ids="-".join,
)  # fmt: skip
def test_what_is_no_name_is_wrong_usage_before_anything_is_asked(args: list[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        result = fse("sandbox", *args, "--url", f"http://127.0.0.1:{free.getsockname()[1]}")
    assert result.exit_code == 2
    assert "expected 1 to 40 letters, digits, - and _" in result.stderr


def test_a_sandbox_has_one_origin(served: Served) -> None:
    result = served.fse("sandbox", "create", "--from", "default", "--snapshot", "x")
    assert result.exit_code == 2
    assert "--from, --snapshot and --fixtures: only one of them" in result.stderr


def test_the_sandbox_of_the_other_commands_need_not_exist_yet(served: Served) -> None:
    args = ("sandbox", "create", "t1")
    result = fse(*args, EMULATOR_URL=served.url, EMULATOR_SANDBOX="t1")
    assert result.exit_code == 0, result.output


def test_a_sandbox_is_named_by_an_argument_and_not_by_the_option(served: Served) -> None:
    result = served.fse("sandbox", "create", "--sandbox", "t1")
    assert result.exit_code == 2
    assert "here a sandbox is an argument" in result.stderr
