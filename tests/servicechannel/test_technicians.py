"""Technicians on work orders, and their certificates."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import BRANDT, CHAU, MEIER, refusal
from tests.world import Api, Emulator

NORWELL, SPARROW = 2000093418, 2000104772
NO_RIGHT = (401, 504, "API call rejected by security permissions")
VERBS = {
    "assigntechnician": "POST",
    "unassigntechnician": "DELETE",
    "accept": "PUT",
    "decline": "PUT",
    "rescindacceptance": "PUT",
}


def tool(api: Api, name: str, user: int = CHAU, order: int = demo.ORDER) -> httpx2.Response:
    return api.request(VERBS[name], f"/ctools/workorder/{order}/{name}", params={"userId": user})


def technicians(api: Api, state: str = "assigned", order: int = demo.ORDER) -> list[int]:
    found = api.get(f"/ctools/workorder/{order}/{state}technicians").json()
    return [user["UserId"] for user in found]


def test_a_technician_is_assigned_and_unassigned(emulator: Emulator, provider: Api) -> None:
    for name, status, told, expected in [
        ("assigntechnician", 201, ["WorkOrderTechnicianAssigned", "WorkOrderNoteAdded"], [CHAU]),
        ("assigntechnician", 201, [], [CHAU]),
        ("unassigntechnician", 200, ["WorkOrderTechnicianUnassigned", "WorkOrderNoteAdded"], []),
    ]:
        answer = tool(provider, name)
        assert (answer.status_code, answer.content) == (status, b"")
        assert demo.events(emulator, answer) == told
        assert technicians(provider) == expected


def test_a_technicians_acceptance_is_the_providers(emulator: Emulator, provider: Api) -> None:
    answer = tool(provider, "accept")
    assert answer.status_code == 201
    assert demo.events(emulator, answer) == [
        "WorkOrderTechnicianAccepted",
        "WorkOrderStatusChanged",
        "WorkOrderNoteAdded",
    ]
    assert demo.status(provider) == ("IN PROGRESS", "DISPATCH CONFIRMED")
    assert technicians(provider) == technicians(provider, "accepted") == [CHAU]


def test_a_second_technician_moves_no_status(emulator: Emulator, provider: Api) -> None:
    answer = tool(provider, "accept", CHAU, demo.ON_SITE)
    told = ["WorkOrderTechnicianAccepted", "WorkOrderNoteAdded"]
    assert demo.events(emulator, answer) == told
    assert demo.status(provider, demo.ON_SITE) == ("IN PROGRESS", "ON SITE")
    assert technicians(provider, "accepted", demo.ON_SITE) == [BRANDT, CHAU]


@pytest.mark.parametrize("before", ["assigntechnician", "accept"])
def test_a_technician_who_declines_leaves_the_work_order_declined(
    emulator: Emulator, provider: Api, before: str
) -> None:
    tool(provider, before)
    answer = tool(provider, "decline")
    assert answer.status_code == 201
    assert demo.events(emulator, answer) == [
        "WorkOrderTechnicianDeclined",
        "WorkOrderStatusChanged",
        "WorkOrderNoteAdded",
    ]
    assert demo.status(provider) == ("OPEN", "DECLINED")
    assert technicians(provider) == []


def test_an_acceptance_is_taken_back(emulator: Emulator, provider: Api) -> None:
    tool(provider, "accept")
    answer = tool(provider, "rescindacceptance")
    assert (answer.status_code, demo.events(emulator, answer)) == (200, ["WorkOrderNoteAdded"])
    assert (technicians(provider), technicians(provider, "accepted")) == ([CHAU], [])


def test_not_while_the_technician_is_on_site(provider: Api) -> None:
    before = demo.trace(provider, demo.ON_SITE)
    refused = refusal(tool(provider, "rescindacceptance", BRANDT, demo.ON_SITE))
    assert refused[:2] == (400, 503)
    assert demo.trace(provider, demo.ON_SITE) == before


@pytest.mark.parametrize("name", ["unassigntechnician", "decline", "rescindacceptance"])
def test_who_is_not_assigned_has_nothing_to_give_up(provider: Api, name: str) -> None:
    assert refusal(tool(provider, name))[:2] == (400, 503)


def test_nobody_accepts_twice(provider: Api) -> None:
    tool(provider, "accept")
    assert refusal(tool(provider, "accept"))[:2] == (400, 503)


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("user", [MEIER, 1544981, 5], ids=["another's", "no technician", "unknown"])
def test_a_technician_is_one_of_the_providers(provider: Api, name: str, user: int) -> None:
    before = demo.trace(provider)
    assert refusal(tool(provider, name, user))[:2] == (400, 503)
    assert demo.trace(provider) == before


@pytest.mark.parametrize("out", ["Disabled", "IsLocked"])
def test_a_technician_who_cannot_log_in_is_sent_nowhere(
    emulator: Emulator, provider: Api, out: str
) -> None:
    emulator.change("users", CHAU, **{out: True})
    assert refusal(tool(provider, "assigntechnician", CHAU))[:2] == (400, 503)


@pytest.mark.parametrize("name", ["assigntechnician", "accept", "decline"])
def test_work_that_is_done_with_takes_no_technician(provider: Api, name: str) -> None:
    assert refusal(tool(provider, name, CHAU, demo.COMPLETED))[:2] == (400, 904)


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("user", ["nwhvac.tbrandt", "nwhvac.dispatch", "larkfield.facilities"])
def test_only_the_providers_admin_sends_technicians(
    emulator: Emulator, name: str, user: str
) -> None:
    assert refusal(tool(emulator.login(user), name)) == NO_RIGHT


@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.GPS_ORDER], ids=["unknown", "another's"])
def test_technicians_go_to_the_providers_own_work_orders(provider: Api, order: int) -> None:
    assert refusal(tool(provider, "assigntechnician", CHAU, order))[:2] == (400, 502)
    answer = provider.get(f"/ctools/workorder/{order}/assignedtechnicians")
    assert refusal(answer)[:2] == (400, 502)


def test_a_subscriber_reads_who_comes(subscriber: Api) -> None:
    (found,) = subscriber.get(f"/workorders/{demo.ON_SITE}/techniciansAssigned").json()
    assert found == {
        "FirstName": "Tomas",
        "LoginName": "nwhvac.tbrandt",
        "LastName": "Brandt",
        "UserId": BRANDT,
        "Email": demo.record("users", BRANDT)["Email"],
        "TechnicianAccessLevel": ["Technician"],
    }


@pytest.mark.parametrize(
    ("user", "order", "expected"),
    [
        ("nwhvac.admin", demo.ORDER, NO_RIGHT),
        (
            "larkfield.facilities",
            demo.XML_ORDER,
            (403, 504, "Work order doesn't belong to the current user"),
        ),
        ("larkfield.facilities", demo.UNKNOWN, (404, 502, "Work order is not found")),
        ("larkfield.nyc", demo.ON_SITE, NO_RIGHT),
    ],
    ids=["a provider", "another subscriber's", "unknown", "out of reach"],
)
def test_who_comes_is_the_subscribers_to_know(
    emulator: Emulator, user: str, order: int, expected: tuple[int, int, str]
) -> None:
    answer = emulator.login(user).get(f"/workorders/{order}/techniciansAssigned")
    assert refusal(answer) == expected


def certificates(api: Api, **query: int) -> httpx2.Response:
    return api.get("/ctools/refrigerantcertifications", params=query)


def test_certificates_are_read_by_both_companies(provider: Api, subscriber: Api) -> None:
    for api in (provider, subscriber):
        found = certificates(api, providerId=NORWELL).json()
        assert [row["TechnicianFullName"] for row in found] == ["Tomas Brandt", "Linh Chau"]
        assert [row["CertificationLevel"] for row in found] == ["Universal", "Type II"]
    (only,) = certificates(provider, providerId=NORWELL, authUserId=CHAU).json()
    assert only["AuthUserId"] == CHAU


def test_another_providers_certificates_are_not_read(provider: Api) -> None:
    assert refusal(certificates(provider, providerId=SPARROW)) == NO_RIGHT
    assert refusal(certificates(provider))[:2] == (400, 503)
