"""External ids: what other systems call an entity, and the entity that they call so."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.refusing import nothing_happens
from tests.servicetrade.trade import Trade, data, fixture, listen, record, told, validation
from tests.world import Emulator, Json

JOB = record("jobs", customerPo="107002896")
OTHER_JOB = record("externalids", entityType="job", value="106941940")["entityId"]
CUSTOMER = record("companies", name="Larkfield Outfitters")
PATH = f"/externalid/job/{JOB['id']}"
NO_ID = 1536999999999999
#: Every type that can have them: its table, and whether it is told of.
TYPES = {
    "asset": ("assets", False),
    "company": ("companies", True),
    "contact": ("contacts", True),
    "contract": ("contracts", False),
    "deficiency": ("deficiencies", True),
    "job": ("jobs", True),
    "jobitem": ("jobitems", True),
    "libitem": ("libitems", False),
    "location": ("locations", True),
    "quote": ("quotes", True),
    "user": ("users", True),
}


def test_all_values_of_an_entity_are_by_system(trade: Trade) -> None:
    assert trade.read(PATH) == {"values": {"servicechannel": "107002896"}}
    both = {"servicechannel": "2014917301", "quickbooks": "CUST-0412"}
    assert trade.read(f"/externalid/company/{CUSTOMER['id']}") == {"values": both}
    assert trade.read(f"/externalid/asset/{record('assets')['id']}") == {"values": {}}


def test_an_id_and_a_system_are_a_value(trade: Trade) -> None:
    assert trade.read(f"{PATH}/servicechannel") == {"value": "107002896"}
    assert trade.read(f"{PATH}/fleet") == {"value": None}


def test_a_system_and_a_value_are_the_entity(trade: Trade) -> None:
    found = trade.read("/externalid/job/servicechannel/107002896")
    assert (found["id"], found["number"]) == (JOB["id"], JOB["number"])
    assert found["externalIds"] == {"servicechannel": "107002896"}
    company = trade.read("/externalid/company/quickbooks/CUST-0412")
    assert company == trade.read(f"/company/{CUSTOMER['id']}")


@pytest.mark.parametrize("row", fixture()["externalids"].values(), ids=lambda row: row["value"])
def test_every_value_leads_to_its_entity(trade: Trade, row: Json) -> None:
    found = trade.read(f"/externalid/{row['entityType']}/{row['system']}/{row['value']}")
    assert found["id"] == row["entityId"]


@pytest.mark.parametrize(("kind", "table", "is_told"), [(k, *v) for k, v in TYPES.items()])
def test_every_type_takes_a_value_and_is_told_if_webhooks_tell_of_it(
    trade: Trade, emulator: Emulator, receiver: Receiver, kind: str, *, table: str, is_told: bool
) -> None:
    target = list(fixture()[table].values())[-1]["id"]
    listen(trade)
    answer = trade.post(f"/externalid/{kind}/{target}/fleet", {"value": "F-1"})
    assert data(answer) == {"value": "F-1"}
    assert told(emulator, receiver) == ([f"{kind}.updated"] if is_told else [])
    found = trade.read(f"/externalid/{kind}/fleet/F-1")
    assert (found["id"], found["externalIds"]["fleet"]) == (target, "F-1")
    assert found["uri"].endswith(f"/api/{kind}/{target}")


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_value_is_set_changed_and_removed_by_either_method(
    trade: Trade, emulator: Emulator, receiver: Receiver, method: str
) -> None:
    listen(trade)
    for value in ("F-1", "F-2", ""):
        answer = trade.request(method, f"{PATH}/fleet", json={"value": value})
        assert data(answer) == {"value": value}
    assert told(emulator, receiver) == ["job.updated"] * 3
    assert trade.read(PATH) == {"values": {"servicechannel": "107002896"}}
    assert trade.get("/externalid/job/fleet/F-2").status_code == 404


def test_a_number_is_a_value_too_and_a_value_may_hold_anything(trade: Trade) -> None:
    assert data(trade.put(f"{PATH}/fleet", {"value": 42})) == {"value": "42"}
    odd = "A/B 7%"
    assert data(trade.put(f"{PATH}/fleet", {"value": odd})) == {"value": odd}
    assert trade.read("/externalid/job/fleet/A%2FB%207%25")["id"] == JOB["id"]


def test_the_same_value_again_and_to_remove_none_tell_nobody(
    trade: Trade, receiver: Receiver
) -> None:
    with nothing_happens(trade, receiver):
        same = trade.put(f"{PATH}/servicechannel", {"value": "107002896"})
        assert data(same) == {"value": "107002896"}
        assert data(trade.post(f"{PATH}/fleet", {"value": ""})) == {"value": ""}


def test_a_value_is_one_entitys_of_a_type_and_may_be_another_types(
    trade: Trade, receiver: Receiver
) -> None:
    taken = {"value": "106941940"}
    with nothing_happens(trade, receiver):
        answer = trade.put(f"{PATH}/servicechannel", taken)
        assert validation(answer) == {"value": "Value is already in use"}
        assert str(OTHER_JOB) in answer.headers["emulator-reason"]
    on_company = trade.put(f"/externalid/company/{CUSTOMER['id']}/servicechannel", taken)
    assert data(on_company) == taken
    assert data(trade.put(f"{PATH}/quickbooks", taken)) == taken


def test_a_value_that_was_given_up_is_free(trade: Trade) -> None:
    data(trade.put(f"/externalid/job/{OTHER_JOB}/servicechannel", {"value": ""}))
    assert data(trade.put(f"{PATH}/servicechannel", {"value": "106941940"}))


@pytest.mark.parametrize("path", [f"{PATH}/oracle", "/externalid/job/oracle/7"])
def test_a_system_that_nobody_set_up_is_404(trade: Trade, receiver: Receiver, path: str) -> None:
    with nothing_happens(trade, receiver):
        assert trade.get(path).status_code == 404
        if path.startswith(PATH):
            answers = [trade.post(path, {"value": "7"}), trade.put(path, {"value": "7"})]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert "no external system 'oracle'" in answers[0].headers["emulator-reason"]


@pytest.mark.parametrize("system", ["Fleet", "fleet-2", "_fleet", "2fleet"])
def test_a_system_whose_name_cannot_be_is_400(
    trade: Trade, receiver: Receiver, system: str
) -> None:
    with nothing_happens(trade, receiver):
        said = validation(trade.put(f"{PATH}/{system}", {"value": "7"}))
        assert said == {"second": "Second is invalid"}
        assert trade.get(f"/externalid/job/{system}/7").status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/externalid/webhook/1", 400),
        ("GET", "/externalid/appointment/servicechannel/1", 400),
        ("PUT", "/externalid/invoice/1/fleet", 400),
        ("GET", "/externalid/job/first", 400),
        ("PUT", "/externalid/job/servicechannel/fleet", 400),
        ("GET", f"/externalid/job/{NO_ID}", 404),
        ("GET", f"/externalid/job/{NO_ID}/servicechannel", 404),
        ("GET", f"/externalid/company/{JOB['id']}/servicechannel", 404),
        ("PUT", f"/externalid/job/{NO_ID}/fleet", 404),
        ("POST", f"/externalid/job/{NO_ID}/fleet", 404),
        ("GET", "/externalid/job/servicechannel/none", 404),
        ("DELETE", f"{PATH}/servicechannel", 405),
    ],
)
def test_an_entity_that_is_not_there_is_refused(
    trade: Trade, receiver: Receiver, method: str, path: str, status: int
) -> None:
    body = {"json": {"value": "7"}} if method in ("PUT", "POST") else {}
    with nothing_happens(trade, receiver):
        assert trade.request(method, path, **body).status_code == status


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "Value is required"),
        ({"value": None}, "Value is invalid"),
        ({"value": ["7"]}, "Value is invalid"),
        ({"value": True}, "Value is invalid"),
        ({"value": 7.5}, "Value is invalid"),
    ],
    ids=str,
)
def test_a_value_is_a_text_or_a_number(
    trade: Trade, receiver: Receiver, body: Json, said: str
) -> None:
    with nothing_happens(trade, receiver):
        assert validation(trade.put(f"{PATH}/fleet", body)) == {"value": said}
