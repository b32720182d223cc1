"""A receiver's bad day, twice the same."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from emulator.kernel.sending import Outgoing
from tests.receiver import Receiver
from tests.servicechannel.demo import BRANDT, ORDER
from tests.world import Emulator, Json, start

HOOK = {
    "Name": "Board",
    "Enabled": True,
    "Subscriptions": [
        {"Name": "Orders", "EventTypes": ["WorkOrderStatusChanged", "WorkOrderNoteAdded"]},
        {"Name": "Visits", "EventTypes": ["WorkOrderCheckIn", "WorkOrderCheckOut"]},
    ],
}
PRESETS = ["none", "duplicates", "shuffled", "lossy", "late", "hostile"]


class Day(NamedTuple):
    """What was sent, in order, and when each attempt was made."""

    sent: list[Outgoing]
    when: list[tuple[int, str, int]]


def day(storm: str, seed: int = 0) -> Day:
    """Two companies listen; a technician comes and goes ten times."""
    receiver = Receiver()
    with start(send=receiver, storm=storm, seed=seed) as emulator:
        for user in ("nwhvac.admin", "larkfield.facilities"):
            url = {"Url": f"http://localhost:9/{user}"}
            assert emulator.login(user).post("/NotificationWebHooks", HOOK | url).status_code == 201
        made: list[Json] = []
        for number in range(10):
            visit(emulator, number)
            made += emulator.advance("1m")["due"]
        made += emulator.advance("1h")["due"]
    tried = [fell for fell in made if fell["what"] == "webhook attempt"]
    return Day(receiver.got, [(t["delivery"], t["at"], t.get("copy", 0)) for t in tried])


def visit(emulator: Emulator, number: int) -> None:
    api, path = emulator.login(), f"/workorders/{ORDER}"
    done: Mapping[str, object] = {"PrimaryStatus": "PartsOnOrder", "Resolution": str(number)}
    for call, more in (("universalCheckIn", {}), ("universalCheckOut", done)):
        assert api.post(f"{path}/{call}", {"UserId": BRANDT, **more}).status_code == 200


@pytest.mark.parametrize("storm", PRESETS)
def test_one_seed_one_clock_and_the_same_requests_send_the_same_bytes_in_the_same_order(
    storm: str,
) -> None:
    assert day(storm) == day(storm)


@pytest.mark.parametrize("storm", PRESETS[1:])
def test_another_seed_is_another_storm(storm: str) -> None:
    assert day(storm).when != day(storm, seed=1).when


def test_a_calm_day_tells_each_company_of_each_change_in_its_order() -> None:
    by_url: dict[str, list[bytes]] = {}
    for sent in day("none").sent:
        by_url.setdefault(sent.url, []).append(sent.body)
    provider, subscriber = by_url.values()
    assert provider == subscriber
    assert len(provider) == 10 * 6
    kinds = [body.split(b'"EventType":"')[1].split(b'"')[0].decode() for body in provider[:6]]
    assert kinds == [
        "WorkOrderCheckIn",
        "WorkOrderStatusChanged",
        "WorkOrderNoteAdded",
        "WorkOrderCheckOut",
        "WorkOrderStatusChanged",
        "WorkOrderNoteAdded",
    ]


def test_duplicates_are_the_same_bytes_with_the_same_signature() -> None:
    sent = day("duplicates").sent
    assert len(sent) == 2 * 10 * 12
    assert all(sent.count(one) == 2 for one in sent)
