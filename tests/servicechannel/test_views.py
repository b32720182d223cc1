"""The shape of a work order, as the clients that index it need it."""

from datetime import datetime

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import check_in, order_of
from tests.world import NOON, Api, Emulator, Json, start

#: What the clients of clients.md index without asking, and what work-orders.md saw on the wire.
ALWAYS = (
    "Id", "Number", "PurchaseNumber", "PostedId", "Status", "Subscriber", "Provider", "Location",
    "LocationId", "Category", "CategoryId", "Trade", "TradeId", "Priority", "PriorityId",
    "ProblemCode", "IssueTicketInfo", "Description", "Resolution", "Caller", "CallerId",
    "CreatedBy", "ApprovalCode", "Source", "Nte", "Currency", "CallDate", "CallDate_DTO",
    "ScheduledDate", "ScheduledDate_DTO", "ExpirationDate", "ExpirationDate_DTO", "UpdatedDate",
    "UpdatedDate_DTO", "CreatedDate", "CreatedDate_DTO", "Notes", "Attachments", "AssetCount",
    "IsInvoiced", "IsExpired", "IsEnabledForMobile", "HasWorkActivity", "AutoComplete",
    "AutoInvoice", "IsCheckInDenied", "CheckInDeniedReason", "CheckInRange", "Labels",
    "LinkedWorkOrders",
)  # fmt: skip
INSIDE = {
    "Status": ("Primary", "Extended", "CanCreateInvoice"),
    "Subscriber": ("Id", "Name", "ShortName", "IsOutsourcedWorkOn"),
    "Provider": (
        "Id", "Name", "Phone", "DoNotDispatch", "IsInternal", "IsOnOffShoreFeatureEnabled",
    ),
    "Location": (
        "Id", "SubscriberId", "StoreId", "Name", "Region", "District", "TimeShiftToEST",
        "AddressTypeId", "IsInternational", "Notes",
    ),
    "Currency": ("Id", "AlphabeticalCode", "Rate"),
    "Notes": ("WorkOrderId", "Count", "Last"),
    "IssueTicketInfo": ("Id", "SetupId"),
}  # fmt: skip
DATES = ("CallDate", "ScheduledDate", "ExpirationDate", "UpdatedDate", "CreatedDate")
RECALL, LABELLED, LINKED, HONOLULU, DENVER, SEATTLE = (
    107071898, 106872164, 107066307, 106982224, 106950559, 106973157,
)  # fmt: skip
orders = pytest.mark.parametrize(
    "order",
    [
        demo.ORDER, demo.WITHOUT_COORDINATES, demo.COMPLETED, demo.PENDING, demo.INVOICED,
        demo.VOID, demo.MAINTENANCE, demo.XML_ORDER, RECALL, LABELLED, LINKED,
    ],
)  # fmt: skip


