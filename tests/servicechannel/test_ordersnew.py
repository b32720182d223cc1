"""New work orders: what they are made of, and who may make them."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

NORWELL, TIDEWELL, UNION_SQUARE = 2000093418, 2000118925, 2005148201
CALLED = "2026-06-15T11:30:00Z"
PLACE = {"SubscriberId": demo.LARKFIELD, "LocationId": UNION_SQUARE, "TradeName": "HVAC"}
CLASSIC: Json = {
    "ContractInfo": PLACE | {"ProviderId": NORWELL},
    "Category": "REPAIR",
    "Priority": "P2 - 8 HOURS",
    "Nte": 250,
    "CallDate": CALLED,
    "Description": "Sales floor is warm",
    "Status": {"Primary": "Open", "Extended": ""},
}
LISTED: Json = CLASSIC | {
    "ContractInfo": PLACE,
    "SetupId": 1183,
    "ProblemCode": "Not Cooling",
    "IssueRequestInfo": {"AreaId": 226, "ProblemType": "HVAC", "AssetType": "ROOFTOP UNIT 2"},
}


def create(api: Api, body: Json | None = None, **changes: object) -> httpx2.Response:
    return api.post("/workorders", (body or CLASSIC) | changes)


def made(api: Api, body: Json | None = None, **changes: object) -> Json:
    """The new work order as it is read back."""
    answer = create(api, body, **changes)
    assert answer.status_code == 201, answer.text
    return demo.order_of(api, answer.json()["id"])


def test_a_new_work_order_answers_its_id_alone(subscriber: Api) -> None:
    answers = [create(subscriber), create(subscriber)]
    first = answers[0].json()["id"]
    assert [(a.status_code, a.json()) for a in answers] == [
        (201, {"id": first}),
        (201, {"id": first + 1}),
    ]
    assert first > 107077583


def test_a_new_work_order_tells_of_itself_and_of_its_first_note(
    emulator: Emulator, subscriber: Api
) -> None:
    answer = create(subscriber)
    assert demo.events(emulator, answer) == ["WorkOrderCreated", "WorkOrderNoteAdded"]
    order_id = answer.json()["id"]
    (note,) = demo.notes(subscriber, order_id)
    assert (note["Number"], note["NoteType"]) == (1, "SystemNote")
    assert note["NoteData"] == f"Work order <b>{order_id}</b> created."


def test_what_is_left_open_is_filled_in(subscriber: Api) -> None:
    shown = made(subscriber)
    expected = {
        "Number": str(shown["Id"]),
        "PurchaseNumber": str(shown["Id"]),
        "Status": {"Primary": "OPEN", "Extended": "", "CanCreateInvoice": False},
        "CategoryId": 7310,
        "TradeId": 11520,
        "PriorityId": 4206,
        "Caller": "Dana Whitfield",
        "CreatedBy": "Dana Whitfield",
        "CallDate": CALLED,
        "ScheduledDate": "2026-06-15T19:30:00Z",
        "ExpirationDate": "2026-07-30T11:30:00Z",
        "CreatedDate": "2026-06-15T12:00:00Z",
        "Nte": 250.0,
        "Currency": {"Id": 1, "AlphabeticalCode": "USD", "Rate": 0.0},
        "Source": "API",
        "IssueTicketInfo": {"Id": 0, "SetupId": 0},
        "Resolution": "",
    }
    assert {name: shown[name] for name in expected} == expected
    assert (shown["Provider"]["Id"], shown["Location"]["Id"]) == (NORWELL, UNION_SQUARE)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({"Number": "A-1"}, {"Number": "A-1"}, id="number"),
        pytest.param({"PurchaseNumber": "PO-9"}, {"PurchaseNumber": "PO-9"}, id="purchase number"),
        pytest.param({"CallerName": "Sam"}, {"Caller": "Sam"}, id="caller"),
        pytest.param({"Category": "capital"}, {"Category": "CAPITAL"}, id="category in any case"),
        pytest.param(
            {"Category": None, "CategoryId": 7313}, {"Category": "WARRANTY"}, id="category by id"
        ),
        pytest.param(
            {"Priority": None, "PriorityId": "4205"},
            {"Priority": "P1 - 4 HOURS", "ScheduledDate": "2026-06-15T15:30:00Z"},
            id="priority by id",
        ),
        pytest.param(
            {"Category": "MAINTENANCE"},
            {"ExpirationDate": "2026-07-15T11:30:00Z"},
            id="maintenance",
        ),
        pytest.param(
            {"ScheduledDate": "2026-06-16T09:00:00-04:00"},
            {"ScheduledDate": "2026-06-16T13:00:00Z"},
            id="scheduled date",
        ),
        pytest.param(
            {"CallDate": None, "CallDateDto": "2026-06-15T07:30:00-04:00"},
            {"CallDate": CALLED},
            id="call date with an offset",
        ),
        pytest.param(
            {"ExtendedInfo": {"Price": 200, "Tax": "40", "Tax2": 10, "AutoInvoice": True}},
            {"Price": 200.0, "Tax": 40.0, "Tax2": 10.0, "AutoInvoice": True},
            id="price and taxes",
        ),
        pytest.param(
            {"ExtendedInfo": {"expirationdate": "2026-06-30T00:00:00Z"}},
            {"ExpirationDate": "2026-06-30T00:00:00Z"},
            id="expiration date",
        ),
        pytest.param({"RecallWorkOrder": demo.ORDER}, {"RecallWorkOrder": demo.ORDER}, id="recall"),
        pytest.param({"ProjectId": 12}, {"ProjectId": 12}, id="project"),
        pytest.param({"Nte": "250.5"}, {"Nte": 250.5}, id="NTE as text"),
        pytest.param({"Unknown": 1}, {"Nte": 250.0}, id="unknown field"),
    ],
)
def test_what_is_sent_is_shown(subscriber: Api, sent: Json, expected: Json) -> None:
    assert made(subscriber, **sent).items() >= expected.items()


@pytest.mark.parametrize(
    "contract",
    [
        {"StoreId": "0101", "TradeName": "HVAC"},
        {"LocationId": str(UNION_SQUARE), "TradeName": "hvac"},
        {"locationid": UNION_SQUARE, "tradeid": 11520},
        {"SubscriberId": demo.JUNIPER, "StoreId": "0101", "TradeName": "HVAC"},
    ],
    ids=["by store", "ids as text", "trade by id", "another subscriber's id is not read"],
)
def test_a_place_and_a_trade_are_found(subscriber: Api, contract: Json) -> None:
    shown = made(subscriber, ContractInfo=contract)
    assert (shown["Location"]["Id"], shown["Trade"]) == (UNION_SQUARE, "HVAC")


def test_the_best_in_rank_that_is_dispatched_gets_what_names_none(
    emulator: Emulator, subscriber: Api
) -> None:
    demo.contract(emulator, 2000104772, 2)
    assert made(subscriber, ContractInfo=PLACE)["Provider"]["Id"] == NORWELL
    emulator.change("providers", NORWELL, DoNotDispatch=True)
    assert made(subscriber, ContractInfo=PLACE)["Provider"]["Id"] == 2000104772


def test_an_asset_stands_for_its_location_and_trade(subscriber: Api) -> None:
    sent = {"SubscriberId": demo.LARKFIELD}
    shown = made(subscriber, ContractInfo=sent, AssetId=48120)
    assert (shown["Location"]["Id"], shown["Trade"]) == (UNION_SQUARE, "HVAC")
    assert shown["AssetCount"] == 1


def test_an_issue_list_tells_where_the_problem_is(subscriber: Api) -> None:
    shown = made(subscriber, LISTED)
    head = "SALES FLOOR / HVAC / ROOFTOP UNIT 2 / Not Cooling"
    assert shown["Description"] == f"{head} / Sales floor is warm"
    assert shown["ProblemCode"] == "Not Cooling"
    assert shown["IssueTicketInfo"] == {
        "Id": shown["Id"],
        "SetupId": 1183,
        "AreaId": 226,
        "AreaName": "SALES FLOOR",
        "ProblemGroup": "HVAC",
        "Equipment": "ROOFTOP UNIT 2",
        "ProblemCode": "Not Cooling",
    }


def test_a_description_that_has_its_head_keeps_it(subscriber: Api) -> None:
    whole = "SALES FLOOR / HVAC / ROOFTOP UNIT 2 / Not Cooling / Warm"
    assert made(subscriber, LISTED, Description=whole)["Description"] == whole


def test_a_completed_work_order_can_be_made(subscriber: Api) -> None:
    shown = made(subscriber, Status={"Primary": "Completed", "Extended": "Confirmed"})
    assert shown["Status"] == {
        "Primary": "COMPLETED", "Extended": "CONFIRMED", "CanCreateInvoice": True
    }  # fmt: skip
    assert shown["CompletedDate"] == "2026-06-15T12:00:00Z"


def test_a_provider_makes_its_own_work_orders(provider: Api) -> None:
    shown = made(provider, ContractInfo=PLACE, Nte=None)
    assert (shown["Provider"]["Id"], shown["Nte"]) == (NORWELL, 0.0)
    assert shown["CreatedBy"] == "Renee Castellano"


def test_a_provider_needs_the_row_to_make_one(emulator: Emulator, provider: Api) -> None:
    emulator.permit(301, Incoming={"Workorder Create": False})
    refused = refusal(create(provider))
    assert refused == (401, 504, "API call rejected by security permissions")


@pytest.mark.parametrize(
    ("gates", "row", "nte", "status"),
    [
        (False, False, 250, 201),
        (True, False, 250, 401),
        (True, False, 0, 201),
        (True, True, 250, 201),
    ],
)
def test_the_row_of_ntes_counts_where_the_profile_says_so(
    emulator: Emulator, provider: Api, nte: int, status: int, *, gates: bool, row: bool
) -> None:
    emulator.switch(create_nte_gates=gates)
    emulator.permit(301, Incoming={"NTE Update": row})
    assert create(provider, Nte=nte).status_code == status


def test_a_new_work_order_can_be_worked_on(provider: Api) -> None:
    order = made(provider)["Id"]
    assert demo.check_in(provider, order).status_code == 200
    assert demo.status(provider, order) == ("IN PROGRESS", "ON SITE")


def test_the_issue_info_of_a_work_order(subscriber: Api) -> None:
    order = create(subscriber, LISTED).json()["id"]
    info = subscriber.get(f"/workorders/issueinfo/{order}").json()
    assert (info["SetupId"], info["AreaName"]) == (1183, "SALES FLOOR")
    assert subscriber.get(f"/workorders/issueinfo/{demo.UNKNOWN}").status_code == 404
