"""Records of a sandbox: back to the fixtures, merged in, and the Permissions table."""

from collections.abc import Mapping

import pytest

from tests.control.asking import refused
from tests.world import Api, Emulator, Json, demo

ORDER = 107002896
NO_DAY = "2026-02-30T08:00:00Z"
PATH = f"/workorders/{ORDER}"


def status_of(api: Api, order: int = ORDER) -> object:
    return api.get(f"/workorders/{order}").json()["Status"]["Primary"]


def check_in(api: Api) -> int:
    return api.post(f"{PATH}/universalCheckIn", {"WorkTypeId": 1}).status_code


def test_a_reset_brings_the_records_back(emulator: Emulator) -> None:
    before = status_of(emulator.login())
    assert check_in(emulator.login()) == 200
    assert status_of(emulator.login()) != before
    answer = emulator.http.post("/_emulator/reset")
    assert (answer.status_code, answer.content) == (204, b"")
    assert status_of(emulator.login()) == before


def test_a_reset_ends_tokens(emulator: Emulator) -> None:
    api = emulator.login()
    emulator.control("POST", "/reset")
    assert api.get(PATH).status_code == 401
    assert emulator.control("GET", "/tokens") == {"tokens": []}


def test_a_reset_opens_throttle_windows(sandbox2: Emulator) -> None:
    api = sandbox2.login()
    while api.get(PATH).status_code == 200:
        pass
    sandbox2.control("POST", "/reset")
    assert sandbox2.login().get(PATH).status_code == 200


def test_a_reset_lets_the_next_login_pass(sandbox2: Emulator) -> None:
    sandbox2.login()
    sandbox2.control("POST", "/reset")
    assert sandbox2.token("nwhvac.admin").status_code == 200


def test_a_reset_leaves_the_clock_and_moves_the_fixtures_dates_with_it(emulator: Emulator) -> None:
    before = emulator.login().get(PATH).json()["CallDate"]
    emulator.advance("30d")
    emulator.control("POST", "/reset")
    assert emulator.control("GET", "/clock")["now"] == "2026-07-15T12:00:00+00:00"
    after = emulator.login().get(PATH).json()["CallDate"]
    assert after[:10] > before[:10]
    assert after[10:] == before[10:]


def test_a_reset_undoes_changed_switches_and_keeps_the_profiles_name(emulator: Emulator) -> None:
    emulator.switch(strict_20=True)
    emulator.control("POST", "/reset")
    told = emulator.control("GET", "/profile")["servicechannel"]
    assert (told["name"], told["profile"]["switches"]["strict_20"]) == ("relaxed", False)


def test_records_are_added_and_replaced(emulator: Emulator) -> None:
    copy = demo("workorders", ORDER) | {"Id": 900000001}
    changed = demo("workorders", ORDER) | {"PurchaseNumber": "PO-1"}
    tables = {"workorders": {"900000001": copy, str(ORDER): changed}}
    told = emulator.control("POST", "/fixtures", {"servicechannel": tables})
    assert told == {"merged": {"servicechannel": 2}}
    api = emulator.login()
    assert api.get("/workorders/900000001").status_code == 200
    assert api.get(PATH).json()["PurchaseNumber"] == "PO-1"


def test_records_that_are_merged_may_refer_to_each_other(emulator: Emulator) -> None:
    order = demo("workorders", ORDER) | {"Id": 900000001}
    known = emulator.login().get(f"{PATH}/notes").json()["Notes"][0]["Id"]
    note = demo("notes", known) | {"Id": 999999, "WorkOrderId": 900000001}
    tables = {"notes": {"999999": note}, "workorders": {"900000001": order}}
    told = emulator.control("POST", "/fixtures", {"servicechannel": tables})
    assert told["merged"]["servicechannel"] == 2


def test_merging_nothing_changes_nothing(emulator: Emulator) -> None:
    assert emulator.control("POST", "/fixtures", {}) == {"merged": {}}
    told = emulator.control("POST", "/fixtures", {"servicechannel": {}})
    assert told == {"merged": {"servicechannel": 0}}


def test_a_fixture_that_says_when_it_was_written_moves_to_today(emulator: Emulator) -> None:
    meta = {"1": {"format": 1, "now": "2026-06-01T12:00:00Z", "shift": True}}
    order = demo("workorders", ORDER) | {"CallDate": "2026-06-01T08:00:00Z"}
    tables = {"_meta": meta, "workorders": {str(ORDER): order}}
    told = emulator.control("POST", "/fixtures", {"servicechannel": tables})
    assert told["merged"]["servicechannel"] == 1
    assert emulator.login().get(PATH).json()["CallDate"].startswith("2026-06-15T")


def test_merged_dates_stay_as_they_are_without_a_meta(emulator: Emulator) -> None:
    emulator.advance("30d")
    emulator.change("workorders", ORDER, CallDate="2026-06-01T08:00:00Z")
    assert emulator.login().get(PATH).json()["CallDate"].startswith("2026-06-01T")


