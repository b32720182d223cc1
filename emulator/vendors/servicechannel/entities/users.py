"""Users.

Source of the fields: https://developer.servicechannel.com/swagger/.
"""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel.odata.model import (
    BOOLEAN,
    STRING,
    Entity,
    Field,
    Read,
    booleans,
    doubles,
    inside,
    ints,
    lists,
    strings,
    unset,
)

USD = 1
LIMITS = ("NteLimit", "ProposalLimit", "InvoiceLimit")


def _access(call: Call, user: Record) -> Record:
    """The names of the locations and trades that a user is limited to."""
    places = [call.records.get("locations", i) for i in user["LocationIds"]]
    trades = [call.records.get("trades", i) for i in user.get("TradeIds") or ()]
    return {
        "Locations": [place["StoreId"] for place in places if place],
        "Districts": [],
        "Regions": [],
        "Trades": [trade["Name"] for trade in trades if trade],
    }


def _limits(_: Call, user: Record) -> Record:
    return {name: {"Amount": user[name], "CurrencyId": USD} for name in LIMITS}


def _limit(name: str) -> Read:
    return lambda _, limits: limits[name]


LIMIT = doubles("Amount") | ints("CurrencyId")
ACCESS = lists("Edm.String", "Locations", "Districts", "Regions", "Trades")
USERS = Entity(
    "users",
    "User",
    ints("Id", "SubscriberId")
    | strings("UserName", "FullName", "Email", "PsmEmail")
    | {"Disabled": Field(BOOLEAN, lambda _, user: bool(user.get("Disabled")))}
    | booleans("IsLocked")
    | {"Roles": Field("Collection(Edm.String)", lambda _, user: [user["Role"]])}
    | {"Permissions": Field("Collection(Edm.String)", lambda *_: [])}
    | {"UserType": Field(STRING, lambda *_: "Corporate")}
    | {"Dashboard": inside(lambda *_: None, ints("Id") | strings("Name"))}
    | {
        "Access": inside(
            _access, lists("Edm.String", "Locations", "Districts", "Regions", "Trades")
        )
    }
    | {"Limits": inside(_limits, {name: inside(_limit(name), LIMIT) for name in LIMITS})}
    | unset(STRING, "FeedRole"),
)
