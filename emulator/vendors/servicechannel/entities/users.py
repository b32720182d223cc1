"""Users.

Source of the fields: https://developer.servicechannel.com/swagger/.
"""

from emulator.vendors.servicechannel import accounts
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
)


def _limit(name: str) -> Read:
    return lambda _, limits: limits[name]


LIMIT = doubles("Amount") | ints("CurrencyId")
ACCESS = lists("Edm.String", "Locations", "Districts", "Regions", "Trades")
AMOUNTS = {name: inside(_limit(name), LIMIT) for name in accounts.LIMITS}
USERS = Entity(
    "users",
    "User",
    ints("Id", "SubscriberId")
    | strings("UserName", "FullName", "Email", "PsmEmail")
    | {"Disabled": Field(BOOLEAN, lambda _, user: bool(user.get("Disabled")))}
    | booleans("IsLocked")
    | {"Roles": Field("Collection(Edm.String)", lambda _, user: accounts.roles(user))}
    | {"Permissions": Field("Collection(Edm.String)", lambda _, u: u.get("Permissions", []))}
    | {"UserType": Field(STRING, lambda _, user: user.get("UserType", "Corporate"))}
    | {"Dashboard": inside(lambda *_: None, ints("Id") | strings("Name"))}
    | {"Access": inside(accounts.access, ACCESS)}
    | {"Limits": inside(lambda _, user: accounts.limits(user), AMOUNTS)}
    | strings("FeedRole"),
)
