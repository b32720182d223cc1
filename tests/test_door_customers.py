"""Hosts of a vendor's customers, `*.name`: one label leads to the vendor, whoever's it is."""

import pytest

from tests.world import Emulator

KEY = {"Authorization": "Bearer spp_api_DemoKeyOfNorwellHvacForLocalUse1"}
TEAM = "/api/team?limit=1"


def status(emulator: Emulator, path: str, host: str, **headers: str) -> int:
    return emulator.http.get(path, headers=KEY | headers | {"Host": host}).status_code


@pytest.mark.parametrize(
    "host",
    [
        "norwellhvac.spp.localhost",
        "NorwellHVAC.SPP.localhost:8080",
        "norwellhvac.spp.io",
        "norwellhvac.spp.co:443",
        "norwellhvac.wayfront.com",
    ],
)
def test_the_host_of_a_customer_leads_to_the_vendor(emulator: Emulator, host: str) -> None:
    answer = emulator.http.get(TEAM, headers=KEY | {"Host": host})
    assert answer.status_code == 200
    assert answer.json()["links"]["first"].startswith(f"http://{host}/api/team?")


def test_the_vendors_host_of_no_customer_and_the_prefix_lead_there_too(emulator: Emulator) -> None:
    asked = [(TEAM, "spp.localhost"), (f"/spp{TEAM}", "localhost")]
    assert [status(emulator, path, host) for path, host in asked] == [200, 200]


def test_two_labels_are_no_customer(emulator: Emulator) -> None:
    hosts = ["a.norwellhvac.spp.localhost", "a.norwellhvac.spp.io"]
    assert [status(emulator, TEAM, host) for host in hosts] == [404, 421]


@pytest.mark.parametrize(
    "host",
    [
        "evil.spp.localhost.example",
        "norwellhvac.spp.io.evil.test",
        "spp.io",
        ".spp.io",
        "evilspp.io",
        "norwellhvac_spp.io",
        "norwellhvac.spp.io@evil.test",
    ],
)
def test_a_host_that_only_looks_like_a_customers_is_misdirected(
    emulator: Emulator, host: str
) -> None:
    asked = [TEAM, f"/spp{TEAM}", "/_emulator/clock"]
    assert [status(emulator, path, host) for path in asked] == [421, 421, 421]


def test_the_control_plane_is_reached_on_a_customers_host(emulator: Emulator) -> None:
    assert status(emulator, "/_emulator/clock", "norwellhvac.spp.io") == 200


@pytest.mark.parametrize("origin", ["https://norwellhvac.spp.co", "http://evil.wayfront.com:8080"])
def test_a_page_of_a_customers_may_not_steer_the_emulator(emulator: Emulator, origin: str) -> None:
    """Customers put scripts of their own into their pages."""
    for host in ("localhost", "norwellhvac.spp.co"):
        assert status(emulator, "/_emulator/clock", host, Origin=origin) == 403


def test_a_page_that_is_served_on_this_machine_may(emulator: Emulator) -> None:
    origin = "http://norwellhvac.spp.localhost:8080"
    assert status(emulator, "/_emulator/clock", "localhost", Origin=origin) == 200
