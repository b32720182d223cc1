"""Lists of jobs: every filter, the default, the orders and the pages."""

from collections.abc import Callable

import pytest

from tests.servicetrade.trade import NOON, Trade, data, record, validation
from tests.servicetrade.visiting import AT_LINH, AT_TOMAS, DEMO, GIL, LINH, TOMAS, VENDOR, rows
from tests.world import Json

JOBS = rows("jobs")
DEMO_PLACE = record("locations", id=DEMO["locationId"])
HERE = {"lat": DEMO_PLACE["lat"], "lon": DEMO_PLACE["lon"]}
OFFICES = [office["id"] for office in rows("locations", companyId=VENDOR)]
NORTHEAST, MIDWEST = (region["id"] for region in rows("regions"))
LINES = sorted({s["serviceLineId"] for s in rows("servicerequests") if s["jobId"]})
DAY = 86_400
#: The locations within the border of the first region; Boston is just outside.
NORTHEASTERN = ["Union Square", "Atlantic Avenue", "Rittenhouse", "Georgetown", "Queen Street West"]


def place(job: Json) -> Json:
    return record("locations", id=job["locationId"])


def visits(job: Json) -> list[Json]:
    return rows("appointments", jobId=job["id"])


def price(job: Json) -> float | None:
    counted = ("open", "closed")
    services = [s for s in rows("servicerequests", jobId=job["id"]) if s["status"] in counted]
    return sum(s["estimatedPrice"] for s in services) if services else None


def begins(job: Json, first: int, last: int) -> bool:
    """Whether an appointment that is not canceled begins in this time."""
    live = [v for v in visits(job) if not v["status"].startswith("canceled") and v["windowStart"]]
    return any(first <= visit["windowStart"] <= last for visit in live)


def invoiced(job: Json) -> bool:
    found = rows("invoices", jobId=job["id"], type="invoice")
    return any(invoice["status"] != "void" for invoice in found)


