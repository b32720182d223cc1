"""What clients really send: keys in two forms, bodies in three, and what is none of them."""

from base64 import b64encode

import httpx2
import pytest

from tests.spp.desk import DISPATCH, OWNER, Desk, errors, read, state
from tests.world import Emulator, Json

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PREFIXES = ["/spp/api", "/spp/api/v1"]
NEW: Json = {"code": "SPRING", "type": "percentage"}


def basic(text: str) -> str:
    return f"Basic {b64encode(text.encode()).decode()}"


def called(emulator: Emulator, prefix: str, *authorization: str) -> httpx2.Response:
    headers = [("Authorization", each) for each in authorization]
    return emulator.http.request("GET", f"{prefix}/team?limit=1", headers=headers)


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize(
    "authorization",
    [
        f"Bearer {OWNER}",
        f"bearer {OWNER}",
        f"Bearer  {OWNER} ",
        basic(f"{OWNER}:"),
        basic(OWNER),
        basic(f"{OWNER}:null"),
        basic(f"{OWNER}:{OWNER}"),
        basic(f"{OWNER}:with:colons"),
        basic(f"{OWNER}:pässword"),
        basic(f"{OWNER}:").replace("Basic", "BASIC"),
    ],
)
def test_a_key_is_taken_in_both_forms_on_both_generations(
    emulator: Emulator, prefix: str, authorization: str
) -> None:
    assert read(called(emulator, prefix, authorization))["meta"]["per_page"] == 1


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize(
    "authorization",
    [
        (),
        ("",),
        ("Bearer",),
        ("Bearer ",),
        (OWNER,),
        (f"Token {OWNER}",),
        (f"Bearer {OWNER}x",),
        (f"Bearer {OWNER} x",),
        (f"Bearer {OWNER.upper()}",),
        (basic(f":{OWNER}"),),
        (basic(f"user:{OWNER}"),),
        (basic(""),),
        (f"Basic {OWNER}",),
        ("Basic ====",),
        ("Basic //8=",),
        (f"Bearer {OWNER}", f"Bearer {OWNER}"),
        (f"Bearer {OWNER}", basic(f"{OWNER}:")),
        (f"Bearer {OWNER}", f"Bearer {DISPATCH}"),
    ],
    ids=str,
)
def test_what_is_no_single_key_is_unauthenticated(
    emulator: Emulator, prefix: str, authorization: tuple[str, ...]
) -> None:
    answer = called(emulator, prefix, *authorization)
    assert read(answer, 401) == {"message": "Unauthenticated."}


def test_a_key_in_the_query_is_none(emulator: Emulator) -> None:
    for name in ("api_key", "key", "access_token"):
        assert emulator.http.get(f"/spp/api/team?{name}={OWNER}").status_code == 401


def posted(desk: Desk, kind: str, body: bytes) -> httpx2.Response:
    """A coupon that is made of these bytes, said to be of this type."""
    headers = {"Content-Type": kind} if kind else {}
    return desk.request("POST", "/coupons", content=body, headers=headers)


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, b'{"code": "SPRING", "type": "percentage"}'),
        (f"{JSON}; charset=utf-8", b' {"code": "SPRING", "type": "percentage"} '),
        (JSON, b'{"code": "SPRING", "type": "percentage", "": 1}'),
        ("Application/JSON", b'{"code": "SPRING", "type": "Percentage"}'),
        ("application/vnd.api+json", b'{"code": "SPRING", "type": "percentage"}'),
        ("", b'{"code": "SPRING", "type": "percentage"}'),
        (FORM, b"code=SPRING&type=percentage"),
        (f"{FORM}; charset=UTF-8", b"code=first&code=SPRING&type=percentage"),
        ("multipart/form-data; boundary=b", b""),
    ],
)
def test_a_body_is_read_as_it_says_on_both_generations(
    desk: Desk, prefix: str, kind: str, body: bytes
) -> None:
    desk.prefix = prefix
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}' for n, v in NEW.items()
    ]
    whole = "\r\n".join([*parts, "--b--\r\n"]).encode()
    made = read(posted(desk, kind, body or whole), 201)
    assert (made["code"], made["type"], made["description"]) == ("SPRING", "percentage", None)


