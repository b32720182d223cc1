"""Users: what a request may say of one, and how one is shown.  A password is never shown."""

import re
from collections.abc import Mapping, Sequence

from emulator.kernel.errors import Conflict, Invalid, NotFound
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import lookups, views

USER_NAME = re.compile(r"\S{1,100}")
USD = 1
LIMITS = ("NteLimit", "ProposalLimit", "InvoiceLimit")
#: Fields of a request that a record has under the same name.
SAME = (
    "UserName", "Password", "FullName", "Email", "PsmEmail", "Disabled", "IsLocked", "UserType",
    "Permissions", "FeedRole", "LocationAccess", "EmployeeId",
)  # fmt: skip
#: The kind of a subscriber's user by the roles that it is given, the strongest first.
ROLES = {"super admin": "Super Admin", "admin user": "Admin", "admin": "Admin"}
PROVIDER_TYPE = 0


def asked(body: Mapping[str, object]) -> Record:
    """What a request says of a user: its own fields go before those of the User inside."""
    inside = body.get("User")
    nested = inside if isinstance(inside, Mapping) else {}
    return views.without_nulls({**nested, **body})


def changed(call: Call, user: Record, given: Mapping[str, object]) -> Record:
    """A user after a request; what it does not say stays.

    Raises Invalid for a value that cannot be one, Conflict for a name that another user has and
    NotFound for a store or a trade that the subscriber has not.
    """
    told = {name: given[name] for name in SAME if name in given}
    check_name(call, user, told.get("UserName"))
    if told.get("Password") == "":
        raise Invalid(reason="the password is empty")
    user = user | told | _roles(user, given) | _access(call, user, given)
    return user | _limits(given)


def check_name(call: Call, user: Mapping[str, object], name: object) -> None:
    """Raises Invalid for what cannot be a user's name, Conflict for one that is taken."""
    if name is None:
        return
    if not USER_NAME.fullmatch(str(name)):
        raise Invalid("user name", f"{name!r} has spaces, or not 1 to 100 characters")
    if any(found["Id"] != user["Id"] for found in call.records.find("users", UserName=name)):
        raise Conflict("user exists", f"there is a user {name}")


def _roles(user: Record, given: Mapping[str, object]) -> Record:
    """A subscriber's user is what its strongest role makes it; a provider's stays what it is."""
    roles = given.get("Roles")
    if not isinstance(roles, list | tuple) or not user["SubscriberId"]:
        return {}
    named = {str(role).casefold() for role in roles}
    strongest = next((kind for role, kind in ROLES.items() if role in named), "Location User")
    return {"Role": strongest, "SecondaryRoles": list(roles)}


def _access(call: Call, user: Record, given: Mapping[str, object]) -> Record:
    """Stores and trades as the record has them, by id."""
    access = given.get("Access")
    if not isinstance(access, Mapping):
        return {}
    told: Record = {}
    own = user["SubscriberId"]
    if (stores := access.get("Locations")) is not None:
        told["LocationIds"] = [_location(call, own, store) for store in stores]
    if (trades := access.get("Trades")) is not None:
        told["TradeIds"] = [_trade(call, own, name) for name in trades]
    same = ("Districts", "Regions")
    return told | {n: list(access[n]) for n in same if access.get(n) is not None}


def _location(call: Call, own: int | None, store: str) -> int:
    found = lookups.store(call, own, store)
    if found is None:
        raise NotFound("user store", f"the subscriber has no store {store}")
    return int(found["Id"])


def _trade(call: Call, own: int | None, name: str) -> int:
    found = lookups.row(call, "trades", own, None, name)
    if found is None:
        raise NotFound("user trade", f"the subscriber has no trade {name}")
    return int(found["Id"])


def _limits(given: Mapping[str, object]) -> Record:
    limits = given.get("Limits")
    told = limits if isinstance(limits, Mapping) else {}
    amounts = {name: (told.get(name) or {}).get("Amount") for name in LIMITS}
    return {name: float(amount) for name, amount in amounts.items() if amount is not None}


def shown(call: Call, user: Record) -> Record:
    """A user as lists have it."""
    return views.without_nulls(
        {
            "Id": user["Id"],
            "SubscriberId": user["SubscriberId"],
            **{name: user[name] for name in ("UserName", "FullName", "Email")},
            "PsmEmail": user.get("PsmEmail"),
            "Disabled": user.get("Disabled", False),
            "IsLocked": user["IsLocked"],
            "Roles": roles(user),
            "Permissions": user.get("Permissions", []),
            "UserType": user_type(user),
            "Access": access(call, user),
            "Limits": limits(user),
            "FeedRole": user.get("FeedRole"),
        }
    )


def roles(user: Record) -> Sequence[str]:
    """The roles that a user was given, or else the one that says what it is."""
    given: Sequence[str] = user.get("SecondaryRoles") or [user["Role"]]
    return given


def access(call: Call, user: Record) -> Record:
    """The names of what a user is limited to."""
    return {
        "Locations": [call.load("locations", i)["StoreId"] for i in user["LocationIds"]],
        "Districts": user.get("Districts", []),
        "Regions": user.get("Regions", []),
        "Trades": [call.load("trades", i)["Name"] for i in user.get("TradeIds") or ()],
    }


def limits(user: Record) -> Record:
    """Up to which amounts a user may go."""
    return {name: {"Amount": user[name], "CurrencyId": USD} for name in LIMITS}


def user_type(user: Record) -> object:
    """Corporate unless it says otherwise; 0 for a provider's user."""
    return user.get("UserType", "Corporate") if user["SubscriberId"] else PROVIDER_TYPE


def alone(call: Call, user: Record) -> Record:
    """A user as it is read by its id."""
    same = ("Id", "UserName", "Email")
    more = {name: user.get(name) for name in ("FeedRole", "LocationAccess")}
    own = {"InfoSubscriberId": user["SubscriberId"]}
    inside = {"User": shown(call, user)}
    return views.without_nulls({name: user[name] for name in same} | own | more | inside)


def blank(call: Call) -> Record:
    """A new user of the caller's company that may nothing yet."""
    is_subscriber = call.caller["SubscriberId"] is not None
    return {
        "Id": 0,
        "UserName": "",
        "Password": "",
        "FullName": "",
        "Email": "",
        "SubscriberId": call.caller["SubscriberId"],
        "ProviderId": call.caller["ProviderId"],
        "Role": "Location User" if is_subscriber else "Technician",
        "Pin": None,
        "IsLocked": False,
        "LocationIds": [],
        **dict.fromkeys(LIMITS, 0),
    }


def colleague(call: Call, user_id: int, unknown: str = "unknown user") -> Record:
    """A user of the caller's company.  unknown: the rule of the NotFound that is raised."""
    found = call.records.get("users", user_id)
    sides = ("SubscriberId", "ProviderId")
    if found is None or any(found[side] != call.caller[side] for side in sides):
        raise NotFound(unknown, f"the company has no user {user_id}")
    return found
