"""Service Provider Pro's demo world beside the other vendors'."""

import json
import re

import pytest

from emulator.kernel.clock import parse_instant
from emulator.resources import tree
from emulator.vendors.spp import statuses
from tests.spp.demo import WORLD, get, meant, rows
from tests.spp.desk import OWNER, Desk, record
from tests.world import Emulator, Json


def other(vendor: str) -> Json:
    """The demo world of another vendor."""
    text = (tree("fixtures") / "demo" / f"{vendor}.json").read_text("utf-8")
    return dict(json.loads(text))


CHANNEL, TRADE = other("servicechannel"), other("servicetrade")
MIRRORED = [order for order in rows("orders") if order["metadata"]]


def epoch(instant: str) -> int:
    return int(parse_instant(instant).timestamp())


def test_every_telephone_number_and_address_is_made_up() -> None:
    text = json.dumps(WORLD)
    phones = {row["phone"] for row in rows("users")}
    assert {phone[6:12] for phone in phones} == {"555-01"}
    assert {mail.rpartition(".")[2] for mail in re.findall(r"[\w.]+@[\w.]+", text)} == {"example"}


@pytest.mark.parametrize("user", rows("users"), ids=lambda user: str(user["id"]))
def test_everybody_is_in_another_world_under_the_same_name_and_address(user: Json) -> None:
    full = f"{user['name_f']} {user['name_l']}"
    accounts = {(u["FullName"], u["Email"]) for u in CHANNEL["users"].values()}
    stores = {(p["Contact"], p["Email"]) for p in CHANNEL["locations"].values()}
    contacts = {
        (f"{c['firstName']} {c['lastName']}", c["email"]) for c in TRADE["contacts"].values()
    }
    assert (full, user["email"]) in accounts | stores | contacts


@pytest.mark.parametrize("order", MIRRORED, ids=lambda order: str(order["number"]))
def test_a_visit_is_the_same_one_in_all_three_worlds(order: Json) -> None:
    known = order["metadata"]
    work_order = CHANNEL["workorders"][known["servicechannel_work_order"]]
    job = TRADE["jobs"][known["servicetrade_job"]]
    assert job["customerPo"] == known["servicechannel_work_order"]
    company = CHANNEL["subscribers"][str(work_order["SubscriberId"])]["Name"]
    assert get("users", order["user_id"])["company"] == company
    assert CHANNEL["providers"][str(work_order["ProviderId"])]["Name"] == "Norwell HVAC"
    assert CHANNEL["locations"][str(work_order["LocationId"])]["StoreId"] == known["store"]
    assert order["created_at"] >= work_order["CreatedDate"]
    visits = [v for v in TRADE["appointments"].values() if v["jobId"] == job["id"]]
    done = [v for v in visits if v["status"] == "completed"]
    if order["date_completed"]:
        assert epoch(order["date_started"]) == min(v["windowStart"] for v in done)
        assert epoch(order["date_completed"]) == max(v["windowEnd"] for v in done)
    over = meant("order", order) == statuses.COMPLETE
    assert over == (job["completedOn"] is not None)


def test_the_visit_of_work_order_107002896_is_order_6a1f20c4() -> None:
    known = record("orders", number="6A1F20C4")["metadata"]
    assert known["servicechannel_work_order"] == "107002896"
    assert known["servicetrade_job"] == "1536000000000033"


def test_the_environment_has_the_key_of_the_owner(desk: Desk, emulator: Emulator) -> None:
    found = emulator.control("GET", "")["vendors"]["spp"]
    (key,) = rows("keys", key=found["environment"]["SPP_API_KEY"])
    assert key["key"] == OWNER
    assert get("workspaces", key["workspace_id"])["owner_id"] == key["user_id"]
    assert desk.read(f"/team/{key['user_id']}")["name"] == "Renee Castellano"
