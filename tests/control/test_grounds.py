from datetime import timedelta

import pytest

from emulator.control.grounds import spoken
from tests.explained import explained
from tests.servicechannel.signin import Browser
from tests.world import CLIENT, TABLET, Api, Emulator

ORDER = "/workorders/107002896"


def bearer(emulator: Emulator, token: str) -> Api:
    return Api(emulator.http, token)


@pytest.mark.parametrize(
    ("method", "path", "near"),
    [
        (
            "POST",
            f"{ORDER}/universalCheckin2",
            "POST /v3/workorders/{workorderId}/universalCheckIn",
        ),
        ("GET", f"{ORDER}/note", "GET /v3/workorders/{workorderId}/notes"),
        ("GET", "/workorder/107002896", "GET /v3/workorders/{workorderId}"),
        ("PUT", "/invoices/77/approved", "PUT /v3/invoices/{invoiceId}/approve"),
    ],
)
def test_an_unknown_route_names_those_that_are_near(
    emulator: Emulator, provider: Api, method: str, path: str, near: str
) -> None:
    said = explained(emulator, provider.request(method, path))
    assert said["kind"] == "NoOperation"
    assert said["reason"] == f"no such operation: {method} /v3{path}"
    assert any(line.startswith(near) for line in said["allowed"]), said["allowed"]
    assert "--overlay servicechannel=FILE" in said["next"][0]


def test_a_route_like_no_other_has_nothing_near(emulator: Emulator, provider: Api) -> None:
    assert explained(emulator, provider.get("/" + "zq/" * 3000))["allowed"] == []


def test_a_wrong_method_names_those_that_the_route_has(emulator: Emulator, provider: Api) -> None:
    said = explained(emulator, provider.request("DELETE", ORDER))
    assert said["allowed"] == ["GET /v3/workorders/107002896"]


def test_a_wrong_version_is_told(emulator: Emulator) -> None:
    said = explained(emulator, emulator.http.get("/servicechannel/v2/workorders/1"))
    assert (said["kind"], said["met"]["asked"]) == ("WrongVersion", "GET /v2/workorders/1")


def test_each_malformed_field_tells_what_was_sent_and_what_is_expected(
    emulator: Emulator, provider: Api
) -> None:
    body = {"Latitude": "north", "techscount": 0, "CheckInTime": "never"}
    said = explained(emulator, provider.post(f"{ORDER}/universalCheckIn", body))
    assert said["met"] == {
        "Latitude": {"wrong": "pattern", "sent": "north"},
        "TechsCount": {"wrong": "minimum", "sent": 0},
        "CheckInTime": {"wrong": "format", "sent": "never"},
    }
    assert said["allowed"] == [
        "Latitude: a number, at least -90, at most 90",
        "TechsCount: a whole number, at least 1, at most 2147483647",
        "CheckInTime: a date and time such as 2026-06-15T12:00:00Z",
    ]


def test_a_body_that_is_missing_is_malformed_without_a_field(
    emulator: Emulator, provider: Api
) -> None:
    said = explained(emulator, provider.request("POST", f"{ORDER}/universalCheckIn"))
    assert (said["kind"], said["reason"]) == ("Malformed", "the body is missing")


def test_without_a_token_it_says_where_to_log_in(emulator: Emulator) -> None:
    said = explained(emulator, emulator.http.get(f"/servicechannel/v3{ORDER}"))
    assert (said["status"], said["met"]["credential"]) == (401, "missing")
    assert "POST /servicechannel/oauth/token" in said["next"][0]


def test_a_token_that_nobody_issued_is_unknown(emulator: Emulator) -> None:
    said = explained(emulator, bearer(emulator, "AAEAAmadeup").get(ORDER))
    assert (said["status"], said["met"]["credential"]) == (401, "unknown")


