"""Accepting, declining and reassigning work orders."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

NORWELL, SPARROW, TIDEWELL = 2000093418, 2000104772, 2000118925
UNION_SQUARE, BACK_BAY = 2005148201, 2005148215
CONFIRMED, DECLINED = 107043620, 107051266
NO_RIGHT = (401, 504, "API call rejected by security permissions")
NO_ACTION = (400, 904, "Work order is in status that does not allow to perform this action")
STATUS_AND_NOTE = ["WorkOrderStatusChanged", "WorkOrderNoteAdded"]


@pytest.fixture(autouse=True)
def line(emulator: Emulator) -> None:
    """Sparrow and Tidewell come after Norwell for HVAC, at the stores of the work orders here."""
    for place in (UNION_SQUARE, BACK_BAY):
        demo.contract(emulator, SPARROW, 2, LocationId=place)
        demo.contract(emulator, TIDEWELL, 3, LocationId=place)


def put(api: Api, name: str, body: Json | None = None, order: int = demo.ORDER) -> httpx2.Response:
    return api.request("PUT", f"/workorders/{order}/{name}", json=body)


def decline(api: Api, order: int = demo.ORDER, /, **body: object) -> httpx2.Response:
    return put(api, "decline", body, order)


def reassign(api: Api, order: int = demo.ORDER, /, **body: object) -> httpx2.Response:
    return put(api, "reassign", {"ReasonId": 2, "ProviderId": SPARROW} | body, order)


def test_accepting_confirms_the_dispatch(emulator: Emulator, provider: Api) -> None:
    answer = put(provider, "accept")
    assert (answer.status_code, answer.content) == (200, b"")
    assert demo.status(provider) == ("IN PROGRESS", "DISPATCH CONFIRMED")
    assert demo.events(emulator, answer) == STATUS_AND_NOTE


def test_a_note_comes_with_the_acceptance(emulator: Emulator, provider: Api) -> None:
    answer = put(provider, "accept", {"Note": "Tomorrow at eight"})
    assert demo.events(emulator, answer) == [*STATUS_AND_NOTE, "WorkOrderNoteAdded"]
    assert [note["NoteType"] for note in demo.notes(provider)[:2]] == ["SystemNote", "UsersNote"]


def test_what_was_accepted_is_not_accepted_again(provider: Api) -> None:
    put(provider, "accept")
    before = demo.trace(provider)
    expected = (400, 5202, "This work order was already accepted")
    assert refusal(put(provider, "accept")) == expected
    assert demo.trace(provider) == before


@pytest.mark.parametrize(
    "order",
    [demo.ON_SITE, DECLINED, demo.COMPLETED, demo.INVOICED, demo.VOID],
    ids=["on site", "declined", "completed", "invoiced", "void"],
)
def test_only_what_is_open_waits_for_an_answer(provider: Api, order: int) -> None:
    assert refusal(put(provider, "accept", None, order)) == NO_ACTION
    assert refusal(decline(provider, order, DeclineReasonId=1)) == NO_ACTION


@pytest.mark.parametrize("name", ["accept", "decline"])
def test_a_subscriber_gives_no_answer(subscriber: Api, name: str) -> None:
    assert refusal(put(subscriber, name, {"DeclineReasonId": 1})) == NO_RIGHT


@pytest.mark.parametrize("name", ["accept", "decline"])
@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.GPS_ORDER], ids=["unknown", "another's"])
def test_the_work_order_of_an_answer_is_the_providers(provider: Api, name: str, order: int) -> None:
    expected = (400, 502, "Work order is not found")
    assert refusal(put(provider, name, {"DeclineReasonId": 1}, order)) == expected


def test_an_id_that_cannot_be_one_is_404_when_accepting(provider: Api) -> None:
    assert refusal(put(provider, "accept", None, 0))[::2] == (404, "Invalid work order ID")


@pytest.mark.parametrize("name", ["accept", "decline"])
def test_a_location_out_of_reach_takes_no_answer(emulator: Emulator, name: str) -> None:
    emulator.change("users", demo.NORWELL_ADMIN, LocationIds=[2005148215])
    answer = put(emulator.login(), name, {"DeclineReasonId": 1})
    assert refusal(answer) == (400, 804, "User has no permission to perform this action")


def test_declining_says_why(emulator: Emulator, provider: Api) -> None:
    answer = decline(provider, DeclineReasonId=6, Note="A lift is needed")
    assert (answer.status_code, answer.content) == (200, b"")
    assert demo.status(provider) == ("OPEN", "DECLINED")
    assert demo.events(emulator, answer) == [*STATUS_AND_NOTE, "WorkOrderNoteAdded"]
    assert demo.notes(provider)[0]["NoteData"].endswith("Reason: NTE too low.")


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({}, (9001, "Decline reason id is required")),
        ({"DeclineReasonId": 7}, (9003, "Invalid decline reason ID")),
        (
            {"DeclineReasonId": 1, "CustomDeclineReason": "Ice"},
            (9002, "This decline reason does not allow custom text"),
        ),
        ({"DeclineReasonId": 5}, (5201, "Work order decline failed")),
    ],
)
def test_a_reason_has_to_fit(provider: Api, sent: Json, expected: tuple[int, str]) -> None:
    before = demo.trace(provider)
    assert refusal(decline(provider, **sent)) == (400, *expected)
    assert demo.trace(provider) == before


def test_a_profile_can_do_without_a_reason(emulator: Emulator, provider: Api) -> None:
    emulator.switch(decline_reason_required=False)
    assert decline(provider).status_code == 200


def test_a_reassigned_work_order_is_the_new_providers(
    emulator: Emulator, subscriber: Api, provider: Api
) -> None:
    answer = reassign(subscriber, demo.ON_SITE, Note="Nobody answers")
    assert answer.json() == {"id": demo.ON_SITE}
    assert demo.events(emulator, answer) == [
        "WorkOrderProviderChanged",
        "WorkOrderStatusChanged",
        "WorkOrderNoteAdded",
        "WorkOrderNoteAdded",
    ]
    assert provider.get(f"/workorders/{demo.ON_SITE}").status_code == 404
    shown = demo.order_of(emulator.login("sparrow.office"), demo.ON_SITE)
    assert (shown["Provider"]["Id"], shown["Status"]["Primary"]) == (SPARROW, "OPEN")
    assert shown["ReassignDate"] == "2026-06-15T12:00:00Z"
    assert shown["Notes"]["Last"]["NoteData"].endswith("Reason: Provider cannot meet the ETA.")


def test_activities_stay_and_technicians_go(emulator: Emulator, subscriber: Api) -> None:
    before = demo.activities(subscriber, demo.ON_SITE)
    reassign(subscriber, demo.ON_SITE)
    assert demo.activities(subscriber, demo.ON_SITE) == before
    kept = [row["WorkOrderId"] for row in demo.stored(emulator, "technicianassignments")]
    assert kept != []
    assert demo.ON_SITE not in kept


def test_another_trade_is_a_reassignment_too(emulator: Emulator, subscriber: Api) -> None:
    answer = reassign(subscriber, demo.ON_SITE, ProviderId=NORWELL, Trade="lighting")
    assert demo.events(emulator, answer) == ["WorkOrderTradeChanged", "WorkOrderNoteAdded"]
    shown = demo.order_of(subscriber, demo.ON_SITE)
    assert (shown["Trade"], shown["Status"]["Extended"]) == ("LIGHTING", "ON SITE")


def test_a_reassignment_changes_what_it_names(emulator: Emulator, subscriber: Api) -> None:
    sent = {
        "Nte": 900, "Problem": "No air", "ProblemCode": "No Airflow", "Category": "capital",
        "Priority": "P1 - 4 HOURS", "ScheduledDate": "2026-06-20T14:00:00Z",
    }  # fmt: skip
    emulator.change("workorders", demo.ORDER, Price=600, Tax=50, Nte=650.0)
    answer = reassign(subscriber, **sent)
    names = ("Priority", "Category", "Nte", "ScheduledDate", "Description", "Provider")
    told = [*(f"WorkOrder{name}Changed" for name in names), "WorkOrderNoteAdded"]
    assert demo.events(emulator, answer) == told
    shown = demo.order_of(subscriber)
    assert not {"Price", "Tax"} & shown.keys()
    assert "NTE changed from <b>650.00</b> to <b>900.00</b>." in shown["Notes"]["Last"]["NoteData"]
    expected = {
        "Nte": 900.0, "Description": "No air", "ProblemCode": "No Airflow", "Category": "CAPITAL",
        "PriorityId": 4205, "ScheduledDate": "2026-06-20T14:00:00Z",
    }  # fmt: skip
    assert shown.items() >= expected.items()


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"ReasonId": None}, (503, "Invalid Work order reassignment reason")),
        ({"ReasonId": 99}, (503, "Invalid Work order reassignment reason")),
        ({"ProviderId": None}, (503, "Required provider id not found")),
        ({"ProviderId": 7}, (101, "Invalid Provider Id")),
        ({"Trade": "ROOFING"}, (101, "Provider not found for selected trade and location")),
        ({"ProviderId": NORWELL}, (503, "Provider or trade should be changed")),
        ({"Nte": -1}, (905, "Invalid 'Nte' value")),
        ({"Nte": 25001}, (905, "Nte value exceeds user limit")),
        ({"Category": "FOOD SAFETY"}, (911, "Invalid 'Category'")),
        ({"Priority": "P9"}, (913, "Invalid 'Priority'")),
        ({"Nte": "much"}, (503, "Request data is empty")),
    ],
)
def test_a_reassignment_that_does_not_fit_is_refused(
    subscriber: Api, sent: Json, expected: tuple[int, str]
) -> None:
    before = demo.trace(subscriber)
    assert refusal(reassign(subscriber, **sent)) == (400, *expected)
    assert demo.trace(subscriber) == before


def test_a_provider_without_a_contract_gets_nothing(emulator: Emulator, subscriber: Api) -> None:
    refused = reassign(subscriber, Trade="PLUMBING")
    expected = (400, 101, "Provider not found for selected trade and location")
    assert refusal(refused) == expected
    demo.contract(emulator, SPARROW, 3, TradeId=11521)
    assert reassign(subscriber, Trade="PLUMBING").status_code == 200


@pytest.mark.parametrize("body", [None, {}], ids=["no body", "an empty one"])
def test_an_empty_reassignment_is_refused(subscriber: Api, body: Json | None) -> None:
    assert refusal(put(subscriber, "reassign", body)) == (400, 1301, "Request data is empty")


@pytest.mark.parametrize(
    ("order", "code"),
    [(demo.COMPLETED, 503), (demo.VOID, 503), (demo.INVOICED, 921), (demo.UNKNOWN, 502)],
)
def test_what_is_done_with_does_not_change_hands(subscriber: Api, order: int, code: int) -> None:
    assert refusal(reassign(subscriber, order))[:2] == (400, code)


@pytest.mark.parametrize(("allowed", "status"), [(False, 403), (True, 200)])
def test_providers_reassign_where_the_profile_says_so(
    emulator: Emulator, provider: Api, status: int, *, allowed: bool
) -> None:
    emulator.switch(provider_reassign=allowed)
    answers = [
        provider.get(f"/workorders/reassign/reasons?subscriberId={demo.LARKFIELD}"),
        reassign(provider),
    ]
    assert [answer.status_code for answer in answers] == [status, status]
    if not allowed:
        text = "API call rejected by lack of provider permissions"
        assert refusal(answers[1]) == (403, 804, text)


def test_the_reasons_are_those_that_are_taken(subscriber: Api, provider: Api) -> None:
    reasons = subscriber.get("/workorders/reassign/reasons").json()
    assert [reason["Id"] for reason in reasons] == [1, 2, 3, 4, 5, 6]
    assert refusal(provider.get("/workorders/reassign/reasons"))[:2] == (400, 400)


def test_reasons_are_those_of_a_subscriber_that_the_provider_works_for(
    emulator: Emulator, provider: Api
) -> None:
    emulator.switch(provider_reassign=True)
    answer = provider.get("/workorders/reassign/reasons?subscriberId=7")
    assert refusal(answer) == (400, 401, "Invalid subscriber id")


def next_in_line(api: Api, subscriber: int, order: int) -> httpx2.Response:
    return api.request("PUT", f"/subscribers/{subscriber}/workorders/{order}/reassign")


def test_the_next_in_line_gets_the_work_order(emulator: Emulator, subscriber: Api) -> None:
    for expected in (SPARROW, TIDEWELL, NORWELL):
        answer = next_in_line(subscriber, demo.LARKFIELD, demo.ORDER)
        assert answer.json() == {"id": demo.ORDER}
        assert demo.events(emulator, answer) == ["WorkOrderProviderChanged", "WorkOrderNoteAdded"]
        assert demo.order_of(subscriber)["Provider"]["Id"] == expected


@pytest.mark.parametrize(
    ("owner", "order", "status"),
    [
        (demo.JUNIPER, demo.ORDER, 404),
        (demo.LARKFIELD, demo.UNKNOWN, 404),
        (demo.LARKFIELD, demo.COMPLETED, 400),
    ],
)
def test_there_is_not_always_a_next(subscriber: Api, owner: int, order: int, status: int) -> None:
    assert next_in_line(subscriber, owner, order).status_code == status


def test_nobody_is_next_where_there_is_only_one(
    emulator: Emulator, provider: Api, subscriber: Api
) -> None:
    for provider_id in (SPARROW, TIDEWELL):
        emulator.change("providers", provider_id, DoNotDispatch=True)
    assert next_in_line(subscriber, demo.LARKFIELD, demo.ORDER).status_code == 404
    assert refusal(next_in_line(provider, demo.LARKFIELD, demo.ORDER)) == NO_RIGHT


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({}, SPARROW), ({"trade": "ROOFING"}, None), ({"locationId": 2005148341}, None)],
    ids=["another provider", "unknown trade", "another subscriber's location"],
)
def test_who_would_be_next(subscriber: Api, changes: Json, expected: int | None) -> None:
    query = {
        "workorderId": demo.ORDER, "providerId": NORWELL, "locationId": 2005148201, "trade": "HVAC"
    } | changes  # fmt: skip
    answer = subscriber.get("/workorders/providerforreassignment", params=query)
    assert answer.status_code == (200 if expected else 204)
    assert (answer.json()["Id"] if expected else None) == expected