def nulls(value: object) -> int:
    """How many nulls there are at any depth."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (value is None) + sum(map(nulls, inside))


@orders
def test_every_field_that_clients_index_is_there(provider: Api, order: int) -> None:
    shown = order_of(provider, order)
    assert [name for name in ALWAYS if name not in shown] == []
    missing = [(n, f) for n, fields in INSIDE.items() for f in fields if f not in shown[n]]
    assert missing == []


@orders
def test_unset_fields_are_left_out_instead_of_null(provider: Api, order: int) -> None:
    assert nulls(order_of(provider, order)) == 0


def test_the_example_is_shown_in_full(provider: Api) -> None:
    shown = order_of(provider)
    assert shown["Number"] == shown["PurchaseNumber"] == "107002896"
    assert shown["Status"] == {"Primary": "OPEN", "Extended": "", "CanCreateInvoice": False}
    assert shown["Subscriber"]["Name"] == "Larkfield Outfitters"
    assert shown["Provider"]["Name"] == "Norwell HVAC"
    assert shown["Location"]["StoreId"] == "0101"
    assert shown["Currency"] == {"Id": 1, "AlphabeticalCode": "USD", "Rate": 0.0}
    assert (shown["PostedId"], shown["AssetCount"], shown["Resolution"]) == (0, 0, "")
    assert (shown["Nte"], shown["CheckInRange"]) == (650.0, 2.0)


def test_the_top_level_location_id_is_0_although_the_location_has_one(provider: Api) -> None:
    """Source: observed live."""
    shown = order_of(provider)
    assert (shown["LocationId"], shown["Location"]["Id"]) == (0, 2005148201)


def test_without_a_label_there_is_one_of_id_0(provider: Api) -> None:
    assert order_of(provider)["Labels"] == [{"Id": 0}]


def test_labels_are_shown_with_their_names(provider: Api) -> None:
    labels = [{"Id": 14, "Label": "Repeat visit"}, {"Id": 15, "Label": "Escalated"}]
    assert order_of(provider, LABELLED)["Labels"] == labels


def test_a_work_order_without_an_issue_has_the_empty_issue(provider: Api) -> None:
    assert order_of(provider, demo.XML_ORDER)["IssueTicketInfo"] == {"Id": 0, "SetupId": 0}


def test_a_recall_and_links_are_shown(provider: Api) -> None:
    assert order_of(provider, RECALL)["RecallWorkOrder"] == 106619146
    assert order_of(provider, LINKED)["LinkedWorkOrders"] == [{"Id": 107043620}]


def test_a_store_without_coordinates_shows_none(provider: Api) -> None:
    assert (
        not {"Latitude", "Longitude"}
        & order_of(provider, demo.WITHOUT_COORDINATES)["Location"].keys()
    )


@orders
def test_every_date_has_a_twin_of_the_same_instant(provider: Api, order: int) -> None:
    shown = order_of(provider, order)
    for name in (n for n in shown if f"{n}_DTO" in shown):
        twin = shown[f"{name}_DTO"]
        assert shown[name].endswith("Z")
        assert not twin.endswith("Z")
        assert datetime.fromisoformat(twin) == datetime.fromisoformat(shown[name])


@pytest.mark.parametrize(
    ("order", "now", "offset"),
    [
        pytest.param(demo.ORDER, NOON, "-04:00", id="New York in summer"),
        pytest.param(demo.ORDER, "2026-01-15T12:00:00Z", "-05:00", id="New York in winter"),
        pytest.param(demo.TEN_MILES, NOON, "-07:00", id="Phoenix in summer"),
        pytest.param(demo.TEN_MILES, "2026-01-15T12:00:00Z", "-07:00", id="Phoenix in winter"),
        pytest.param(DENVER, NOON, "-06:00", id="Denver in summer"),
        pytest.param(HONOLULU, NOON, "-10:00", id="Honolulu"),
    ],
)
def test_the_twin_has_the_offset_of_the_location_at_that_time(
    order: int, now: str, offset: str
) -> None:
    shown = order_of(start(clock=now).login(), order)
    assert {shown[f"{name}_DTO"][-6:] for name in DATES} == {offset}


def test_each_date_has_the_offset_of_its_own_season() -> None:
    provider = start(clock="2026-11-03T12:00:00Z").login()
    check_in(provider)
    shown = order_of(provider)
    assert shown["CallDate_DTO"].endswith("-04:00")
    assert shown["UpdatedDate_DTO"] == "2026-11-03T07:00:00-05:00"


def test_the_twin_is_eastern_where_the_profile_says_so(emulator: Emulator, provider: Api) -> None:
    assert order_of(provider, demo.TEN_MILES)["CallDate_DTO"] == "2026-06-12T14:44:48-07:00"
    emulator.switch(dto_zone="eastern")
    assert order_of(provider, demo.TEN_MILES)["CallDate_DTO"] == "2026-06-12T17:44:48-04:00"


@pytest.mark.parametrize(
    ("now", "utc", "twin"),
    [
        pytest.param(NOON, "12:00:00Z", "08:00:00-04:00", id="whole seconds"),
        pytest.param("2026-06-15T12:00:00.530Z", "12:00:00.53Z", "08:00:00.53-04:00", id="trimmed"),
        pytest.param(
            "2026-06-15T12:00:10.000001Z", "12:00:10.000001Z", "08:00:10.000001-04:00", id="micro"
        ),
        pytest.param("2026-06-15T12:00:10.100Z", "12:00:10.1Z", "08:00:10.1-04:00", id="tenth"),
    ],
)
def test_fractions_of_a_second_lose_their_trailing_zeros(
    emulator: Emulator, provider: Api, now: str, utc: str, twin: str
) -> None:
    emulator.control("POST", "/clock", {"set": now})
    check_in(provider)
    shown = order_of(provider)
    assert shown["UpdatedDate"] == f"2026-06-15T{utc}"
    assert shown["UpdatedDate_DTO"] == f"2026-06-15T{twin}"


def test_the_completion_date_is_there_once_it_is_completed(provider: Api) -> None:
    assert not {"CompletedDate", "CompletedDate_DTO"} & order_of(provider).keys()
    assert {"CompletedDate", "CompletedDate_DTO"} <= order_of(provider, demo.COMPLETED).keys()


@pytest.mark.parametrize(
    ("order", "now", "hours"),
    [
        pytest.param(demo.ORDER, NOON, 0, id="New York"),
        pytest.param(demo.TEN_MILES, NOON, -3, id="Phoenix in summer"),
        pytest.param(demo.TEN_MILES, "2026-01-15T12:00:00Z", -2, id="Phoenix in winter"),
        pytest.param(SEATTLE, NOON, -3, id="Seattle"),
        pytest.param(HONOLULU, NOON, -6, id="Honolulu in summer"),
    ],
)
def test_the_location_tells_its_hours_from_eastern_time(order: int, now: str, hours: int) -> None:
    assert order_of(start(clock=now).login(), order)["Location"]["TimeShiftToEST"] == hours


@pytest.mark.parametrize(
    ("order", "billable"),
    [
        pytest.param(demo.COMPLETED, True, id="completed"),
        pytest.param(demo.CONFIRMED, True, id="confirmed"),
        pytest.param(demo.PENDING, False, id="pending confirmation"),
        pytest.param(106717810, False, id="completed in the subscriber's own status"),
        pytest.param(demo.INVOICED, False, id="invoiced"),
        pytest.param(demo.ORDER, False, id="open"),
        pytest.param(demo.ON_SITE, False, id="in progress"),
        pytest.param(demo.VOID, False, id="void"),
    ],
)
def test_an_invoice_can_be_made_for_a_billable_work_order_only(
    provider: Api, order: int, *, billable: bool
) -> None:
    assert order_of(provider, order)["Status"]["CanCreateInvoice"] is billable


def test_no_second_invoice_can_be_made(emulator: Emulator, provider: Api) -> None:
    emulator.merge("workorders", demo.record("workorders", demo.COMPLETED) | {"IsInvoiced": True})
    assert order_of(provider, demo.COMPLETED)["Status"]["CanCreateInvoice"] is False


def test_the_last_note_is_shown_in_short(provider: Api) -> None:
    provider.post(f"/workorders/{demo.ORDER}/notes", {"Note": "Hello", "ActionRequired": True})
    assert order_of(provider)["Notes"] == {
        "WorkOrderId": 0,
        "Count": {"Total": 3, "Own": 1},
        "Last": {
            "Id": 884759138,
            "Number": 3,
            "NoteData": "Hello",
            "DateCreated": NOON,
            "ActionRequired": True,
            "MailedTo": "",
            "CreatedBy": "Renee Castellano",
        },
    }


@pytest.mark.parametrize(("order", "total"), [(demo.ORDER, 0), (demo.INVOICED, 1)])
def test_the_attachments_are_counted(provider: Api, order: int, total: int) -> None:
    assert order_of(provider, order)["Attachments"]["Count"]["Total"] == total


def test_a_work_order_expires_one_second_after_its_expiration_date(emulator: Emulator) -> None:
    emulator.control("POST", "/clock", {"set": "2026-07-21T19:32:11Z"})
    provider = emulator.login()
    seen = []
    for _ in range(3):
        seen.append(order_of(provider)["IsExpired"])
        emulator.advance("1s")
    assert seen == [False, False, True]


OUTSIDE = (
    'As of now client "{}" is not participating in the GPS CHECK-IN application.'
    " Please continue to use IVR for this client."
)
NO_GPS = "This store does not have GPS coordinates available."


@pytest.mark.parametrize(
    ("user", "order", "reason"),
    [
        pytest.param("nwhvac.admin", demo.ORDER, "", id="nothing"),
        pytest.param(
            "nwhvac.admin", demo.XML_ORDER, OUTSIDE.format("Juniper Spoon Kitchens"), id="outside"
        ),
        pytest.param("nwhvac.admin", demo.WITHOUT_COORDINATES, NO_GPS, id="no coordinates"),
        pytest.param(
            "tidewell.office",
            demo.FORBIDDEN_ORDER,
            OUTSIDE.format("Larkfield Outfitters"),
            id="GPS off for the pair",
        ),
    ],
)
def test_what_stands_in_the_way_of_a_gps_check_in_is_told(
    emulator: Emulator, user: str, order: int, reason: str
) -> None:
    shown = order_of(emulator.login(user), order)
    assert (shown["IsCheckInDenied"], shown["CheckInDeniedReason"]) == (bool(reason), reason)


def test_two_reasons_are_told_one_after_the_other(emulator: Emulator, provider: Api) -> None:
    emulator.permit(301, GpsCheckInOut=False)
    reason = order_of(provider, demo.WITHOUT_COORDINATES)["CheckInDeniedReason"]
    assert reason == f"{OUTSIDE.format('Larkfield Outfitters')} {NO_GPS}"


def test_a_read_after_a_change_shows_the_change(provider: Api, subscriber: Api) -> None:
    def statuses() -> list[Json]:
        return [order_of(api)["Status"] for api in (provider, subscriber)]

    before = statuses()
    check_in(provider)
    after = statuses()
    assert [s["Extended"] for s in before + after] == ["", "", "ON SITE", "ON SITE"]
