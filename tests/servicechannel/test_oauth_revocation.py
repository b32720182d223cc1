import pytest

from tests.world import Api, Emulator, Json

PROFILE = "/users/current/profile"
ADMIN = "nwhvac.admin"


@pytest.fixture
def revoking(emulator: Emulator) -> Emulator:
    """A password login ends the user's earlier tokens."""
    emulator.change_tokens(login_revokes=True)
    return emulator


def status(emulator: Emulator, token: Json) -> tuple[int, int]:
    """Of a call with the access token, and of a refresh."""
    api = Api(emulator.http, token["access_token"])
    return api.get(PROFILE).status_code, emulator.refresh(token["refresh_token"]).status_code


def test_a_password_login_leaves_earlier_tokens_alone_by_default(emulator: Emulator) -> None:
    first = emulator.token(ADMIN).json()
    emulator.token(ADMIN)
    assert status(emulator, first) == (200, 200)


def test_a_password_login_ends_the_users_earlier_tokens_where_the_profile_says_so(
    revoking: Emulator,
) -> None:
    first = revoking.token(ADMIN).json()
    second = revoking.token(ADMIN).json()
    assert status(revoking, first) == (401, 400)
    assert status(revoking, second) == (200, 200)


def test_a_password_login_ends_access_tokens_whose_refresh_token_was_used_up(
    revoking: Emulator,
) -> None:
    revoking.change_tokens(refresh_rotation="single_use")
    first = revoking.token(ADMIN).json()
    revoking.refresh(first["refresh_token"])
    revoking.token(ADMIN)
    assert status(revoking, first) == (401, 400)


def test_a_password_login_leaves_other_users_alone(revoking: Emulator) -> None:
    other = revoking.token("nwhvac.dispatch").json()
    revoking.token(ADMIN)
    assert status(revoking, other) == (200, 200)


def test_a_refused_login_ends_nothing(revoking: Emulator) -> None:
    first = revoking.token(ADMIN).json()
    revoking.token(ADMIN, "wrong")
    assert status(revoking, first) == (200, 200)


def test_a_refresh_ends_nothing_where_a_login_does(revoking: Emulator) -> None:
    first = revoking.token(ADMIN).json()
    revoking.refresh(first["refresh_token"])
    assert status(revoking, first) == (200, 200)


def test_revoking_a_user_ends_access_tokens_whose_refresh_token_was_used_up(
    emulator: Emulator,
) -> None:
    emulator.change_tokens(refresh_rotation="single_use")
    first = emulator.token(ADMIN).json()
    emulator.refresh(first["refresh_token"])
    assert emulator.control("POST", "/tokens/revoke", {"user": 1544980}) == {"revoked": 2}
    assert status(emulator, first) == (401, 400)


def test_revoking_a_client_leaves_other_clients_alone(emulator: Emulator) -> None:
    token = emulator.token(ADMIN).json()
    emulator.control("POST", "/tokens/revoke", {"client_id": "another"})
    assert status(emulator, token) == (200, 200)


def test_a_reset_ends_every_token(emulator: Emulator) -> None:
    token = emulator.token(ADMIN).json()
    emulator.control("POST", "/reset")
    assert status(emulator, token) == (401, 400)
