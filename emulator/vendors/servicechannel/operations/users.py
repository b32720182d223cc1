"""The user who calls."""

from emulator.kernel.operation import Call, Record, Reply, operation

USD = 1


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
        "Limits": {
            name: {"Amount": user[name], "CurrencyId": USD}
            for name in ("NteLimit", "ProposalLimit", "InvoiceLimit")
        },
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
