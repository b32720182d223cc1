import pytest

from emulator import __version__
from tests.world import CLIENT, Emulator, start


@pytest.mark.parametrize("path", ["/healthz", "/_emulator", "/_emulator/", "/"])
def test_what_runs_is_told_without_a_login(emulator: Emulator, path: str) -> None:
    response = emulator.http.get(path, follow_redirects=False)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"


def test_a_ready_emulator_tells_its_version_its_vendors_and_its_uptime(emulator: Emulator) -> None:
    told = emulator.http.get("/healthz").json()
    assert told.pop("uptime") >= 0
    vendors = ["servicechannel", "servicetrade", "spp"]
    assert told == {"ready": True, "version": __version__, "vendors": vendors}


def test_the_index_tells_sandbox_seed_and_clock() -> None:
    told = start(seed=7).control("GET", "/")
    assert (told["sandbox"], told["seed"], told["version"]) == ("default", 7, __version__)
    assert told["clock"] == {"now": "2026-06-15T12:00:00+00:00", "frozen": True}


def test_the_index_tells_each_vendors_addresses_and_profile(emulator: Emulator) -> None:
    vendor = emulator.control("GET", "/")["vendors"]["servicechannel"]
    assert vendor["title"] == "ServiceChannel v3"
    assert vendor["base_url"] == "http://localhost/servicechannel"
    assert vendor["contract"] == "http://localhost/_emulator/contracts/servicechannel.json"
    assert vendor["profile"] == "relaxed"


def test_addresses_are_those_of_the_requests_own_host(emulator: Emulator) -> None:
    told = emulator.http.get("/_emulator/", headers={"Host": "127.0.0.1:9999"}).json()
    vendor = told["vendors"]["servicechannel"]
    assert vendor["base_url"] == "http://127.0.0.1:9999/servicechannel"
    environment = vendor["environment"]
    assert environment["SC_TOKEN_URL"] == "http://127.0.0.1:9999/servicechannel/oauth/token"


def test_operations_are_counted_by_evidence(emulator: Emulator) -> None:
    counts = emulator.control("GET", "/")["vendors"]["servicechannel"]["operations"]
    paths = emulator.control("GET", "/contracts/servicechannel.json")["paths"]
    assert list(counts) == ["documented", "observed", "assumed"]
    assert sum(counts.values()) == sum(len(item) for item in paths.values())


def test_the_credentials_that_are_told_log_in(emulator: Emulator) -> None:
    environment = emulator.control("GET", "/")["vendors"]["servicechannel"]["environment"]
    client = (environment["SC_CLIENT_ID"], environment["SC_CLIENT_SECRET"])
    assert client == CLIENT
    for user, password in (
        (environment["SC_USERNAME"], environment["SC_PASSWORD"]),
        (environment["SC_SUBSCRIBER_USERNAME"], environment["SC_SUBSCRIBER_PASSWORD"]),
    ):
        assert emulator.token(user, password, client).status_code == 200


def test_the_index_tells_the_profile_that_is_in_use(emulator: Emulator) -> None:
    emulator.control("PUT", "/profile", {"name": "2018"})
    assert emulator.control("GET", "/")["vendors"]["servicechannel"]["profile"] == "2018"
