"""Notes of locations: headers, values, and who may set them."""

import httpx2
import pytest

from tests.servicechannel.demo import events, refusal
from tests.world import Api, Emulator, Json

MALFORMED = (400, 503, "Required data missing or incorrect")
EMPTY = (400, 1301, "Request is empty or null")
NO_HEADER = (404, 611, "The location note header does not exist on the subscriber instance")
PROTECTED = (403, 612)
UNKNOWN = (400, 601, "Location is not found")
NO_RIGHTS = (401, 504, "API call rejected by security permissions")
UNION_SQUARE, BACK_BAY = 2005148201, 2005148215
DOCK: Json = {
    "Id": 93401,
    "HeaderId": 811,
    "Value": "Loading dock on the 16th Street side, before 9 AM.",
    "Header": "Access",
}
ALARM: Json = {"Id": 93402, "HeaderId": 813, "Value": "4471", "Header": "Alarm code"}


def notes(api: Api, location: int = UNION_SQUARE, query: str = "") -> list[Json]:
    found: list[Json] = api.get(f"/locations/{location}/notes{query}").json()
    return found


def put(api: Api, header: object, value: object, location: int = UNION_SQUARE) -> httpx2.Response:
    return api.post(f"/locations/{location}/notes", {"Header": header, "Value": value})


def test_notes_are_read_with_their_headers(subscriber: Api) -> None:
    assert notes(subscriber) == [DOCK]
    assert subscriber.get(f"/locations/{UNION_SQUARE}").json()["Notes"] == [DOCK]


def test_private_notes_are_for_subscribers_who_ask(subscriber: Api, provider: Api) -> None:
    assert notes(subscriber, query="?privateNotes=true") == [DOCK, ALARM]
    assert notes(provider, query="?privateNotes=true") == [DOCK]


@pytest.mark.parametrize("location", [0, 1, 2147483647])
def test_an_unknown_location_has_no_notes(subscriber: Api, location: int) -> None:
    assert refusal(subscriber.get(f"/locations/{location}/notes")) == UNKNOWN
    assert refusal(put(subscriber, "Access", "x", location)) == UNKNOWN


def test_a_note_takes_the_place_of_the_one_before(emulator: Emulator, subscriber: Api) -> None:
    answer = put(subscriber, "ACCESS", " Front door. ")
    assert (answer.status_code, answer.content) == (200, b"")
    assert events(emulator, answer) == ["LocationNotesChanged"]
    assert notes(subscriber) == [DOCK | {"Value": "Front door."}]


def test_a_first_note_is_added(subscriber: Api) -> None:
    put(subscriber, "Access", "Ring.", BACK_BAY)
    assert {"Id": 93405, "HeaderId": 811, "Value": "Ring.", "Header": "Access"} in notes(
        subscriber, BACK_BAY
    )


@pytest.mark.parametrize("value", ["", "  ", None])
def test_an_empty_value_takes_the_note_away(subscriber: Api, value: object) -> None:
    put(subscriber, "Access", value)
    assert notes(subscriber) == []
    assert put(subscriber, "Access", value).status_code == 200


@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        pytest.param("Kitchen hours", "x", NO_HEADER, id="another subscriber's"),
        pytest.param("Nonsense", "x", NO_HEADER, id="unknown header"),
        pytest.param("", "x", EMPTY, id="no header"),
        pytest.param(None, None, EMPTY, id="nothing"),
        pytest.param("x" * 101, "x", EMPTY, id="a long header"),
        pytest.param("Access", "x" * 7001, EMPTY, id="a long value"),
        pytest.param("Access", 7, EMPTY, id="a number"),
    ],
)
def test_a_note_that_cannot_be_is_refused(
    subscriber: Api, header: object, value: object, expected: tuple[int, int, str]
) -> None:
    assert refusal(put(subscriber, header, value)) == expected
    assert notes(subscriber) == [DOCK]


@pytest.mark.parametrize(
    "value", ["Ring the bell.", ""], ids=["the same note", "none where none is"]
)
def test_a_note_that_stays_tells_nothing(emulator: Emulator, subscriber: Api, value: str) -> None:
    put(subscriber, "Access", value)
    assert events(emulator, put(subscriber, "access", f" {value} ")) == []