Wanted = Callable[[Json], bool]
FILTERS: dict[str, tuple[Json, Wanted]] = {
    "id": ({"id": DEMO["id"]}, lambda j: j["id"] == DEMO["id"]),
    "jobIds": (
        {"jobIds": f"{DEMO['id']},{AT_LINH['id']},1"},
        lambda j: j["id"] in (DEMO["id"], AT_LINH["id"]),
    ),
    "number": ({"number": "118256,118204"}, lambda j: j["number"] in (118256, 118204)),
    "status": ({"status": "new,closed"}, lambda j: j["status"] in ("new", "closed")),
    "canceled": ({"status": "canceled"}, lambda j: j["status"] == "canceled"),
    "all-and-canceled": ({"status": "all,canceled"}, lambda j: j["number"] > 0),
    "isInvoiced": ({"isInvoiced": "True"}, invoiced),
    "not-isInvoiced": ({"isInvoiced": "0"}, lambda j: not invoiced(j)),
    "type": ({"type": "repair,survey"}, lambda j: j["type"] in ("repair", "survey")),
    "ivrStatus": ({"ivrStatus": "open"}, lambda j: j["id"] in (AT_LINH["id"], AT_TOMAS["id"])),
    "locationId": (
        {"locationId": DEMO["locationId"]},
        lambda j: j["locationId"] == DEMO["locationId"],
    ),
    "locationIds": (
        {"locationId": f"{DEMO['locationId']},{AT_LINH['locationId']}"},
        lambda j: j["locationId"] in (DEMO["locationId"], AT_LINH["locationId"]),
    ),
    "vendorId": ({"vendorId": VENDOR}, lambda j: j["vendorId"] == VENDOR),
    "customerId": (
        {"customerId": DEMO["customerId"]},
        lambda j: j["customerId"] == DEMO["customerId"],
    ),
    "techId": ({"techId": LINH}, lambda j: any(LINH in v["techIds"] for v in visits(j))),
    "techIds": (
        {"techIds": f"{LINH},{TOMAS}"},
        lambda j: any({LINH, TOMAS} & {*v["techIds"]} for v in visits(j)),
    ),
    "ownerId": ({"ownerId": GIL}, lambda j: j["ownerId"] == GIL),
    "officeIds": (
        {"officeIds": OFFICES[1]},
        lambda j: OFFICES[1] in place(j)["officeIds"],
    ),
    "appointmentStatus": (
        {"appointmentStatus": "no_show,unscheduled"},
        lambda j: any(v["status"] in ("no_show", "unscheduled") for v in visits(j)),
    ),
    "regionIds": (
        {"regionIds": NORTHEAST},
        lambda j: place(j)["name"] in NORTHEASTERN,
    ),
    "radius": (
        HERE | {"radius": 10},
        lambda j: place(j)["addressCity"] in ("New York", "Brooklyn"),
    ),
    "dueByBegin": ({"dueByBegin": NOON}, lambda j: (j["dueBy"] or 0) >= NOON),
    "dueByEnd": ({"dueByEnd": NOON}, lambda j: 0 < (j["dueBy"] or 0) <= NOON),
    "completedOnBegin": (
        {"completedOnBegin": NOON - 30 * DAY},
        lambda j: (j["completedOn"] or 0) >= NOON - 30 * DAY,
    ),
    "completedOnEnd": (
        {"completedOnEnd": NOON - 30 * DAY},
        lambda j: 0 < (j["completedOn"] or 0) <= NOON - 30 * DAY,
    ),
    "scheduleDateFrom": ({"scheduleDateFrom": NOON}, lambda j: begins(j, NOON, NOON * 2)),
    "scheduleDateTo": ({"scheduleDateTo": NOON}, lambda j: begins(j, 0, NOON)),
    "scheduleDates": (
        {"scheduleDateFrom": NOON - 7 * DAY, "scheduleDateTo": NOON},
        lambda j: begins(j, NOON - 7 * DAY, NOON),
    ),
    "noDueBy": ({"noDueBy": 1}, lambda j: j["dueBy"] is None),
    "estimatedPriceFrom": ({"estimatedPriceFrom": 900}, lambda j: (price(j) or 0) >= 900),
    "estimatedPriceTo": (
        {"estimatedPriceTo": "350.0"},
        lambda j: (p := price(j)) is not None and p <= 350,
    ),
    "serviceLineIds": (
        {"serviceLineIds": f"{LINES[1]},{LINES[2]}"},
        lambda j: any(
            s["serviceLineId"] in LINES[1:3] for s in rows("servicerequests", jobId=j["id"])
        ),
    ),
    "tag": ({"tag": "Key Account,PO required"}, lambda j: j["id"] == DEMO["id"]),
    "createdAfter": (
        {"createdAfter": DEMO["created"]},
        lambda j: j["created"] >= DEMO["created"],
    ),
    "createdBefore": (
        {"createdBefore": DEMO["created"]},
        lambda j: j["created"] <= DEMO["created"],
    ),
    "updatedAfter": (
        {"updatedAfter": DEMO["updated"]},
        lambda j: j["updated"] >= DEMO["updated"],
    ),
    "updatedBefore": (
        {"updatedBefore": DEMO["updated"]},
        lambda j: j["updated"] <= DEMO["updated"],
    ),
    "several": (
        {"customerId": DEMO["customerId"], "type": "repair", "techIds": TOMAS},
        lambda j: (
            (j["customerId"], j["type"]) == (DEMO["customerId"], "repair")
            and any(TOMAS in v["techIds"] for v in visits(j))
        ),
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds_the_jobs_that_it_asks_for(trade: Trade, name: str) -> None:
    """Of all jobs but canceled ones, unless it asks for a status."""
    query, wanted = FILTERS[name]
    found = trade.ids("/job", "jobs", **{"status": "all"} | query)
    statuses = str(query.get("status", "all"))
    of_all = [j for j in JOBS if "canceled" in statuses or j["status"] != "canceled"]
    assert found == [job["id"] for job in of_all if wanted(job)]
    assert found


def test_only_scheduled_jobs_are_listed_unless_a_status_or_a_number_is_asked_for(
    trade: Trade,
) -> None:
    scheduled = [job["id"] for job in JOBS if job["status"] == "scheduled"]
    assert trade.ids("/job", "jobs") == scheduled
    assert trade.ids("/job", "jobs", status="") == scheduled
    assert trade.ids("/job", "jobs", jobIds=",".join(str(job["id"]) for job in JOBS)) == scheduled
    canceled = record("jobs", status="canceled")
    assert trade.ids("/job", "jobs", number=canceled["number"]) == [canceled["id"]]
    assert trade.ids("/job", "jobs", number=canceled["number"], status="new") == []


def test_all_is_everything_but_canceled(trade: Trade) -> None:
    expected = [job["id"] for job in JOBS if job["status"] != "canceled"]
    assert trade.ids("/job", "jobs", status="all") == expected


def test_a_salesperson_has_their_jobs(trade: Trade) -> None:
    data(trade.put(f"/job/{DEMO['id']}", {"salesId": GIL}))
    assert trade.ids("/job", "jobs", salesId=f"{GIL},{LINH}") == [DEMO["id"]]
    assert trade.ids("/job", "jobs", salesId=LINH) == []


def test_a_job_without_a_price_is_in_no_range_of_prices(trade: Trade) -> None:
    body = {"locationId": DEMO["locationId"], "type": "repair", "status": "scheduled"}
    made = data(trade.post("/job", body))
    assert made["estimatedPrice"] is None
    for name in ("estimatedPriceFrom", "estimatedPriceTo"):
        assert made["id"] not in trade.ids("/job", "jobs", **{name: 0})


def test_an_unknown_region_or_office_has_no_jobs(trade: Trade) -> None:
    assert trade.ids("/job", "jobs", regionIds=1) == []
    assert trade.ids("/job", "jobs", officeIds=1) == []
    both = trade.ids("/job", "jobs", status="all", regionIds=f"{NORTHEAST},{MIDWEST}")
    assert len(both) > len(trade.ids("/job", "jobs", status="all", regionIds=MIDWEST)) > 0


def test_distances_are_shown_and_the_nearest_comes_first(trade: Trade) -> None:
    shown = trade.read("/job", status="all", sort="distance", **HERE)["jobs"]
    away = [job["location"]["distance"] for job in shown]
    known = [distance for distance in away if distance is not None]
    assert away[: len(known)] == known == sorted(known)
    assert (known[0], len(known) < len(away)) == (0, True)
    boston = next(job for job in shown if job["location"]["name"] == "Back Bay")
    assert 185 < boston["location"]["distance"] < 192


def test_a_job_that_somebody_came_to_last_comes_first(trade: Trade) -> None:
    shown = trade.read("/job", status="all", sort="clockin")["jobs"]
    times = [job["latestClockIn"] or 0 for job in shown]
    assert times == sorted(times, reverse=True)
    assert shown[0]["id"] == AT_LINH["id"]


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        ({"lat": 1}, {"lon": "Lon is required"}),
        ({"lon": 1}, {"lat": "Lat is required"}),
        ({"radius": 5}, {"lat": "Lat is required", "lon": "Lon is required"}),
        ({"sort": "distance", "lon": 1}, {"lat": "Lat is required"}),
    ],
    ids=["lat", "lon", "radius", "sort"],
)
def test_half_a_place_is_refused(trade: Trade, query: Json, missing: Json) -> None:
    assert validation(trade.get("/job", **query)) == missing


