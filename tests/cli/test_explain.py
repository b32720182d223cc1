import json
from collections.abc import Iterator

import httpx2
import pytest

from emulator.cli.explain import pasted
from emulator.cli.http import Server
from tests.cli.sandboxes import Caller, environment
from tests.cli.serving import Served, client


@pytest.fixture
def caller(served: Served) -> Iterator[Caller]:
    """A provider in a sandbox of its own, whose requests are numbered from 1."""
    served.fse("sandbox", "create", "explained")
    with Caller(environment(served, "explained")) as made:
        yield made
    served.fse("sandbox", "drop", "explained")


def ask(caller: Caller, path: str) -> httpx2.Response:
    url = f"{caller.env['SC_API_BASE_URL']}/v3{path}"
    return caller.http.post(url, json={}, headers={"Authorization": f"Bearer {caller.token}"})


def explain(served: Served, *args: str) -> str:
    result = served.fse("explain", *args, "--sandbox", "explained")
    assert result.exit_code == 0, result.output
    return result.stdout


def test_without_a_number_it_is_the_newest_that_was_refused(served: Served, caller: Caller) -> None:
    ask(caller, "/workorders/106687713/universalCheckIn")
    caller.read()
    said = explain(served)
    request = "POST /servicechannel/v3/workorders/106687713/universalCheckIn"
    assert said.splitlines()[0] == f"request 2: {request}"
    for line in (
        "  answered   400, refused",
        "  rule: completed (Conflict)",
        "  status: COMPLETED/CONFIRMED",
        "  invoiced: no",
    ):
        assert line in said.splitlines()
    assert "  a work order that is COMPLETED/CONFIRMED takes createInvoice;" in said
    assert "  documented: A COMPLETED order is refused with 400/921" in said


def test_what_is_to_be_switched_on_can_be_pasted(served: Served, caller: Caller) -> None:
    row = {"Id": 301, "Incoming": {"IVR Check IN/OUT": False}, "GpsCheckInOut": False}
    with client(served.url) as asking:
        asking.put("/_emulator/permissions?sandbox=explained", json=row)
    ask(caller, "/workorders/107002896/universalCheckIn")
    said = explain(served, "2")
    assert "  rows: IVR Check IN/OUT: no" in said.splitlines()
    assert "  provider: 2000093418 Norwell HVAC" in said.splitlines()
    url = f"'{served.url}/_emulator/permissions?sandbox=explained'"
    change = '\'{"Id": 301, "Incoming": {"IVR Check IN/OUT": true}}\''
    assert f"  curl -X PUT {url} -d {change}" in said.splitlines()


def test_what_was_done_is_told_of_a_request_that_passed(served: Served, caller: Caller) -> None:
    caller.check_in()
    lines = explain(served, "2").splitlines()
    assert "  answered   200, answered" in lines
    assert "  changed workorders 107002896" in lines
    assert "why" not in lines


def test_json_is_what_the_control_plane_answers(served: Served, caller: Caller) -> None:
    ask(caller, "/nowhere")
    said = json.loads(explain(served, "2", "--json"))
    path = "/_emulator/requests/2/explain?sandbox=explained"
    assert said == served.get(path).json()
    assert said["reason"] == "no such operation: POST /v3/nowhere"


def test_where_nothing_was_refused_it_says_so(served: Served, caller: Caller) -> None:
    caller.read()
    result = served.fse("explain", "--sandbox", "explained")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "no request was refused; `fse explain ID` explains any\n"


def test_an_unknown_number_is_a_problem(served: Served) -> None:
    result = served.fse("explain", "987654321")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "no request 987654321: it may have been dropped\n"


@pytest.mark.parametrize("number", ["one", "0", "1.5", "-1", "9" * 30])
def test_what_is_no_number_is_wrong_usage(served: Served, number: str) -> None:
    result = served.fse("explain", "--", number)
    assert result.exit_code == 2
    assert "Invalid value for '[ID]'" in result.stderr


def test_a_control_token_is_named_and_not_shown() -> None:
    server = Server("http://there:8080", "", "s3cret", as_json=False)
    [line] = pasted(["wait", "DELETE /_emulator/faults/1"], server)
    assert line == (
        "curl -X DELETE http://there:8080/_emulator/faults/1"
        ' -H "Authorization: Bearer $EMULATOR_TOKEN"'
    )
