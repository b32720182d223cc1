"""Feedback on work orders: what it needs, what follows, and who may give it."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

NO_RIGHTS = (401, 504, "API call rejected by security permissions")
EMPTY = (400, 503, "Request is empty or null")
NO_STARS = (400, 935, "Invalid Star Score")
#: Completed and not judged; one that waits for confirmation; judged ones, by Marcus Oyelaran.
DONE, PENDING, JUDGED, COMPLAINED = 106746300, 106941940, 106586738, 106872164
GOOD: Json = {"Answer": "satisfactory", "StarScore": 5}
BAD: Json = {"Answer": "unsatisfactory", "Comment": "It still leaks."}


def judge(api: Api, order: int, /, **body: object) -> httpx2.Response:
    return api.post(f"/feedbacks/workorders/{order}", body)


def rate(api: Api, order: int, /, **body: object) -> httpx2.Response:
    return api.post(f"/workorders/{order}/feedback", body)


def said(api: Api, *orders: int) -> list[Json]:
    """What is read of some work orders; both operations answer the same."""
    query = "&".join(f"workOrdersIds={order}" for order in orders)
    found: list[Json] = api.get(f"/feedbacks/byWorkorders?{query}").json()["Reviews"]
    assert api.get(f"/workorders/feedback/list?{query}").json() == found
    return found


def test_feedback_is_read_as_it_was_given(subscriber: Api) -> None:
    answer = judge(subscriber, DONE, **GOOD, Comment=" Well done. ")
    assert (answer.status_code, answer.content) == (201, b"")
    assert said(subscriber, DONE) == [
        {
            "Id": 90217,
            "TrackingNumber": DONE,
            "SubscriberName": "Larkfield Outfitters",
            "LocationName": "0134",
            "UserFullName": "Dana Whitfield",
            "ReviewedDate": "2026-06-15T12:00:00Z",
            "StarScore": 5,
            "Comment": "Well done.",
        }
    ]


def test_good_feedback_leaves_a_completed_work_order(emulator: Emulator, subscriber: Api) -> None:
    answer = judge(subscriber, DONE, **GOOD)
    assert demo.events(emulator, answer) == ["WorkOrderNoteAdded"]
    assert demo.status(subscriber, DONE) == ("COMPLETED", "")
    assert demo.notes(subscriber, DONE)[0]["NoteData"] == "Feedback: <b>satisfactory</b>."


def test_good_feedback_confirms(emulator: Emulator, subscriber: Api) -> None:
    before = demo.order_of(subscriber, PENDING)["CompletedDate"]
    answer = judge(subscriber, PENDING, **GOOD)
    assert demo.events(emulator, answer) == ["WorkOrderStatusChanged", "WorkOrderNoteAdded"]
    assert demo.status(subscriber, PENDING) == ("COMPLETED", "CONFIRMED")
    assert demo.order_of(subscriber, PENDING)["CompletedDate"] == before


def test_bad_feedback_sends_the_provider_back(emulator: Emulator, subscriber: Api) -> None:
    emulator.change("workorders", PENDING, Price=300, Tax=50)
    answer = judge(subscriber, PENDING, **BAD)
    assert demo.events(emulator, answer) == [
        "WorkOrderStatusChanged",
        "WorkOrderNteChanged",
        "WorkOrderNoteAdded",
    ]
    order = demo.order_of(subscriber, PENDING)
    assert demo.status(subscriber, PENDING) == ("IN PROGRESS", "UNSATISFACTORY")
    assert order["Nte"] == 0
    assert not {"CompletedDate", "Price", "Tax"} & order.keys()
    assert demo.notes(subscriber, PENDING)[0]["NoteData"] == (
        "Feedback: <b>unsatisfactory</b>. It still leaks. Work order status changed from"
        " <b>COMPLETED/PENDING CONFIRMATION</b> to <b>IN PROGRESS/UNSATISFACTORY</b>."
        " NTE changed from <b>350.00</b> to <b>0.00</b>."
    )
    assert "StarScore" not in said(subscriber, PENDING)[0]


def test_the_nte_stays_where_the_profile_says_so(emulator: Emulator, subscriber: Api) -> None:
    emulator.switch(unsatisfactory_clears_nte=False)
    answer = judge(subscriber, PENDING, **BAD)
    assert demo.events(emulator, answer) == ["WorkOrderStatusChanged", "WorkOrderNoteAdded"]
    assert demo.order_of(subscriber, PENDING)["Nte"] == 350


def test_feedback_takes_the_place_of_the_one_before(subscriber: Api) -> None:
    judge(subscriber, JUDGED, **GOOD | {"StarScore": 4})
    (found,) = said(subscriber, JUDGED)
    assert (found["Id"], found["StarScore"], found["UserFullName"]) == (90211, 4, "Dana Whitfield")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(GOOD | {"Answer": "SATISFACTORY"}, 201, id="other case"),
        pytest.param(GOOD | {"StarScore": "3"}, 201, id="stars as text"),
        pytest.param(GOOD | {"StarScore": 2, "Comment": "Late."}, 201, id="few stars"),
        pytest.param(BAD | {"StarScore": 1}, 201, id="bad with stars"),
        pytest.param(BAD | {"StarScore": 0}, 201, id="bad with none"),
        pytest.param(GOOD | {"LocationId": 2005148257, "SetupId": 1183}, 201, id="the location"),
        pytest.param(GOOD | {"SubscriberId": demo.LARKFIELD}, 201, id="the subscriber"),
        pytest.param({}, 2601, id="nothing"),
        pytest.param(GOOD | {"Answer": "great"}, 2601, id="another answer"),
        pytest.param({"Answer": "satisfactory"}, 2604, id="no stars"),
        pytest.param(GOOD | {"StarScore": 6}, 2604, id="six stars"),
        pytest.param(GOOD | {"StarScore": 0}, 2604, id="no star"),
        pytest.param(BAD | {"StarScore": -1}, 2604, id="bad with less"),
        pytest.param({"Answer": "unsatisfactory"}, 2605, id="no comment"),
        pytest.param(BAD | {"Comment": "  "}, 2605, id="a blank comment"),
        pytest.param(GOOD | {"StarScore": 2}, 2605, id="few stars and no comment"),
        pytest.param(GOOD | {"SubscriberId": demo.JUNIPER}, 2603, id="another subscriber"),
        pytest.param(GOOD | {"LocationId": 2005148201}, 2606, id="another location"),
        pytest.param(GOOD | {"SetupId": 0}, 2606, id="setup 0"),
        pytest.param(GOOD | {"StarScore": "five"}, 503, id="stars in words"),
    ],
)
def test_feedback_has_to_be_whole(subscriber: Api, body: Json, expected: int) -> None:
    before = demo.trace(subscriber, DONE)
    answer = judge(subscriber, DONE, **body)
    if expected == 201:
        assert answer.status_code == 201, answer.text
        return
    assert refusal(answer)[:2] == (400, expected)
    assert demo.trace(subscriber, DONE) == before
    assert said(subscriber, DONE) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null"])
def test_feedback_that_is_no_object_is_refused(subscriber: Api, body: bytes) -> None:
    path = f"/feedbacks/workorders/{DONE}"
    assert refusal(subscriber.request("POST", path, content=body)) == EMPTY


@pytest.mark.parametrize("order", [demo.ORDER, demo.INVOICED, demo.VOID, COMPLAINED])
def test_what_is_not_completed_takes_no_feedback(subscriber: Api, order: int) -> None:
    assert refusal(judge(subscriber, order, **GOOD)) == (400, 904, "Invalid work order status")


@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.XML_ORDER, 0, -1])
def test_no_work_order_takes_no_feedback(subscriber: Api, order: int) -> None:
    assert refusal(judge(subscriber, order, **GOOD)) == (400, 2602, "Invalid work order number")


def test_a_provider_does_not_judge_its_own_work(provider: Api) -> None:
    assert refusal(judge(provider, DONE, **GOOD)) == NO_RIGHTS
    assert refusal(rate(provider, DONE, StarScore=5)) == NO_RIGHTS
    assert said(provider, DONE) == []


def test_stars_are_kept_and_the_work_order_stays(emulator: Emulator, subscriber: Api) -> None:
    before = demo.trace(subscriber)
    answer = rate(subscriber, demo.ORDER, StarScore="3", Comment="So far.")
    assert (answer.status_code, answer.content) == (200, b"")
    assert demo.events(emulator, answer) == []
    (found,) = said(subscriber, demo.ORDER)
    assert (found["StarScore"], found["Comment"]) == (3, "So far.")
    assert demo.trace(subscriber) == before


def test_a_second_rating_takes_the_place_of_the_first(subscriber: Api) -> None:
    rate(subscriber, DONE, StarScore=1)
    rate(subscriber, DONE, StarScore=2)
    assert [row["StarScore"] for row in said(subscriber, DONE)] == [2]


@pytest.mark.parametrize("stars", [0, 6, -1, None, 2147483647])
def test_there_are_one_to_five_stars(subscriber: Api, stars: object) -> None:
    assert refusal(rate(subscriber, DONE, StarScore=stars)) == NO_STARS
    assert said(subscriber, DONE) == []


def test_what_another_user_has_rated_stays(subscriber: Api) -> None:
    refused = refusal(rate(subscriber, JUDGED, StarScore=1))
    assert refused == (400, 936, "Work Order was rated another user")
    assert said(subscriber, JUDGED)[0]["StarScore"] == 5


@pytest.mark.parametrize(
    ("user", "order", "expected"),
    [
        pytest.param("larkfield.facilities", demo.UNKNOWN, (400, 502), id="unknown"),
        pytest.param("juniper.ops", DONE, (400, 502), id="another subscriber's"),
        pytest.param("larkfield.facilities", 0, (400, 917), id="id 0"),
        pytest.param("larkfield.nyc", DONE, (400, 100), id="another location"),
    ],
)
def test_stars_for_no_work_order(
    emulator: Emulator, user: str, order: int, expected: tuple[int, int]
) -> None:
    assert refusal(rate(emulator.login(user), order, StarScore=5))[:2] == expected


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("larkfield.facilities", [JUDGED, COMPLAINED]),
        ("nwhvac.admin", [JUDGED, COMPLAINED, 106619146]),
        ("juniper.ops", [106619146]),
        ("larkfield.nyc", []),
        ("sparrow.office", []),
    ],
)
def test_feedback_is_read_by_those_who_see_the_work_order(
    emulator: Emulator, user: str, expected: list[int]
) -> None:
    api = emulator.login(user)
    found = said(api, JUDGED, COMPLAINED, 106619146, DONE, demo.UNKNOWN, JUDGED)
    assert [row["TrackingNumber"] for row in found] == expected


def test_feedback_is_narrowed_to_a_subscriber(provider: Api) -> None:
    ids = f"workOrdersIds={JUDGED}&workOrdersIds=106619146"
    path = f"/feedbacks/byWorkorders?{ids}&subscriberId={demo.JUNIPER}"
    assert [r["TrackingNumber"] for r in provider.get(path).json()["Reviews"]] == [106619146]


@pytest.mark.parametrize("path", ["/feedbacks/byWorkorders", "/workorders/feedback/list"])
@pytest.mark.parametrize("query", ["", "?workOrdersIds=x"])
def test_work_orders_have_to_be_named(provider: Api, path: str, query: str) -> None:
    assert refusal(provider.get(path + query))[:2] == (400, 503)
