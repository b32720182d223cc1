"""Operations of a vendor's own document, over HTTP."""

from pathlib import Path

import httpx2
import pytest

from emulator.app import VENDORS, assemble
from emulator.kernel.clock import parse_instant
from emulator.loading import install
from emulator.settings import Settings
from tests.asgi import Http
from tests.kernel.foreign import Document, written
from tests.receiver import Receiver
from tests.world import NOON, Api, Emulator, demo

TRUCK: Document = {
    "type": "object",
    "required": ["Id", "LocationId", "Name"],
    "properties": {
        "Id": {"type": "integer", "format": "int32"},
        "LocationId": {"type": "integer", "format": "int32"},
        "LocationStoreId": {"type": "string"},
        "SubscriberId": {"type": "integer", "format": "int32"},
        "SubscriberName": {"type": "string"},
        "Name": {"type": "string", "maxLength": 5},
        "DriverPassword": {"type": "string"},
        "BoughtDate": {"type": "string", "format": "date-time"},
    },
}
ANSWER = {"200": {"description": "", "schema": {"$ref": "#/definitions/Truck"}}}
NUMBER = {"in": "path", "required": True, "type": "integer", "format": "int32"}
DOCUMENT: Document = {
    "swagger": "2.0",
    "host": "api.example/v3",
    "paths": {
        "/trucks/{id}": {
            "get": {"parameters": [{**NUMBER, "name": "id"}], "responses": ANSWER},
            "put": {
                "parameters": [
                    {**NUMBER, "name": "id"},
                    {"in": "body", "name": "b", "required": True,
                     "schema": {"$ref": "#/definitions/Truck"}},
                ],
                "responses": {"204": {"description": ""}},
            },
        },
        "/locations/{locationId}/trucks": {
            "get": {
                "parameters": [{**NUMBER, "name": "locationId"}],
                "responses": {
                    "200": {"description": "", "schema": {"type": "array",
                                                          "items": {"$ref": "#/definitions/Truck"}}}
                },
                "x-access": "Subscribers",
            }
        },
        "/trucks/motto": {"get": {"responses": {"200": {"schema": {"type": "string"}}}}},
        "/trucks/photo": {"get": {"responses": {"200": {"schema": {"type": "file"}}}}},
        "/workorders/{number}": {"get": {"responses": ANSWER}},
    },
    "definitions": {"Truck": TRUCK},
}  # fmt: skip


def started(document: Document, folder: Path) -> Emulator:
    place = written(folder, document)
    settings = Settings(profile=("relaxed",), overlay=(f"servicechannel={place}",))
    door = assemble(install(VENDORS, settings), settings, Receiver())
    door.sandboxes.default.clock.go(parse_instant(NOON), is_frozen=True)
    return Emulator(Http(door, raises=False))


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Emulator:
    """One for all tests here: an overlay changes nothing."""
    return started(DOCUMENT, tmp_path_factory.mktemp("overlay"))


@pytest.fixture(scope="module")
def subscriber(emulator: Emulator) -> Api:
    return emulator.login("larkfield.facilities")


@pytest.fixture(scope="module")
def provider(emulator: Emulator) -> Api:
    return emulator.login("nwhvac.admin")


def reason(response: httpx2.Response) -> str:
    return response.headers["emulator-reason"]


def test_an_answer_says_that_it_is_an_example(subscriber: Api) -> None:
    response = subscriber.get("/trucks/5")
    assert (response.status_code, response.headers["emulator-evidence"]) == (200, "overlay")


def test_an_example_has_the_id_that_was_asked_for(subscriber: Api) -> None:
    assert [subscriber.get(f"/trucks/{n}").json()["Id"] for n in (5, 7)] == [5, 7]


def test_an_example_names_records_that_exist_and_are_the_callers(subscriber: Api) -> None:
    truck = subscriber.get("/trucks/5").json()
    location = demo("locations", truck["LocationId"])
    assert (truck["SubscriberId"], truck["SubscriberName"]) == (2014917301, "Larkfield Outfitters")
    assert location["SubscriberId"] == 2014917301
    assert truck["LocationStoreId"] == location["StoreId"]


