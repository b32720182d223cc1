"""JSON Web Tokens, signed with a secret that both sides know (RFC 7519, HS256)."""

from collections.abc import Mapping

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

HEADER = {"alg": "HS256", "typ": "JWT"}
#: How many parts a token has, with dots between them.
PARTS = 3


def signed(claims: Mapping[str, object], key: str) -> str:
    """A token that says these things."""
    return jwt.encode(HEADER, dict(claims), OctKey.import_key(key))


def doubt(token: str, key: str) -> str:
    """What is wrong with a token that nobody here has issued, for a person to read."""
    if token.count(".") != PARTS - 1:
        return "unknown access token, and no JWT"
    try:
        jwt.decode(token, OctKey.import_key(key))
    except (JoseError, ValueError):
        return "the JWT's signature is broken"
    return (
        "the JWT is well signed, but was not issued here: by another sandbox or server, or revoked"
    )
