"""Labels: which there are, and which a work order has."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

MALFORMED = (400, 503, "Required data missing or incorrect")
NO_LABEL = (400, 502, "Work order label is not found")
NO_RIGHTS = (403, 100, "User has no rights to perform this action")
NO_ACCESS = (400, 100, "You don't have location access to perform this operation")
REPEAT, ESCALATED, LANDLORD, JUNIPERS = 14, 15, 16, 31
#: Has the first two.
LABELLED = 106872164
NONE = [{"Id": 0}]


def send(api: Api, verb: str, path: str, /, **body: object) -> httpx2.Response:
    return api.request(verb, f"/workorders/{path}", json=body)


def labels(api: Api, order: int = demo.ORDER) -> list[Json]:
    found: list[Json] = demo.order_of(api, order)["Labels"]
    return found


def listed(api: Api, query: str = "") -> dict[int, str]:
    (answer,) = api.get(f"/workorders/label?{query}").json()
    assert list(answer) == ["Items", "Total"]
    return {item["Id"]: item["Value"] for item in answer["Items"]}


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("larkfield.facilities", [14, 15, 16]),
        ("juniper.ops", [31, 32]),
        ("nwhvac.admin", [14, 15, 16, 31, 32]),
    ],
)
def test_labels_are_those_of_the_subscribers(
    emulator: Emulator, user: str, expected: list[int]
) -> None:
    assert list(listed(emulator.login(user))) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("keyword=CALAT", [15]),
        ("keyword=x", []),
        ("pageSize=2", [14, 15]),
        ("pageSize=2&page=2", [16]),
        ("page=9", []),
    ],
)
def test_labels_are_found_by_a_part_and_by_page(
    subscriber: Api, query: str, expected: list[int]
) -> None:
    assert list(listed(subscriber, query)) == expected


def test_the_total_is_that_of_all_pages(subscriber: Api) -> None:
    assert subscriber.get("/workorders/label?pageSize=1").json()[0]["Total"] == 3


@pytest.mark.parametrize("query", ["page=0", "pageSize=0"])
def test_a_page_that_cannot_be_is_refused(subscriber: Api, query: str) -> None:
    assert refusal(subscriber.get(f"/workorders/label?{query}"))[:2] == (400, 922)


def test_a_label_takes_the_place_of_the_others(emulator: Emulator, provider: Api) -> None:
    answer = send(provider, "PUT", f"{LABELLED}/label", LabelId=LANDLORD, Label="Landlord")
    assert (answer.status_code, answer.json()) == (200, {"id": LABELLED})
    assert labels(provider, LABELLED) == [{"Id": LANDLORD, "Label": "Landlord"}]
    assert demo.events(emulator, answer) == [
        "WorkOrderLabelDeleted",
        "WorkOrderLabelAdded",
        "WorkOrderNoteAdded",
    ]
    said = demo.notes(provider, LABELLED)[0]["NoteData"]
    assert said == (
        "Label removed: <b>Repeat visit</b>, <b>Escalated</b>. Label added: <b>Landlord</b>."
    )


def test_a_label_that_stays_is_not_told_as_added(emulator: Emulator, subscriber: Api) -> None:
    path = f"/workorders/{demo.ORDER}/label"
    subscriber.request("PUT", f"{path}s", json={"LabelIds": [14, 15]})
    answer = subscriber.request("PUT", path, json={"LabelId": 14})
    assert demo.events(emulator, answer) == ["WorkOrderLabelDeleted", "WorkOrderNoteAdded"]
    assert demo.notes(subscriber)[0]["NoteData"] == "Label removed: <b>Escalated</b>."


def test_the_first_label_replaces_none(emulator: Emulator, subscriber: Api) -> None:
    assert labels(subscriber) == NONE
    answer = send(subscriber, "PUT", f"{demo.ORDER}/label", LabelId=REPEAT)
    assert demo.events(emulator, answer) == ["WorkOrderLabelAdded", "WorkOrderNoteAdded"]
    assert labels(subscriber) == [{"Id": REPEAT, "Label": "Repeat visit"}]


@pytest.mark.parametrize("sent", [{}, {"LabelId": None}, {"LabelId": 0}, {"LabelId": "0"}])
def test_a_label_without_an_id_is_made(subscriber: Api, sent: Json) -> None:
    send(subscriber, "PUT", f"{demo.ORDER}/label", Label=" Night access ", **sent)
    assert labels(subscriber) == [{"Id": 33, "Label": "Night access"}]
    assert listed(subscriber)[33] == "Night access"


def test_a_text_that_is_a_label_already_is_that_label(subscriber: Api) -> None:
    send(subscriber, "PUT", f"{demo.ORDER}/label", Label="LANDLORD")
    assert labels(subscriber) == [{"Id": LANDLORD, "Label": "Landlord"}]
    assert len(listed(subscriber)) == 3


def test_a_label_that_is_there_alone_changes_nothing(emulator: Emulator, subscriber: Api) -> None:
    send(subscriber, "PUT", f"{demo.ORDER}/label", LabelId=REPEAT)
    before = demo.trace(subscriber)
    answer = send(subscriber, "PUT", f"{demo.ORDER}/label", LabelId=REPEAT)
    assert (answer.json(), demo.events(emulator, answer)) == ({"id": demo.ORDER}, [])
    assert demo.trace(subscriber) == before


@pytest.mark.parametrize("sent", [{"LabelId": ESCALATED}, {"Label": "escalated"}])
def test_a_label_is_taken_off(emulator: Emulator, subscriber: Api, sent: Json) -> None:
    answer = send(subscriber, "DELETE", f"{LABELLED}/label", **sent)
    assert (answer.status_code, answer.json()) == (200, {"id": LABELLED})
    assert labels(subscriber, LABELLED) == [{"Id": REPEAT, "Label": "Repeat visit"}]
    assert demo.events(emulator, answer) == ["WorkOrderLabelDeleted", "WorkOrderNoteAdded"]


def test_without_its_last_label_a_work_order_shows_id_0(subscriber: Api) -> None:
    send(subscriber, "DELETE", f"{LABELLED}/labels", LabelIds=[REPEAT, ESCALATED])
    assert labels(subscriber, LABELLED) == NONE


def test_labels_are_added_to_those_that_are_there(emulator: Emulator, provider: Api) -> None:
    answer = send(provider, "PUT", f"{LABELLED}/labels", LabelIds=[REPEAT, LANDLORD, LANDLORD])
    assert (answer.status_code, answer.json()) == (200, {"WorkOrderId": LABELLED})
    assert [label["Id"] for label in labels(provider, LABELLED)] == [REPEAT, ESCALATED, LANDLORD]
    assert demo.events(emulator, answer) == ["WorkOrderLabelAdded", "WorkOrderNoteAdded"]


def test_labels_that_are_all_there_change_nothing(emulator: Emulator, subscriber: Api) -> None:
    before = demo.trace(subscriber, LABELLED)
    answer = send(subscriber, "PUT", f"{LABELLED}/labels", LabelIds=[ESCALATED, REPEAT])
    assert (answer.json(), demo.events(emulator, answer)) == ({"WorkOrderId": LABELLED}, [])
    assert demo.trace(subscriber, LABELLED) == before


def test_labels_are_made_once(subscriber: Api) -> None:
    texts = ["Night access", "landlord", "NIGHT ACCESS", "Lift"]
    answer = send(subscriber, "POST", "labels", Labels=texts)
    assert (answer.status_code, answer.json()) == (200, {"LabelIds": [33, 16, 33, 34]})
    assert listed(subscriber)[34] == "Lift"


def test_a_provider_makes_no_labels(provider: Api) -> None:
    assert refusal(send(provider, "POST", "labels", Labels=["Lift"])) == NO_RIGHTS
    assert len(listed(provider)) == 5


REFUSED = [
    pytest.param("PUT", "label", {"LabelId": 99}, NO_LABEL, id="unknown label"),
    pytest.param("PUT", "label", {"LabelId": JUNIPERS}, NO_LABEL, id="another's label"),
    pytest.param("PUT", "label", {}, MALFORMED, id="no label"),
    pytest.param("PUT", "label", {"Label": "  "}, MALFORMED, id="a blank label"),
    pytest.param("PUT", "label", {"Label": "x" * 101}, MALFORMED, id="a long label"),
    pytest.param("PUT", "label", {"LabelId": "x"}, MALFORMED, id="no number"),
    pytest.param("DELETE", "label", {"LabelId": LANDLORD}, NO_LABEL, id="not on it"),
    pytest.param("DELETE", "label", {"Label": "Lift"}, NO_LABEL, id="no such text"),
    pytest.param("DELETE", "label", {}, MALFORMED, id="nothing to take off"),
    pytest.param("PUT", "labels", {"LabelIds": [16, 99]}, NO_LABEL, id="one unknown"),
    pytest.param("PUT", "labels", {"LabelIds": [JUNIPERS]}, NO_LABEL, id="others' labels"),
    pytest.param("PUT", "labels", {"LabelIds": []}, MALFORMED, id="no ids"),
    pytest.param("PUT", "labels", {}, MALFORMED, id="no list"),
    pytest.param("DELETE", "labels", {"LabelIds": [14, 16]}, NO_LABEL, id="one not on it"),
    pytest.param("DELETE", "labels", {"LabelIds": []}, MALFORMED, id="no ids to take off"),
]


@pytest.mark.parametrize(("verb", "path", "body", "expected"), REFUSED)
def test_labels_that_cannot_be_are_refused_and_nothing_changes(
    subscriber: Api, verb: str, path: str, body: Json, expected: tuple[int, int, str]
) -> None:
    before = demo.trace(subscriber, LABELLED), listed(subscriber)
    assert refusal(send(subscriber, verb, f"{LABELLED}/{path}", **body)) == expected
    assert (demo.trace(subscriber, LABELLED), listed(subscriber)) == before


@pytest.mark.parametrize("texts", [[], [""], ["Lift", " "], ["x" * 101], [7], None])
def test_labels_without_a_text_are_refused(subscriber: Api, texts: object) -> None:
    assert refusal(send(subscriber, "POST", "labels", Labels=texts)) == MALFORMED
    assert len(listed(subscriber)) == 3


@pytest.mark.parametrize("verb", ["PUT", "DELETE"])
@pytest.mark.parametrize(
    ("order", "one"),
    [
        pytest.param(demo.UNKNOWN, (400, 502, "Work order not found"), id="unknown"),
        pytest.param(demo.GPS_ORDER, (400, 502, "Work order not found"), id="another provider's"),
        pytest.param(0, (400, 917, "Invalid WO tracking number"), id="id 0"),
    ],
)
def test_labels_of_no_work_order(
    provider: Api, verb: str, order: int, one: tuple[int, int, str]
) -> None:
    assert refusal(send(provider, verb, f"{order}/label", LabelId=REPEAT)) == one
    many = send(provider, verb, f"{order}/labels", LabelIds=[REPEAT])
    assert (many.status_code, many.content) == (404, b"")


@pytest.mark.parametrize("verb", ["PUT", "DELETE"])
def test_without_access_to_the_location_labels_stay(emulator: Emulator, verb: str) -> None:
    api = emulator.login("larkfield.nyc")
    assert refusal(send(api, verb, f"{LABELLED}/label", LabelId=REPEAT)) == NO_ACCESS
    assert refusal(send(api, verb, f"{LABELLED}/labels", LabelIds=[REPEAT])) == NO_RIGHTS
