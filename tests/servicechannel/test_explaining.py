"""What a person is told of ServiceChannel's refusals: rights, and the states of records."""

from collections.abc import Iterator

import pytest

from emulator.kernel.operation import Record
from emulator.vendors.servicechannel import proposal_rules
from emulator.vendors.servicechannel.explaining import KINDS, ROWS, RULES
from emulator.vendors.servicechannel.explaining_states import MOVES
from emulator.vendors.servicechannel.wording import WORDING
from tests.explained import explained
from tests.servicechannel import calling
from tests.servicechannel.explaining import (
    COMPLETED,
    CONFIRMED,
    IN,
    LARKFIELD,
    NORWELL,
    OPEN,
    STATUS,
    TIDEWELL,
    VOID,
    refused,
)
from tests.world import Emulator, Json, start


@pytest.fixture(scope="module")
def shared() -> Iterator[Emulator]:
    """One for all requests that change nothing."""
    with start() as emulator:
        yield emulator


def test_a_missing_permission_names_the_row_and_the_pair(shared: Emulator) -> None:
    said = refused(shared, "tidewell.office", TIDEWELL, IN)
    assert (said["rule"], said["kind"], said["outcome"]) == (
        "no permission",
        "Forbidden",
        "refused",
    )
    assert said["met"] == {
        "way": "in",
        "row of permissions": 303,
        "rows": {"IVR Check IN/OUT": False, "GpsCheckInOut": False, "Active": True},
        "subscriber": LARKFIELD,
        "provider": {"id": 2000118925, "name": "Tidewell Plumbing"},
    }
    assert said["allowed"] == [
        'PUT /_emulator/permissions {"Id": 303, "Incoming": {"IVR Check IN/OUT": true}}',
        'PUT /_emulator/permissions {"Id": 303, "GpsCheckInOut": true}',
    ]


@pytest.mark.parametrize("line", [0, 1])
def test_what_is_to_be_switched_on_lets_the_request_pass_that_rule(
    emulator: Emulator, line: int
) -> None:
    said = refused(emulator, "tidewell.office", TIDEWELL, IN)
    method, path, body = said["allowed"][line].split(" ", 2)
    assert emulator.http.request(method, path, content=body).is_success
    spot = {"Latitude": 1, "Longitude": 1}
    again = emulator.login("tidewell.office").post(f"/workorders/{TIDEWELL}/{IN}", spot)
    assert again.is_success or explained(emulator, again)["rule"] != "no permission"


def test_a_pair_that_is_not_active_is_made_active_too(emulator: Emulator) -> None:
    said = refused(emulator, "tidewell.office", 107052115, IN)
    assert said["met"]["rows"] == {
        "IVR Check IN/OUT": True,
        "GpsCheckInOut": False,
        "Active": False,
    }
    assert '"Incoming": {"Active": true, "IVR Check IN/OUT": true}' in said["allowed"][0]


@pytest.mark.parametrize(
    ("user", "order", "action", "body", "row"),
    [
        ("nwhvac.admin", OPEN, STATUS, COMPLETED, "Set status to COMPLETED"),
        (
            "tidewell.office",
            TIDEWELL,
            STATUS,
            {"Status": {"Primary": "COMPLETED", "Extended": "PENDING CONFIRMATION"}},
            "Set status to COMPLETED_PENDING",
        ),
    ],
    ids=["completed", "pending"],
)
def test_a_completion_names_the_row_that_decides_it(
    shared: Emulator, user: str, order: int, action: str, body: Json, row: str
) -> None:
    said = refused(shared, user, order, action, body)
    assert said["rule"] == "status not permitted"
    assert said["met"]["rows"] == {row: False, "Active": True}
    assert f'{{"{row}": true}}' in said["allowed"][0]


