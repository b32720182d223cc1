"""Clients for visits as they are: check-ins from scripts and apps, statuses, notes and files."""

import pytest
import requests

from tests.servicechannel import demo
from tests.servicechannel.clients import SECONDS, Client, Login
from tests.world import CLIENT, PASSWORDS, Json

ORDER = demo.ORDER
PATH = f"/v3/workorders/{ORDER}"


@pytest.fixture
def here(provider_client: Client) -> Client:
    return provider_client


# A utility in VB that posts notes and statuses:
# https://github.com/GannySpenzer/ServiceChannelNotesUpdateUtility


def test_a_status_alone_is_selected_through_a_doubled_slash(here: Client) -> None:
    found = here.read(f"/v3/odata//workorders({ORDER})?$select=Status")
    assert (found["Status"]["Primary"], found["Status"]["Extended"]) == ("OPEN", "")
    assert set(found) == {"@odata.context", "Status"}


def test_the_utility_works_without_a_version_too(here: Client) -> None:
    assert here.read(f"/odata//workorders({ORDER})?$select=Status")["Status"]["Primary"] == "OPEN"
    assert here.read(f"/workorders/{ORDER}")["Notes"]["Last"]["NoteData"]


def test_the_utility_moves_the_status_and_reads_its_note(here: Client) -> None:
    assert here.read(PATH)["Location"]["StoreId"] == "0101"
    body = {
        "Status": {"Primary": "In Progress", "Extended": "Parts Shipped"},
        "Note": "Shipped by UPS",
    }
    answer = here.ask("PUT", f"{PATH}/status", json=body)
    assert (answer.status_code, answer.json()["id"]) == (200, ORDER)
    assert answer.json()["result"] == (
        "Status has been changed from '<b>OPEN</b>' to '<b>IN PROGRESS / PARTS SHIPPED</b>'"
        " with the following comment 'Shipped by UPS'"
    )
    shown = here.read(PATH)
    assert shown["Status"]["Extended"] == "PARTS SHIPPED"
    assert "IN PROGRESS/PARTS SHIPPED" in shown["Notes"]["Last"]["NoteData"]


def test_a_wrong_password_says_so_in_error_description(login: Login) -> None:
    form = {"grant_type": "password", "username": "nwhvac.admin", "password": "wrong"}
    answer = requests.post(login.token, data=form, auth=CLIENT, timeout=SECONDS)
    assert answer.status_code == 400
    assert "incorrect" in answer.json()["error_description"]


# Scripts for snow removal: where, in, wait, out, and what was recorded.


def test_a_script_visits_a_place_at_its_own_coordinates(login: Login, here: Client) -> None:
    place = here.read(f"{PATH}/GPSRadius")
    there = {"Latitude": place["LocLatitude"], "Longitude": place["LocLongitude"]}
    visit = {"WorkTypeId": 1, "TechsCount": 1, "UserId": demo.BRANDT, **there}
    first = here.ask("POST", f"{PATH}/universalCheckIn", json=visit).json()["MechanicId"]
    login.control("POST", "/clock", {"advance": "5m"})
    leave = visit | {"PrimaryStatus": "Incomplete"}
    assert here.ask("POST", f"{PATH}/universalCheckOut", json=leave).json() == {"MechanicId": first}
    recorded = here.read(f"/v3/odata/workorders({ORDER})/Service.CheckInActivity()")["value"]
    assert [row["Action"] for row in recorded] == ["Check In", "Check Out"]
    assert [row["Date"] for row in recorded if row["Action"] == "Check In"]
    assert here.read(PATH)["Status"]["Extended"] == "INCOMPLETE"


def test_a_script_resolves_completes_and_counts_notes(here: Client) -> None:
    location = here.read(PATH)["Location"]["Id"]
    assert here.read(f"/v3/locations/{location}")["StoreId"] == "0101"
    said = here.post(f"{PATH}/resolution", {"Resolution": "Salted and plowed"})
    assert said == {"id": ORDER}
    for extended in ("ON SITE", "INCOMPLETE"):
        body = {"Status": {"Primary": "IN PROGRESS", "Extended": extended}, "Note": ""}
        assert here.ask("PUT", f"{PATH}/status", json=body).status_code == 200
    notes = here.read(f"{PATH}/notes?paging=1%3A9999")["Notes"]
    moved = [note for note in notes if "to <b>IN PROGRESS/ON SITE</b>." in note["NoteData"]]
    assert len(moved) == 1
    assert len(notes) == here.read(f"{PATH}/notes?paging=1%3A1")["AllNotesCount"]


# An app for check-ins: it sends the time of the device, and reads errors in several places.


