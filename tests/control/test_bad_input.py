"""Whatever a control call is sent, the answer is one that is described, and never a 500."""

import json
from collections.abc import Iterator, Mapping

import pytest

from tests.control.asking import problem_of, refused
from tests.control.describing import OPERATIONS, Described, busy
from tests.control.test_openapi import fits
from tests.world import Emulator, Json, demo

ORDER = 107002896
DEEP: object = None
for _ in range(240):
    DEEP = [DEEP]
#: Values that no field is made for.
ODD: list[object] = [
    None, True, -1, 2**64 - 1, 0.5, "", "\x00", "\u0661", "9" * 5_000 + "s", 20260615,
    "9999-12-31T23:59:59-14:00", [{}], {"": None}, DEEP,
]  # fmt: skip
#: Numbers that are none, and names that nothing has.
STRANGE = [
    "0",
    "-1",
    "\u0661",
    "\u00b2",
    "x",
    "%00",
    "9" * 18,
    "9" * 400,
    "%2e%2e",
    "1%2F2",
    "x" * 99,
]
TAKERS = [operation for operation in OPERATIONS if operation.takes_json]
NAMED = [operation for operation in OPERATIONS if "{" in operation.path]


@pytest.fixture
def there() -> Iterator[Emulator]:
    with busy() as emulator:
        yield emulator


def spoilt(value: Json, seen: set[str]) -> Iterator[Json]:
    """The object with one field after the other made odd; not those that were seen."""
    for name, inside in value.items():
        if name not in seen:
            seen.add(name)
            yield from (value | {name: odd} for odd in ODD)
        if isinstance(inside, Mapping):
            yield from (value | {name: other} for other in spoilt(dict(inside), seen))


@pytest.mark.parametrize("operation", TAKERS, ids=[taker.name for taker in TAKERS])
def test_no_value_of_a_field_is_an_error_of_the_servers(
    there: Emulator, operation: Described
) -> None:
    seen: set[str] = set()
    for body in (body for example in operation.examples for body in spoilt(example, seen)):
        raw = json.dumps(body).encode()
        fits(operation, there.http.request(operation.method, operation.url, content=raw))


@pytest.mark.parametrize("name", STRANGE)
def test_no_name_or_number_of_a_path_is_an_error_of_the_servers(there: Emulator, name: str) -> None:
    for operation in NAMED:
        path = operation.path.replace("{id}", name).replace("{name}", name)
        answer = there.http.request(operation.method, path.replace("{vendor}", name))
        assert answer.status_code < 500, operation.name


def test_of_a_parameter_that_is_sent_twice_the_last_counts(there: Emulator) -> None:
    url = "/_emulator/requests?limit=none&limit=1&sandbox=nowhere&sandbox=default"
    assert len(there.http.get(url).json()["requests"]) == 1


@pytest.mark.parametrize("query", ["limit=%D9%A1", "limit=-1", "limit=1e3", "refused=maybe"])
def test_a_filter_that_is_none_is_a_problem(emulator: Emulator, query: str) -> None:
    problem_of(emulator.http.get(f"/_emulator/requests?{query}"))


@pytest.mark.parametrize("operation", [[], {}, ["token"], None, 5])
def test_an_operation_of_a_fault_that_is_no_text_is_a_problem(
    emulator: Emulator, operation: object
) -> None:
    body = {"match": {"operation": operation}, "effect": {"drop": True}}
    assert "match.operation" in refused(emulator, "POST", "/faults", body)["detail"]


def test_a_sandbox_whose_clock_is_a_number_is_not_made(emulator: Emulator) -> None:
    problem = refused(emulator, "POST", "/sandboxes", {"name": "made", "clock": 20260615})
    assert problem["detail"] == "clock: 20260615, expected a text such as 2026-06-15T12:00:00Z"
    refused(emulator, "GET", "/sandboxes/made", status=404)


@pytest.mark.parametrize("now", ["1111-11-11T11:11:11Z", "9999-12-31T00:00:00Z"])
def test_a_snapshot_of_a_time_that_no_clock_has_is_refused(emulator: Emulator, now: str) -> None:
    saved = emulator.control("GET", "/snapshot")
    saved["_sandbox.json"]["clock"]["now"] = now
    for method, path, body in (
        ("PUT", "/snapshot", saved),
        ("POST", "/sandboxes", {"snapshot": saved}),
    ):
        detail = refused(emulator, method, path, body)["detail"]
        assert "_sandbox.json: clock.now: " in detail
        assert "outside 1970 to 9000" in detail


@pytest.mark.parametrize("other", ["x", "", True, 0.5, [[]], {"a": 1}, "9" * 5_000])
def test_a_reference_that_is_no_id_leads_nowhere(emulator: Emulator, other: object) -> None:
    record = demo("workorders", ORDER) | {"SubscriberId": other}
    body = {"servicechannel": {"workorders": {str(ORDER): record}}}
    assert "SubscriberId" in refused(emulator, "POST", "/fixtures", body)["detail"]


@pytest.mark.parametrize("table", [None, 0, True, 0.5, "x", []])
def test_a_table_that_is_no_object_is_a_problem(emulator: Emulator, table: object) -> None:
    tables = {"workorders": {str(ORDER): demo("workorders", ORDER)}, "locations": table}
    detail = refused(emulator, "POST", "/fixtures", {"servicechannel": tables})["detail"]
    assert "servicechannel: locations: " in detail


@pytest.mark.parametrize(
    ("vendor", "section", "setting", "most"),
    [
        ("servicechannel", "tokens", "access_seconds", 3_153_600_000),
        ("servicechannel", "tokens", "refresh_seconds", 3_153_600_000),
        ("servicechannel", "tokens", "code_seconds", 3_153_600_000),
        ("servicechannel", "tokens", "login_seconds", 3_153_600_000),
        ("servicechannel", "webhooks", "breaker_seconds", 3_153_600_000),
        ("servicechannel", "webhooks", "timeout_seconds", 60),
        ("servicechannel", "switches", "attachment_uri_seconds", 3_153_600_000),
        ("servicechannel", "switches", "odata_window_days", 36_500),
        ("servicetrade", "tokens", "session_seconds", 3_153_600_000),
        ("servicetrade", "tokens", "access_seconds", 3_153_600_000),
        ("servicetrade", "tokens", "refresh_seconds", 3_153_600_000),
        ("servicetrade", "throttle", "seconds", 3_153_600_000),
        ("servicetrade", "webhooks", "timeout_seconds", 60),
    ],
)
def test_a_time_that_leads_out_of_the_calendar_is_no_setting(
    emulator: Emulator, vendor: str, section: str, setting: str, most: int
) -> None:
    """A login would have to say when its token ends."""
    change = {"vendor": vendor, section: {setting: most}}
    emulator.control("PUT", "/profile", change)
    problem = refused(emulator, "PUT", "/profile", change | {section: {setting: most + 1}})
    assert setting in problem["detail"]


def test_an_endpoint_is_active_or_not_under_one_name(there: Emulator) -> None:
    (endpoint,) = there.control("GET", "/webhooks/endpoints")["endpoints"]
    assert [name for name in endpoint if "active" in name] == ["active"]