def test_an_expired_token_tells_since_when_and_how_long_ago(
    emulator: Emulator, provider: Api
) -> None:
    emulator.advance("PT12H")
    said = explained(emulator, provider.get(ORDER))
    assert said["met"] == {
        "credential": "expired",
        "since": "2026-06-15T12:10:00+00:00",
        "user": 1544980,
        "now": "2026-06-16T00:00:00+00:00",
        "ago": "11 h 50 min",
        "lasts": "10 min",
    }


def test_a_token_that_was_ended_early_is_told_apart(emulator: Emulator, provider: Api) -> None:
    emulator.control("POST", "/tokens/revoke")
    said = explained(emulator, provider.get(ORDER))
    assert (said["met"]["credential"], said["reason"]) == (
        "ended early",
        "the access token was revoked",
    )


def test_the_token_of_a_locked_user_is_told_apart(emulator: Emulator, provider: Api) -> None:
    emulator.change("users", 1544980, IsLocked=True)
    said = explained(emulator, provider.get(ORDER))
    assert said["met"]["credential"] == "of a user who is gone"


def test_a_missing_right_looks_the_same_on_the_wire_and_is_told_apart(
    emulator: Emulator, subscriber: Api
) -> None:
    answer = subscriber.request("PUT", f"{ORDER}/accept")
    unknown = bearer(emulator, "AAEAAmadeup").request("PUT", f"{ORDER}/accept")
    assert (answer.status_code, answer.json()) == (unknown.status_code, unknown.json())
    said = explained(emulator, answer)
    assert said["met"] == {
        "callers": "Providers",
        "credential": "good",
        "role": "Super Admin",
        "subscriber": {"id": 2014917301, "name": "Larkfield Outfitters"},
    }
    assert said["allowed"][0].startswith("only Providers, such as nwhvac.admin")


def test_a_limit_tells_whose_it_is_how_it_was_used_and_when_it_opens(
    sandbox2: Emulator,
) -> None:
    limit = {"name": "Application", "per": "client", "requests": 3, "seconds": 60}
    sandbox2.control("PUT", "/throttle", {"limits": [limit]})
    api = sandbox2.login()
    for path in (ORDER, f"{ORDER}/notes", ORDER):
        api.get(path)
    sandbox2.advance("PT20S")
    said = explained(sandbox2, api.get(ORDER))
    assert (said["status"], said["kind"]) == (429, "Throttled")
    met = said["met"]
    assert (met["limit"], met["owner"]) == ("Application", CLIENT[0])
    assert (met["used"], met["accepted"], met["seconds"]) == (3, 3, 60)
    assert met["opens"] == "2026-06-15T12:01:00+00:00"
    assert met["used by"] == {"getWorkOrder": 2, "getNotes": 1}
    assert said["next"] == ["fse clock advance 40s --sandbox default"]


def test_a_second_login_within_five_seconds_tells_when_the_next_is_taken(
    sandbox2: Emulator,
) -> None:
    sandbox2.login()
    said = explained(sandbox2, sandbox2.token("nwhvac.admin"))
    assert (said["rule"], said["met"]["owner"]) == ("login limit", "user 1544980")
    assert said["met"]["opens"] == "2026-06-15T12:00:05+00:00"


def test_a_limit_that_a_fault_makes_up_opens_when_it_says(
    emulator: Emulator, provider: Api
) -> None:
    emulator.control("POST", "/faults", {"effect": {"throttle": "7s"}})
    said = explained(emulator, provider.get(ORDER))
    assert (said["outcome"], said["met"]["opens"]) == ("a fault", "2026-06-15T12:00:07+00:00")


def test_an_unknown_client_is_pointed_to_the_environment(emulator: Emulator) -> None:
    said = explained(emulator, emulator.token("nwhvac.admin", client=("nobody", "x")))
    assert (said["status"], said["rule"]) == (302, "unknown client")
    assert said["next"][0].startswith("fse env --sandbox default")