UNREADABLE: dict[str, tuple[str, bytes]] = {
    "a form said to be JSON": (JSON, b"code=SPRING&type=percentage"),
    "JSON said to be a form": (FORM, b'{"code": "SPRING", "type": "percentage"}'),
    "a list of JSON said to be a form": (FORM, b' [{"code": "SPRING"}]'),
    "JSON said to be multipart": ("multipart/form-data; boundary=b", b'{"code": "SPRING"}'),
    "multipart without a boundary": ("multipart/form-data", b"--b\r\n"),
    "multipart that is cut off": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="code"\r\n\r\nSPR',
    ),
    "a list": (JSON, b'[{"code": "SPRING", "type": "percentage"}]'),
    "a text": (JSON, b'"SPRING"'),
    "a number": (JSON, b"7"),
    "null": (JSON, b"null"),
    "half an object": (JSON, b'{"code": "SPRING", "type": "perc'),
    "two objects": (JSON, b'{"code": "SPRING"}{"type": "percentage"}'),
    "a comma too many": (JSON, b'{"code": "SPRING", "type": "percentage",}'),
    "not a number": (JSON, b'{"code": "SPRING", "type": "percentage", "usage_limit": NaN}'),
    "no UTF-8": (JSON, b'{"code": "SPR\xff", "type": "percentage"}'),
    "half a surrogate": (JSON, rb'{"code": "\ud800", "type": "percentage"}'),
    "a hundred thousand lists": (JSON, b'{"code": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "a hundred thousand objects": (JSON, b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
}


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("sent", UNREADABLE)
def test_a_body_that_is_not_what_it_says_is_refused_without_effect(
    emulator: Emulator, desk: Desk, prefix: str, sent: str
) -> None:
    desk.prefix = prefix
    before = state(emulator)
    answer = posted(desk, *UNREADABLE[sent])
    assert read(answer, 400) == {"message": "The request body could not be read."}
    assert state(emulator) == before


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/xml", "text/html", "application/octet-stream", "json", "*/*", "é"],
)
def test_a_body_of_another_type_is_refused_without_effect(
    emulator: Emulator, desk: Desk, kind: str
) -> None:
    before = state(emulator)
    answer = desk.request(
        "POST",
        "/coupons",
        content=b'{"code": "SPRING", "type": "percentage"}',
        headers={"Content-Type": kind.encode()},
    )
    assert read(answer, 415) == {"message": "Unsupported Media Type"}
    assert state(emulator) == before


@pytest.mark.parametrize("kind", [JSON, FORM, "multipart/form-data; boundary=b", ""])
def test_nothing_is_an_object_without_fields(desk: Desk, kind: str) -> None:
    assert set(errors(posted(desk, kind, b""))) == {"code", "type"}


@pytest.mark.parametrize("kind", [JSON, FORM, "multipart/form-data; boundary=b", "text/plain"])
def test_a_body_that_is_too_large_is_refused_without_effect(
    emulator: Emulator, desk: Desk, kind: str
) -> None:
    before = state(emulator)
    answer = posted(desk, kind, b" " * 1_048_577)
    assert read(answer, 413) == {"message": "Payload Too Large"}
    assert state(emulator) == before


@pytest.mark.parametrize(
    "more",
    [
        "discounts" + "[x]" * 2_000 + "=1",
        "discounts[[[[=1",
        "discounts]=1",
        "[]=1",
        "[discounts]=1",
        "=1",
        "&&&&",
        "%00=%00",
        "code[=x",
        "&".join(f"x[{n}]={n}" for n in range(10_000)),
    ],
    ids=lambda text: text[:20],
)
def test_names_that_lead_nowhere_are_no_fields(desk: Desk, more: str) -> None:
    body = f"code=SPRING&type=percentage&{more}".encode()
    assert read(posted(desk, FORM, body), 201)["discounts"] == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ("discounts=x", "discounts"),
        ("discounts[x]=1", "discounts"),
        ("discounts[]=1", "discounts.0"),
        ("discounts[0][x]=1", "discounts.0.amount"),
        ("discounts" + "[0]" * 10 + "=1", "discounts.0"),
        ("code[]=SPRING", "code"),
        ("type[x][y]=percentage", "type"),
        ("usage_limit[]=1", "usage_limit"),
        ("date_expires[]=2026-09-01", "date_expires"),
    ],
)
def test_brackets_where_none_belong_are_refused_by_field(
    emulator: Emulator, desk: Desk, more: str, field: str
) -> None:
    before = state(emulator)
    assert list(errors(posted(desk, FORM, f"code=SPRING&type=percentage&{more}".encode()))) == [
        field
    ]
    assert state(emulator) == before


@pytest.mark.parametrize(
    "value", [10**18, -(10**12), 1.5, True, "1.5", "½", "٣", "", [1], {"a": 1}], ids=repr
)
def test_a_whole_number_that_is_none_is_refused_by_field(
    emulator: Emulator, desk: Desk, value: object
) -> None:
    before = state(emulator)
    body = {"user_id": value, "subject": "Rattles"}
    assert list(errors(desk.post("/tickets", body))) == ["user_id"]
    assert state(emulator) == before


def test_form_and_json_at_once_are_refused_without_effect(emulator: Emulator, desk: Desk) -> None:
    before = state(emulator)
    for kind in (JSON, FORM):
        answer = posted(desk, kind, b'code=SPRING&type=percentage\r\n{"code": "SPRING"}')
        assert answer.status_code in (400, 422), answer.text
    assert state(emulator) == before


def test_fields_of_the_query_are_no_fields_of_the_body(desk: Desk) -> None:
    answer = desk.request("POST", "/coupons?code=SPRING&type=percentage")
    assert set(errors(answer)) == {"code", "type"}
