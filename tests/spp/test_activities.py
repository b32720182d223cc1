"""Activities: what the team notes of a client."""

import pytest

from tests.spp.desk import Desk, errors, read, state
from tests.world import Emulator

PATH = "/clients/1002/activities"


def test_an_activity_is_noted_read_and_listed_first(desk: Desk) -> None:
    before = desk.read(PATH)["meta"]["total"]
    read(desk.post(PATH, {"content": "Asked for a quote."}), 201)
    made = read(desk.post(PATH, {"content": "Called back."}), 201)
    me = desk.read("/team/1")
    assert made["author"] == {name: me[name] for name in ("id", "name", "email")}
    assert made["created_at"] == "2026-06-15T12:00:00.000000Z"
    assert (made["assignee"], made["scheduled_at"], made["completed_at"]) == (None, None, None)
    assert desk.read(f"{PATH}/{made['id']}") == made
    page = desk.read(PATH, limit=1)
    assert (page["data"], page["meta"]["total"]) == ([made], before + 2)


def test_a_form_notes_the_same(desk: Desk, v1: Desk) -> None:
    made = read(v1.post(PATH, {"content": "x" * 10_000}), 201)
    assert v1.read(PATH)["data"][0] == desk.read(PATH)["data"][0] == made


def test_the_author_is_who_noted_it_whoever_changes_it(desk: Desk, dispatch: Desk) -> None:
    made = read(dispatch.post(PATH, {"content": "Called.", "author_id": 1}), 201)
    assert made["author"]["id"] == 2
    after = read(desk.put(f"{PATH}/{made['id']}", {"content": "Called twice."}))
    assert after == made | {"content": "Called twice."}


@pytest.mark.parametrize(
    ("verb", "prefix"),
    [("PUT", "/api"), ("PATCH", "/api"), ("POST", "/api/v1"), ("PATCH", "/api/v1")],
)
def test_an_activity_is_changed_and_deleted(desk: Desk, verb: str, prefix: str) -> None:
    one = f"{PATH}/{read(desk.post(PATH, {'content': 'Called.'}), 201)['id']}"
    desk.prefix = f"/spp{prefix}"
    assert read(desk.send(verb, one, {"content": "Wrote."}))["content"] == "Wrote."
    assert desk.delete(one).status_code == 204
    assert read(desk.get(one), 404)["message"].startswith("No query results for model")
    assert desk.delete(one).status_code == 404


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "The content field is required."),
        ({"content": ""}, "The content field is required."),
        ({"content": "x" * 10_001}, "The content is too long."),
        ({"content": 7}, "The content is invalid."),
    ],
    ids=["nothing", "empty", "too long", "no text"],
)
def test_a_wrong_activity_is_neither_made_nor_changed(
    emulator: Emulator, desk: Desk, body: dict[str, object], said: str
) -> None:
    one = f"{PATH}/{read(desk.post(PATH, {'content': 'Called.'}), 201)['id']}"
    before = state(emulator)
    assert errors(desk.post(PATH, body)) == {"content": [said]}
    assert errors(desk.put(one, body)) == {"content": [said]}
    assert state(emulator) == before


def test_an_activity_is_found_below_its_own_client_alone(
    emulator: Emulator, desk: Desk, other: Desk
) -> None:
    made = read(desk.post(PATH, {"content": "Called."}), 201)["id"]
    before = state(emulator)
    for caller, path in [
        (desk, f"/clients/1001/activities/{made}"),
        (desk, f"/clients/2/activities/{made}"),
        (desk, f"{PATH}/999999"),
        (other, f"{PATH}/{made}"),
        (other, f"/clients/1003/activities/{made}"),
    ]:
        assert caller.get(path).status_code == 404, path
        assert caller.put(path, {"content": "Mine."}).status_code == 404, path
        assert caller.delete(path).status_code == 404, path
    assert other.get(PATH).status_code == 404
    assert other.post(PATH, {"content": "Mine."}).status_code == 404
    assert state(emulator) == before
