"""What `fse listen` says of an endpoint."""

from emulator.cli.told import secret


def test_a_secret_is_a_key_where_messages_are_signed_and_a_token_where_they_carry_it() -> None:
    assert secret({"signature": "Sign-Data"}) == "signing key"
    assert secret({"signature": ""}) == "token"
