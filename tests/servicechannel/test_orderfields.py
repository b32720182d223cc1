"""Changing one field of a work order: what is kept, told and noted."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.world import Api, Emulator, Json

#: By the last part of the path: what is sent, what the work order shows, and the event.
CHANGES: list[tuple[str, object, Json, list[str]]] = [
    (
        "priority",
        "p1 - 4 hours",
        {"Priority": "P1 - 4 HOURS", "PriorityId": 4205},
        ["PriorityChanged"],
    ),
    ("category", "Capital", {"Category": "CAPITAL", "CategoryId": 7312}, ["CategoryChanged"]),
    ("trade", "Doors", {"Trade": "DOORS", "TradeId": 11523}, ["TradeChanged"]),
    ("nte", "900", {"Nte": 900.0}, ["NteChanged"]),
    ("nte", 900, {"Nte": 900.0}, ["NteChanged"]),
    (
        "scheduledate",
        "2026-06-20T10:00:00-04:00",
        {
            "ScheduledDate": "2026-06-20T14:00:00Z",
            "ScheduledDate_DTO": "2026-06-20T10:00:00-04:00",
        },
        ["ScheduledDateChanged"],
    ),
    ("description", "No cold air", {"Description": "No cold air"}, ["DescriptionChanged"]),
    ("caller", "Sam Reyes", {"Caller": "Sam Reyes"}, ["CallerChanged"]),
    ("ponumber", "PO-77", {"PurchaseNumber": "PO-77"}, []),
    ("wonumber", "W 12", {"Number": "W 12"}, ["NumberChanged"]),
    ("projectid", 31, {"ProjectId": 31}, ["ProjectLink"]),
    ("weatherTypeId", 4, {}, ["WeatherTypeChanged"]),
]
IDS = [f"{name}, {sent!r}" for name, sent, _, _ in CHANGES]


def put(api: Api, name: str, body: object, order: int = demo.ORDER) -> httpx2.Response:
    return api.request("PUT", f"/workorders/{order}/{name}", json=body)


def value(api: Api, name: str, sent: object, order: int = demo.ORDER) -> httpx2.Response:
    return put(api, name, {"Value": sent, "Actor": "James Smith"}, order)


@pytest.mark.parametrize(("name", "sent", "shown", "told"), CHANGES, ids=IDS)
def test_a_change_answers_the_id_and_is_shown(
    subscriber: Api, name: str, sent: object, shown: Json, told: list[str]
) -> None:
    del told
    answer = value(subscriber, name, sent)
    assert (answer.status_code, answer.json()) == (200, {"id": demo.ORDER})
    assert demo.order_of(subscriber).items() >= shown.items()


@pytest.mark.parametrize(("name", "sent", "shown", "told"), CHANGES, ids=IDS)
def test_a_change_tells_of_itself_and_of_its_system_note(
    emulator: Emulator, subscriber: Api, name: str, sent: object, shown: Json, told: list[str]
) -> None:
    del shown
    expected = [*(f"WorkOrder{event}" for event in told), "WorkOrderNoteAdded"]
    assert demo.events(emulator, value(subscriber, name, sent)) == expected


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("caller", "Sam", "Caller changed from <b>Carla Benedetti</b> to <b>Sam</b>."),
        ("nte", "900", "NTE changed from <b>650.00</b> to <b>900.00</b>."),
        ("projectid", 31, "Project set to <b>31</b>."),
    ],
)  # fmt: skip
def test_a_system_note_says_what_was_and_what_is(
    subscriber: Api, name: str, sent: object, said: str
) -> None:
    value(subscriber, name, sent)
    note = demo.notes(subscriber)[0]
    assert (note["NoteData"], note["NoteType"]) == (said, "SystemNote")


@pytest.mark.parametrize(("name", "sent", "shown", "told"), CHANGES, ids=IDS)
def test_the_same_again_changes_nothing_and_tells_nothing(
    emulator: Emulator, subscriber: Api, name: str, sent: object, shown: Json, told: list[str]
) -> None:
    del shown, told
    value(subscriber, name, sent)
    before = demo.trace(subscriber)
    again = value(subscriber, name, sent)
    assert (again.status_code, demo.events(emulator, again)) == (200, [])
    assert demo.trace(subscriber) == before


def test_a_text_is_kept_without_the_blanks_around_it(subscriber: Api) -> None:
    value(subscriber, "ponumber", " PO-77 ")
    assert demo.order_of(subscriber)["PurchaseNumber"] == "PO-77"
    other = subscriber.request(
        "PUT", f"/workorders/{demo.HALF_A_MILE}/ponumber", json={"Value": "PO-77 "}
    )
    assert demo.refusal(other)[:2] == (400, 920)


def test_a_category_may_come_with_its_id(subscriber: Api) -> None:
    assert put(subscriber, "category", {"Value": "CAPITAL", "Id": 7312}).status_code == 200


def test_an_nte_may_be_left_to_its_details(subscriber: Api) -> None:
    sent = {"Details": {"price": 800, "Tax": "60.5", "Tax2": 9.5, "Tax2Type": "GST"}}
    assert put(subscriber, "nte", sent).status_code == 200
    expected = {"Nte": 870.0, "Price": 800.0, "Tax": 60.5, "Tax2": 9.5, "Tax2Type": "GST"}
    assert demo.order_of(subscriber).items() >= expected.items()


def test_other_details_of_the_same_nte_are_no_change_of_the_nte(
    emulator: Emulator, subscriber: Api
) -> None:
    emulator.change("workorders", demo.ORDER, Price=600, Tax=50, Nte=650)
    answer = put(subscriber, "nte", {"Details": {"Price": 610, "Tax": 40}})
    assert demo.events(emulator, answer) == ["WorkOrderNoteAdded"]
    said = (
        "Subtotal changed from <b>600</b> to <b>610.00</b>."
        " Tax changed from <b>50</b> to <b>40.00</b>."
    )
    assert demo.notes(subscriber)[0]["NoteData"] == said


def test_an_nte_may_come_with_details_of_the_same_sum(subscriber: Api) -> None:
    sent = {"Value": "860.50", "Details": {"Price": 800, "Tax": 60.5}}
    assert put(subscriber, "nte", sent).status_code == 200


def test_a_provider_reschedules_and_says_why(emulator: Emulator, provider: Api) -> None:
    answer = value(provider, "scheduledate?rescheduleReasonCode=3", "2026-06-20T14:00:00Z")
    assert answer.json() == {"id": demo.ORDER}
    assert demo.events(emulator, answer) == ["WorkOrderScheduledDateChanged", "WorkOrderNoteAdded"]


def test_a_project_is_unlinked(emulator: Emulator, subscriber: Api) -> None:
    value(subscriber, "projectid", 31)
    answer = put(subscriber, "projectid/unlink", None)
    assert answer.json() == {"id": demo.ORDER}
    assert demo.events(emulator, answer) == ["WorkOrderProjectUnlink", "WorkOrderNoteAdded"]
    assert "ProjectId" not in demo.order_of(subscriber)


@pytest.mark.parametrize("blank", [None, ""], ids=["null", "empty"])
def test_an_empty_value_removes_the_weather_type(
    emulator: Emulator, subscriber: Api, blank: object
) -> None:
    value(subscriber, "weatherTypeId", 4)
    answer = value(subscriber, "weatherTypeId", blank)
    assert demo.events(emulator, answer) == ["WorkOrderWeatherTypeDeleted", "WorkOrderNoteAdded"]


def test_the_projected_completion_date_keeps_the_first_one(
    emulator: Emulator, provider: Api
) -> None:
    for day in ("20", "21"):
        sent = {"ProjectedCompletionDate": f"2026-06-{day}T09:00:00Z"}
        answer = put(provider, "projectedCompletionDate", sent)
        assert answer.json() == {"WorkOrderId": demo.ORDER}
        assert demo.events(emulator, answer) == ["WorkOrderNoteAdded"]
    expected = {
        "ProjectedCompletionDate": "2026-06-21T09:00:00Z",
        "ProjectedCompletionDate_DTO": "2026-06-21T05:00:00-04:00",
        "OriginalProjectedCompletionDate": "2026-06-20T09:00:00Z",
    }
    assert demo.order_of(provider).items() >= expected.items()


def test_a_servicenow_id_is_set_and_cleared(emulator: Emulator, subscriber: Api) -> None:
    for sent in ("INC0010", ""):
        answer = put(subscriber, "servicenowid", {"ServiceNowId": sent})
        told = ["WorkOrderServiceNowIdChanged", "WorkOrderNoteAdded"]
        assert (answer.json(), demo.events(emulator, answer)) == ({"id": demo.ORDER}, told)


def test_a_moe_number_is_set_by_either_company(emulator: Emulator, provider: Api) -> None:
    answer = put(provider, "SetMoeNumber?moeNumber=A-1", None)
    assert (answer.status_code, answer.content) == (200, b"")
    assert demo.events(emulator, answer) == ["WorkOrderMoeNumberChanged", "WorkOrderNoteAdded"]


def test_a_resolution_is_created_once_and_then_updated(emulator: Emulator, provider: Api) -> None:
    for text, told in [("Done", "Created"), ("Done, and cleaned", "Updated")]:
        answer = provider.post(f"/workorders/{demo.ORDER}/resolution", {"Resolution": text})
        assert (answer.status_code, answer.json()) == (201, {"id": demo.ORDER})
        expected = [f"WorkOrderResolution{told}", "WorkOrderNoteAdded"]
        assert demo.events(emulator, answer) == expected
        assert demo.order_of(provider)["Resolution"] == text


def test_the_use_of_refrigerant_is_unknown_until_somebody_says_so(
    emulator: Emulator, provider: Api
) -> None:
    path = f"/workorders/{demo.ORDER}/refrigerantUseStatus"
    assert provider.get(path).content == b"null"
    for query, expected in [("?refrigerantWasUsed=true&actor=Sam", b"true"), ("", b"null")]:
        answer = put(provider, f"markRefrigerantUse{query}", None)
        assert (answer.status_code, answer.content) == (204, b"")
        told = ["RefrigerantWasUsedChanged", "WorkOrderNoteAdded"]
        assert demo.events(emulator, answer) == told
        assert provider.get(path).content == expected


@pytest.mark.parametrize(
    ("used", "leaked", "told", "said"),
    [
        ("true", "true", [], "Leak was detected changed from <b>No</b> to <b>Yes</b>."),
        (
            "false",
            "false",
            ["RefrigerantWasUsedChanged"],
            "Refrigerant was used changed from <b>Yes</b> to <b>No</b>.",
        ),
    ],
    ids=["a leak", "refrigerant"],
)
def test_an_inspection_tells_what_is_different(
    emulator: Emulator, provider: Api, used: str, leaked: str, told: list[str], said: str
) -> None:
    emulator.change("workorders", demo.ORDER, RefrigerantWasUsed=True, LeakWasDetected=False)
    query = f"refrigerantWasUsed={used}&leakWasDetected={leaked}"
    answer = put(provider, f"UpdateWorkOrderLeakInspectionInfo?{query}", None)
    assert demo.events(emulator, answer) == [*told, "WorkOrderNoteAdded"]
    assert demo.notes(provider)[0]["NoteData"] == said


def test_an_inspection_for_leaks_is_read_back(provider: Api) -> None:
    path = "UpdateWorkOrderLeakInspectionInfo?refrigerantWasUsed=false&leakWasDetected=true"
    assert provider.get(f"/workorders/{demo.ORDER}/leakWasDetected").content == b"null"
    assert put(provider, path, None).status_code == 204
    read = [
        provider.get(f"/workorders/{demo.ORDER}/{name}").json()
        for name in ("leakWasDetected", "refrigerantUseStatus")
    ]
    assert read == [True, False]


@pytest.mark.parametrize(("is_approved", "nte"), [(True, 1200.0), (False, 650.0)])
def test_a_project_approves_an_nte_or_not(
    emulator: Emulator, subscriber: Api, nte: float, *, is_approved: bool
) -> None:
    path = f"/workorders/{demo.ORDER}/projectApproval"
    asked = subscriber.post(path, {"Nte": 1200, "ProjectId": 9})
    assert (asked.json(), demo.events(emulator, asked)) == (
        {"id": demo.ORDER},
        ["WorkOrderNoteAdded"],
    )
    assert demo.order_of(subscriber)["Nte"] == 650.0
    put(subscriber, "projectApproval", {"IsApproved": is_approved, "ProjectId": 9})
    assert demo.order_of(subscriber)["Nte"] == nte


def test_an_approved_nte_replaces_its_details_and_links_the_project(
    emulator: Emulator, subscriber: Api
) -> None:
    emulator.change("workorders", demo.ORDER, Price=600, Tax=50, Nte=650)
    subscriber.post(f"/workorders/{demo.ORDER}/projectApproval", {"Nte": 1200, "ProjectId": 9})
    answer = put(subscriber, "projectApproval", {"IsApproved": True, "ProjectId": 9})
    told = ["WorkOrderNteChanged", "WorkOrderProjectLink", "WorkOrderNoteAdded"]
    assert demo.events(emulator, answer) == told
    shown = demo.order_of(subscriber)
    assert (shown["Nte"], shown["ProjectId"]) == (1200.0, 9)
    assert not {"Price", "Tax"} & shown.keys()
