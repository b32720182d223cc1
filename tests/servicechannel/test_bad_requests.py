"""Requests that nobody should send: each is refused in the vendor's shape and changes nothing."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import VENDOR, Api, Emulator, Json

INCORRECT = (400, 503, "Required data missing or incorrect")
ORDER = f"/workorders/{demo.ORDER}"
#: By field: values that are none for it.
Fields = dict[str, tuple[object, ...]]
BODIES = {
    "missing": b"",
    "blank": b" \n",
    "cut off": b'{"WorkTypeId": 1',
    "single quotes": b"{'WorkTypeId': 1}",
    "trailing comma": b'{"WorkTypeId": 1,}',
    "NaN": b'{"Latitude": NaN, "Longitude": 0}',
    "infinite": b'{"Latitude": 1e400, "Longitude": 0}',
    "an array": b"[]",
    "an array of one": b'[{"WorkTypeId": 1}]',
    "null": b"null",
    "a number": b"1",
    "a text": b'"WorkTypeId"',
    "no UTF-8": b'{"Actor": "\xff"}',
    "half a surrogate": b'{"Actor": "\\ud800"}',
    "deeply nested": b"[" * 100_000,
    "a form": b"WorkTypeId=1",
}
WRONG: Fields = {
    "WorkTypeId": ("repair", "", "1.5", 1.5, True, [1], {"Id": 1}, 2**31, -(2**31) - 1, 10**30),
    "UserId": ("me", "", "0x10", 1.5, False, [1544987], {}, 2**31, 10**30),
    "TechsCount": (0, -1, "0", "-2", "two", 1.5, True, [2], 2**31),
    "Latitude": ("north", True, [40.7], {}, 90.0001),
    "Longitude": ("west", True, [-73.9], {}, -180.0001),
    "Actor": (7, True, ["Kiosk"]),
}
WRONG_OUT: Fields = {
    "PrimaryStatus": ("Done", "", "IN PROGRESS", 3, True, ["Completed"]),
    "ActionStatus": ("Stop", "", 1, False),
    "ExtendedStatus": (7, True, ["ON SITE"]),
    "Resolution": (7, {}, ["fixed"]),
    "CheckoutAll": ("yes", "1", 1, 0, []),
    "SignatureAttachmentId": ("x", 1.5, True, 2**31, []),
    "UnableObtainSignatureNoteId": ("x", 1.5, True, 2**63, []),
    "UnableObtainSignatureNoteDocumentId": (7, True),
}


def cases(fields: Fields) -> list[object]:
    return [
        pytest.param(name, value, id=f"{name} {value!r}")
        for name, values in fields.items()
        for value in values
    ]


def send(api: Api, way: str, content: bytes, **headers: str) -> httpx2.Response:
    return api.request("POST", f"{ORDER}/universalCheck{way}", content=content, headers=headers)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("way", ["In", "Out"])
def test_a_body_that_is_no_json_object_is_malformed(provider: Api, way: str, body: bytes) -> None:
    before = demo.trace(provider)
    answer = send(provider, way, body, **{"content-type": "application/json"})
    assert refusal(answer) == INCORRECT
    assert demo.trace(provider) == before


@pytest.mark.parametrize(("name", "value"), cases(WRONG))
@pytest.mark.parametrize("way", ["In", "Out"])
def test_a_value_of_the_wrong_type_is_malformed(
    provider: Api, way: str, name: str, value: object
) -> None:
    before = demo.trace(provider)
    answer = demo.visit(provider, way, demo.ORDER, **{name: value})
    assert refusal(answer) == INCORRECT
    assert answer.headers["emulator-reason"].startswith(f"{name}: ")
    assert demo.trace(provider) == before


@pytest.mark.parametrize(("name", "value"), cases(WRONG_OUT))
def test_a_check_outs_own_value_of_the_wrong_type_is_malformed(
    provider: Api, name: str, value: object
) -> None:
    demo.check_in(provider)
    before = demo.trace(provider)
    answer = demo.check_out(provider, **{name: value})
    assert refusal(answer) == INCORRECT
    assert demo.trace(provider) == before


def test_a_malformed_attempt_is_not_even_among_the_blocked_ones(provider: Api) -> None:
    demo.check_in(provider, TechsCount="two")
    assert demo.attempts(provider) == []


def test_a_body_of_two_megabytes_is_413(emulator: Emulator, provider: Api) -> None:
    before = demo.trace(provider)
    answer = send(provider, "In", b'{"Actor": "' + b"x" * 2_000_000 + b'"}')
    assert answer.status_code == 413
    assert answer.json() == {"Message": "Maximum request length exceeded."}
    assert demo.trace(provider) == before
    assert demo.journal(emulator, answer)["committed"] == {}


@pytest.mark.parametrize(
    "media",
    [
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
    ],
)
def test_a_body_of_another_media_type_is_415(provider: Api, media: str) -> None:
    before = demo.trace(provider)
    answer = send(provider, "In", b"{}", **{"content-type": media})
    assert answer.status_code == 415
    assert answer.json() == {
        "Message": f"The request entity's media type '{media.partition(';')[0]}' is not supported"
        " for this resource."
    }
    assert demo.trace(provider) == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("0", 917, id="0"),
        pytest.param("-107002896", 917, id="negative"),
        pytest.param(str(demo.UNKNOWN), 502, id="unknown"),
        pytest.param("2147483647", 502, id="the largest int32"),
        pytest.param("2147483648", 503, id="over int32"),
        pytest.param("9" * 40, 503, id="forty digits"),
        pytest.param("abc", 503, id="text"),
        pytest.param("1.5", 503, id="a fraction"),
        pytest.param("0x10", 503, id="hexadecimal"),
        pytest.param("%D9%A1", 503, id="an Arabic digit"),
        pytest.param("107002896%20", 503, id="a blank behind"),
        pytest.param("107002896%2F..", 503, id="an encoded slash"),
        pytest.param("%00", 503, id="a zero byte"),
    ],
)
@pytest.mark.parametrize("way", ["In", "Out"])
def test_an_id_that_names_no_work_order_is_refused(
    provider: Api, way: str, text: str, code: int
) -> None:
    answer = provider.post(f"/workorders/{text}/universalCheck{way}", {})
    assert refusal(answer)[:2] == (400, code)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(f"/v3/WORKORDERS/{demo.ORDER}/UniversalCHECKIN", id="other case"),
        pytest.param(f"/V3/workorders/{demo.ORDER}/universalcheckin", id="capital V"),
        pytest.param(f"/v3//workorders//{demo.ORDER}//universalCheckIn", id="double slashes"),
        pytest.param(f"//v3///workorders/{demo.ORDER}/universalCheckIn", id="more slashes"),
        pytest.param(f"/workorders/{demo.ORDER}/universalCheckIn", id="without a version"),
        pytest.param(f"/v3/workorders/{demo.ORDER}/universalCheckIn/", id="a slash behind"),
        pytest.param(f"/v3/workorders/{demo.ORDER}/universalCheck%49n", id="an encoded letter"),
        pytest.param(f"/v3/workorders/{demo.ORDER}/universalCheckIn?foo=1&foo=2", id="a query"),
    ],
)
def test_other_spellings_of_the_route_reach_it(provider: Api, path: str) -> None:
    headers = {"Authorization": f"Bearer {provider.token}"}
    answer = provider.http.post(f"http://localhost{VENDOR}{path}", headers=headers, json={})
    assert demo.mechanic(answer)


@pytest.mark.parametrize("verb", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("way", ["In", "Out"])
def test_a_wrong_verb_is_405_with_the_right_ones(provider: Api, way: str, verb: str) -> None:
    path = f"{ORDER}/universalCheck{way}"
    answer = provider.request(verb, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json() == {
        "Error": {
            "Code": "UnsupportedApiVersion",
            "Message": f"The HTTP resource that matches the request URI 'http://localhost{VENDOR}"
            f"/v3{path}' with API version '3' does not support HTTP method '{verb}'.",
            "InnerError": None,
        }
    }


def test_a_route_with_two_verbs_names_both(provider: Api) -> None:
    answer = provider.request("DELETE", f"{ORDER}/notes")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(f"{ORDER}/universalCheckInn", id="a letter more"),
        pytest.param(f"{ORDER}/universalCheckIn/1", id="a segment more"),
        pytest.param("/universalCheckIn", id="without a work order"),
        pytest.param("/", id="the root"),
        pytest.param("/odata/workorders/Service.CheckInActivity()", id="no key"),
        pytest.param(f"/odata/workorders({demo.ORDER}/workactivities", id="half a bracket"),
    ],
)
def test_an_unknown_route_is_404_in_the_stock_shape(provider: Api, path: str) -> None:
    answer = provider.post(path, {})
    url = f"http://localhost{VENDOR}/v3{path}"
    assert answer.status_code == 404
    assert answer.json() == {
        "Message": f"No HTTP resource was found that matches the request URI '{url}'."
    }


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"TechsCount": 1, "TechsCount": 4}', id="the last of two"),
        pytest.param(b'{"TechsCount": 1, "techscount": 4}', id="the last of two cases"),
        pytest.param(b'\t{"TechsCount"\n:4 }\r\n', id="white space"),
    ],
)
def test_odd_but_valid_json_is_read(provider: Api, body: bytes) -> None:
    came = demo.mechanic(send(provider, "In", body))
    assert demo.activity(provider, came)["TechsCount"] == 4


def test_any_text_comes_back_as_it_was_sent(provider: Api) -> None:
    text = "Ünïcode 水管 🔧 \u202e {way} <script> \x00 \\ \" ' %s"
    demo.check_in(provider)
    demo.mechanic(demo.check_out(provider, Resolution=text))
    assert demo.order_of(provider)["Resolution"] == text


@pytest.mark.parametrize("path", ["universalCheckIn", "universalCheckOut", "notes"])
def test_without_a_token_even_a_malformed_body_is_401(emulator: Emulator, path: str) -> None:
    answer = emulator.http.post(f"{VENDOR}/v3{ORDER}/{path}", content=b"{")
    expected: Json = {
        "ErrorCodes": [504],
        "ErrorCode": 504,
        "ErrorMessage": "API call rejected by security permissions",
    }
    assert (answer.status_code, answer.json()) == (401, expected)


def test_plain_http_is_refused_where_the_profile_says_so(emulator: Emulator, provider: Api) -> None:
    emulator.switch(plain_http="refuse")
    assert refusal(demo.check_in(provider)) == (400, 503, "HTTPS is required")
    headers = {"Authorization": f"Bearer {provider.token}"}
    url = f"https://localhost{VENDOR}/v3{ORDER}/universalCheckIn"
    assert demo.mechanic(emulator.http.post(url, headers=headers, json={}))


@pytest.mark.parametrize("version", ["v1", "v2", "V4"])
def test_another_version_is_an_unsupported_api_version(provider: Api, version: str) -> None:
    url = f"/servicechannel/{version}/workorders/107002896"
    answer = provider.http.get(url, headers={"Authorization": f"Bearer {provider.token}"})
    error = answer.json()["Error"]
    assert (answer.status_code, error["Code"]) == (400, "UnsupportedApiVersion")
    assert f"'http://localhost{url}'" in error["Message"]


@pytest.mark.parametrize("odd", ["\x7f", "\x00", "\x1b[31m", "é\r\nX: y", "\U0001f600"])
def test_a_reason_that_quotes_odd_characters_stays_one_safe_header(provider: Api, odd: str) -> None:
    """Met by schemathesis: a control character in the header closed the connection."""
    answer = provider.post("/workorders/107002896/universalCheckIn", {"TechsCount": odd})
    reason = answer.headers["emulator-reason"]
    assert (answer.status_code, reason.isascii() and reason.isprintable()) == (400, True)
