"""An operating platform of a provider as it is: lists by the page, notes, users, invoices.

Source: https://github.com/cjroberts2013/brenk-operating-platform
"""

from functools import reduce

import pytest

from tests.servicechannel import billing, demo
from tests.servicechannel.clients import Client, Login
from tests.world import Json

LIST = "/v3/workorders"
#: What no work order may miss, in a list or alone: clients index it.
NEEDED = [
    "Id", "Number", "PurchaseNumber", "Status.Primary", "Status.Extended",
    "Status.CanCreateInvoice", "Location.Id", "Location.StoreId", "Location.Name",
    "Subscriber.Id", "Subscriber.Name", "Provider.Id", "Provider.Name", "Notes.Count.Total",
    "Notes.Count.Own", "Attachments.Count.Total", "Attachments.Count.Own", "Currency.Id",
    "Currency.AlphabeticalCode", "Currency.Rate", "Labels", "CheckInRange", "LocationId", "Trade",
    "Category", "Priority", "Description", "Resolution", "Caller", "CreatedBy", "ProblemCode",
    "ApprovalCode", "Nte", "CallDate", "CallDate_DTO", "ScheduledDate", "ScheduledDate_DTO",
    "ExpirationDate", "UpdatedDate", "UpdatedDate_DTO", "CreatedDate", "AssetCount", "PostedId",
    "IsInvoiced", "IsExpired", "IsEnabledForMobile", "HasWorkActivity", "AutoComplete",
    "AutoInvoice", "IsCheckInDenied", "CheckInDeniedReason",
]  # fmt: skip
RIGHTS = (401, 504)


@pytest.fixture
def brenk(provider_client: Client) -> Client:
    return provider_client


def missing(order: Json) -> list[str]:
    """The paths that a client would stumble over."""

    def found(path: str) -> bool:
        try:
            reduce(lambda value, key: value[key], path.split("."), order)
        except (KeyError, TypeError):
            return False
        return True

    return [path for path in NEEDED if not found(path)]


def test_a_list_is_bare_and_pages_end_with_an_empty_one(brenk: Client) -> None:
    pages = [brenk.read(LIST, {"page": page, "pageSize": 20}) for page in (1, 2, 3)]
    assert [type(page) for page in pages] == [list, list, list]
    assert [len(page) for page in pages[:2]] == [20, len(brenk.read(LIST)) - 20]
    assert pages[2] == []
    ids = [order["Id"] for page in pages for order in page]
    assert len(ids) == len(set(ids))


def test_a_page_is_never_longer_than_50(login: Login, brenk: Client) -> None:
    record = demo.record("workorders", demo.ORDER)
    login.merge("workorders", *(record | {"Id": 107100000 + n} for n in range(40)))
    assert len(brenk.read(LIST, {"page": 1, "pageSize": 500})) == 50


@pytest.mark.parametrize("user", ["nwhvac.admin", "larkfield.facilities", "nwhvac.tbrandt"])
def test_no_work_order_of_a_list_misses_what_is_indexed(login: Login, user: str) -> None:
    for order in login.client(user).read(LIST, {"page": 1, "pageSize": 50}):
        assert missing(order) == []


@pytest.mark.parametrize("user", ["nwhvac.admin", "larkfield.facilities"])
def test_no_work_order_misses_what_is_indexed(login: Login, user: str) -> None:
    client = login.client(user)
    for order in client.read(LIST, {"page": 1, "pageSize": 50}):
        assert missing(client.read(f"{LIST}/{order['Id']}")) == []


def test_a_bare_new_work_order_misses_nothing_either(subscriber_client: Client) -> None:
    body = {
        "ContractInfo": {"StoreId": "0101", "TradeName": "HVAC"},
        "Category": "REPAIR", "Priority": "P2 - 8 HOURS", "Nte": 0,
        "CallDate": "2026-06-15T11:30:00Z", "Description": "Warm",
    }  # fmt: skip
    number = subscriber_client.post("/v3/workorders", body)["id"]
    assert missing(subscriber_client.read(f"{LIST}/{number}")) == []


