from collections.abc import Iterator

import pytest
import schemathesis
from jsonschema_rs import ValidationError
from schemathesis.config import SchemathesisConfig

from emulator.kernel.topics import EVIDENCE, operations
from tests.control.asking import refused
from tests.world import Emulator, Json

PATH = "/_emulator/contracts/servicechannel.json"


@pytest.fixture
def served(emulator: Emulator) -> Json:
    return emulator.control("GET", "/contracts/servicechannel.json")


def found(part: object, key: str) -> Iterator[str]:
    """All texts under a key, however deep."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == key and isinstance(value, str):
                yield value
            yield from found(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from found(value, key)


def test_the_contract_is_valid_openapi_3_1(served: Json) -> None:
    assert served["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(served, config=SchemathesisConfig()).validate()


def test_a_contract_that_is_not_openapi_would_be_told(served: Json) -> None:
    del served["info"]["title"]
    with pytest.raises(ValidationError):
        schemathesis.openapi.from_dict(served, config=SchemathesisConfig()).validate()


def test_every_operation_tells_its_evidence_and_its_source(served: Json) -> None:
    listed = list(operations(served))
    assert listed
    for _, _, operation in listed:
        assert operation["x-evidence"] in EVIDENCE
        assert operation["x-source"]


def test_no_two_operations_have_one_id(served: Json) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(served)]
    assert len(ids) == len(set(ids))


def test_every_reference_leads_into_the_document(served: Json) -> None:
    for reference in found(served, "$ref"):
        part = served
        for key in reference.removeprefix("#/").split("/"):
            part = part[key.replace("~1", "/").replace("~0", "~")]
        assert part


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("localhost", "http://localhost/servicechannel"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/servicechannel"),
        ("[::1]:8080", "http://[::1]:8080/servicechannel"),
        ("sb2api.servicechannel.com", "http://sb2api.servicechannel.com/servicechannel"),
    ],
    ids=["name", "port", "ipv6", "vendor-host"],
)
def test_servers_and_login_urls_are_those_of_the_request(
    emulator: Emulator, host: str, base: str
) -> None:
    served = emulator.http.get(PATH, headers={"Host": host}).json()
    assert [server["url"] for server in served["servers"]] == [base]
    urls = {url for key in ("tokenUrl", "refreshUrl") for url in found(served, key)}
    assert urls == {f"{base}/oauth/token"}
    assert set(found(served, "authorizationUrl")) == {f"{base}/oauth/authorize"}


def test_a_request_does_not_change_the_contract_of_the_next(emulator: Emulator) -> None:
    first = emulator.http.get(PATH).json()
    emulator.http.get(PATH, headers={"Host": "127.0.0.1:1"})
    assert emulator.http.get(PATH).json() == first


def test_a_served_path_below_the_server_is_answered(emulator: Emulator, served: Json) -> None:
    login = emulator.login()
    url = served["servers"][0]["url"] + "/v3/workorders/107002896"
    headers = {"Authorization": f"Bearer {login.token}"}
    assert emulator.http.get(url, headers=headers).status_code == 200


def test_the_contract_of_an_unknown_vendor_is_not_found(emulator: Emulator) -> None:
    told = refused(emulator, "GET", "/contracts/acme.json", status=404)
    assert told["detail"] == "expected one of servicechannel, servicetrade, spp"
