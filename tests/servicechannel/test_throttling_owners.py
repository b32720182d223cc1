import pytest

from tests.servicechannel.limits import APPLICATION, COMPANY, PROFILE, passes, use_up
from tests.world import SPARROW, TABLET, VENDOR, Api, Emulator


@pytest.fixture
def admin(sandbox2: Emulator) -> Api:
    return sandbox2.login()


def test_two_applications_of_one_company_have_a_window_each(sandbox2: Emulator, admin: Api) -> None:
    tablet = sandbox2.login("nwhvac.dispatch", TABLET)
    use_up(admin)
    assert not passes(admin)
    use_up(tablet)


def test_two_users_of_one_application_share_its_window(sandbox2: Emulator, admin: Api) -> None:
    other = sandbox2.login("larkfield.facilities")
    use_up(admin, 20)
    use_up(other, 20)
    assert other.get(PROFILE).json() == APPLICATION


def test_a_new_token_opens_no_new_window(sandbox2: Emulator, admin: Api) -> None:
    use_up(admin)
    sandbox2.advance("5s")
    assert not passes(sandbox2.login())


def test_the_81st_call_of_a_company_is_429_whatever_the_application(
    sandbox2: Emulator, admin: Api
) -> None:
    tablet = sandbox2.login("nwhvac.dispatch", TABLET)
    third = sandbox2.login("nwhvac.tbrandt", SPARROW)
    use_up(admin, 30)
    use_up(tablet, 30)
    use_up(third, 20)
    refused = third.get(PROFILE)
    assert (refused.status_code, refused.json()) == (429, COMPANY)


def test_a_call_that_the_company_limit_refuses_leaves_the_application_limit_alone(
    sandbox2: Emulator, admin: Api
) -> None:
    use_up(admin)
    use_up(sandbox2.login("nwhvac.dispatch", TABLET))
    guest = sandbox2.login("nwhvac.tbrandt", SPARROW)
    assert guest.get(PROFILE).json() == COMPANY
    use_up(sandbox2.login("sparrow.office", SPARROW))


def test_the_company_is_the_users_and_not_the_applications(sandbox2: Emulator, admin: Api) -> None:
    use_up(admin)
    use_up(sandbox2.login("nwhvac.dispatch", TABLET))
    use_up(sandbox2.login("sparrow.office", SPARROW))


def test_a_subscribers_company_is_limited_like_a_providers(sandbox2: Emulator) -> None:
    for client in (TABLET, SPARROW):
        use_up(sandbox2.login("larkfield.facilities", client))
        sandbox2.advance("5s")
    assert sandbox2.login("larkfield.nyc").get(PROFILE).json() == COMPANY


def test_both_limits_used_up_name_the_application(sandbox2: Emulator, admin: Api) -> None:
    use_up(admin)
    use_up(sandbox2.login("nwhvac.dispatch", TABLET))
    assert admin.get(PROFILE).json() == APPLICATION


def count(emulator: Emulator) -> int:
    windows = emulator.control("GET", "/throttle")["servicechannel"]["windows"]
    return sum(window["used"] for window in windows if window["limit"] == "Application")


def test_token_requests_do_not_count(sandbox2: Emulator) -> None:
    sandbox2.token("nwhvac.admin")
    sandbox2.token("nwhvac.admin", "wrong")
    assert count(sandbox2) == 0


@pytest.mark.parametrize("token", ["", "garbage"], ids=["none", "unknown"])
def test_calls_without_a_good_token_do_not_count(sandbox2: Emulator, token: str) -> None:
    Api(sandbox2.http, token).get(PROFILE)
    assert count(sandbox2) == 0


def test_calls_with_an_expired_token_do_not_count(sandbox2: Emulator, admin: Api) -> None:
    sandbox2.advance("10m")
    assert admin.get(PROFILE).status_code == 401
    assert count(sandbox2) == 0


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("DELETE", PROFILE, 405)],
    ids=["unknown route", "unknown method"],
)
def test_calls_of_no_operation_do_not_count(
    sandbox2: Emulator, admin: Api, method: str, path: str, status: int
) -> None:
    assert admin.request(method, path).status_code == status
    assert count(sandbox2) == 0


def test_calls_that_are_refused_for_what_they_ask_do_count(sandbox2: Emulator, admin: Api) -> None:
    assert admin.get("/workorders/1").status_code == 404
    assert admin.post("/workorders/107002896/notes", {}).status_code == 400
    assert count(sandbox2) == 2


def test_a_call_without_a_token_is_401_even_when_the_window_is_used_up(
    sandbox2: Emulator, admin: Api
) -> None:
    use_up(admin)
    answer = sandbox2.http.get(f"{VENDOR}/v3{PROFILE}")
    assert answer.status_code == 401
