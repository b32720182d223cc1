"""The whole state of a sandbox, out and in."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tinydb import TinyDB

from tests.control.asking import refused
from tests.receiver import Receiver
from tests.world import Emulator, Json, start

ORDER = 107002896
VISIT = {"UserId": 1544987}


@pytest.fixture
def receiver() -> Receiver:
    return Receiver([500])


@pytest.fixture
def emulator(receiver: Receiver) -> Iterator[Emulator]:
    """A check-in was made and told, to a receiver that fails."""
    with start(send=receiver) as emulator:
        given = {"url": "http://localhost:9/", "events": ["WorkOrderCheckIn"]}
        emulator.control("POST", "/webhooks/endpoints", given)
        emulator.login().post(f"/workorders/{ORDER}/universalCheckIn", VISIT)
        emulator.settle()
        yield emulator


def save(emulator: Emulator) -> Json:
    return emulator.control("GET", "/snapshot")


def restore(emulator: Emulator, snapshot: Json) -> None:
    emulator.control("PUT", "/snapshot", snapshot)


def test_what_is_restored_is_saved_as_it_was_to_the_byte(emulator: Emulator) -> None:
    before = emulator.http.get("/_emulator/snapshot").content
    emulator.control("POST", "/reset")
    assert emulator.http.get("/_emulator/snapshot").content != before
    restore(emulator, json.loads(before))
    assert emulator.http.get("/_emulator/snapshot").content == before


def test_a_token_of_the_snapshot_is_good_again(emulator: Emulator) -> None:
    api = emulator.login()
    snapshot = save(emulator)
    emulator.control("POST", "/reset")
    assert api.get("/users/current/profile").status_code == 401
    restore(emulator, snapshot)
    assert api.get("/users/current/profile").status_code == 200
    emulator.advance("10m")
    assert api.get("/users/current/profile").status_code == 401


def test_a_delivery_that_waited_is_made_again_when_it_is_due(
    emulator: Emulator, receiver: Receiver
) -> None:
    snapshot = save(emulator)
    emulator.control("POST", "/reset")
    restore(emulator, snapshot)
    emulator.advance("299s")
    assert len(receiver.got) == 1
    emulator.advance("1s")
    assert receiver.bodies[0] == receiver.bodies[1]
    assert receiver.got[0].headers == receiver.got[1].headers


def test_what_follows_a_restore_is_what_would_have_followed(emulator: Emulator) -> None:
    snapshot = save(emulator)
    tokens = []
    for _ in range(2):
        restore(emulator, snapshot)
        api = emulator.login()
        answer = api.post(f"/workorders/{ORDER}/notes", {"Note": "again"})
        tokens.append((api.token, answer.json()["id"]))
    assert tokens[0] == tokens[1]


def test_clock_profile_storm_and_permissions_come_back(emulator: Emulator) -> None:
    emulator.control("PUT", "/webhooks/storm", {"preset": "late", "drop": 0.5})
    emulator.switch(second_check_in="same_id")
    emulator.permit(301, GpsCheckInOut=False)
    snapshot = save(emulator)
    emulator.control("POST", "/clock", {"set": "2031-01-01T00:00:00Z", "freeze": False})
    emulator.control("PUT", "/webhooks/storm", {"preset": "none"})
    emulator.control("PUT", "/profile", {"name": "2018"})
    emulator.control("POST", "/reset")
    restore(emulator, snapshot)
    assert emulator.control("GET", "/clock") == {
        "now": "2026-06-15T12:00:00+00:00",
        "frozen": True,
    }
    assert emulator.control("GET", "/webhooks/storm")["drop"] == 0.5
    profile = emulator.control("GET", "/profile")["servicechannel"]
    assert profile["name"] == "relaxed"
    assert profile["profile"]["switches"]["second_check_in"] == "same_id"
    row = emulator.control("GET", "/permissions")["servicechannel"][0]
    assert (row["Id"], row["GpsCheckInOut"]) == (301, False)


def test_a_stock_tinydb_reads_a_vendors_file(emulator: Emulator, tmp_path: Path) -> None:
    file = tmp_path / "servicechannel.json"
    file.write_text(json.dumps(save(emulator)["servicechannel.json"]), "utf-8")
    with TinyDB(file) as database:
        order = database.table("workorders").get(doc_id=ORDER)
        assert isinstance(order, dict)
        assert order["Status"] == {"Primary": "IN PROGRESS", "Extended": "ON SITE"}


def test_a_sandbox_made_from_a_snapshot_is_reset_to_it(emulator: Emulator) -> None:
    emulator.control("POST", "/sandboxes", {"name": "t1", "snapshot": save(emulator)})
    emulator.control("POST", "/reset?sandbox=t1")
    again = emulator.control("GET", "/snapshot?sandbox=t1")["servicechannel.json"]
    assert again["workorders"] == save(emulator)["servicechannel.json"]["workorders"]


Spoil = Callable[[Json], object]
OWN, FILE = "_sandbox.json", "servicechannel.json"
SPOILT: dict[str, tuple[Spoil, str]] = {
    "a file is missing": (lambda s: s.pop(FILE), f"{FILE}: it is missing"),
    "our own is missing": (lambda s: s.pop(OWN), f"{OWN}: it is missing"),
    "another vendor": (lambda s: s.update({"acme.json": {}}), "acme.json: unknown file"),
    "another version": (lambda s: s[OWN].update(format=2), f"{OWN}: format: 1 was expected"),
    "another version of records": (
        lambda s: s[FILE]["_meta"]["1"].update(format=9),
        f"{FILE}: _meta/1: format: 9, expected 1",
    ),
    "an unknown table": (lambda s: s[FILE].update(orders={}), f"{FILE}: orders: unknown table"),
    "a dangling reference": (
        lambda s: s[FILE]["workorders"][str(ORDER)].update(LocationId=1),
        f"{FILE}: workorders/{ORDER}: LocationId: 1, expected an Id of locations",
    ),
    "no clock": (lambda s: s[OWN].pop("clock"), "'clock' is a required property"),
    "a wrong instant": (lambda s: s[OWN]["clock"].update(now="noon"), "clock.now: 'noon'"),
    "a wrong storm": (lambda s: s[OWN]["storm"].update(drop=3), "storm.drop: 3, expected"),
    "an unknown profile": (
        lambda s: s[OWN]["vendors"]["servicechannel"].update(profile="x"),
        "profile: x, expected one of 2018, production, relaxed, sandbox2",
    ),
    "wrong settings": (
        lambda s: s[OWN]["vendors"]["servicechannel"].update(settings={}),
        "'throttle' is a required property",
    ),
    "a wrong token": (
        lambda s: s[OWN]["vendors"]["servicechannel"]["logins"]["tokens"][0].pop("access"),
        "'access' is a required property",
    ),
    "a wrong delivery": (
        lambda s: s[OWN]["webhooks"]["waiting"][0].update(vendor="acme"),
        "webhooks.waiting.0.vendor: 'acme' is not one of ['servicechannel', 'servicetrade', 'spp']",
    ),
}


@pytest.mark.parametrize(("spoil", "said"), SPOILT.values(), ids=SPOILT)
def test_a_snapshot_with_a_mistake_is_refused_and_changes_nothing(
    emulator: Emulator, spoil: Spoil, said: str
) -> None:
    before = save(emulator)
    wrong = copy.deepcopy(before)
    spoil(wrong)
    assert said in refused(emulator, "PUT", "/snapshot", wrong)["detail"]
    assert save(emulator) == before


def test_all_mistakes_are_listed(emulator: Emulator) -> None:
    wrong = save(emulator)
    for name in ("another vendor", "a dangling reference", "a wrong storm"):
        SPOILT[name][0](wrong)
    detail = refused(emulator, "PUT", "/snapshot", wrong)["detail"]
    assert len(detail.splitlines()) == 3
