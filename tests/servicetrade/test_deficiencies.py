"""Deficiencies: reported on an asset, told of with their job, changed by anyone."""

from collections.abc import Callable

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import (
    NOON,
    TECH,
    Trade,
    data,
    fixture,
    listen,
    log_in,
    record,
    state,
    told,
    validation,
)
from tests.world import Emulator, Json

ROWS = list(fixture()["deficiencies"].values())
FOUND = ROWS[0]
PATH = f"/deficiency/{FOUND['id']}"
JOB = record("jobs", customerPo="107002896")
UNIT = record("assets", name="Rooftop unit 2", locationId=JOB["locationId"])
LINH = record("users", username="linh.chau")
OTHER_JOB = next(j for j in fixture()["jobs"].values() if j["locationId"] != JOB["locationId"])
NOBODY = 9_000_000_000_000_000
NEW = {"assetId": UNIT["id"]}


def found(trade: Trade, **query: object) -> list[int]:
    return trade.ids("/deficiency", "deficiencies", **query)


def chosen(wanted: Callable[[Json], bool]) -> list[int]:
    return [row["id"] for row in ROWS if wanted(row)]


def test_a_deficiency_has_every_field_and_the_records_it_refers_to(trade: Trade) -> None:
    shown = trade.read(PATH)
    assert shown.keys() == {
        "id", "refNumber", "uri", "title", "severity", "description", "status", "resolution",
        "proposedFix", "lastReportedStatus", "reportedOn", "reportSource", "visibility", "asset",
        "location", "job", "serviceLine", "owner", "sales", "reporter", "externalIds", "created",
        "updated",
    }  # fmt: skip
    refers = ("asset", "location", "job", "serviceLine", "owner", "reporter")
    assert [shown[name]["id"] for name in refers] == [FOUND[f"{name}Id"] for name in refers]
    assert shown["sales"] is None


def test_a_new_deficiency_is_inoperable_mobile_and_the_callers(emulator: Emulator) -> None:
    made = data(log_in(emulator, TECH).post("/deficiency", NEW))
    assert (made["severity"], made["reportSource"]) == ("inoperable", "mobile")
    assert (made["status"], made["resolution"], made["lastReportedStatus"]) == ("new",) * 3
    assert (made["reporter"]["name"], made["reportedOn"]) == ("Tomas Brandt", NOON)
    assert (made["asset"]["id"], made["location"]["id"]) == (UNIT["id"], UNIT["locationId"])
    assert made["serviceLine"]["id"] == UNIT["serviceLineId"]
    unset = ("title", "description", "proposedFix", "job", "owner", "sales")
    assert {made[name] for name in unset} == {None}
    assert made["visibility"] == ["public"]


def test_reference_numbers_go_on_from_the_last(trade: Trade) -> None:
    made = [data(trade.post("/deficiency", NEW))["refNumber"] for _ in range(2)]
    last = int(ROWS[-1]["refNumber"])
    assert made == [str(last + 1), str(last + 2)]


def test_a_new_deficiency_may_say_all_there_is_to_say(trade: Trade) -> None:
    more = {
        "severity": "suggested",
        "title": "Weak capacitor",
        "description": "Reads 31 of 45 MFD.",
        "status": "verified",
        "resolution": "notified",
        "proposedFix": "Replace it.",
        "reportSource": "manual",
        "visibility": ["customer"],
    }
    people = {"ownerId": LINH["id"], "salesId": str(LINH["id"]), "reporterId": LINH["id"]}
    line = {"serviceLineId": record("servicelines", abbr="CTRL")["id"], "jobId": JOB["id"]}
    made = data(trade.post("/deficiency", NEW | more | people | line))
    assert {name: made[name] for name in more} == more
    names = [made[name]["name"] for name in ("owner", "sales", "reporter")]
    assert names == ["Linh Chau"] * 3
    assert (made["serviceLine"]["abbr"], made["job"]["id"]) == ("CTRL", JOB["id"])
    assert trade.read(f"/deficiency/{made['id']}") == made