def test_only_admins_set_a_note(emulator: Emulator) -> None:
    expected = (403, 100, "User has no rights to perform this action")
    assert refusal(put(emulator.login("larkfield.nyc"), "Access", "1")) == expected


def test_a_note_has_a_body(subscriber: Api) -> None:
    answer = subscriber.post(f"/locations/{UNION_SQUARE}/notes", None)
    assert refusal(answer) == (400, 1301, "Request is empty or null")


def test_a_protected_header_takes_a_super_admin(emulator: Emulator, subscriber: Api) -> None:
    assert refusal(put(emulator.login("larkfield.regional"), "alarm code", "1"))[:2] == PROTECTED
    assert put(subscriber, "alarm code", "1").status_code == 200
    assert notes(subscriber, query="?privateNotes=true")[1]["Value"] == "1"


def several(api: Api, *sent: Json, store: str = "0101") -> httpx2.Response:
    return api.post(f"/locations/{store}/updateNotes", {"Notes": list(sent)})


def test_several_notes_are_set_at_once(emulator: Emulator, subscriber: Api) -> None:
    sent = ({"Header": "Landlord", "Value": "Ask."}, {"Header": "Access", "Value": ""})
    answer = several(subscriber, *sent)
    assert (answer.status_code, events(emulator, answer)) == (200, ["LocationNotesChanged"])
    assert [(n["Header"], n["Value"]) for n in notes(subscriber)] == [("Landlord", "Ask.")]


@pytest.mark.parametrize(
    ("sent", "store", "expected"),
    [
        pytest.param([], "0101", EMPTY, id="none"),
        pytest.param([{"Header": "Access"}, {"Header": "?"}], "0101", NO_HEADER, id="one unknown"),
        pytest.param([{"Header": "Access"}], "K-05", UNKNOWN, id="another's store"),
        pytest.param([{"Header": "Access"}], "9999", UNKNOWN, id="unknown store"),
        pytest.param(["Access"], "0101", EMPTY, id="no object"),
    ],
)
def test_notes_that_cannot_be_are_refused_all_of_them(
    subscriber: Api, sent: list[Json], store: str, expected: tuple[int, int, str]
) -> None:
    assert refusal(several(subscriber, *sent, store=store)) == expected
    assert notes(subscriber) == [DOCK]


def test_headers_are_the_subscribers_own(subscriber: Api) -> None:
    answer = subscriber.request("POST", "/LocationNotes/GetLocationNoteHeaders")
    assert answer.json() == [
        {"Id": 811, "Name": "Access"},
        {"Id": 812, "Name": "Landlord"},
        {"Id": 813, "Name": "Alarm code"},
    ]


@pytest.mark.parametrize(
    ("user", "header", "expected"),
    [
        ("larkfield.facilities", 813, [93402]),
        ("larkfield.facilities", 821, []),
        ("larkfield.facilities", 0, []),
        ("larkfield.nyc", 812, []),
    ],
)
def test_notes_are_read_by_their_header(
    emulator: Emulator, user: str, header: int, expected: list[int]
) -> None:
    path = f"/LocationNotes/GetLocationNoteWithValues?headerId={header}"
    assert [note["Id"] for note in emulator.login(user).get(path).json()] == expected


def test_a_provider_only_reads(provider: Api) -> None:
    for verb, path in [
        ("POST", f"/locations/{UNION_SQUARE}/notes"),
        ("POST", "/locations/0101/updateNotes"),
        ("POST", "/LocationNotes/GetLocationNoteHeaders"),
        ("GET", "/LocationNotes/GetLocationNoteWithValues?headerId=811"),
    ]:
        assert refusal(provider.request(verb, path, json={})) == NO_RIGHTS


@pytest.mark.parametrize("query", ["", "?headerId=x"])
def test_a_header_has_to_be_named(subscriber: Api, query: str) -> None:
    path = f"/LocationNotes/GetLocationNoteWithValues{query}"
    assert refusal(subscriber.get(path)) == MALFORMED
