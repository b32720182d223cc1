import pytest

from tests.servicechannel.demo import LARKFIELD, refusal
from tests.world import VENDOR, Api, Emulator, Json

PROFILE = "/users/current/profile"
#: Of a fixture of aspnet-contrib/AspNet.Security.OAuth.Providers, whose values look captured.
KEYS = """
    Token RoleID UserId AuthUserId SubscriberId SubscriberName ProviderId ProviderName FullName
    UserName MaximumNteAmount Limits IsMultiSubscriber IsPublicEmail FirstTimeUser
    AccountPayableManager LocationAccess DistrictAccess RegionAccess PropTeamEmail Email
    ParentSubscriberId ParentSubscriberName UserHasInvoiceAccess IsInternalProviderUser SetupId
    DefaultScUserSetupId IsRedirectToDashboard CobranderId Microstrategy LoginUrl LogoUrl
    IsUniversalUser IsMLPUser UserNameOrFullName UserNameOrEmptyString Stores Regions Districts
    TradesPermitted HasRestrictedAccess HasLocationNoteRestrictions Dashboards Roles EulaSigned
"""


def profile(emulator: Emulator, username: str) -> Json:
    answer = emulator.login(username).get(PROFILE)
    assert answer.status_code == 200
    shown: Json = answer.json()["UserProfile"]
    return shown


def test_the_profile_has_every_key_that_was_captured_and_no_more(provider: Api) -> None:
    body = provider.get(PROFILE).json()
    assert body.keys() == {"UserProfile", "Stores"}
    assert body["Stores"] == {"Stores": []}
    assert sorted(body["UserProfile"]) == sorted(KEYS.split())


def test_login_middleware_finds_the_five_fields_that_it_reads(emulator: Emulator) -> None:
    shown = profile(emulator, "nwhvac.admin")
    assert (shown["UserId"], shown["UserName"]) == (1544980, "nwhvac.admin")
    assert shown["Email"].endswith(".example")
    assert (shown["ProviderId"], shown["ProviderName"]) == (2000093418, "Norwell HVAC")


def test_a_provider_user_has_subscriber_minus_one(emulator: Emulator) -> None:
    shown = profile(emulator, "nwhvac.admin")
    assert (shown["SubscriberId"], shown["SubscriberName"]) == (-1, "")


def test_a_subscriber_user_has_a_subscriber_and_no_provider(emulator: Emulator) -> None:
    shown = profile(emulator, "larkfield.facilities")
    assert (shown["SubscriberId"], shown["SubscriberName"]) == (2014917301, "Larkfield Outfitters")
    assert (shown["ProviderId"], shown["ProviderName"]) == (0, "")


@pytest.mark.parametrize(
    ("username", "role"),
    [
        ("nwhvac.admin", "Provider Automation Admin"),
        ("nwhvac.tbrandt", "Technician"),
        ("larkfield.facilities", "Super Admin"),
        ("larkfield.nyc", "Location User"),
    ],
)
def test_the_role_is_the_only_one_of_the_roles(
    emulator: Emulator, username: str, role: str
) -> None:
    assert profile(emulator, username)["Roles"] == [role]


def test_the_limits_are_amounts_in_a_currency(emulator: Emulator) -> None:
    shown = profile(emulator, "larkfield.facilities")
    assert shown["Limits"] == {
        "NteLimit": {"Amount": 25000, "CurrencyId": 1},
        "ProposalLimit": {"Amount": 50000, "CurrencyId": 1},
        "InvoiceLimit": {"Amount": 25000, "CurrencyId": 1},
    }
    assert shown["MaximumNteAmount"] == 25000


def test_a_user_of_some_stores_has_them_listed_and_is_restricted(emulator: Emulator) -> None:
    shown = profile(emulator, "larkfield.nyc")
    assert (shown["Stores"], shown["HasRestrictedAccess"]) == ([2005148201, 2005148208], True)


def test_a_user_of_all_stores_has_none_listed_and_is_not_restricted(emulator: Emulator) -> None:
    shown = profile(emulator, "larkfield.facilities")
    assert (shown["Stores"], shown["HasRestrictedAccess"]) == ([], False)


