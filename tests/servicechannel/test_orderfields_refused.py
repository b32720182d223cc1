"""Changing one field of a work order: who may not, on which orders, and which values are no use."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.servicechannel.test_orderfields import put, value
from tests.world import Api, Emulator, Json

NO_RIGHT = (401, 504, "API call rejected by security permissions")
INVOICED = (400, 921, "Cannot update invoiced Work order")
#: A fitting body for each operation that takes one.
FITTING: dict[str, Json] = {
    "priority": {"Value": "P1 - 4 HOURS"},
    "category": {"Value": "CAPITAL"},
    "trade": {"Value": "DOORS"},
    "nte": {"Value": "900"},
    "scheduledate": {"Value": "2026-06-20T14:00:00Z"},
    "description": {"Value": "No cold air"},
    "caller": {"Value": "Sam Reyes"},
    "ponumber": {"Value": "PO-77"},
    "wonumber": {"Value": "W 12"},
    "projectid": {"Value": 31},
    "projectid/unlink": {},
    "projectedCompletionDate": {"ProjectedCompletionDate": "2026-06-20T14:00:00Z"},
    "weatherTypeId": {"Value": 4},
    "servicenowid": {"ServiceNowId": "INC0010"},
    "projectApproval": {"IsApproved": True, "ProjectId": 9},
    "SetMoeNumber?moeNumber=A-1": {},
    "markRefrigerantUse?refrigerantWasUsed=true": {},
    "UpdateWorkOrderLeakInspectionInfo?refrigerantWasUsed=true&leakWasDetected=true": {},
}
#: Those that answer 404 for an unknown work order.
NOWHERE = ("SetMoeNumber", "markRefrigerantUse", "UpdateWorkOrder")
#: What a provider's user is told where only a subscriber's may.
DENIED = dict.fromkeys(FITTING, NO_RIGHT) | {
    "category": (400, 100, "User has no rights to perform this action"),
    "servicenowid": (403, 804, "User has no permissions to perform this action"),
}
FOR_BOTH = ("scheduledate", "projectedCompletionDate", *NOWHERE)
FOR_SUBSCRIBERS = [name for name in FITTING if not name.startswith(FOR_BOTH)]


@pytest.mark.parametrize("name", FOR_SUBSCRIBERS)
def test_a_provider_edits_no_work_order(provider: Api, name: str) -> None:
    before = demo.trace(provider)
    assert refusal(put(provider, name, FITTING[name])) == DENIED[name]
    assert demo.trace(provider) == before


@pytest.mark.parametrize("name", FITTING)
def test_an_invoiced_work_order_takes_no_change(subscriber: Api, name: str) -> None:
    before = demo.order_of(subscriber, demo.INVOICED)
    assert refusal(put(subscriber, name, FITTING[name], demo.INVOICED)) == INVOICED
    assert demo.order_of(subscriber, demo.INVOICED) == before


@pytest.mark.parametrize("name", FITTING)
@pytest.mark.parametrize(
    "order", [demo.UNKNOWN, demo.XML_ORDER], ids=["unknown", "of another company"]
)
def test_a_work_order_that_the_caller_does_not_see_is_not_found(
    subscriber: Api, name: str, order: int
) -> None:
    answer = put(subscriber, name, FITTING[name], order)
    if name.startswith(NOWHERE):
        assert (answer.status_code, answer.content) == (404, b"")
    else:
        text = "Work order is not found" if name == "category" else "Work order not found"
        assert refusal(answer) == (400, 502, text)


@pytest.mark.parametrize("name", FITTING)
def test_a_location_that_the_user_has_no_access_to_is_refused(
    emulator: Emulator, name: str
) -> None:
    api = emulator.login("larkfield.nyc")
    answer = refusal(put(api, name, FITTING[name], demo.ON_SITE))
    assert answer == (400, 100, "You don't have location access to perform this operation")


@pytest.mark.parametrize(
    ("name", "sent", "code"),
    [
        pytest.param("priority", "P9", 913, id="unknown priority"),
        pytest.param("priority", "", 913, id="no priority"),
        pytest.param("priority", "STANDARD - 48 HOURS", 913, id="another subscriber's priority"),
        pytest.param("category", "FOOD SAFETY", 911, id="another subscriber's category"),
        pytest.param("trade", "", 934, id="no trade"),
        pytest.param("trade", "x" * 51, 934, id="long trade"),
        pytest.param("trade", "REFRIGERATION", 934, id="another subscriber's trade"),
        pytest.param("nte", "much", 905, id="NTE in words"),
        pytest.param("nte", None, 905, id="no NTE"),
        pytest.param("nte", "-1", 905, id="negative NTE"),
        pytest.param("nte", "inf", 905, id="endless NTE"),
        pytest.param("nte", "25000.01", 905, id="over the user's limit"),
        pytest.param("scheduledate", "tomorrow", 908, id="no date"),
        pytest.param("scheduledate", "2026-06-06T19:32:11Z", 908, id="before the call"),
        pytest.param("scheduledate", "2026-07-21T19:32:13Z", 908, id="after the expiration"),
        pytest.param("description", " ", 902, id="blank description"),
        pytest.param("description", "x" * 8001, 902, id="long description"),
        pytest.param("caller", "", 906, id="no caller"),
        pytest.param("caller", "x" * 101, 906, id="long caller"),
        pytest.param("ponumber", "", 920, id="no purchase number"),
        pytest.param("ponumber", "x" * 21, 920, id="long purchase number"),
        pytest.param("ponumber", "107063823", 920, id="purchase number of another order"),
        pytest.param("wonumber", "", 923, id="no number"),
        pytest.param("wonumber", "x" * 21, 923, id="long number"),
        pytest.param("wonumber", "107065549", 923, id="number of another order of the provider"),
        pytest.param("projectid", 0, 503, id="no project"),
        pytest.param("weatherTypeId", -2, 503, id="no weather type"),
        pytest.param("projectid", "many", 503, id="project in words"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_the_fields_own_code(
    subscriber: Api, name: str, sent: object, code: int
) -> None:
    before = demo.trace(subscriber)
    assert refusal(value(subscriber, name, sent))[:2] == (400, code)
    assert demo.trace(subscriber) == before


@pytest.mark.parametrize(
    ("name", "sent", "expected"),
    [
        ("priority", "P9", "Priority isn't found in user settings"),
        ("nte", "99999", "Nte exceeds user limit"),
        ("nte", "x", "Invalid 'Nte' value"),
    ],
)
def test_a_refusal_has_the_vendors_words(
    subscriber: Api, name: str, sent: str, expected: str
) -> None:
    assert refusal(value(subscriber, name, sent))[2] == expected


def test_the_longest_values_fit(subscriber: Api) -> None:
    for name, length in [
        ("description", 8000),
        ("caller", 100),
        ("ponumber", 20),
        ("wonumber", 20),
    ]:
        assert value(subscriber, name, "x" * length).status_code == 200


def test_the_number_of_another_providers_order_may_be_taken(subscriber: Api) -> None:
    assert value(subscriber, "wonumber", "107063823").status_code == 200


@pytest.mark.parametrize("name", ["priority", "nte", "projectedCompletionDate", "projectid"])
def test_without_a_body_there_is_no_data(subscriber: Api, name: str) -> None:
    assert refusal(put(subscriber, name, None))[:2] == (400, 503)


def test_a_categorys_id_has_to_be_its_own(subscriber: Api) -> None:
    assert refusal(put(subscriber, "category", {"Value": "CAPITAL", "Id": 7310}))[1] == 911


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"Value": "900", "Details": {"Price": 800, "Tax": 60}}, id="another sum"),
        pytest.param({"Value": "900"}, id="an order that has details"),
    ],
)
def test_an_nte_that_is_not_the_sum_of_its_details_is_refused(
    emulator: Emulator, subscriber: Api, sent: Json
) -> None:
    emulator.change("workorders", demo.ORDER, Price=600, Tax=50, Nte=650)
    text = "NTE cannot be adjusted, please use subtotal and tax"
    assert refusal(put(subscriber, "nte", sent)) == (400, 931, text)


def test_negative_details_are_no_amount(subscriber: Api) -> None:
    assert refusal(put(subscriber, "nte", {"Details": {"Price": 10, "Tax": -1}}))[1] == 905


def test_a_provider_needs_the_row_to_reschedule(emulator: Emulator, provider: Api) -> None:
    emulator.permit(301, Incoming={"ScheduleDate Update": False})
    before = demo.trace(provider)
    answer = value(provider, "scheduledate", "2026-06-20T14:00:00Z")
    assert refusal(answer) == NO_RIGHT
    assert demo.trace(provider) == before


def resolution(api: Api, order: int = demo.ORDER, **sent: object) -> httpx2.Response:
    return api.post(f"/workorders/{order}/resolution", {"Resolution": "Done"} | sent)


@pytest.mark.parametrize("text", ["", " ", None], ids=["empty", "blank", "null"])
def test_a_resolution_says_something(provider: Api, text: str | None) -> None:
    expected = (400, 503, "Request data is empty")
    assert refusal(resolution(provider, Resolution=text)) == expected


@pytest.mark.parametrize("order", [demo.INVOICED, demo.VOID], ids=["invoiced", "void"])
def test_what_is_over_takes_no_resolution(provider: Api, order: int) -> None:
    assert refusal(resolution(provider, order))[:2] == (400, 904)


def test_a_completed_work_order_takes_one(provider: Api) -> None:
    assert resolution(provider, demo.COMPLETED).status_code == 201


def test_on_hold_there_is_nothing_to_resolve(emulator: Emulator, provider: Api) -> None:
    emulator.change("workorders", demo.ORDER, IsOnHold=True)
    answer = resolution(provider)
    assert refusal(answer) == (400, 933, "Workorder is on hold, no actions allowed")


def test_a_trade_without_refrigerant_has_no_inspection_for_leaks(subscriber: Api) -> None:
    path = "UpdateWorkOrderLeakInspectionInfo?refrigerantWasUsed=true&leakWasDetected=true"
    answer = put(subscriber, path, None, demo.FORBIDDEN_ORDER)
    assert refusal(answer) == (400, 701, "Invalid trade")


def test_a_moe_number_has_at_most_20_characters(provider: Api) -> None:
    path = f"SetMoeNumber?moeNumber={'7' * 21}"
    assert refusal(put(provider, path, None))[:2] == (400, 503)


@pytest.mark.parametrize("name", ["refrigerantUseStatus", "leakWasDetected"])
def test_what_is_not_seen_is_not_read(provider: Api, name: str) -> None:
    answer = provider.get(f"/workorders/{demo.GPS_ORDER}/{name}")
    assert answer.status_code == (404 if name == "refrigerantUseStatus" else 400)


@pytest.mark.parametrize(
    ("method", "sent"),
    [
        pytest.param("PUT", {"IsApproved": True, "ProjectId": 9}, id="never asked"),
        pytest.param("POST", {"Nte": -1, "ProjectId": 9}, id="a negative amount"),
        pytest.param("POST", {"Nte": 5, "ProjectId": 0}, id="no project"),
        pytest.param("POST", {"Nte": 5}, id="no project at all"),
    ],
)
def test_a_project_is_asked_for_something_before_it_answers(
    subscriber: Api, method: str, sent: Json
) -> None:
    path = f"/workorders/{demo.ORDER}/projectApproval"
    assert refusal(subscriber.request(method, path, json=sent))[:2] == (400, 503)
