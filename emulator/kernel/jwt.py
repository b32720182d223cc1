"""JSON Web Tokens, signed with a secret that both sides know (RFC 7519, HS256).

The library is loaded with the first token: it takes a tenth of the start.
"""

from collections.abc import Mapping
from importlib import import_module

HEADER = {"alg": "HS256", "typ": "JWT"}
#: How many parts a token has, with dots between them.
PARTS = 3


def signed(claims: Mapping[str, object], key: str) -> str:
    """A token that says these things."""
    made = import_module("joserfc.jwk").OctKey.import_key(key)
    return str(import_module("joserfc.jwt").encode(HEADER, dict(claims), made))


def doubt(token: str, key: str) -> str:
    """What is wrong with a token that nobody here has issued, for a person to read."""
    if token.count(".") != PARTS - 1:
        return "unknown access token, and no JWT"
    jose_error = import_module("joserfc.errors").JoseError
    secret = import_module("joserfc.jwk").OctKey.import_key(key)
    try:
        import_module("joserfc.jwt").decode(token, secret)
    except (jose_error, ValueError):
        return "the JWT's signature is broken"
    return (
        "the JWT is well signed, but was not issued here: by another sandbox or server, or revoked"
    )