def test_an_app_checks_in_and_out_with_its_own_times(here: Client) -> None:
    visit = {"WorkTypeId": 1, "TechsCount": 2, "UserId": demo.BRANDT, **demo.near()}
    when = {"CheckInTime": "2026-06-15T11:40:00Z"}
    first = here.ask("POST", f"{PATH}/universalCheckIn", json=visit | when)
    assert isinstance(first.json()["MechanicId"], int)
    leave = {
        "WorkTypeId": 1, "UserId": demo.BRANDT, "PrimaryStatus": "Completed",
        "ActionStatus": "Complete", "CheckOutTime": "2026-06-15T11:50:00Z",
        "Resolution": "Done. " * 250, **demo.near(),
    }  # fmt: skip
    second = here.ask("POST", f"{PATH}/universalCheckOut", json=leave)
    assert second.json()["MechanicId"] == first.json()["MechanicId"]
    assert here.read(PATH)["Status"]["Primary"] == "COMPLETED"


def test_an_app_finds_no_message_but_error_message(here: Client) -> None:
    refused = here.ask("POST", f"{PATH}/universalCheckIn", json={"WorkTypeId": 99})
    assert set(refused.json()) == {"ErrorCodes", "ErrorCode", "ErrorMessage"}


# A client in Express: it refreshes on 401 or on ErrorCode 504.


def test_a_missing_right_looks_like_a_token_that_is_over(login: Login) -> None:
    kept = login.by_password("nwhvac.admin")
    old = Client(f"{login.base}/servicechannel", kept["access_token"])
    login.control("POST", "/clock", {"advance": "11m"})
    over = old.get("/v3/odata/workorders")
    new = login.tokens(grant_type="refresh_token", refresh_token=kept["refresh_token"])
    forbidden = Client(old.base, new["access_token"]).get("/v3/odata/invoices")
    for answer in (over, forbidden):
        assert (answer.status_code, answer.json()["ErrorCode"]) == (401, 504)


def test_logging_in_again_gives_no_right_and_soon_no_token(login: Login) -> None:
    client = login.client()
    login.control("PUT", "/profile", {"name": "sandbox2"})
    person = {"username": "nwhvac.admin", "password": PASSWORDS["nwhvac.admin"]}
    answers = []
    for _ in range(3):
        assert client.get("/v3/odata/invoices").json()["ErrorCode"] == 504
        answers.append(login.ask_token({"grant_type": "password"} | person, CLIENT).status_code)
    assert answers[1:] == [429, 429]


def test_an_express_client_reads_what_it_shows(here: Client) -> None:
    query = {"$select": "Id,Status,LocationId", "$filter": "Status/Primary eq 'OPEN'"}
    order = here.read("/v3/odata/workorders", query)["value"][0]
    assert here.read(f"/v3/odata/workorders({order['Id']})")["Id"] == order["Id"]
    assert here.read(f"/v3/locations/{order['LocationId']}")["Name"]
    profile = here.read("/v3/users/current/profile")["UserProfile"]
    assert {"UserId", "UserName", "Email", "ProviderId", "ProviderName"} <= profile.keys()
    assert here.read("/v3/ApplicationAccess") is not None


# An intake of work orders, with statuses of its own.


@pytest.mark.parametrize(
    "status",
    [
        {"Primary": "OPEN", "Extended": "SCHEDULED"},
        {"Primary": "CANCELED", "Extended": ""},
        {"Primary": "ON HOLD"},
        {"Primary": "COMPLETED", "Extended": ""},
    ],
    ids=str,
)
def test_a_status_that_the_subscriber_does_not_have_is_refused(here: Client, status: Json) -> None:
    answer = here.ask("PUT", f"{PATH}/status", json={"Status": status})
    assert (answer.status_code, answer.json()["ErrorCode"]) == (400, 904)


def test_the_intake_notes_and_adds_a_picture(here: Client) -> None:
    assert here.post(f"{PATH}/notes", {"Note": "Crew on the way", "Visibility": 0})["id"]
    files = {"file": ("before.jpg", b"\xff\xd8\xff\xe0", "image/jpeg")}
    assert here.ask("POST", f"{PATH}/attachments", files=files).status_code == 201


# A client that uploads files, and reads them back by OData.


def test_a_file_is_uploaded_and_read_back(here: Client) -> None:
    assert here.read(PATH)["Id"] == ORDER
    files = {"file": ("visit.pdf", b"%PDF-1.7", "application/pdf")}
    answer = here.ask("POST", f"{PATH}/attachments", files=files).json()
    assert isinstance(answer["Warning"], str)
    (made,) = answer["Attachments"]
    assert made["Path"]
    (listed,) = here.read(f"/v3/odata/workorders({ORDER})/attachments")["value"]
    assert (listed["Id"], listed["Name"]) == (made["Id"], "visit.pdf")
    assert requests.get(listed["Uri"], timeout=SECONDS).content == b"%PDF-1.7"
