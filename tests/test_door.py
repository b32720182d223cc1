"""Which hosts are served, who may steer the emulator, and which vendor a host names."""

import asyncio
from collections.abc import Mapping, MutableMapping
from typing import Any

import httpx2
import pytest

from emulator.app import VENDORS, create_app
from emulator.door import SEEN, Door
from emulator.settings import Settings
from tests.asgi import Http
from tests.control.asking import problem_of
from tests.kernel.asking import scope
from tests.world import CLIENT, PASSWORDS, Emulator, start

FORM = {
    "grant_type": "password",
    "username": "nwhvac.admin",
    "password": PASSWORDS["nwhvac.admin"],
}
REAL = [host.replace("*", "acme") for vendor in VENDORS for host in vendor.hosts]
CONTROL = ["/_emulator/clock", "/_emulator/", "/healthz", "/"]


def get(emulator: Emulator, path: str, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return emulator.http.get(path, headers=named, follow_redirects=False)


def guarded() -> Http:
    """An emulator whose control plane asks for a token."""
    app = create_app(Settings(control_token="s3cret", host="0.0.0.0"))  # noqa: S104
    return Http(app)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8080",
        "LOCALHOST",
        "127.0.0.1",
        "127.0.0.1:8080",
        "127.1.2.3",
        "[::1]",
        "[::1]:8080",
        "servicechannel.localhost",
        "anything.localhost:80",
        *REAL,
    ],
)
def test_loopback_vendor_hosts_and_names_below_localhost_are_served(
    emulator: Emulator, host: str
) -> None:
    assert get(emulator, "/_emulator/clock", Host=host).status_code == 200


FOREIGN = {
    "name": "evil.test",
    "with-a-port": "evil.test:8080",
    "as-a-suffix": "localhost.evil.test",
    "as-a-prefix": "evillocalhost",
    "address": "192.168.1.5",
    "any-address": "0.0.0.0",  # noqa: S104 - a value
    "user-part": "localhost@evil.test",
    "vendor-as-a-suffix": "api.servicechannel.com.evil.test",
    "subdomain-of-a-vendor": "evil.api.servicechannel.com",
    "empty": "",
    "not-a-host": "[::1",
}


@pytest.mark.parametrize("path", [*CONTROL, "/servicechannel/v3/workorders", "/v3/workorders"])
@pytest.mark.parametrize("host", FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_host_is_misdirected_wherever_it_asks(
    emulator: Emulator, host: str, path: str
) -> None:
    told = problem_of(get(emulator, path, Host=host), 421)
    assert told["title"] == "this host is not served"
    assert told["detail"] == f"Host is {host!r}; start with --allow-host to serve it"


def test_a_foreign_host_stays_foreign_however_often_it_asks(emulator: Emulator) -> None:
    answers = [get(emulator, "/healthz", Host="evil.test").status_code for _ in range(3)]
    assert answers == [421] * 3


@pytest.mark.parametrize(
    ("allowed", "host"),
    [
        ("emulator.test", "emulator.test:8080"),
        ("Emulator.Test", "emulator.test"),
        ("emulator.test:8080", "emulator.test:8080"),
        ("192.168.1.5", "192.168.1.5"),
    ],
    ids=["name", "any-case", "with-a-port", "address"],
)
def test_a_host_that_is_allowed_is_served(allowed: str, host: str) -> None:
    emulator = start(allow_host=(allowed,))
    assert get(emulator, "/_emulator/clock", Host=host).status_code == 200
    assert get(emulator, "/_emulator/clock", Host="other.test").status_code == 421


def test_the_address_that_is_listened_on_is_served() -> None:
    emulator = start(host="192.168.1.5")
    assert get(emulator, "/healthz", Host="192.168.1.5:8080").status_code == 200


@pytest.mark.parametrize(
    "host", ["api.servicetrade.com", "app.servicetrade.com:443", "servicetrade.localhost"]
)
def test_the_other_vendors_hosts_need_no_prefix_either(emulator: Emulator, host: str) -> None:
    answer = emulator.http.get("/api/heartbeat", headers={"Host": host})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "host",
    [*VENDORS[0].hosts, "servicechannel.localhost", "API.ServiceChannel.com:443"],
)
def test_a_vendors_host_needs_no_prefix(emulator: Emulator, host: str) -> None:
    answer = emulator.http.post("/oauth/token", data=FORM, auth=CLIENT, headers={"Host": host})
    assert answer.status_code == 200
    headers = {"Host": host, "Authorization": f"Bearer {answer.json()['access_token']}"}
    order = emulator.http.get("/v3/workorders/107002896", headers=headers)
    assert (order.status_code, order.json()["Id"]) == (200, 107002896)


def test_a_vendors_host_takes_the_prefix_too(emulator: Emulator) -> None:
    answer = get(emulator, "/servicechannel/v3/workorders/1", Host="api.servicechannel.com")
    assert (answer.status_code, answer.json()["ErrorCode"]) == (401, 504)


