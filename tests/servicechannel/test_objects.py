"""The object of a message: which fields it has, of which types, for which event."""

from collections.abc import Iterator

import pytest

from tests.servicechannel.demo import ORDER, record
from tests.servicechannel.told import NORWELL, Told, telling
from tests.world import NOON

CREATED = {
    "LinkedWorOrderIds", "Id", "Number", "PurchaseNumber", "SubscriberId", "ProviderId",
    "ProviderName", "LocationId", "LocationName", "LocationStoreId", "Status", "Caller",
    "CreatedBy", "CallDate", "CallDate_DTO", "CreatedDate_DTO", "Priority", "Trade",
    "ScheduledDate", "ScheduledDate_DTO", "AreaId", "AssetType", "ProblemType", "ExpirationDate",
    "ExpirationDate_DTO", "Description", "Category", "Nte", "CurrencyAlphabeticalCode",
    "ProblemCode", "Source", "Attachments", "UpdatedDate", "UpdatedDate_DTO",
}  # fmt: skip
COMMON = {"Id", "SubscriberId", "ProviderId", "LocationId", "Trade", "Category"}
UPDATED = {"UpdatedDate", "UpdatedDate_DTO"}
USER = ["Id", "AuthUserId", "UserName", "FullName", "Email", "LoginType", "ProviderId"]
#: Work orders of Norwell's: with a file and a resolution, with labels, with a link.
WITH_FILE, LABELLED, LINKED = 106205501, 106872164, 107066307


@pytest.fixture
def told() -> Iterator[Told]:
    """Norwell is told everything."""
    with telling() as emulator:
        emulator.listen(NORWELL)
        yield emulator


def test_a_new_work_order_is_told_whole_but_for_what_is_not_set(told: Told) -> None:
    said = told.fire("WorkOrderCreated", ORDER)
    assert set(said) == CREATED
    assert said["Status"] == {"Primary": "OPEN", "Extended": ""}
    assert said["LinkedWorOrderIds"] == said["Attachments"] == []
    assert (said["AreaId"], said["ProblemType"], said["AssetType"]) == (
        226,
        "HVAC",
        "ROOFTOP UNIT 2",
    )
    assert (said["LocationStoreId"], said["ProviderName"]) == ("0101", "Norwell HVAC")


def test_an_instant_is_utc_and_its_twin_in_the_locations_time(told: Told) -> None:
    said = told.fire("WorkOrderCreated", ORDER)
    assert said["CallDate"] == "2026-06-06T19:32:12Z"
    assert said["CallDate_DTO"] == "2026-06-06T15:32:12-04:00"
    assert "CreatedDate" not in said


@pytest.mark.parametrize("event", ["WorkOrderStatusChanged", "WorkOrderNteChanged"])
def test_most_events_carry_the_work_order_as_a_new_one_does(told: Told, event: str) -> None:
    assert set(told.fire(event, ORDER)) == CREATED


@pytest.mark.parametrize(
    ("event", "field", "value"),
    [
        ("WorkOrderPriorityChanged", "PriorityId", 4206),
        ("WorkOrderTradeChanged", "TradeId", 11520),
        ("WorkOrderCategoryChanged", "CategoryId", 7310),
    ],
)
def test_a_change_of_a_named_value_has_its_id_too(
    told: Told, event: str, field: str, value: int
) -> None:
    said = told.fire(event, ORDER)
    assert set(said) == CREATED | {field}
    assert said[field] == value


def test_a_note_comes_with_the_whole_work_order(told: Told) -> None:
    provider = told.emulator.login()
    provider.post(f"/workorders/{ORDER}/notes", {"Note": "Gate code is 4411", "MailedTo": "a@b.c"})
    said = told.messages()[-1]["Object"]
    assert set(said) == CREATED | {"Notes", "UpdatedBy"}
    (note,) = said["Notes"]
    assert (note["NoteData"], note["NoteType"], note["MailedTo"]) == (
        "Gate code is 4411",
        "UsersNote",
        "a@b.c",
    )
    assert (note["DateCreated"], note["DateCreated_DTO"]) == (NOON, "2026-06-15T08:00:00-04:00")
    assert note["AttachmentIds"] == []
    assert note["CreatedByUser"]["FullName"] == note["CreatedBy"] == "Renee Castellano"
    assert "ScheduledDate" not in note


