"""Sessions, and who is logged in."""

from emulator.kernel.errors import Forbidden
from emulator.kernel.operation import Call, Opened, Record, Reply, operation
from emulator.vendors.servicetrade import oauth, reading
from emulator.vendors.servicetrade.saves import envelope
from emulator.vendors.servicetrade.views import people


@operation("logIn")
def log_in(call: Call) -> Reply:
    """Open a session; every login makes another.  Raises Forbidden for a wrong password.

    Source: public code of a live client, repository not named.
    """
    user = call.accounts.named(call.body["username"])
    if user is None or not oauth.check_password(user, call.body["password"]):
        raise Forbidden("bad login", "the user name or the password is wrong")
    if oauth.is_locked(user):
        raise Forbidden("bad login", f"user {user['username']} is {user['status']}")
    credential = call.accounts.new_session()
    cookie = f"{credential}; path=/; HttpOnly; SameSite=Lax"
    opened = Opened(user["id"], credential)
    return Reply(_session(call, user, credential), headers={"set-cookie": cookie}, opens=opened)


def _session(call: Call, user: Record, credential: str) -> Record:
    data = {
        "authenticated": True,
        "authToken": reading.token_of(credential),
        "eulaNeeded": call.switches["eula_needed"],
        "user": people.logged_in(call, user),
    }
    return envelope(call, data)


@operation("checkSession")
def check_session(call: Call) -> Reply:
    """The session of the caller; a dead one is 404 here and 401 elsewhere."""
    return Reply(_session(call, call.caller, call.credential))


@operation("logOut")
def log_out(call: Call) -> Reply:
    """The end of the caller's session."""
    return Reply(status=204, closes=call.credential)


@operation("getIdentity")
def get_identity(call: Call) -> Reply:
    """Who the caller's token acts as.

    Source: https://github.com/kbueno-svg/micron-servicetrade-connector.
    """
    found = call.records.find("clients", clientId=call.client_id) if call.client_id else []
    return Reply(envelope(call, people.identity(call, call.caller, next(iter(found), None))))
