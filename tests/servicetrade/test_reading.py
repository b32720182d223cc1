"""Bodies and credentials as clients really send them."""

import pytest

from emulator.kernel.errors import Malformed
from emulator.kernel.request import Request
from emulator.vendors.servicetrade import reading
from tests.servicetrade.trade import Trade, data, record


def request(
    body: bytes = b"", path: str = "/api/job", query: bytes = b"", **headers: str
) -> Request:
    scope = {
        "method": "POST",
        "scheme": "http",
        "path": path,
        "query_string": query,
        "headers": [(n.replace("_", "-").encode(), v.encode()) for n, v in headers.items()],
    }
    made = Request(scope)
    made.body = body
    return made


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ({"0": 1, "1": 2}, [1, 2]),
        ({"0": {"0": "a"}}, [["a"]]),
        ({"techIds": {"0": 5}}, {"techIds": [5]}),
        ([{"actions": {"0": "created"}}], [{"actions": ["created"]}]),
        ({"1": 1, "2": 2}, {"1": 1, "2": 2}),
        ({"0": 1, "2": 2}, {"0": 1, "2": 2}),
        ({"0": 1, "name": 2}, {"0": 1, "name": 2}),
        ({}, {}),
        ("text", "text"),
    ],
    ids=["list", "nested", "field", "in-a-list", "from-one", "gap", "mixed", "empty", "text"],
)
def test_objects_with_the_keys_of_a_list_are_lists_at_any_depth(
    value: object, read: object
) -> None:
    assert reading.listed(value) == read


@pytest.mark.parametrize("media", ["application/json", "text/plain", "application/octet-stream"])
def test_json_is_read_whatever_its_content_type_says(media: str) -> None:
    assert reading.read(request(b'{"a": {"0": 1}}', content_type=media)).fields == {"a": [1]}


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_form_is_read_unless_its_content_type_says_json(media: str) -> None:
    assert reading.read(request(b"a=1&b=x+y&c=", content_type=media)).fields == {
        "a": "1",
        "b": "x y",
        "c": "",
    }


@pytest.mark.parametrize("body", [b'{"a": 1', b"[1, 2]", b'{"a": "\xff"}', b"just words", b"\x00"])
def test_what_is_neither_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        reading.read(request(body))


@pytest.mark.parametrize("body", [b"a=1", b"\xffS=\xff", b'"a=b"', b"=1", b"{=}"])
def test_what_says_that_it_is_json_and_is_not_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        reading.read(request(body, content_type="application/json"))


@pytest.mark.parametrize("body", [b"\xffS=\xff", b'"a=b"', b"=1", b"{=}", b"a b=1", b"a=\x00"])
def test_what_is_no_form_is_malformed_without_a_content_type(body: bytes) -> None:
    with pytest.raises(Malformed):
        reading.read(request(body))


def test_only_a_login_may_be_all_in_the_query() -> None:
    query = b"username=a&password=b"
    login = reading.read(request(path="/api/auth", query=query))
    assert login.fields == {"username": "a", "password": "b"}
    assert reading.read(request(path="/api/job", query=query)).fields == {}


@pytest.mark.parametrize(
    ("sent", "leads"),
    [
        (request(b'{"username": "a@t1", "password": "b"}'), "a@t1"),
        (request(b"client_id=c%40t1&client_secret=d"), "c@t1"),
        (request(b'{"refresh_token": "r"}'), "r"),
        (request(b"token=r"), "r"),
        (request(query=b"key=k%40t1"), "k@t1"),
        (request(b"{broken"), None),
        (request(), None),
    ],
    ids=["user", "client", "refresh", "revoke", "key", "broken", "nothing"],
)
def test_a_login_leads_to_the_sandbox_that_its_credential_names(
    sent: Request, leads: str | None
) -> None:
    assert reading.leads(sent) == leads


def test_an_empty_list_of_phps_client_is_one(trade: Trade) -> None:
    """It encodes `[]` as `{}`: https://github.com/servicetrade/servicetrade-php-sdk."""
    visit = record("appointments", status="scheduled")
    assert data(trade.put(f"/appointment/{visit['id']}", {"techIds": {}}))["techs"] == []
