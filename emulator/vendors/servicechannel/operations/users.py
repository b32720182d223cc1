"""Users, and the one who calls."""

from itertools import islice

from emulator.kernel.errors import Invalid, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import accounts, views

LANGUAGE = "en-US"
#: The menu: the vendor's ids, and who has each item.
MENU = (
    ("Home", "Home", ("SubscriberId", "ProviderId")),
    ("WorkOrders_WorkOrderList", "Work Orders", ("SubscriberId", "ProviderId")),
    ("Proposals", "Proposals", ("SubscriberId", "ProviderId")),
    ("Invoices", "Invoices", ("SubscriberId", "ProviderId")),
    ("LocationsAndProviderAssignments", "Locations", ("SubscriberId",)),
    ("ServiceProviders", "Providers", ("SubscriberId",)),
)


@operation("getCurrentProfile")
def get_current_profile(call: Call) -> Reply:
    """Who is logged in, as login middleware reads it.

    Shape: https://github.com/aspnet-contrib/AspNet.Security.OAuth.Providers (ServiceChannel).
    """
    user = call.caller
    provider = call.records.get("providers", user["ProviderId"] or 0)
    subscriber = call.records.get("subscribers", user["SubscriberId"] or 0)
    who = {
        "Token": None,
        "RoleID": 0,
        "UserId": user["Id"],
        "AuthUserId": user["Id"],
        "SubscriberId": user["SubscriberId"] or -1,
        "SubscriberName": subscriber["Name"] if subscriber else "",
        "ProviderId": user["ProviderId"] or 0,
        "ProviderName": provider["Name"] if provider else "",
        "FullName": user["FullName"],
        "UserName": user["UserName"],
        "MaximumNteAmount": user["NteLimit"],
        "Limits": accounts.limits(user),
        "Email": user["Email"],
        "UserNameOrFullName": user["FullName"] or user["UserName"],
        "UserNameOrEmptyString": user["UserName"],
        "HasRestrictedAccess": bool(user["LocationIds"]),
        "Stores": user["LocationIds"],
        "Roles": [user["Role"]],
    }
    return Reply({"UserProfile": UNUSED | who, "Stores": {"Stores": []}})


#: Fields that nobody is known to read, with the values of a user who has nothing special.
UNUSED: Record = {
    "IsMultiSubscriber": False,
    "IsPublicEmail": False,
    "FirstTimeUser": False,
    "AccountPayableManager": False,
    "LocationAccess": "",
    "DistrictAccess": "",
    "RegionAccess": "",
    "PropTeamEmail": "",
    "ParentSubscriberId": 0,
    "ParentSubscriberName": "",
    "UserHasInvoiceAccess": False,
    "IsInternalProviderUser": False,
    "SetupId": 0,
    "DefaultScUserSetupId": 0,
    "IsRedirectToDashboard": False,
    "CobranderId": 0,
    "Microstrategy": 0,
    "LoginUrl": "",
    "LogoUrl": "",
    "IsUniversalUser": False,
    "IsMLPUser": False,
    "Regions": [],
    "Districts": [],
    "TradesPermitted": [],
    "HasLocationNoteRestrictions": False,
    "Dashboards": [],
    "EulaSigned": True,
}


@operation("getUsers")
def get_users(call: Call) -> Reply:
    """The subscriber's users, disabled and locked ones too."""
    query, own = call.query, call.caller["SubscriberId"]
    if query.get("subscriberId", own) != own:
        raise Invalid("unknown subscriber", f"{query['subscriberId']} is not the caller's")
    found = call.records.find("users", SubscriberId=own)
    if query["userFilterType"] == "Corporate":
        found = [user for user in found if accounts.user_type(user) == "Corporate"]
    if roles := query.get("feedRolesFilter"):
        found = [user for user in found if user.get("FeedRole") in roles]
    start, most = max(query["startIndex"], 0), query.get("maxCount")
    page = [*islice(found, start, None if most is None else start + max(most, 0))]
    if not page:
        raise NotFound("no users", f"no users from {start} on")
    return Reply([accounts.shown(call, user) for user in page])


@operation("createUser")
def create_user(call: Call) -> Reply:
    """A new user of the subscriber, who can log in at once."""
    own = call.caller["SubscriberId"]
    if call.body.get("InfoSubscriberId", own) != own:
        raise Invalid("unknown subscriber", f"{call.body['InfoSubscriberId']} is not the caller's")
    given = accounts.asked(call.body)
    if not given.get("UserName"):
        raise Invalid("no user name", "UserName is missing")
    if not given.get("Password"):
        raise Invalid(reason="Password is missing")
    user = accounts.changed(call, accounts.blank(call), given)
    user["FullName"] = user["FullName"] or user["UserName"]
    user["Id"] = call.records.next_id("users")
    return _saved(user)


def _saved(user: Record) -> Reply:
    return Reply({"id": user["Id"]}, changes={"users": [user]})


@operation("getUser")
def get_user(call: Call) -> Reply:
    """A user of the caller's company."""
    return Reply(accounts.alone(call, accounts.colleague(call, call.path["id"], "user by id")))


@operation("updateUser")
def update_user(call: Call) -> Reply:
    """Change a user; what is not sent stays."""
    user = accounts.colleague(call, call.path["id"])
    return _saved(accounts.changed(call, user, accounts.asked(call.body)))


@operation("patchUser")
def patch_user(call: Call) -> Reply:
    """The same with the fields side by side."""
    return update_user(call)


@operation("disableUser")
def disable_user(call: Call) -> Reply:
    """The user cannot log in any more, and its tokens are refused."""
    user = accounts.colleague(call, call.path["id"], "nowhere")
    return Reply(changes={"users": [user | {"Disabled": True}]})


@operation("isUserLocked")
def is_user_locked(call: Call) -> Reply:
    """Whether a user is locked."""
    return Reply(accounts.colleague(call, call.path["userId"])["IsLocked"])


@operation("getMenu")
def get_menu(call: Call) -> Reply:
    """What the vendor's pages offer this kind of user."""
    items = [
        _item(number, name)
        for number, name, sides in MENU
        if any(call.caller[side] is not None for side in sides)
    ]
    account = _item("Admin_UserAccount", call.caller["FullName"])
    account["Items"] = [_item("Logout", "Logout")]
    return Reply({"MainMenu": items, "AccountMenu": account, "LogoUrl": "", "LogoHref": ""})


def _item(number: str, name: str) -> Record:
    return {"Name": name, "Url": "#", "Id": number, "Items": [], "IsAbsoluteUrl": False}


@operation("getFeatures")
def get_features(call: Call) -> Reply:
    """What the vendor has switched on for the caller's subscriber."""
    own = call.records.get("subscribers", call.caller["SubscriberId"] or 0) or {}
    return Reply({"Features": own.get("Features", [])})


@operation("getSubscriberFeatures")
def get_subscriber_features(call: Call) -> Reply:
    """The same, for subscribers only."""
    return get_features(call)


@operation("getApplicationAccess")
def get_application_access(call: Call) -> Reply:
    """The same under another name."""
    return get_features(call)


@operation("getLocationNoteRestrictions")
def get_location_note_restrictions(call: Call) -> Reply:
    """Which values of location notes the user is limited to."""
    return Reply(call.caller.get("NoteRestrictions", []))


@operation("getRegionalSettings")
def get_regional_settings(call: Call) -> Reply:
    """How the user reads dates and numbers."""
    own = call.records.get("subscribers", call.caller["SubscriberId"] or 0) or {}
    return Reply(views.formats(own) | {"Language": LANGUAGE})