def test_a_status_that_is_no_providers_names_those_that_are(shared: Emulator) -> None:
    said = refused(shared, "nwhvac.admin", OPEN, STATUS, {"Status": {"Primary": "VOID"}})
    assert said["met"]["status"] == "OPEN"
    [line] = said["allowed"]
    assert "COMPLETED/PENDING CONFIRMATION" in line
    assert "VOID" not in line


@pytest.mark.parametrize(
    ("switch", "action", "body", "row"),
    [
        ("status_update_gates", STATUS, COMPLETED, "Status Update"),
        ("note_creation_gates", "notes", {"Note": "x"}, "Note Creation"),
    ],
)
def test_a_row_that_only_some_profiles_ask_for_is_named(
    emulator: Emulator, switch: str, action: str, body: Json, row: str
) -> None:
    emulator.switch(**{switch: True})
    emulator.permit(301, Incoming={row: False})
    said = refused(emulator, "nwhvac.admin", OPEN, action, body)
    assert said["met"]["rows"][row] is False
    assert said["met"]["provider"] == NORWELL


def test_creating_a_work_order_names_the_pair_that_it_would_be_for(shared: Emulator) -> None:
    entry = next(e for e in calling.entries() if e.id == "createWorkOrder")
    answer = calling.request(entry).send(shared, shared.login("tidewell.office").token)
    said = explained(shared, answer)
    assert said["met"]["rows"] == {"Workorder Create": False, "Active": True}
    assert said["met"]["subscriber"] == LARKFIELD


def test_a_completed_work_order_tells_its_status_and_the_legal_moves(shared: Emulator) -> None:
    said = refused(shared, "nwhvac.admin", CONFIRMED, IN)
    assert (said["rule"], said["met"]["status"]) == ("completed", "COMPLETED/CONFIRMED")
    assert said["met"]["takes visits in"] == "OPEN, IN PROGRESS, COMPLETED/PENDING CONFIRMATION"
    [line] = said["allowed"]
    assert line.startswith("a work order that is COMPLETED/CONFIRMED takes createInvoice; changeSt")
    assert IN not in line


def test_a_void_work_order_takes_nothing(shared: Emulator) -> None:
    said = refused(shared, "larkfield.facilities", VOID, STATUS, COMPLETED)
    assert said["allowed"] == ["a work order that is VOID takes nothing: it is the last status"]


def test_a_move_that_is_called_legal_passes(emulator: Emulator) -> None:
    api = emulator.login()
    said = explained(emulator, api.post("/invoices", {"WoIdentifier": str(OPEN)} | INVOICE))
    assert said["met"]["status"] == "OPEN"
    takes = said["allowed"][0].partition(" takes ")[2].split("; ")
    assert takes[:3] == [IN, "acceptWorkOrder", "declineWorkOrder"]
    assert api.request("PUT", f"/workorders/{OPEN}/accept").is_success
    assert api.post(f"/workorders/{OPEN}/{IN}", {}).is_success


INVOICE = {"InvoiceNumber": "A-1", "InvoiceDate": "2026-06-15", "InvoiceTotal": 1}


def test_each_move_is_for_the_callers_that_the_contract_says() -> None:
    known = {entry.id: entry.permission.get("callers") for entry in calling.entries()}
    assert {name: move.callers for name, move in MOVES.items()} == {n: known[n] for n in MOVES}


def test_every_rule_that_is_explained_is_worded() -> None:
    assert (RULES.keys() | ROWS.keys() | KINDS.keys()) - WORDING.keys() == set()


def test_another_companys_work_order_says_whose_it_is(shared: Emulator) -> None:
    said = refused(shared, "sparrow.office", OPEN, IN)
    assert (said["status"], said["kind"]) == (400, "NotFound")
    assert said["met"]["belongs to"] == {"subscriber": LARKFIELD, "provider": NORWELL}
    assert said["met"]["caller of"]["provider"]["name"] == "Sparrow Electric"
    assert "larkfield.facilities" in said["allowed"][0]


