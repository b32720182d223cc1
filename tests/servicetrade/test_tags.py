"""Tags: made once, put on anything, taken off again."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.refusing import is_whole, nothing_happens, records
from tests.servicetrade.trade import Trade, data, fixture, listen, record, told, validation
from tests.world import Emulator, Json

LIFT = record("tags", name="needs lift")
WARRANTY = record("tags", name="warranty")
STORE = record("locations", storeNumber="0101")
JOB = record("jobs", customerPo="107002896")
ASSET = record("assets", name="Rooftop unit 2")
ON_STORE = {"entityType": 11, "entityId": STORE["id"]}
PATH = f"/tag/{LIFT['id']}"
NO_ID = 1636999999999999
#: One entity of each type that is told of, and two that nobody is told of.
TOLD = {"job": 3, "user": 4, "company": 5, "quote": 9, "deficiency": 10, "location": 11}
TOLD |= {"appointment": 16, "contact": 22, "jobitem": 23, "invoice": 102, "attachment": 103}
TOLD |= {"clockevent": 104, "quoteitem": 105}
QUIET = {"servicerequest": 18, "asset": 101, "contract": 106, "comment": 107, "invoiceitem": 109}


def table_of(entity: str) -> str:
    irregular = {"company": "companies", "deficiency": "deficiencies"}
    return irregular.get(entity, f"{entity}s")


def names(trade: Trade, **query: object) -> list[str]:
    return [row["name"] for row in trade.read("/tag", **query)["tags"]]


def test_a_tag_is_its_name(trade: Trade) -> None:
    uri = f"http://localhost/servicetrade/api/tag/{LIFT['id']}"
    assert trade.read(PATH) == {"id": LIFT["id"], "uri": uri, "name": "needs lift"}


def test_a_new_tag_is_told_to_nobody(trade: Trade, emulator: Emulator, receiver: Receiver) -> None:
    listen(trade)
    made = data(trade.post("/tag", {"name": "night work"}))
    assert trade.read(f"/tag/{made['id']}") == made
    assert names(trade)[-1] == "night work"
    assert told(emulator, receiver) == []


@pytest.mark.parametrize("name", ["needs lift", "Needs LIFT"])
def test_a_name_that_exists_gives_the_existing_tag(
    trade: Trade, receiver: Receiver, name: str
) -> None:
    """Source: https://github.com/logicalproof/servicetrade."""
    with nothing_happens(trade, receiver):
        assert data(trade.post("/tag", {"name": name})) == trade.read(PATH)


@pytest.mark.parametrize(("entity", "number"), TOLD.items(), ids=TOLD)
def test_a_tag_put_on_what_webhooks_tell_of_tells_it(
    trade: Trade, emulator: Emulator, receiver: Receiver, entity: str, number: int
) -> None:
    target = record(table_of(entity))
    listen(trade)
    on = {"entityType": number, "entityId": target["id"]}
    made = data(trade.post("/tag", {"name": "night work", **on}))
    assert told(emulator, receiver) == [f"{entity}.updated"]
    assert made["id"] in trade.ids("/tag", "tags", **on)


@pytest.mark.parametrize(("entity", "number"), QUIET.items(), ids=QUIET)
def test_a_tag_put_on_what_no_webhook_tells_of_tells_nobody(
    trade: Trade, emulator: Emulator, receiver: Receiver, entity: str, number: int
) -> None:
    target = record(table_of(entity))
    listen(trade)
    on = {"entityType": number, "entityId": str(target["id"])}
    data(trade.post("/tag", {"name": "needs lift", **on}))
    assert told(emulator, receiver) == []
    assert "needs lift" in names(trade, **on)


def test_an_existing_tag_is_put_on_by_its_name_by_its_id_or_by_a_put(trade: Trade) -> None:
    data(trade.post("/tag", {"name": "warranty", **ON_STORE}))
    data(trade.post("/tag", {"id": LIFT["id"], **ON_STORE}))
    after_hours = record("tags", name="after hours")["id"]
    data(trade.put(f"/tag/{after_hours}", ON_STORE))
    wanted = {"roof access by landlord", "warranty", "needs lift", "after hours"}
    assert set(names(trade, **ON_STORE)) == wanted
    tags = trade.read(f"/location/{STORE['id']}")["tags"]
    assert {tag["name"] for tag in tags} == wanted
    assert len(names(trade)) == len(fixture()["tags"])


def test_a_tag_that_is_on_already_is_put_on_once(trade: Trade, receiver: Receiver) -> None:
    body = {"name": "roof access by landlord", **ON_STORE}
    with nothing_happens(trade, receiver):
        assert data(trade.post("/tag", body))["name"] == body["name"]