def test_the_profile_tells_neither_password_nor_pin_nor_token(provider: Api) -> None:
    text = provider.get(PROFILE).text
    assert "demo-provider-admin" not in text
    assert provider.token not in text
    assert "Pin" not in text


def test_a_user_without_a_full_name_is_called_by_the_user_name(emulator: Emulator) -> None:
    emulator.change("users", 1544980, FullName="")
    assert profile(emulator, "nwhvac.admin")["UserNameOrFullName"] == "nwhvac.admin"


def test_nobody_has_a_profile_without_a_token(emulator: Emulator) -> None:
    answer = emulator.http.get(f"{VENDOR}/v3{PROFILE}")
    assert (answer.status_code, answer.json()["ErrorCode"]) == (401, 504)


@pytest.mark.parametrize("path", ["/V3/USERS/CURRENT/PROFILE", "/users/current/profile"])
def test_the_path_is_found_in_any_case_and_without_a_version(provider: Api, path: str) -> None:
    headers = {"Authorization": f"Bearer {provider.token}"}
    assert provider.http.get(f"{VENDOR}{path}", headers=headers).status_code == 200


def test_another_method_than_get_is_405(provider: Api) -> None:
    answer = provider.post(PROFILE, {})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.json()["Error"]["Code"] == "UnsupportedApiVersion"


def test_plain_http_is_refused_where_the_profile_says_so(emulator: Emulator, provider: Api) -> None:
    emulator.switch(plain_http="refuse")
    answer = provider.get(PROFILE)
    assert (answer.status_code, answer.json()["ErrorCode"]) == (400, 503)


def test_https_passes_where_plain_http_is_refused(emulator: Emulator, provider: Api) -> None:
    emulator.switch(plain_http="refuse")
    headers = {"Authorization": f"Bearer {provider.token}"}
    url = f"https://sb2api.servicechannel.com/v3{PROFILE}"
    assert provider.http.get(url, headers=headers).status_code == 200


def test_features_are_those_of_the_subscriber(
    emulator: Emulator, subscriber: Api, provider: Api
) -> None:
    emulator.change("subscribers", LARKFIELD, Features=["WeatherOverlayOnMap"])
    for path in ("/users/features", "/users/current/subscriberFeatures", "/ApplicationAccess"):
        assert subscriber.get(path).json() == {"Features": ["WeatherOverlayOnMap"]}
    assert provider.get("/users/features").json() == {"Features": []}
    words = "User has no rights to perform this action"
    assert refusal(provider.get("/users/current/subscriberFeatures")) == (403, 100, words)


def test_a_menu_has_more_for_subscribers_than_for_providers(subscriber: Api, provider: Api) -> None:
    mine, theirs = (api.get("/users/current/menu").json() for api in (subscriber, provider))
    items = [{item["Id"] for item in menu["MainMenu"]} for menu in (mine, theirs)]
    assert items[0] - items[1] == {"LocationsAndProviderAssignments", "ServiceProviders"}
    assert mine["AccountMenu"]["Name"] == "Dana Whitfield"


def test_a_user_reads_dates_as_its_subscriber_does(emulator: Emulator, subscriber: Api) -> None:
    usual = {
        "DateFormat": "MMM d, yyyy",
        "TimeFormat": "H:mm",
        "DecimalSeparator": ".",
        "Language": "en-US",
    }
    assert emulator.login().get("/users/regionalSettings").json() == usual
    emulator.change("subscribers", LARKFIELD, TimeFormat="h:mm")
    shown = subscriber.get("/users/regionalSettings").json()
    assert shown == usual | {"TimeFormat": "h:mm"}


def test_location_notes_may_limit_what_a_user_sees(emulator: Emulator, subscriber: Api) -> None:
    path = "/users/current/locationNoteRestrictions"
    assert subscriber.get(path).json() == []
    limits = [{"Header": "Landlord", "Values": ["Mall"]}]
    emulator.change("users", 1544902, NoteRestrictions=limits)
    assert subscriber.get(path).json() == limits
