"""ServiceTrade's logins: sessions of users, and OAuth2 tokens of external systems.

Sources: the three official SDKs, https://github.com/servicetrade.
"""

from random import Random

from emulator.kernel import jwt
from emulator.kernel.logins import Client
from emulator.kernel.operation import Record, Records
from emulator.kernel.vendor import Grant, OAuth
from emulator.vendors.servicetrade import reading

#: The emulator's own; what the vendor signs with, and how, is unknown.
KEY = "fieldservice-emulator: everybody knows this key"
ISSUER = "servicetrade"
#: Characters of a session's token.  Source: https://github.com/logicalproof/servicetrade.
SESSION_LENGTH = 26
LETTERS = "0123456789abcdefghijklmnopqrstuv"


def find_client(records: Records, client_id: str) -> Client | None:
    """An external system; it acts as one user of the account."""
    found = records.find("clients", clientId=client_id)
    if not found:
        return None
    record = found[0]
    return Client(
        record["clientId"], record["clientSecret"], (), record["isActive"], record["userId"]
    )


def find_user(records: Records, username: str) -> Record | None:
    found = records.find("users", username=username)
    return found[0] if found else None


def check_password(user: Record, password: str) -> bool:
    return bool(user["password"] == password)


def is_locked(user: Record) -> bool:
    return bool(user["status"] != "active")


def mint(random: Random, grant: Grant) -> tuple[str, str]:
    """A signed JWT and an opaque refresh token.

    Clients read `exp`, which is the sandbox's time; the other claims are assumed.
    """
    claims = {
        "iss": ISSUER,
        "sub": grant.client_id,
        "iat": int(grant.issued.timestamp()),
        "exp": int(grant.expires.timestamp()),
        "jti": random.randbytes(16).hex(),
        "accountId": grant.user["accountId"],
        "userId": grant.user["id"],
    }
    return jwt.signed(claims, KEY), random.randbytes(32).hex()


def new_session(random: Random) -> str:
    """A session's credential."""
    text = "".join(LETTERS[byte % len(LETTERS)] for byte in random.randbytes(SESSION_LENGTH))
    return reading.session(text)


def doubt(credential: str) -> str:
    """What is wrong with a credential that was not issued here."""
    if reading.token_of(credential):
        return "no session of that token was opened here, or it ended before the last restart"
    return jwt.doubt(credential, KEY)


OAUTH = OAuth(
    grants=("client_credentials", "refresh_token"),
    find_client=find_client,
    find_user=find_user,
    check_password=check_password,
    is_locked=is_locked,
    user_table="users",
    mint=mint,
    fields=reading.fields,
    public_refresh=True,
    statuses={"invalid_client": 401, "invalid_grant": 401},
    new_session=new_session,
    doubt=doubt,
)