def test_a_report_tells_of_the_deficiency_and_of_its_job_if_it_has_one(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    data(trade.post("/deficiency", NEW))
    assert told(emulator, receiver) == ["deficiency.created"]
    data(trade.post("/deficiency", NEW | {"jobId": JOB["id"]}))
    assert told(emulator, receiver) == ["deficiency.created", "job.updated"]


def test_a_change_tells_of_the_deficiency_only(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    data(trade.put(PATH, {"status": "verified", "resolution": "out_for_quote"}))
    assert told(emulator, receiver) == ["deficiency.updated"]


def test_a_put_changes_what_is_sent_and_null_clears(trade: Trade) -> None:
    before = trade.read(PATH)
    sent = {"jobId": None, "ownerId": None, "description": None, "assetId": UNIT["id"]}
    after = data(trade.put(PATH, sent))
    assert after == before | dict.fromkeys(("job", "owner", "description")) | {"updated": NOON}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"severity": FOUND["severity"], "visibility": FOUND["visibility"], "jobId": FOUND["jobId"]},
        {"assetId": UNIT["id"], "color": "red"},
    ],
    ids=["nothing", "the-same", "what-cannot-change"],
)
def test_a_put_that_changes_nothing_saves_and_tells_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json
) -> None:
    listen(trade)
    before = state(emulator)
    assert data(trade.put(PATH, body))["updated"] == FOUND["updated"]
    assert (state(emulator), told(emulator, receiver)) == (before, [])


@pytest.mark.parametrize("asset", [None, NOBODY, JOB["id"], "unit 2"])
def test_a_deficiency_is_of_an_asset(
    trade: Trade, emulator: Emulator, receiver: Receiver, asset: object
) -> None:
    listen(trade)
    before = state(emulator)
    assert validation(trade.post("/deficiency", {"assetId": asset})) == {
        "assetId": "Asset is invalid"
    }
    assert validation(trade.post("/deficiency", {})) == {"assetId": "Asset is required"}
    assert (state(emulator), told(emulator, receiver)) == (before, [])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("severity", "awful"),
        ("severity", None),
        ("status", "closed"),
        ("resolution", "pending"),
        ("reportSource", "fax"),
        ("description", 5),
        ("visibility", 5),
        ("jobId", NOBODY),
        ("jobId", OTHER_JOB["id"]),
        ("serviceLineId", NOBODY),
        ("ownerId", NOBODY),
        ("salesId", JOB["id"]),
        ("reporterId", NOBODY),
        ("reporterId", None),
    ],
)
def test_a_wrong_field_is_refused_by_name_and_changes_and_tells_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, field: str, value: object
) -> None:
    listen(trade)
    before = state(emulator)
    here = trade.ids("/deficiency", "deficiencies", assetId=UNIT["id"])[0]
    assert list(validation(trade.put(f"/deficiency/{here}", {field: value}))) == [field]
    assert list(validation(trade.post("/deficiency", {**NEW, field: value}))) == [field]
    assert (state(emulator), told(emulator, receiver)) == (before, [])


def test_all_deficiencies_are_listed_without_a_filter(trade: Trade) -> None:
    assert found(trade) == chosen(lambda _: True)


@pytest.mark.parametrize("field", ["assetId", "locationId", "jobId"])
def test_deficiencies_are_found_by_asset_location_and_job(trade: Trade, field: str) -> None:
    assert found(trade, **{field: FOUND[field]}) == chosen(lambda r: r[field] == FOUND[field])
    assert found(trade, **{field: 5}) == []


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("status", "verified"),
        ("status", "new,fixed"),
        ("resolution", "out_for_quote"),
        ("severity", "suggested,deficient"),
        ("severity", "awful"),
    ],
)
def test_deficiencies_are_found_by_status_resolution_and_severity(
    trade: Trade, field: str, values: str
) -> None:
    expected = chosen(lambda row: row[field] in values.split(","))
    assert found(trade, **{field: values}) == expected


@pytest.mark.parametrize("field", ["created", "updated"])
def test_deficiencies_are_found_by_their_stamps_edges_included(trade: Trade, field: str) -> None:
    at = ROWS[3][field]
    assert found(trade, **{f"{field}After": at}) == chosen(lambda row: row[field] >= at)
    assert found(trade, **{f"{field}Before": at}) == chosen(lambda row: row[field] <= at)


def test_an_unknown_deficiency_is_not_found_and_none_can_be_deleted(trade: Trade) -> None:
    path = f"/deficiency/{NOBODY}"
    assert [trade.get(path).status_code, trade.put(path, {}).status_code] == [404, 404]
    assert trade.delete(PATH).status_code == 405