@pytest.mark.parametrize(
    "query",
    [
        {"status": "done"}, {"sort": "name"}, {"ivrStatus": "closed"}, {"number": "x"},
        {"lat": 91, "lon": 0}, {"isInvoiced": "perhaps"}, {"createdAfter": "today"},
        {"techIds": "1;2"}, {"appointmentStatus": "late"}, {"page": -1},
    ],
    ids=str,
)  # fmt: skip
def test_a_parameter_that_means_nothing_is_refused_by_name(trade: Trade, query: Json) -> None:
    said = validation(trade.get("/job", **query))
    assert {name.partition(".")[0] for name in said} <= query.keys()
    assert said


def test_unknown_parameters_are_ignored(trade: Trade) -> None:
    assert trade.ids("/job", "jobs", per_page=1, perPage=1, customer_id=1) == trade.ids(
        "/job", "jobs"
    )


def test_a_page_has_two_thousand_jobs_and_no_more(trade: Trade) -> None:
    whole = trade.read("/job", status="all", limit=5000)
    assert (whole["pageSize"], whole["totalPages"]) == (2000, 1)
    pages = [trade.read("/job", status="all", limit=20, page=n) for n in (1, 2, 3, 4)]
    assert [len(page["jobs"]) for page in pages] == [20, 20, 4, 0]
    assert {(p["totalCount"], p["totalPages"], p["pageSize"]) for p in pages} == {(44, 3, 20)}
    joined = [job["id"] for page in pages for job in page["jobs"]]
    assert joined == [job["id"] for job in whole["jobs"]]