def test_all_problems_are_told_and_nothing_is_merged(emulator: Emulator) -> None:
    good = demo("workorders", ORDER) | {"PurchaseNumber": "PO-1"}
    wrong = demo("workorders", ORDER) | {"Id": 900000001, "LocationId": 1, "CallDate": NO_DAY}
    tables = {
        "workorders": {str(ORDER): good, "900000001": wrong, "900000002": good},
        "vehicles": {},
    }
    told = refused(emulator, "POST", "/fixtures", {"servicechannel": tables})
    assert told["title"] == "the records are not accepted"
    assert sorted(told["detail"].splitlines()) == [
        f"servicechannel: {problem}"
        for problem in (
            "vehicles: unknown table; known: " + known_tables(told),
            f"workorders/900000001: CallDate: '{NO_DAY}' is not a 'date-time'",
            "workorders/900000001: LocationId: 1, expected an Id of locations",
            f"workorders/900000002: Id: {ORDER}, expected 900000002, as its key says",
        )
    ]
    assert emulator.login().get(PATH).json()["PurchaseNumber"] != "PO-1"


def known_tables(told: Json) -> str:
    (line,) = [line for line in told["detail"].splitlines() if "unknown table" in line]
    return str(line).partition("; known: ")[2]


BODIES: Mapping[str, object] = {
    "list": [],
    "text": "x",
    "null": None,
    "table-list": {"workorders": []},
    "record-list": {"workorders": {"1": []}},
    "record-null": {"workorders": {"1": None}},
    "meta": {"_meta": {}},
    "huge-number": {"workorders": {"1": {"Id": 10**18}}},
    "fraction": {"workorders": {"1.0": {"Id": 1.0}}},
}


@pytest.mark.parametrize("tables", BODIES.values(), ids=BODIES)
def test_tables_of_another_shape_are_refused(emulator: Emulator, tables: object) -> None:
    told = refused(emulator, "POST", "/fixtures", {"servicechannel": tables})
    assert told["detail"].startswith("servicechannel: ")


def test_records_of_an_unknown_vendor_are_refused_with_those_of_a_known_one(
    emulator: Emulator,
) -> None:
    good = demo("workorders", ORDER) | {"PurchaseNumber": "PO-1"}
    body = {"servicechannel": {"workorders": {str(ORDER): good}}, "acme": {}}
    assert refused(emulator, "POST", "/fixtures", body, 404)["title"] == "no vendor acme"
    assert emulator.login().get(PATH).json()["PurchaseNumber"] != "PO-1"


def test_the_permissions_tables_are_listed(emulator: Emulator) -> None:
    rows = emulator.control("GET", "/permissions")["servicechannel"]
    assert rows[0] == demo("permissions", 301)


def test_a_permission_is_changed_by_itself(emulator: Emulator) -> None:
    changed = emulator.control("PUT", "/permissions", {"Id": 301, "Incoming": {"Active": False}})
    row = demo("permissions", 301)
    assert changed == row | {"Incoming": row["Incoming"] | {"Active": False}}
    assert emulator.control("GET", "/permissions")["servicechannel"][0] == changed


def test_a_changed_permission_counts_from_the_next_request_on(emulator: Emulator) -> None:
    api = emulator.login()
    row = {"Id": 301, "Incoming": {"IVR Check IN/OUT": False}, "GpsCheckInOut": False}
    emulator.control("PUT", "/permissions", row)
    assert check_in(api) == 400
    row = {"Id": 301, "Incoming": {"IVR Check IN/OUT": True}, "vendor": "servicechannel"}
    emulator.control("PUT", "/permissions", row)
    assert check_in(api) == 200


@pytest.mark.parametrize(
    ("body", "status", "title"),
    [
        ({}, 404, "no row None"),
        ({"Id": 1}, 404, "no row 1"),
        ({"Id": "301"}, 404, "no row 301"),
        ({"Id": [301]}, 404, "no row [301]"),
        ({"Id": 301, "vendor": "acme"}, 404, "no vendor acme"),
        ({"Id": 301, "vendor": []}, 404, "no vendor []"),
        ({"Id": 301, "Incoming": {"Active": "yes"}}, 400, "the row is not accepted"),
        ({"Id": 301, "Incoming": 5}, 400, "the row is not accepted"),
        ({"Id": 301, "Unheard": 5}, 400, "the row is not accepted"),
        ({"Id": 301, "ProviderId": 1}, 400, "the row is not accepted"),
    ],
    ids=[
        "no-id",
        "unknown-id",
        "text-id",
        "list-id",
        "unknown-vendor",
        "list-vendor",
        "wrong-type",
        "no-group",
        "unknown-field",
        "unknown-provider",
    ],
)
def test_a_change_that_no_row_can_take_changes_nothing(
    emulator: Emulator, body: Json, status: int, title: str
) -> None:
    assert refused(emulator, "PUT", "/permissions", body, status)["title"] == title
    assert emulator.control("GET", "/permissions")["servicechannel"][0] == demo("permissions", 301)
