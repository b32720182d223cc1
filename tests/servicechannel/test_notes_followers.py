"""Who is told of notes: recipients and followers; pins, and dates that move a work order."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal, trace
from tests.servicechannel.uploads import NOTE, ORDER
from tests.world import Api, Emulator, Json

REGIONAL = 1544903
PINNED = 106872164
EMPTY = (400, 503, "Request data is empty")
NOBODY = (400, 503, "There is no followers in request")
NO_NUMBER = (400, 503, "Empty tracking number (workorder Id)")
INCORRECT = (400, 503, "Required data missing or incorrect")
NO_RIGHTS = (403, 100, "User has no rights to perform this action")


def follow(api: Api, order: int = demo.ORDER, **sent: object) -> httpx2.Response:
    return api.post(f"/workorders/{order}/notes/followers", sent)


def leave(api: Api, email: str, order: int = demo.ORDER) -> httpx2.Response:
    path = f"/workorders/{order}/notes/followers"
    return api.request("DELETE", path, params={"email": email})


def recipients(api: Api, query: str = "", order: int = demo.ORDER) -> list[Json]:
    answer = api.get(f"/workorders/{order}/notes/recipients{query}")
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()
    return found


def followers(api: Api) -> list[str]:
    return [one["Email"] for one in recipients(api) if one["RecipientType"] == "Follower"]


def pin(api: Api, key: int = NOTE, order: int = ORDER, **sent: object) -> httpx2.Response:
    return api.request("PATCH", f"/workorders/{order}/notes/{key}", json=sent)


def pinned(api: Api, order: int) -> list[int]:
    return [note["Id"] for note in demo.notes(api, order) if note["IsPinned"]]


def test_recipients_are_users_of_both_companies_who_have_the_location(provider: Api) -> None:
    found = recipients(provider, order=ORDER)
    assert {one["RecipientType"] for one in found} == {"RegularRecipient", "Provider"}
    assert found[0] == {
        "Id": 1544902,
        "UserName": "larkfield.facilities",
        "Email": demo.record("users", 1544902)["Email"],
        "RecipientType": "RegularRecipient",
    }
    assert "larkfield.nyc" not in [one["UserName"] for one in found]


@pytest.mark.parametrize(
    ("visibility", "types"),
    [
        ("VisibleToEveryone", {"RegularRecipient", "Provider"}),
        ("VisibleToProvider", {"RegularRecipient", "Provider"}),
        ("VisibleToClient", {"RegularRecipient"}),
        ("NotVisible", {"RegularRecipient"}),
    ],
)
def test_a_provider_is_told_of_no_note_that_it_does_not_see(
    provider: Api, visibility: str, types: set[str]
) -> None:
    found = recipients(provider, f"?noteVisibility={visibility}&showExcluded=true")
    assert {one["RecipientType"] for one in found} == types


def test_addresses_and_users_follow_until_they_leave(subscriber: Api) -> None:
    before = trace(subscriber)
    email = demo.record("users", REGIONAL)["Email"]
    sent = {"FollowersList": "store@example.com; b@example.com", "UserIds": str(REGIONAL)}
    answer = follow(subscriber, demo.ORDER, **sent)
    assert (answer.status_code, answer.json()) == (201, {"id": demo.ORDER})
    assert followers(subscriber) == [email, "store@example.com", "b@example.com"]
    assert follow(subscriber, FollowersList="STORE@example.com").status_code == 201
    assert followers(subscriber) == [email, "store@example.com", "b@example.com"]
    gone = leave(subscriber, "Store@Example.com")
    assert (gone.status_code, gone.json()) == (200, {"id": demo.ORDER})
    assert followers(subscriber) == [email, "b@example.com"]
    assert trace(subscriber) == before


def test_a_work_order_of_the_demo_world_is_followed(subscriber: Api) -> None:
    found = recipients(subscriber, order=PINNED)
    types = [(one.get("UserName"), one["RecipientType"]) for one in found]
    assert ("larkfield.regional", "Follower") in types
    assert (None, "Follower") in types


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        pytest.param({}, NOBODY, id="nothing"),
        pytest.param({"FollowersList": " ; ", "UserIds": ","}, NOBODY, id="blanks"),
        pytest.param({"FollowersList": None, "UserIds": None}, NOBODY, id="nulls"),
        pytest.param({"FollowersList": "a@b.example;nobody"}, INCORRECT, id="no address"),
        pytest.param({"UserIds": "1544903,x"}, INCORRECT, id="no id"),
        pytest.param({"UserIds": "1544903,1544925"}, INCORRECT, id="another company's user"),
        pytest.param({"FollowersList": ["a@b.example"]}, EMPTY, id="a list"),
    ],
)
def test_followers_who_cannot_be_are_refused(
    subscriber: Api, sent: Json, refused: tuple[int, int, str]
) -> None:
    before = recipients(subscriber)
    assert refusal(follow(subscriber, **sent)) == refused
    assert recipients(subscriber) == before


def test_whoever_does_not_follow_cannot_leave(subscriber: Api) -> None:
    assert refusal(leave(subscriber, "store@example.com")) == NOBODY
    assert refusal(leave(subscriber, "")) == NOBODY
    path = f"/workorders/{demo.ORDER}/notes/followers"
    assert refusal(subscriber.request("DELETE", path)) == EMPTY


@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.GPS_ORDER], ids=["unknown", "another's"])
def test_there_is_nobody_to_tell_of_no_work_order(provider: Api, order: int) -> None:
    answers = [
        provider.get(f"/workorders/{order}/notes/recipients"),
        follow(provider, order, FollowersList="a@b.example"),
        leave(provider, "a@b.example", order),
    ]
    assert [(a.status_code, a.content) for a in answers] == [(404, b"")] * 3


def test_no_tracking_number_is_refused(provider: Api, subscriber: Api) -> None:
    assert refusal(follow(provider, 0, FollowersList="a@b.example")) == NO_NUMBER
    assert refusal(leave(provider, "a@b.example", 0)) == NO_NUMBER
    assert refusal(pin(subscriber, NOTE, 0, IsPinned=True)) == NO_NUMBER
    answer = provider.get("/workorders/0/notes/recipients")
    assert refusal(answer) == (400, 917, "Invalid work order identifier")


def test_a_pin_moves_from_note_to_note(emulator: Emulator, subscriber: Api) -> None:
    (before,) = pinned(subscriber, PINNED)
    other = next(n["Id"] for n in demo.notes(subscriber, PINNED) if n["Id"] != before)
    answer = pin(subscriber, other, PINNED, IsPinned=True)
    assert (answer.status_code, answer.json()) == (200, {"id": other})
    assert demo.events(emulator, answer) == ["WorkOrderNoteUnpinned", "WorkOrderNotePinned"]
    assert pinned(subscriber, PINNED) == [other]
    answer = pin(subscriber, other, PINNED, IsPinned="false")
    assert demo.events(emulator, answer) == ["WorkOrderNoteUnpinned"]
    assert pinned(subscriber, PINNED) == []


def test_a_pin_that_is_there_is_told_to_nobody(emulator: Emulator, subscriber: Api) -> None:
    (before,) = pinned(subscriber, PINNED)
    answer = pin(subscriber, before, PINNED, IsPinned=True)
    assert (answer.status_code, demo.events(emulator, answer)) == (200, [])


def test_pins_are_for_subscribers(provider: Api) -> None:
    before = trace(provider, ORDER)
    assert refusal(pin(provider, IsPinned=True)) == NO_RIGHTS
    assert trace(provider, ORDER) == before


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        pytest.param(b"{}", EMPTY, id="nothing"),
        pytest.param(b'{"IsPinned": null}', EMPTY, id="null"),
        pytest.param(b"", (400, 1301, "Request is empty or null"), id="no body"),
        pytest.param(b'{"IsPinned": 7}', (400, 1301, "Request is empty or null"), id="a number"),
    ],
)
def test_a_pin_that_says_nothing_is_refused(
    subscriber: Api, body: bytes, refused: tuple[int, int, str]
) -> None:
    headers = {"content-type": "application/json"}
    path = f"/workorders/{ORDER}/notes/{NOTE}"
    assert refusal(subscriber.request("PATCH", path, content=body, headers=headers)) == refused


@pytest.mark.parametrize(
    ("key", "order"), [(1, ORDER), (NOTE, demo.ORDER), (NOTE, demo.UNKNOWN)],
    ids=["unknown", "another work order's", "unknown work order"],
)  # fmt: skip
def test_a_pin_of_no_note_is_not_found(subscriber: Api, key: int, order: int) -> None:
    answer = pin(subscriber, key, order, IsPinned=True)
    assert (answer.status_code, answer.content) == (404, b"")


DATE = "2026-06-20T10:00:00Z"


def test_a_notes_date_moves_the_work_order_where_the_profile_lets_it(
    emulator: Emulator, provider: Api
) -> None:
    emulator.switch(note_scheduled_date="workorder")
    answer = provider.post(
        f"/workorders/{demo.ORDER}/notes", {"Note": "Later", "ScheduledDate": DATE}
    )
    assert answer.status_code == 201
    assert demo.events(emulator, answer) == [
        "WorkOrderNoteAdded", "WorkOrderScheduledDateChanged", "WorkOrderNoteAdded",
    ]  # fmt: skip
    assert demo.order_of(provider)["ScheduledDate"] == DATE
    system, user = demo.notes(provider)[:2]
    assert system["NoteData"].endswith(f"to <b>{DATE}</b>.")
    assert (user["NoteData"], user["Number"] + 1) == ("Later", system["Number"])


def test_a_date_that_the_work_order_cannot_have_is_refused_then(
    emulator: Emulator, provider: Api
) -> None:
    emulator.switch(note_scheduled_date="workorder")
    before = trace(provider)
    body = {"Note": "Never", "ScheduledDate": "2030-01-01T00:00:00Z"}
    answer = provider.post(f"/workorders/{demo.ORDER}/notes", body)
    assert refusal(answer) == (400, 908, "Invalid 'ScheduledDate' value")
    assert trace(provider) == before


def test_without_the_row_a_notes_date_moves_nothing(emulator: Emulator, provider: Api) -> None:
    emulator.switch(note_scheduled_date="workorder")
    emulator.permit(301, Incoming={"ScheduleDate Update": False})
    before = demo.order_of(provider)["ScheduledDate"]
    provider.post(f"/workorders/{demo.ORDER}/notes", {"Note": "Later", "ScheduledDate": DATE})
    assert demo.order_of(provider)["ScheduledDate"] == before
    assert demo.notes(provider)[0]["ScheduledDate"] == DATE