def test_a_location_with_a_tag_put_on_is_newly_updated(trade: Trade, emulator: Emulator) -> None:
    emulator.advance("PT5S")
    path = f"/location/{STORE['id']}"
    before = trade.read(path)
    data(trade.post("/tag", {"name": "needs lift", **ON_STORE}))
    assert trade.read(path)["updated"] > before["updated"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"name": "Name is required"}),
        ({"name": ""}, {"name": "Name is invalid"}),
        ({"name": 5}, {"name": "Name is invalid"}),
        ({"name": "new", "entityType": 11}, {"entityId": "Entity is required"}),
        ({"name": "new", "entityId": STORE["id"]}, {"entityType": "Entity type is required"}),
        ({"name": "new", **ON_STORE, "entityType": 12}, {"entityType": "Entity type is invalid"}),
        ({"name": "new", **ON_STORE, "entityType": 3}, {"entityId": "Entity is invalid"}),
        ({"name": "new", **ON_STORE, "entityId": "x"}, {"entityId": "Entity is invalid"}),
        ({"id": LIFT["id"]}, {"entityType": "Entity type is required"}),
        ({"id": NO_ID, **ON_STORE}, {"id": "Id is invalid"}),
    ],
    ids=str,
)
def test_a_wrong_tag_is_refused_by_field_and_not_made(
    trade: Trade, receiver: Receiver, body: Json, wrong: Json
) -> None:
    with nothing_happens(trade, receiver):
        assert validation(trade.post("/tag", body)) == wrong


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"name": "RE"}, ["PO required"]),
        ({"name": "none"}, []),
        ({"entityType": 3, "entityId": JOB["id"]}, ["key account", "PO required"]),
        ({"entityType": 3, "entityId": JOB["id"], "name": "po"}, ["PO required"]),
        ({"entityType": 101, "entityId": ASSET["id"]}, ["roof access by landlord"]),
        ({"entityType": 3, "entityId": 1}, []),
        ({"limit": 2, "page": 2}, ["needs lift", "PO required"]),
    ],
    ids=str,
)
def test_a_filter_keeps_what_it_asks_for(trade: Trade, query: Json, found: list[str]) -> None:
    assert names(trade, **query) == found


def test_counts_say_how_many_entities_of_each_type_have_a_tag(trade: Trade) -> None:
    rows = {row["name"]: row["counts"] for row in trade.read("/tag", counts="true")["tags"]}
    assert rows["key account"] == [{"entityType": 3, "count": 1}, {"entityType": 5, "count": 2}]
    assert "counts" not in trade.read("/tag", counts=0)["tags"][0]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"entityType": 3}, {"entityId": "Entity is required"}),
        ({"entityId": JOB["id"]}, {"entityType": "Entity type is required"}),
        ({"entityType": 12, "entityId": 1}, {"entityType": "Entity type is invalid"}),
        ({"counts": "some"}, {"counts": "Counts is invalid"}),
    ],
    ids=str,
)
def test_a_wrong_filter_is_refused_by_its_name(trade: Trade, query: Json, wrong: Json) -> None:
    assert validation(trade.get("/tag", **query)) == wrong


def test_a_new_name_is_told_to_nobody_and_shown_everywhere(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    assert data(trade.put(PATH, {"name": "Needs Lift"}))["name"] == "Needs Lift"
    job = record("taggings", tagId=LIFT["id"], entityType=3)["entityId"]
    assert names(trade, entityType=3, entityId=job) == ["Needs Lift"]
    assert told(emulator, receiver) == []


def test_a_put_that_changes_nothing_and_a_name_of_another_change_nothing(
    trade: Trade, receiver: Receiver
) -> None:
    with nothing_happens(trade, receiver):
        assert data(trade.put(PATH, {})) == data(trade.put(PATH, {"name": "needs lift"}))
        taken = trade.put(PATH, {"name": "WARRANTY"})
        assert validation(taken) == {"name": "Name is already in use"}
        assert trade.put(f"/tag/{NO_ID}", {}).status_code == 404


def test_a_tag_is_taken_off_one_entity_and_tells_it(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    tagging = record("taggings", tagId=WARRANTY["id"], entityType=3)
    on = f"entityType=3&entityId={tagging['entityId']}"
    listen(trade)
    assert trade.delete(f"/tag/{WARRANTY['id']}?{on}").status_code == 204
    assert told(emulator, receiver) == ["job.updated"]
    assert names(trade, entityType=3, entityId=tagging["entityId"]) == []
    assert trade.read(f"/tag/{WARRANTY['id']}")["name"] == "warranty"
    rest = [r for r in fixture()["taggings"].values() if r["tagId"] == WARRANTY["id"]]
    assert len(rest) - 1 == sum(
        row["tagId"] == WARRANTY["id"] for row in records(trade)["taggings"].values()
    )


def test_a_tag_that_is_not_on_an_entity_cannot_be_taken_off(
    trade: Trade, receiver: Receiver
) -> None:
    with nothing_happens(trade, receiver):
        assert trade.delete(f"{PATH}?entityType=11&entityId={STORE['id']}").status_code == 404
        alone = trade.delete(f"{PATH}?entityType=11")
        assert validation(alone) == {"entityId": "Entity is required"}
        unknown = trade.delete(f"{PATH}?entityType=11&entityId={NO_ID}")
        assert validation(unknown) == {"entityId": "Entity is invalid"}
        assert trade.delete(f"/tag/{NO_ID}").status_code == 404


def test_a_deleted_tag_is_gone_from_everything_and_nobody_is_told(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    assert trade.delete(f"/tag/{WARRANTY['id']}").status_code == 204
    assert told(emulator, receiver) == []
    assert trade.get(f"/tag/{WARRANTY['id']}").status_code == 404
    left = records(trade)["taggings"].values()
    assert [row for row in left if row["tagId"] == WARRANTY["id"]] == []
    assert is_whole(trade)