def test_a_note_event_that_is_fired_for_a_work_order_tells_its_newest_note(told: Told) -> None:
    assert [n["Id"] for n in told.fire("WorkOrderNoteAdded", ORDER)["Notes"]] == [884608114]


def test_a_note_event_that_is_fired_for_a_note_tells_that_note(told: Told) -> None:
    said = told.fire("WorkOrderNotePinned", "notes/884604442")
    assert (said["Id"], [n["Id"] for n in said["Notes"]]) == (ORDER, [884604442])


def test_whoever_resolves_what_a_note_asks_for_is_not_known_when_it_is_fired(told: Told) -> None:
    (note,) = told.fire("WorkOrderNoteActionResolved", ORDER)["Notes"]
    assert note["ActionResolveDetails"] == {"ResolvedDate": NOON, "IsResolved": True}


@pytest.mark.parametrize("event", ["WorkOrderStarAdded", "WorkOrderStarRemoved"])
def test_a_star_says_when_it_was_set_in_local_time_only(told: Told, event: str) -> None:
    """As captured (https://github.com/elithaxxor/ServiceChannel_API)."""
    said = told.fire(event, ORDER)
    assert set(said) == COMMON | {"UpdatedDate_DTO"}
    assert said["UpdatedDate_DTO"] == "2026-06-15T08:00:00-04:00"


def test_a_file_is_told_with_its_work_orders_common_fields(told: Told) -> None:
    said = told.fire("WorkOrderAttachmentAdded", "attachments/61200317")
    assert set(said) == COMMON | UPDATED | {"Attachments"}
    (file,) = said["Attachments"]
    assert (said["Id"], file["Id"], file["Name"]) == (WITH_FILE, 61200317, "IMG_6874.jpg")
    assert (file["Type"], file["CreatedBy"]["FullName"]) == (1, "Tomas Brandt")
    assert file["Date"] == "2026-03-26T14:23:57Z"
    assert told.emulator.http.get(file["Uri"]).headers["content-type"] == "image/jpeg"


def test_a_whole_work_order_lists_its_files_and_says_its_resolution(told: Told) -> None:
    said = told.fire("WorkOrderStatusChanged", WITH_FILE)
    assert 61200317 in [file["Id"] for file in said["Attachments"]]
    assert said["Resolution"].startswith("Compressor")
    assert said["CompletedDate_DTO"] == "2026-03-28T11:23:18-04:00"


def test_a_file_that_providers_may_not_see_is_in_no_work_order(told: Told) -> None:
    told.emulator.change("attachments", 61200317, Visibility=2)
    said = told.fire("WorkOrderStatusChanged", WITH_FILE)
    assert 61200317 not in [file["Id"] for file in said["Attachments"]]


@pytest.mark.parametrize(
    ("event", "order", "fields"),
    [
        (
            "WorkOrderLabelAdded",
            LABELLED,
            {"Labels": [{"Id": 14, "Text": "Repeat visit"}, {"Id": 15, "Text": "Escalated"}]},
        ),
        ("WorkOrderResolutionUpdated", ORDER, {"Resolution": ""}),
        ("WorkOrderResolutionCodeUpdated", ORDER, {"ResolutionCodes": []}),
        ("WorkOrderRootCauseCodeUpdated", ORDER, {"RootCauses": []}),
        (
            "WorkOrderLinksAdded",
            LINKED,
            {
                "WorkOrderId": LINKED,
                "LinkedWorkOrdersIds": [107043620],
                "UnlinkLinkedWorkOrders": False,
            },
        ),
        (
            "WorkOrderTechnicianAssigned",
            ORDER,
            {"WorkOrderId": ORDER, "Technician": {"Id": 1544987, "AuthUserId": 1544987}},
        ),
    ],
    ids=["labels", "resolution", "codes", "causes", "links", "technician"],
)
def test_some_events_say_only_what_was_done(
    told: Told, event: str, order: int, fields: dict[str, object]
) -> None:
    said = told.fire(event, order)
    assert {name: said[name] for name in set(said) - COMMON - UPDATED} == fields
    assert set(said) >= COMMON | UPDATED