@pytest.mark.parametrize("path", CONTROL[:3])
def test_the_control_plane_is_reached_on_a_vendors_host(emulator: Emulator, path: str) -> None:
    answer = get(emulator, path, Host="sb2api.servicechannel.com")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


def test_the_root_of_a_vendors_host_is_the_vendors(emulator: Emulator) -> None:
    answer = get(emulator, "/", Host="sb2api.servicechannel.com")
    assert (answer.status_code, list(answer.json())) == (404, ["Message"])


def test_an_address_in_an_answer_is_of_the_host_that_was_asked(emulator: Emulator) -> None:
    form = FORM | {"client_id": "nobody"}
    answer = emulator.http.post(
        "/oauth/token",
        data=form,
        headers={"Host": "sb2login.servicechannel.com"},
        follow_redirects=False,
    )
    assert answer.headers["location"] == "http://sb2login.servicechannel.com/Account/LogOn"


def test_without_a_vendors_host_or_prefix_there_is_no_vendor(emulator: Emulator) -> None:
    problem_of(get(emulator, "/v3/workorders/1"), 404)


@pytest.mark.parametrize("path", ["/servicechannel", "/servicechannel/"])
def test_the_prefix_alone_is_the_vendors_root(emulator: Emulator, path: str) -> None:
    answer = get(emulator, path)
    assert (answer.status_code, list(answer.json())) == (404, ["Message"])


def test_a_vendors_host_is_served_after_more_hosts_than_are_remembered() -> None:
    door = create_app()

    async def knock() -> list[int]:
        others = [await status(door, f"h{n}.localhost".encode()) for n in range(SEEN + 1)]
        return [others[-1], await status(door, b"api.servicechannel.com")]

    assert asyncio.run(knock()) == [404, 401]


async def status(door: Door, host: bytes) -> int:
    """The status of a read without a token."""
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await door(scope(path="/v3/workorders/1", headers=[(b"host", host)]), receive, send)
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.test",
        "https://evil.test:8080",
        "null",
        "file://",
        "http://",
        "http://[",
        "localhost",
    ],
)
@pytest.mark.parametrize("path", CONTROL)
def test_a_page_of_a_foreign_origin_may_not_steer_the_emulator(
    emulator: Emulator, path: str, origin: str
) -> None:
    told = problem_of(get(emulator, path, Origin=origin), 403)
    assert told == told | {"title": "foreign origin", "detail": f"Origin is {origin!r}"}


@pytest.mark.parametrize("origin", ["http://localhost:3000", "https://127.0.0.1", "http://[::1]"])
def test_a_page_of_this_machine_may(emulator: Emulator, origin: str) -> None:
    assert get(emulator, "/_emulator/clock", Origin=origin).status_code == 200


def test_a_foreign_origin_changes_nothing(emulator: Emulator) -> None:
    headers = {"Origin": "http://evil.test"}
    emulator.http.post("/_emulator/clock", json={"advance": "1h"}, headers=headers)
    assert emulator.control("GET", "/clock")["now"] == "2026-06-15T12:00:00+00:00"


def test_a_vendor_is_asked_whatever_the_origin(emulator: Emulator) -> None:
    headers = {"Origin": "http://evil.test"}
    url = "/servicechannel/oauth/token"
    assert emulator.http.post(url, data=FORM, auth=CLIENT, headers=headers).status_code == 200


TOKENS: Mapping[str, Mapping[str, str]] = {
    "none": {},
    "wrong": {"Authorization": "Bearer wrong"},
    "longer": {"Authorization": "Bearer s3cret2"},
    "shorter": {"Authorization": "Bearer s3cre"},
    "empty": {"Authorization": "Bearer "},
    "basic": {"Authorization": "Basic s3cret"},
    "other-characters": {"Authorization": "Bearer s3cr\u00e9t"},
}


@pytest.mark.parametrize("headers", TOKENS.values(), ids=TOKENS)
def test_a_control_plane_with_a_token_refuses_who_does_not_have_it(
    headers: Mapping[str, str],
) -> None:
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = guarded().get("/_emulator/clock", headers=encoded)
    assert problem_of(answer, 401)["title"] == "token needed"


def test_who_has_the_token_is_served() -> None:
    headers = {"Authorization": "Bearer s3cret"}
    assert guarded().get("/_emulator/clock", headers=headers).status_code == 200


def test_readiness_is_told_without_the_token() -> None:
    assert guarded().get("/healthz").status_code == 200


def test_the_root_asks_for_the_token() -> None:
    problem_of(guarded().get("/"), 401)


def test_a_vendor_is_asked_without_the_control_planes_token() -> None:
    url = "/servicechannel/oauth/token"
    assert guarded().post(url, data=FORM, auth=CLIENT).status_code == 200


def test_the_token_does_not_open_the_door_to_a_foreign_host_or_origin() -> None:
    headers = {"Authorization": "Bearer s3cret"}
    client = guarded()
    foreign = client.get("/_emulator/clock", headers=headers | {"Host": "evil.test"})
    origin = client.get("/_emulator/clock", headers=headers | {"Origin": "http://evil.test"})
    assert (foreign.status_code, origin.status_code) == (421, 403)