def test_a_work_order_that_there_is_not_is_not_another_companys(shared: Emulator) -> None:
    said = refused(shared, "sparrow.office", 5, IN)
    assert said["met"] == {"workorder": 5, "exists": False}


def test_a_work_order_that_the_replica_does_not_have_yet_is_not_hidden_from_others(
    emulator: Emulator,
) -> None:
    emulator.switch(replication_lag_seconds=60)
    emulator.change("workorders", OPEN, CreatedDate="2026-06-15T11:59:30Z")
    said = refused(emulator, "nwhvac.admin", OPEN, IN)
    assert said["met"]["replication lag in seconds"] == 60
    assert said["allowed"] == ["the same request once the replica that is read has it"]


def test_another_companys_invoice_says_whose_it_is(shared: Emulator) -> None:
    number = next(iter(shared.control("GET", "/snapshot")["servicechannel.json"]["invoices"]))
    said = explained(shared, shared.login("tidewell.office").get(f"/invoices/{number}"))
    assert "belongs to" in said["met"]


def test_a_location_out_of_reach_names_it_and_those_within(shared: Emulator) -> None:
    said = explained(shared, shared.login("larkfield.nyc").get("/workorders/107070395/notes"))
    assert said["met"]["location"] == {"id": 2005148285, "name": "Camelback"}
    assert said["met"]["locations of the user"] == [2005148201, 2005148208]
    assert "larkfield.facilities" in said["allowed"][0]


def test_an_unknown_status_names_those_of_the_subscriber(shared: Emulator) -> None:
    wanted = {"Status": {"Primary": "OPEN", "Extended": "NOPE"}}
    said = refused(shared, "nwhvac.admin", OPEN, STATUS, wanted)
    assert (said["rule"], said["met"]["status"]) == ("invalid status", "OPEN")
    assert "OPEN/DECLINED" in said["allowed"][0]


def test_a_status_that_nobody_may_set_is_not_among_those_allowed(shared: Emulator) -> None:
    said = refused(shared, "nwhvac.admin", OPEN, STATUS, {"Status": {"Primary": "INVOICED"}})
    assert said["reason"] == "'INVOICED' is no primary status that a caller may set"
    assert "OPEN" in said["allowed"][0]
    assert "INVOICED" not in said["allowed"][0]


def test_a_proposal_tells_the_moves_that_its_status_takes(shared: Emulator) -> None:
    rows: Record = shared.control("GET", "/snapshot")["servicechannel.json"]["proposals"]
    row = next(r for r in rows.values() if r["Status"]["Primary"] == "On Hold")
    api = shared.login(OWNERS[row["SubscriberId"]])
    said = explained(shared, api.request("PUT", f"/proposals/{row['Id']}/onhold", json={}))
    moves = ", ".join(proposal_rules.moves_of("On Hold", final=False))
    assert said["allowed"][0] == f"a proposal that is On Hold takes {moves}"


OWNERS = {2014917301: "larkfield.facilities", 2014921466: "juniper.ops"}


def test_a_missing_role_names_the_roles_and_users_who_have_one(shared: Emulator) -> None:
    above = next(e for e in calling.entries() if "Super Admin" in str(e.permission.get("roles")))
    answer = calling.request(above).send(shared, shared.login("larkfield.nyc").token)
    said = explained(shared, answer)
    assert said["met"]["role"] == "Location User"
    assert "larkfield.facilities (Super Admin)" in said["allowed"][0]


def test_no_explanation_has_a_bug(shared: Emulator) -> None:
    """Every operation, called by somebody of another company with an example of the contract."""
    for user in ("juniper.ops", "tidewell.office"):
        token = shared.login(user).token
        for entry in calling.entries():
            answer = calling.request(entry).send(shared, token)
            if answer.status_code < 400:
                continue
            assert answer.headers["emulator-reason"], entry.id
            assert "a bug of the emulator" not in explained(shared, answer)["met"], entry.id
