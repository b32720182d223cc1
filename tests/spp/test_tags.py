"""Tags."""

from tests.spp.desk import Desk, read


def test_all_tags_come_at_once_the_newest_first(desk: Desk, v1: Desk) -> None:
    tags = desk.get("/tags").json()
    ids = [tag["id"] for tag in tags]
    assert ids == sorted(ids, reverse=True)
    assert v1.get("/tags").json() == tags


def test_tags_of_another_workspace_are_not_seen(other: Desk) -> None:
    assert other.get("/tags").json() == []


def test_tags_are_only_read(desk: Desk) -> None:
    refused = desk.post("/tags", {"name": "urgent"})
    assert read(refused, 405)["message"].endswith("Supported methods: GET.")
    assert refused.headers["allow"] == "GET"
