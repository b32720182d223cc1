"""The vendor's own Python client, as it is published, against a server that is a process."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from servicetrade import FileAttachment, Paginator, ServicetradeClient
from servicetrade.exceptions import ServicetradeAPIError, ServicetradeAuthError

from tests.cli.serving import Served, serving
from tests.servicetrade.trade import CLIENT, PREFIX, record
from tests.world import Json


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The client reads the host's time, so the server's clock goes with it."""
    ready = tmp_path_factory.mktemp("served") / "ready.json"
    with serving(ready, "--profile", "relaxed") as served:
        yield served


def control(server: Served, method: str, path: str, body: Json | None = None) -> Json:
    response = httpx2.request(method, f"{server.url}/_emulator{path}", json=body)
    response.raise_for_status()
    answer: Json = response.json() if response.content else {}
    return answer


@pytest.fixture
def client(server: Served) -> Iterator[ServicetradeClient]:
    control(server, "POST", "/reset")
    control(server, "DELETE", "/requests")
    yield connected(server)
    control(server, "PUT", "/profile", {"vendor": "servicetrade", "name": "relaxed"})


def connected(server: Served, secret: str = CLIENT[1]) -> ServicetradeClient:
    url = f"{server.url}{PREFIX}"
    return ServicetradeClient(base_url=url, client_id=CLIENT[0], client_secret=secret)


def logins(server: Served) -> int:
    """How many tokens were asked for."""
    return len(control(server, "GET", "/requests?operation=token")["requests"])


def test_it_logs_in_when_it_first_has_to(server: Served, client: ServicetradeClient) -> None:
    assert client.get_auth_token() is None
    job: Any = client.get(f"/job/{record('jobs')['id']}")
    assert job["id"] == record("jobs")["id"]
    client.get("/location")
    assert logins(server) == 1


def test_it_refreshes_a_stale_token_before_it_calls(
    server: Served, client: ServicetradeClient
) -> None:
    """It takes a token for stale five minutes before its `exp`."""
    tokens = {"access_seconds": 299}
    control(server, "PUT", "/profile", {"vendor": "servicetrade", "tokens": tokens})
    for _ in range(3):
        client.get("/location")
    assert logins(server) == 3


def test_it_logs_in_once_after_a_401_and_calls_again(
    server: Served, client: ServicetradeClient
) -> None:
    client.get("/location")
    control(server, "POST", "/tokens/expire")
    client.get("/location")
    assert logins(server) == 2
    refused = control(server, "GET", "/requests?status=401")["requests"]
    assert [entry["path"] for entry in refused] == [f"{PREFIX}/api/location"]


def test_it_pages_through_everything(client: ServicetradeClient) -> None:
    """Locations come by ten unless more are asked for."""
    first: Any = client.get("/location")
    paged = [location["id"] for location in Paginator(client, "/location", "locations")]
    whole: Any = client.get("/location", params={"limit": 1000})
    assert (len(first["locations"]), first["totalPages"]) == (10, 4)
    assert paged == [location["id"] for location in whole["locations"]]
    assert len(paged) == len(set(paged)) == first["totalCount"]


def test_it_writes_and_reads_again(client: ServicetradeClient) -> None:
    item = record("jobitems")
    changed: Any = client.put(f"/jobitem/{item['id']}", {"quantity": 7})
    read: Any = client.get(f"/jobitem/{item['id']}")
    assert changed["quantity"] == read["quantity"] == 7
    made: Any = client.post("/tag", {"name": "from the SDK"})
    client.delete(f"/tag/{made['id']}")
    with pytest.raises(ServicetradeAPIError, match="Not found"):
        client.get(f"/tag/{made['id']}")


def test_it_uploads_an_attachment_whose_bytes_come_back(client: ServicetradeClient) -> None:
    content = bytes(range(256)) * 4
    what = {"purposeId": 7, "entityType": 3, "entityId": record("jobs")["id"]}
    file = FileAttachment(content, "photo.bin", "application/octet-stream")
    made: Any = client.attach({**what, "description": "Nameplate"}, file)
    assert (made["fileName"], made["size"]) == ("photo.bin", 1024)
    fetched = httpx2.get(made["contentUrl"])
    assert (fetched.status_code, fetched.content) == (200, content)


def test_its_refresh_token_rotates(server: Served) -> None:
    form = {"grant_type": "client_credentials", "client_id": CLIENT[0], "client_secret": CLIENT[1]}
    first = httpx2.post(f"{server.url}{PREFIX}/api/oauth2/token", data=form).json()
    client = ServicetradeClient(
        base_url=f"{server.url}{PREFIX}", refresh_token=first["refresh_token"]
    )
    client.login()
    client.login()
    other = ServicetradeClient(
        base_url=f"{server.url}{PREFIX}", refresh_token=first["refresh_token"]
    )
    with pytest.raises(ServicetradeAuthError, match="401"):
        other.login()


def test_its_logout_ends_the_refresh_token(server: Served) -> None:
    form = {"grant_type": "client_credentials", "client_id": CLIENT[0], "client_secret": CLIENT[1]}
    url = f"{server.url}{PREFIX}/api/oauth2/token"
    first = httpx2.post(url, data=form).json()
    client = ServicetradeClient(
        base_url=f"{server.url}{PREFIX}", refresh_token=first["refresh_token"]
    )
    client.logout()
    assert client.get_auth_token() is None
    with pytest.raises(ServicetradeAuthError, match="401"):
        client.login()


def test_a_wrong_secret_is_an_error_of_its_login(server: Served) -> None:
    with pytest.raises(ServicetradeAuthError, match="401"):
        connected(server, secret="wrong").login()


def test_a_refusal_reaches_its_caller_with_what_is_wrong(client: ServicetradeClient) -> None:
    with pytest.raises(ServicetradeAPIError) as refused:
        client.post("/jobitem", {"jobId": record("jobs")["id"]})
    assert refused.value.status_code == 400
    with pytest.raises(ServicetradeAPIError) as unknown:
        client.get("/job/1")
    assert unknown.value.status_code == 404
