"""What nobody should send: never a bug, and nothing changes where it is refused."""

import json
from collections.abc import Callable, Iterator

import httpx2
import pytest

from emulator.kernel.contract import Entry
from tests.servicechannel import calling, demo
from tests.servicechannel.spoiling import Spoiler, send, url
from tests.world import Emulator, start

ENTRIES = calling.entries()
SEED, OF_EACH = 20260615, 4
DEEP, MANY = 10_000, 100_000


@pytest.fixture(scope="module")
def shared() -> Iterator[Emulator]:
    with start() as emulator:
        yield emulator


def caller(entry: Entry) -> str:
    return "nwhvac.admin" if entry.permission.get("callers") == "Providers" else OWNER


OWNER = "larkfield.facilities"


def wrong(entry: Entry, ask: Callable[[], httpx2.Response]) -> str:
    """What is wrong with the answer of an operation to a hostile request, if anything is."""
    response = ask()
    reason = response.headers.get("emulator-reason", "")
    if "a bug of the emulator" in reason:
        return reason
    documented = calling.contract().operation(entry)["responses"]
    known = str(response.status_code) in documented or response.status_code in (404, 405)
    return "" if known else f"an undocumented {response.status_code}"


def test_no_operation_has_a_bug_that_one_hostile_value_meets(shared: Emulator) -> None:
    tokens = {user: shared.login(user).token for user in (OWNER, "nwhvac.admin")}
    spoiler, found = Spoiler(SEED), list[str]()
    for entry in ENTRIES:
        token = tokens[caller(entry)]
        for to, body in spoiler.requests(calling.request(entry), OF_EACH):
            what = wrong(entry, lambda: send(shared, entry.method, to, token, body))  # noqa: B023
            found += [f"{entry.id}: {what}: {to[-200:]} {(body or b'')[:200]!r}"] if what else []
    assert found == []


def bodies() -> dict[str, bytes]:
    """Whole bodies that are good for nothing."""
    nested = b'{"a":' * DEEP
    return {
        "nested objects": nested + b"1" + b"}" * DEEP,
        "nested lists": b"[" * DEEP + b"]" * DEEP,
        "half a surrogate": b'{"Note":"\\ud800"}',
        "bytes that are no text": b'{"Note":"\xff\xfe"}',
        "a number without end": b'{"Nte":1e400}',
    }


@pytest.mark.parametrize("body", bodies().values(), ids=bodies())
def test_a_body_that_cannot_be_read_changes_nothing(shared: Emulator, body: bytes) -> None:
    token, before = shared.login(OWNER).token, shared.control("GET", "/snapshot")
    statuses = {
        send(shared, entry.method, url(calling.request(entry)), token, body).status_code
        for entry in ENTRIES
        if calling.request(entry).media == "application/json"
        and entry.permission.get("callers") != "Providers"
    }
    assert (statuses, shared.control("GET", "/snapshot")) == ({400}, before)


@pytest.mark.parametrize("item", ["1", '"x"', "{}", "null"])
@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("createTrades", "%s"),
        ("rejectProposals", "%s"),
        ("findChecklistResponses", "%s"),
        ("setBusinessHours", '{"businessHours": %s}'),
        ("addHoliday", '{"RepeatOnDays": %s}'),
        ("updateUser", '{"User": {"Roles": %s}}'),
    ],
)
def test_a_list_of_a_hundred_thousand_is_no_bug(
    shared: Emulator, operation: str, body: str, item: str
) -> None:
    entry = next(e for e in ENTRIES if e.id == operation)
    sent = (body % f"[{','.join([item] * MANY)}]").encode()
    token = shared.login(OWNER).token
    ask = lambda: send(shared, entry.method, url(calling.request(entry)), token, sent)  # noqa: E731
    assert wrong(entry, ask) == ""


def test_many_parts_and_a_bomb_among_them_are_refused(shared: Emulator) -> None:
    """In the fields of multipart bodies that are JSON themselves."""
    provider, before = shared.login(), shared.control("GET", "/snapshot")
    path = f"/workorders/{demo.ORDER}/attachments"
    many = [("file", (f"{n}.txt", b"x", "text/plain")) for n in range(1_000)]
    bombs = [b"[" * DEEP, json.dumps({"Attachments": [1] * MANY}).encode(), b"\x00", b"1e999"]
    answers = [provider.request("POST", path, files=many)]
    answers += [
        provider.request(
            "POST", path, files=many[:1], data={"AddAttachmentsRequest": bomb.decode()}
        )
        for bomb in bombs
    ]
    no_boundary = {"Content-Type": "multipart/form-data"}
    answers.append(provider.request("POST", path, content=b"x", headers=no_boundary))
    assert {answer.status_code for answer in answers} == {400}
    assert shared.control("GET", "/snapshot") == before


@pytest.mark.parametrize(
    "call",
    [
        "workorders/Service.NearBy()",
        "workorders/Service.NearBy(latitude=1)",
        "workorders/Service.NearBy(latitude=1,longitude=2,height=3)",
        "workorders/Service.NearBy(latitude=1,latitude=2)",
        "workorders/Service.NearBy(1,2)",
        "workorders/Service.NearBy(latitude=,longitude=)",
        f"workorders({demo.ORDER})/Service.CheckInActivity(loadBlocked=)",
        f"workorders({demo.ORDER})/Service.CheckInActivity(other=true)",
        "workorders(1%2F2)",
        "workorders()",
        "proposals(1,2)",
    ],
)
def test_a_function_with_other_arguments_than_its_own_is_no_operation(
    shared: Emulator, call: str
) -> None:
    response = shared.login().get(f"/odata/{call}")
    assert response.status_code in (400, 404), response.text
