from base64 import urlsafe_b64decode, urlsafe_b64encode

import orjson
import pytest

from emulator.kernel.jwt import doubt, signed

KEY, ANOTHER = "a key that is long enough", "a key that is as long as the first"
CLAIMS = {"sub": "app", "exp": 1_781_524_800, "company": {"id": 5}}


def parts(token: str) -> list[object]:
    """Header and claims."""
    return [orjson.loads(urlsafe_b64decode(part + "==")) for part in token.split(".")[:2]]


def test_a_token_says_what_it_was_made_to_say_to_whoever_reads_it() -> None:
    assert parts(signed(CLAIMS, KEY)) == [{"alg": "HS256", "typ": "JWT"}, CLAIMS]


def test_the_same_claims_and_key_make_the_same_token() -> None:
    assert signed(CLAIMS, KEY) == signed(dict(CLAIMS), KEY) != signed(CLAIMS, ANOTHER)


def test_a_token_with_our_signature_that_is_not_known_was_issued_elsewhere() -> None:
    assert doubt(signed(CLAIMS, KEY), KEY).startswith("the JWT is well signed, but was not issued")


def test_a_token_that_ended_is_well_signed_all_the_same() -> None:
    assert "well signed" in doubt(signed({"exp": 1}, KEY), KEY)


def test_a_token_of_another_key_has_a_broken_signature() -> None:
    assert doubt(signed(CLAIMS, ANOTHER), KEY) == "the JWT's signature is broken"


def changed(token: str) -> str:
    """The same token for another company, its signature left as it was."""
    header, _, signature = token.split(".")
    claims = urlsafe_b64encode(orjson.dumps(CLAIMS | {"company": {"id": 6}})).decode()
    return f"{header}.{claims.rstrip('=')}.{signature}"


def test_a_token_whose_claims_were_changed_has_a_broken_signature() -> None:
    assert doubt(changed(signed(CLAIMS, KEY)), KEY) == "the JWT's signature is broken"


@pytest.mark.parametrize(
    "token",
    ["a.b.c", "..", "é.é.é", "eyJhbGciOiJub25lIn0.e30.", "W10.e30.x", "e30.e30.x"],
    ids=["letters", "empty", "other-letters", "unsigned", "list", "no-algorithm"],
)
def test_three_parts_of_anything_have_a_broken_signature(token: str) -> None:
    assert doubt(token, KEY) == "the JWT's signature is broken"


@pytest.mark.parametrize("token", ["", "opaque", "a.b", "a.b.c.d"])
def test_what_has_not_three_parts_is_no_jwt(token: str) -> None:
    assert doubt(token, KEY) == "unknown access token, and no JWT"