def test_what_the_path_names_is_what_the_answer_is_about(subscriber: Api) -> None:
    (truck,) = subscriber.get("/locations/2005148215/trucks").json()
    assert (truck["LocationId"], truck["LocationStoreId"]) == (
        2005148215,
        demo("locations", 2005148215)["StoreId"],
    )


def test_a_text_that_is_longer_than_it_may_be_is_not_taken_from_a_record(subscriber: Api) -> None:
    (truck,) = subscriber.get("/locations/2005148215/trucks").json()
    assert len(truck["Name"]) <= 5


def test_the_same_question_has_the_same_answer_also_in_another_emulator(
    subscriber: Api, tmp_path: Path
) -> None:
    other = started(DOCUMENT, tmp_path).login("larkfield.facilities")
    assert other.get("/trucks/5").json() == subscriber.get("/trucks/5").json()
    assert subscriber.get("/trucks/5").json() != subscriber.get("/trucks/6").json()


def test_no_example_tells_a_secret(subscriber: Api) -> None:
    assert subscriber.get("/trucks/5").json()["DriverPassword"] == "DriverPassword"


def test_a_text_is_json_and_a_file_is_bytes(subscriber: Api) -> None:
    assert subscriber.get("/trucks/motto").json() == "text"
    assert subscriber.get("/trucks/photo").content == b"example"


def test_a_write_is_answered_and_changes_nothing(subscriber: Api, emulator: Emulator) -> None:
    before = emulator.control("GET", "/snapshot")["servicechannel.json"]
    body = {"Id": 5, "LocationId": 1, "Name": "New"}
    assert subscriber.request("PUT", "/trucks/5", json=body).status_code == 204
    assert emulator.control("GET", "/snapshot")["servicechannel.json"] == before


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"LocationId": 1, "Name": "A"}, "required"),
        ({"Id": "x", "LocationId": 1, "Name": "A"}, "Id"),
        ({"Id": 5, "LocationId": 1, "Name": "longer"}, "Name"),
        ({"Id": 5, "LocationId": 2**31, "Name": "A"}, "LocationId"),
        ([], "expected an object"),
    ],
    ids=["missing", "wrong type", "too long", "too large", "a list"],
)
def test_a_body_that_the_document_does_not_allow_is_refused(
    subscriber: Api, body: object, told: str
) -> None:
    response = subscriber.request("PUT", "/trucks/5", json=body)
    assert (response.status_code, response.json()["ErrorCode"]) == (400, 503)
    assert told in reason(response)


def test_a_null_counts_as_absent(subscriber: Api) -> None:
    body = {"Id": 5, "LocationId": 1, "Name": "New", "BoughtDate": None}
    assert subscriber.request("PUT", "/trucks/5", json=body).status_code == 204


def test_a_parameter_of_the_wrong_type_is_refused(subscriber: Api) -> None:
    response = subscriber.get("/trucks/five")
    assert (response.status_code, response.json()["ErrorCode"]) == (400, 503)


def test_the_wrong_kind_of_caller_is_refused_as_everywhere(provider: Api) -> None:
    response = provider.get("/locations/2005148215/trucks")
    assert (response.status_code, response.json()["ErrorCode"]) == (401, 504)


def test_without_a_token_nothing_is_answered(emulator: Emulator) -> None:
    assert emulator.http.request("GET", "/servicechannel/v3/trucks/5").status_code == 401


def test_what_is_emulated_stays_emulated(subscriber: Api) -> None:
    response = subscriber.get("/workorders/107002896")
    assert response.json()["Number"] == "107002896"
    assert "emulator-evidence" not in response.headers


def test_the_control_plane_counts_and_serves_them(emulator: Emulator) -> None:
    index = emulator.control("GET", "/")["vendors"]
    assert index["servicechannel"]["operations"]["overlay"] == 5
    assert "overlay" not in index["servicetrade"]["operations"]
    contract = emulator.control("GET", "/contracts/servicechannel.json")
    assert contract["paths"]["/v3/trucks/{id}"]["get"]["x-evidence"] == "overlay"