def test_a_grant_that_is_not_offered_names_those_that_are(emulator: Emulator) -> None:
    said = explained(emulator, emulator.ask_token({"grant_type": "device"}))
    assert said["rule"] == "unsupported_grant_type"
    assert said["allowed"] == ["a grant_type of password, authorization_code, refresh_token"]


def test_a_refresh_token_that_nobody_knows_is_told(emulator: Emulator) -> None:
    said = explained(emulator, emulator.refresh("nobody's"))
    assert (said["reason"], said["rule"]) == ("unknown refresh token", "invalid_grant")
    assert said["met"] == {"refresh token": "unknown", "error": "invalid_grant"}
    assert said["next"][0] == "log in again: POST /servicechannel/oauth/token"


def test_a_refresh_token_that_expired_tells_since_when(emulator: Emulator) -> None:
    tokens = {"refresh_seconds": 1200}
    emulator.control("PUT", "/profile", {"vendor": "servicechannel", "tokens": tokens})
    refresh = emulator.token("nwhvac.admin").json()["refresh_token"]
    emulator.control("POST", "/clock", {"advance": "PT20M"})
    said = explained(emulator, emulator.refresh(refresh))
    since = "2026-06-15T12:20:00+00:00"
    assert said["reason"] == f"the refresh token expired at {since}"
    assert (said["met"]["refresh token"], said["met"]["since"]) == ("expired", since)


def test_a_refresh_token_of_another_client_is_told(emulator: Emulator) -> None:
    refresh = emulator.token("nwhvac.admin").json()["refresh_token"]
    said = explained(emulator, emulator.refresh(refresh, TABLET))
    assert said["reason"] == "the refresh token is another client's"


@pytest.mark.parametrize(
    ("ending", "reason"), [("rotate", "used already"), ("revoke", "was revoked")]
)
def test_a_refresh_token_that_ended_early_tells_why(
    emulator: Emulator, ending: str, reason: str
) -> None:
    tokens = {"refresh_rotation": "single_use"}
    emulator.control("PUT", "/profile", {"vendor": "servicechannel", "tokens": tokens})
    refresh = emulator.token("nwhvac.admin").json()["refresh_token"]
    if ending == "rotate":
        assert emulator.refresh(refresh).is_success
    else:
        emulator.control("POST", "/tokens/revoke", {})
    said = explained(emulator, emulator.refresh(refresh))
    assert reason in said["reason"]
    assert said["met"]["refresh token"] == "ended early"
    assert refresh not in str(said)


def test_a_page_that_refuses_a_browser_has_a_reason(emulator: Emulator) -> None:
    page = Browser(emulator.http).open(redirect_uri="https://elsewhere.example/")
    assert page.status_code == 400
    said = explained(emulator, page)
    assert (said["outcome"], said["kind"]) == ("refused", "OAuth2Error")
    assert said["reason"] == page.headers["emulator-reason"]


def test_a_body_that_is_too_large_tells_how_large_it_may_be(
    emulator: Emulator, provider: Api
) -> None:
    said = explained(emulator, provider.post(f"{ORDER}/notes", {"Note": "x" * 1_100_000}))
    assert (said["status"], said["allowed"]) == (413, ["a body of up to 1048576 bytes"])


def test_a_media_type_that_is_not_read_names_those_that_are(
    emulator: Emulator, provider: Api
) -> None:
    said = explained(
        emulator,
        provider.request(
            "POST", f"{ORDER}/notes", content=b"<a/>", headers={"content-type": "text/xml"}
        ),
    )
    assert (said["status"], said["met"]) == (415, {"media": "text/xml", "content-type": "text/xml"})
    assert "application/json" in said["allowed"][0]


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=0.25), "0.25 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(seconds=61), "1 min 1 s"),
        (timedelta(hours=12), "12 h"),
        (timedelta(days=2, hours=3, minutes=4), "2 d 3 h"),
    ],
)
def test_a_span_is_told_in_two_units(span: timedelta, said: str) -> None:
    assert spoken(span) == said
