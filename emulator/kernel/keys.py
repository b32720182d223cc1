"""Keys: credentials of the records, which nobody asks for and which do not end."""

from datetime import datetime

from emulator.kernel.clock import LATEST
from emulator.kernel.errors import Unauthenticated
from emulator.kernel.logins import Token
from emulator.kernel.tokens import TokenServer


def bearer(tokens: TokenServer, credential: str, now: datetime) -> Token:
    """What a credential is worth: a token that was issued, or what stands for a key.

    Raises Unauthenticated, telling why it is worth nothing.
    """
    find_key = tokens.oauth.find_key
    if find_key is None:
        return tokens.logins.bearer(credential, now)
    user_id = find_key(tokens.records, tokens.real(credential))
    if user_id is None:
        raise Unauthenticated(reason=tokens.oauth.doubt(credential), credential="unknown")
    return Token(credential, "", user_id, "", now, LATEST, LATEST)
