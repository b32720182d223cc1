"""Issue lists: from the area to the problem code, through every path."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.servicechannel.told import LARKFIELD, telling
from tests.world import Api, Emulator

SETUP, FLOOR, HERE = 1183, 226, 2005148201
DASHBOARD = "/subscribers/current/storedashboards/current/issuelist"
PROVIDER = f"/providers/current/subscribers/{LARKFIELD}/applicationissuelist"
UNIT = "ROOFTOP UNIT 2"
AREA, TYPE, EQUIPMENT = f"areaId={FLOOR}", "problemType=hvac", f"equipmentType={UNIT}"
PLACE, WHOSE = f"locationId={HERE}", f"subscriberId={LARKFIELD}"
INVALID_SETUP = (400, 1000, "Invalid setupId(dashboard) for current user")
NO_LIST = (400, 1001, "No issue list is available, please load it through issue list converter")

#: Every path: who may call it, and what it answers for the sales floor.
AREAS = {
    "areas": ("subscriber", "/issuelist/areas"),
    "older areas": ("subscriber", f"{DASHBOARD}/areas"),
    "provider's areas": ("provider", f"{PROVIDER}/areas"),
}
TYPES = {
    "types": ("subscriber", f"/issuelist/problemtypes?{AREA}"),
    "a provider's types": ("provider", f"/issuelist/problemtypes?{AREA}&{WHOSE}"),
    "older types": ("subscriber", f"{DASHBOARD}/areas/{FLOOR}/problemtypes"),
    "types by the provider's path": (
        "provider",
        f"/providers/current/applicationissuelist/areas/{FLOOR}/problemtypes?{WHOSE}",
    ),
}
ITEMS = {
    "items": ("subscriber", f"/issuelist/items?{PLACE}&{AREA}&{TYPE}"),
    "older items": ("subscriber", f"{DASHBOARD}/areas/{FLOOR}/equipmenttypes?{PLACE}&{TYPE}"),
    "provider's items": ("provider", f"{PROVIDER}/items?{PLACE}&{AREA}&{TYPE}"),
}
PROBLEMS = {
    "problems": ("subscriber", f"/issuelist/problems?{AREA}&{TYPE}&{EQUIPMENT}"),
    "older problems": (
        "subscriber",
        f"{DASHBOARD}/areas/{FLOOR}/problemcodes?{TYPE}&{EQUIPMENT}",
    ),
    "provider's problems": ("provider", f"{PROVIDER}/problems?{AREA}&{TYPE}&{EQUIPMENT}"),
}
EVERY = {**AREAS, **TYPES, **ITEMS, **PROBLEMS}
BY_SETUP = {name: path for name, (who, path) in EVERY.items() if who == "subscriber"}


def ask(emulator: Emulator, who: str, path: str) -> httpx2.Response:
    users = {"subscriber": "larkfield.facilities", "provider": "nwhvac.admin"}
    return emulator.login(users.get(who, who)).get(path)


@pytest.mark.parametrize(("who", "path"), AREAS.values(), ids=AREAS)
def test_a_list_begins_with_areas(emulator: Emulator, who: str, path: str) -> None:
    areas = ask(emulator, who, path).json()["IssueAreas"]
    assert {"ID": FLOOR, "Name": "SALES FLOOR"} in areas
    assert len({area["ID"] for area in areas}) == len(areas) > 5


@pytest.mark.parametrize(("who", "path"), TYPES.values(), ids=TYPES)
def test_an_area_has_problem_types(emulator: Emulator, who: str, path: str) -> None:
    assert ask(emulator, who, path).json() == {"ProblemGroupNames": ["ELECTRICAL", "HVAC"]}


@pytest.mark.parametrize(("who", "path"), ITEMS.values(), ids=ITEMS)
def test_a_problem_type_has_equipment(emulator: Emulator, who: str, path: str) -> None:
    expected = {"IssueEquipmentTypes": [UNIT, "ROOFTOP UNIT 4"]}
    assert ask(emulator, who, path).json() == expected


@pytest.mark.parametrize(("who", "path"), PROBLEMS.values(), ids=PROBLEMS)
def test_equipment_has_problem_codes(emulator: Emulator, who: str, path: str) -> None:
    expected = {"Problems": ["Not Cooling", "Noisy", "Leaking Water"]}
    assert ask(emulator, who, path).json() == expected


@pytest.mark.parametrize(("who", "path"), EVERY.values(), ids=EVERY)
def test_a_subscriber_without_a_list_is_refused(emulator: Emulator, who: str, path: str) -> None:
    other = "juniper.ops" if who == "subscriber" else who
    asked = path.replace(str(LARKFIELD), str(demo.JUNIPER))
    expected = INVALID_SETUP if asked.endswith("areas") else NO_LIST
    assert refusal(ask(emulator, other, asked)) == expected


@pytest.mark.parametrize("path", BY_SETUP.values(), ids=BY_SETUP)
def test_the_dashboard_is_the_subscribers(emulator: Emulator, path: str) -> None:
    asked = path + ("&" if "?" in path else "?") + "setupId="
    own = ask(emulator, "subscriber", f"{asked}{SETUP}")
    assert own.json() == ask(emulator, "subscriber", path).json()
    assert refusal(ask(emulator, "subscriber", f"{asked}1")) == INVALID_SETUP


@pytest.mark.parametrize(("who", "path"), EVERY.values(), ids=EVERY)
def test_a_path_is_for_its_kind_of_caller(emulator: Emulator, who: str, path: str) -> None:
    other = "provider" if who == "subscriber" else "subscriber"
    answer = ask(emulator, other, path)
    for_all = "problemtypes" in path
    expected = 200 if for_all and other == "subscriber" else 401
    assert answer.status_code == expected


def test_a_provider_reads_no_list_of_a_subscriber_it_does_not_work_for(
    emulator: Emulator, provider: Api
) -> None:
    emulator.permit(301, ProviderId=2000104772)
    assert refusal(provider.get(f"{PROVIDER}/areas"))[:2] == (401, 504)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("areaId=1&problemType=HVAC&equipmentType=x", id="area"),
        pytest.param(f"{AREA}&problemType=x&equipmentType={UNIT}", id="type"),
        pytest.param(f"{AREA}&{TYPE}&equipmentType=x", id="equipment"),
    ],
)
def test_what_is_not_on_the_list_has_no_problems(subscriber: Api, query: str) -> None:
    assert subscriber.get(f"/issuelist/problems?{query}").json() == {"Problems": []}


@pytest.mark.parametrize("path", ["/issuelist/problems", "/issuelist/items?areaId=226"])
def test_a_parameter_that_is_missing_is_refused(subscriber: Api, path: str) -> None:
    assert refusal(subscriber.get(path))[:2] == (400, 503)


def test_the_choice_of_a_work_order_is_told(provider: Api) -> None:
    assert provider.get(f"/issuelist/issuechoiceinfo/{demo.ORDER}").json() == {
        "SetupId": SETUP,
        "AreaId": FLOOR,
        "AreaName": "SALES FLOOR",
        "ProblemType": "HVAC",
        "EquipmentType": UNIT,
        "ProblemCode": "Not Cooling",
    }
    assert provider.get(f"/issuelist/issuechoiceinfo/{demo.MAINTENANCE}").json() == {"SetupId": 0}


@pytest.mark.parametrize(
    ("order", "expected"),
    [(demo.UNKNOWN, (400, 502)), (demo.GPS_ORDER, (400, 502)), (0, (400, 917))],
)
def test_the_choice_of_another_companys_work_order_is_not(
    provider: Api, order: int, expected: tuple[int, int]
) -> None:
    assert refusal(provider.get(f"/issuelist/issuechoiceinfo/{order}"))[:2] == expected


def test_a_message_about_a_list_says_whose_it_is() -> None:
    with telling() as told:
        told.listen(LARKFIELD, "IssueListAssigned")
        shown = told.fire("IssueListAssigned", SETUP)
    assert shown == {"SubscriberId": LARKFIELD, "SetupId": SETUP}