def test_notes_come_with_their_counts(brenk: Client) -> None:
    found = brenk.read(f"{LIST}/{demo.ON_SITE}/notes", {"paging": "1:50"})
    assert list(found) == ["Notes", "AllNotesCount", "UserNotesCount", "SystemNotesCount"]
    assert found["AllNotesCount"] == found["UserNotesCount"] + found["SystemNotesCount"]
    assert found["AllNotesCount"] == len(found["Notes"])
    expected = {"Id", "Number", "NoteData", "DateCreated", "NoteType", "Visibility", "Attachments",
                "IsPinned", "ActionRequired", "CreatedBy", "CompanyName"}  # fmt: skip
    for note in found["Notes"]:
        assert expected <= note.keys()


def test_users_are_read_by_odata_and_not_by_rest(brenk: Client) -> None:
    users = brenk.read("/v3/odata/users")["value"]
    assert {"nwhvac.admin", "nwhvac.tbrandt"} <= {user["UserName"] for user in users}
    assert {"Id", "UserName", "FullName", "Email"} <= users[0].keys()
    refused = brenk.get("/v3/users")
    assert (refused.status_code, refused.json()["ErrorCode"]) == RIGHTS


@pytest.mark.parametrize(
    "path",
    ["/v3/odata/invoices", f"{LIST}/{demo.ORDER}/techniciansAssigned"],
)
def test_what_only_subscribers_read_looks_like_an_expired_token(brenk: Client, path: str) -> None:
    refused = brenk.get(path)
    assert (refused.status_code, refused.json()["ErrorCode"]) == RIGHTS


def test_files_are_not_read_by_rest(brenk: Client) -> None:
    assert "UnsupportedApiVersion" in brenk.get(f"{LIST}/{demo.ORDER}/attachments").text


def test_an_invoice_is_created_and_counted(brenk: Client) -> None:
    before = brenk.read("/v3/invoices/statistics", {"daysPeriod": 90})
    assert set(before) == {"DaysPeriod", "WoReadyForInvoices", "OpenInvoices",
                           "ApprovedInvoicesDaysPeriod", "ApprovedInvoices"}  # fmt: skip
    body = {"InvoiceNumber": "BR1001", "WoIdentifier": str(billing.COMPLETED), "InvoiceTotal": 200}
    assert isinstance(brenk.post("/v3/invoices", body)["Id"], int)
    after = brenk.read("/v3/invoices/statistics", {"daysPeriod": 90})
    assert after["OpenInvoices"] == before["OpenInvoices"] + 1
    assert after["WoReadyForInvoices"] == before["WoReadyForInvoices"] - 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"WoIdentifier": "1"}, 917),
        ({"WoIdentifier": str(demo.PENDING)}, 904),
        ({"InvoiceNumber": "BR-1001!"}, 1180),
        ({"InvoiceNumber": None}, 503),
        ({"WoIdentifier": None}, 503),
    ],
    ids=str,
)
def test_an_invoice_that_does_not_fit_is_refused(brenk: Client, changes: Json, code: int) -> None:
    body = {"InvoiceNumber": "BR1001", "WoIdentifier": str(billing.COMPLETED), "InvoiceTotal": 200}
    answer = brenk.ask("POST", "/v3/invoices", json=body | changes)
    assert (answer.status_code, answer.json()["ErrorCode"]) == (400, code)


def test_what_a_subscriber_asks_of_invoices_is_read_first(brenk: Client) -> None:
    asked = brenk.read(f"/v3/invoices/{demo.LARKFIELD}/InvoiceRequirements")
    assert isinstance(asked, dict)
    reasons = brenk.read(f"/v3/invoices/{demo.LARKFIELD}/InvoiceRejectionReasons")
    assert reasons


def test_unknown_parameters_are_ignored(brenk: Client) -> None:
    assert brenk.read(LIST, {"assignedTo": 1, "userId": 2}) == brenk.read(LIST)