def test_an_issue_choice_is_the_orders_issue(told: Told) -> None:
    assert told.fire("WorkOrderIssueChoiceChanged", ORDER)["IssueChoice"] == {
        "SetupId": 1183,
        "AreaId": 226,
        "AreaName": "SALES FLOOR",
        "ProblemType": "HVAC",
        "EquipmentType": "ROOFTOP UNIT 2",
        "ProblemCode": "Not Cooling",
    }


def test_an_order_without_an_issue_leaves_its_fields_out(told: Told) -> None:
    said = told.fire("WorkOrderCreated", 106235667)
    assert {"AreaId", "AssetType", "ProblemType"}.isdisjoint(said)


def test_what_the_firer_adds_comes_on_top(told: Told) -> None:
    said = told.fire("WorkOrderScheduledDateChanged", ORDER, RescheduleReason="Parts", Nte=1.5)
    assert (said["RescheduleReason"], said["Nte"]) == ("Parts", 1.5)


@pytest.mark.parametrize(
    ("event", "named", "expected"),
    [
        ("SubscriberTradeUpdated", "trades/11520", {"Name": "HVAC", "NamePrimary": "HVAC"}),
        ("SubscriberPriorityCreated", "priorities/4205", {"Name": "P1 - 4 HOURS"}),
        ("SubscriberCategoryDeleted", "categories/7310", {"Name": "REPAIR"}),
        (
            "SubscriberStatusUpdated",
            "statuses/8802",
            {"Name": "DECLINED", "NamePrimary": "OPEN"},
        ),
    ],
    ids=["trade", "priority", "category", "status"],
)
def test_a_row_of_a_subscribers_list_is_told_to_the_subscriber(
    told: Told, event: str, named: str, expected: dict[str, object]
) -> None:
    told.listen(2014917301, event)
    assert told.fire(event, named) == {
        "Id": int(named.rpartition("/")[2]),
        "SubscriberId": 2014917301,
        **expected,
    }


def test_a_location_is_told_whole(told: Told) -> None:
    told.listen(2014917301)
    said = told.fire("LocationUpdated", "locations/2005148201")
    assert (said["StoreId"], said["FullName"], said["PhoneNumber"]) == (
        "0101",
        "Union Square",
        "(212) 555-0140",
    )
    assert (said["TimeZoneId"], said["TimeShiftToEst"]) == ("America/New_York", 0)
    assert said["UpdatedDate"] == NOON


def test_a_locations_notes_are_told_by_whose_they_are(told: Told) -> None:
    told.listen(2014917301)
    changed = [{"Name": "Access", "Value": "Back door"}]
    said = told.fire("LocationNotesChanged", "locations/2005148201", ChangedValues=changed)
    assert said == {
        "LocationId": 2005148201,
        "SubscriberId": 2014917301,
        "ChangedValues": changed,
    }


def test_a_contract_spells_its_trade_as_the_vendor_does(told: Told) -> None:
    said = told.fire("ProviderTradeAssigned", "providers/2000093418", TradedId=11520)
    assert said == {"ProviderId": NORWELL, "LocationIds": [], "TradedId": 11520}


def test_what_there_is_no_record_of_says_what_the_given_one_has(told: Told) -> None:
    said = told.fire("InvoicePaid", f"workorders/{ORDER}", Number="INV-1")
    whole = record("workorders", ORDER)
    assert said == {name: whole[name] for name in COMMON} | {"Number": "INV-1"}


def test_an_event_without_any_record_says_what_it_is_given(told: Told) -> None:
    assert told.fire("InvoicePaid", Id=7) == {"Id": 7}
