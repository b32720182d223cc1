"""Notes of a work order by OData."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.servicechannel.uploads import NOTE, ORDER, PICTURE
from tests.world import Api, Emulator, Json

LIST = "/odata/workorders({})/notes"
NOT_FOUND = (404, 502, "Work order is not found")
FIELDS = [
    "Id", "DocumentId", "GroupId", "Number", "NoteData", "DateCreated", "ScheduledDate",
    "FollowUpDate", "ActionRequired", "MailedTo", "CreatedBy", "CompanyName", "IsPinned",
    "Visibility", "NoteType", "IsAttachmentNote", "ActionResolveDetails",
]  # fmt: skip


def read(api: Api, query: str = "", order: int = ORDER) -> list[Json]:
    answer = api.get(LIST.format(order) + query)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["value"]
    return found


def test_notes_have_all_fields_and_the_offset_of_the_location(provider: Api) -> None:
    answer = provider.get(LIST.format(ORDER)).json()
    assert answer["@odata.context"].endswith("/v3/odata/$metadata#notes")
    note = next(n for n in answer["value"] if n["Id"] == NOTE)
    by_rest = next(n for n in demo.notes(provider, ORDER) if n["Id"] == NOTE)
    assert list(note) == FIELDS
    assert note["DateCreated"].endswith("-07:00")
    assert by_rest["DateCreated"].endswith("Z")
    assert (note["NoteData"], note["ScheduledDate"]) == (by_rest["NoteData"], None)
    assert (note["IsAttachmentNote"], note["ActionResolveDetails"]) == (True, None)


def test_the_oldest_note_comes_first_unless_the_profile_turns_it(
    emulator: Emulator, provider: Api
) -> None:
    numbers = [note["Number"] for note in read(provider)]
    assert numbers == sorted(numbers) == list(range(1, len(numbers) + 1))
    emulator.switch(odata_notes_order="descending")
    assert [note["Number"] for note in read(provider)] == numbers[::-1]
    assert [n["Number"] for n in read(provider, "?$orderby=DateCreated asc")] == numbers


def test_files_come_along_where_they_are_asked_for(provider: Api) -> None:
    asked = (
        f"?$filter=Id eq {NOTE}&$select=NoteData,attachments&$expand=attachments($select=Id,Name)"
    )
    (note,) = read(provider, asked)
    assert list(note) == ["NoteData", "Attachments"]
    name = demo.record("attachments", PICTURE)["Name"]
    assert note["Attachments"] == [{"Id": PICTURE, "Name": name}]


def test_an_action_that_is_required_is_not_resolved(provider: Api) -> None:
    provider.post(f"/workorders/{ORDER}/notes", {"Note": "Call", "ActionRequired": True})
    (note,) = read(provider, "?$filter=NoteData eq 'Call'")
    assert note["ActionResolveDetails"] == {"IsResolved": False, "ResolvedDate": None}


def test_users_notes_are_told_from_system_notes_and_counted(provider: Api) -> None:
    answer = provider.get(
        LIST.format(ORDER) + "?$filter=NoteType eq 'UsersNote'&$count=true&$top=0"
    ).json()
    expected = sum(note["NoteType"] == "UsersNote" for note in demo.notes(provider, ORDER))
    assert (answer["@odata.count"], answer["value"]) == (expected, [])


def test_a_provider_sees_no_notes_of_the_subscribers_own(provider: Api, subscriber: Api) -> None:
    note = {"Note": "Ours", "Visibility": 3}
    key = subscriber.post(f"/workorders/{ORDER}/notes", note).json()["id"]
    assert [n["Id"] for n in read(subscriber, "?$filter=Visibility eq 3")] == [key]
    assert read(provider, "?$filter=Visibility eq 3") == []
    assert refusal(provider.get(f"{LIST.format(ORDER)}({key})")) == NOT_FOUND
    assert subscriber.get(f"{LIST.format(ORDER)}({key})").status_code == 200


def test_one_note_is_at_the_top_level(provider: Api) -> None:
    answer = provider.get(f"{LIST.format(ORDER)}({NOTE})").json()
    assert list(answer) == ["@odata.context", *FIELDS]
    assert answer["@odata.context"].endswith("#notes/$entity")
    chosen = provider.get(f"{LIST.format(ORDER)}({NOTE})?$select=Id").json()
    assert chosen["Id"] == NOTE
    assert "NoteData" not in chosen


@pytest.mark.parametrize(
    ("order", "key", "refused"),
    [
        pytest.param(ORDER, 1, NOT_FOUND, id="unknown note"),
        pytest.param(demo.ORDER, NOTE, NOT_FOUND, id="another work order's"),
        pytest.param(demo.UNKNOWN, NOTE, NOT_FOUND, id="unknown work order"),
        pytest.param(demo.GPS_ORDER, NOTE, NOT_FOUND, id="another company's"),
        pytest.param(0, NOTE, (400, 917, "Invalid WO tracking number"), id="no tracking number"),
    ],
)
def test_a_note_of_nothing_is_not_found(
    provider: Api, order: int, key: int, refused: tuple[int, int, str]
) -> None:
    assert refusal(provider.get(f"{LIST.format(order)}({key})")) == refused
    if order not in {ORDER, demo.ORDER}:
        assert refusal(provider.get(LIST.format(order))) == refused


@pytest.mark.parametrize("query", ["$filter=Nope eq 1", "$orderby=Nope", "$apply=groupby((Id))"])
def test_a_query_that_is_not_valid_is_refused(provider: Api, query: str) -> None:
    answer = provider.get(f"{LIST.format(ORDER)}?{query}")
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


def test_a_note_shows_the_group_that_it_shares_with_a_system_note(provider: Api) -> None:
    body = {"Status": {"Primary": "IN PROGRESS", "Extended": "ON SITE"}, "Note": "Arrived"}
    path = f"/workorders/{demo.ORDER}/status"
    assert provider.request("PUT", path, json=body).status_code == 200
    before, user, system = read(provider, order=demo.ORDER)[-3:]
    assert user["GroupId"] == system["GroupId"] == str(user["Id"])
    assert before["GroupId"] is None
    found = read(provider, f"?$filter=GroupId eq '{user['Id']}'", demo.ORDER)
    assert [note["Id"] for note in found] == [user["Id"], system["Id"]]
