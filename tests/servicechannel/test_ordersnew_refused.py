"""New work orders: every way in which one is refused."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.servicechannel.test_ordersnew import CLASSIC, LISTED, NORWELL, PLACE, create
from tests.world import Api, Emulator, Json

WITHOUT_PAIR = 2000999999
#: What is changed of a request that passes, and the code.
CLASSIC_REFUSED = [
    pytest.param({"ContractInfo": None}, 300, id="300 no contract info"),
    pytest.param({"ContractInfo": {}}, 300, id="300 empty contract info"),
    pytest.param({"ContractInfo": {"TradeName": "HVAC"}}, 600, id="600 no location"),
    pytest.param({"ContractInfo": PLACE | {"LocationId": 0}}, 600, id="600 location 0"),
    pytest.param({"ContractInfo": PLACE | {"LocationId": 5}}, 601, id="601 unknown location"),
    pytest.param(
        {"ContractInfo": PLACE | {"LocationId": 2005148341}}, 603, id="603 another's location"
    ),
    pytest.param(
        {"ContractInfo": {"StoreId": "9999", "TradeName": "HVAC"}}, 606, id="606 unknown store"
    ),
    pytest.param({"ContractInfo": PLACE | {"TradeName": ""}}, 700, id="700 no trade"),
    pytest.param({"ContractInfo": PLACE | {"TradeName": "ROOFING"}}, 702, id="702 unknown trade"),
    pytest.param({"ContractInfo": PLACE | {"ProviderId": WITHOUT_PAIR}}, 301, id="301 no contract"),
    pytest.param({"ProblemSource": " "}, 901, id="901 no problem source"),
    pytest.param({"Description": None}, 902, id="902 no description"),
    pytest.param({"Description": "  "}, 902, id="902 blank description"),
    pytest.param({"Description": "x" * 8001}, 902, id="902 long description"),
    pytest.param({"Status": {"Primary": "DONE", "Extended": ""}}, 904, id="904 unknown status"),
    pytest.param({"Status": {"Primary": "Open", "Extended": "LOST"}}, 904, id="904 extended"),
    pytest.param({"Nte": None}, 905, id="905 no NTE"),
    pytest.param({"Nte": -1}, 905, id="905 negative NTE"),
    pytest.param({"Nte": 25001}, 905, id="905 over the user's limit"),
    pytest.param({"ExtendedInfo": {"Price": 200, "Tax": 10}}, 905, id="905 another sum"),
    pytest.param({"CallerName": "x" * 101}, 906, id="906 long caller"),
    pytest.param({"CallDate": None}, 907, id="907 no call date"),
    pytest.param({"CallDate": "today"}, 907, id="907 no date"),
    pytest.param({"CallDate": "9999-12-31T23:59:59Z"}, 907, id="907 beyond calendars"),
    pytest.param({"ScheduledDate": "soon"}, 908, id="908 no date"),
    pytest.param({"ScheduledDate": "1900-01-01T00:00:00Z"}, 908, id="908 before the call"),
    pytest.param({"ScheduledDate": "3001-01-01T00:00:00Z"}, 908, id="908 after the expiration"),
    pytest.param({"Category": None}, 910, id="910 no category"),
    pytest.param({"Category": "FOOD SAFETY"}, 911, id="911 another subscriber's category"),
    pytest.param({"Priority": ""}, 912, id="912 no priority"),
    pytest.param({"Priority": "P9"}, 913, id="913 unknown priority"),
    pytest.param({"CurrencyId": 99}, 914, id="914 unknown currency"),
    pytest.param({"PurchaseNumber": "x" * 21}, 920, id="920 long purchase number"),
    pytest.param({"PurchaseNumber": "107063823"}, 920, id="920 taken purchase number"),
    pytest.param({"Number": "x" * 21}, 923, id="923 long number"),
    pytest.param({"Number": "107066800"}, 923, id="923 taken number"),
    pytest.param({"RecallWorkOrder": demo.UNKNOWN}, 932, id="932 unknown recall"),
    pytest.param({"RecallWorkOrder": demo.XML_ORDER}, 932, id="932 another's recall"),
    pytest.param({"Nte": "much"}, 503, id="503 NTE in words"),
    pytest.param({"ContractInfo": "HVAC"}, 503, id="503 no object"),
]
OF_WINDOW = {"AreaId": 228, "ProblemType": "GLASS", "AssetType": "DISPLAY WINDOW"}
OF_UNIT = {"AreaId": 226, "ProblemType": "HVAC", "AssetType": "ROOFTOP UNIT 4"}
LISTED_REFUSED = [
    pytest.param({"IssueRequestInfo": {"ProblemType": "HVAC"}}, 900, id="900 no area"),
    pytest.param({"IssueRequestInfo": {"AreaId": 0}}, 900, id="900 area 0"),
    pytest.param({"IssueRequestInfo": {"AreaId": 999}}, 900, id="900 unknown area"),
    pytest.param({"ProblemCode": None}, 903, id="903 no problem code"),
    pytest.param({"SetupId": 0}, 915, id="915 issue list 0"),
    pytest.param({"SetupId": 7}, 915, id="915 unknown issue list"),
    pytest.param(
        {"IssueRequestInfo": OF_WINDOW, "ProblemCode": "Cracked"}, 916, id="916 no attachment"
    ),
    pytest.param(
        {"IssueRequestInfo": OF_UNIT, "ProblemCode": "Tripping Breaker"}, 918, id="918 no asset"
    ),
]


def refused(emulator: Emulator, api: Api, body: Json, changes: Json, code: int) -> None:
    """The code, and that nothing has come of it."""
    before = demo.stored(emulator, "workorders")
    answer = create(api, body, **changes)
    assert refusal(answer)[:2] == (400, code)
    assert demo.stored(emulator, "workorders") == before
    assert demo.events(emulator, answer) == []


@pytest.mark.parametrize(("changes", "code"), CLASSIC_REFUSED)
def test_a_new_work_order_is_refused_with_the_mistakes_own_code(
    emulator: Emulator, subscriber: Api, changes: Json, code: int
) -> None:
    refused(emulator, subscriber, CLASSIC, changes, code)


@pytest.mark.parametrize(("changes", "code"), LISTED_REFUSED)
def test_one_of_an_issue_list_is_refused_with_the_mistakes_own_code(
    emulator: Emulator, subscriber: Api, changes: Json, code: int
) -> None:
    refused(emulator, subscriber, LISTED, changes, code)


@pytest.mark.parametrize(
    "changes",
    [
        {
            "IssueRequestInfo": OF_WINDOW,
            "ProblemCode": "Cracked",
            "Attachments": [{"Path": "https://files.example.com/a.jpg"}],
        },
        {
            "IssueRequestInfo": OF_WINDOW,
            "ProblemCode": "Cracked",
            "IgnoreAttachmentsRequiredFlag": True,
        },
        {"IssueRequestInfo": OF_UNIT, "ProblemCode": "Tripping Breaker", "AssetId": 48120},
        {"SetupId": None},
    ],
    ids=["an attachment", "told to ignore it", "an asset", "no issue list named"],
)
def test_what_an_issue_list_asks_for_lets_it_pass(subscriber: Api, changes: Json) -> None:
    assert create(subscriber, LISTED, **changes).status_code == 201


@pytest.mark.parametrize(
    ("contract", "code"),
    [
        pytest.param({"LocationId": 2005148201, "TradeName": "HVAC"}, 400, id="400 no subscriber"),
        pytest.param(PLACE | {"SubscriberId": 7}, 401, id="401 unknown subscriber"),
    ],
)
def test_a_provider_says_for_whom(
    emulator: Emulator, provider: Api, contract: Json, code: int
) -> None:
    refused(emulator, provider, CLASSIC, {"ContractInfo": contract}, code)


def test_without_a_contract_there_is_no_default(emulator: Emulator, subscriber: Api) -> None:
    other = PLACE | {"ProviderId": 2000104772}
    text = "Contract not found for specified subscribers location, provider and trade"
    assert refusal(create(subscriber, ContractInfo=other)) == (400, 301, text)
    emulator.change("providers", 2000093418, DoNotDispatch=True)
    answer = create(subscriber, ContractInfo=PLACE)
    text = "No provider was found for specified location and trade"
    assert refusal(answer) == (400, 100, text)


def test_a_trade_that_the_provider_has_no_contract_for_is_301(subscriber: Api) -> None:
    doors = {"TradeName": "DOORS", "ProviderId": NORWELL}
    assert refusal(create(subscriber, ContractInfo=PLACE | doors))[:2] == (400, 301)


def test_a_user_makes_none_for_a_location_out_of_reach(emulator: Emulator) -> None:
    answer = create(
        emulator.login("larkfield.nyc"), ContractInfo=PLACE | {"LocationId": 2005148215}
    )
    text = "You don't have location access to perform this operation"
    assert refusal(answer) == (400, 100, text)


def test_a_user_makes_none_of_a_trade_out_of_reach(emulator: Emulator) -> None:
    emulator.change("users", 1544911, TradeIds=[11521])
    answer = create(emulator.login("larkfield.nyc"), ContractInfo=PLACE)
    assert refusal(answer)[:2] == (400, 100)


def test_a_provider_recalls_no_work_order_of_another(provider: Api) -> None:
    answer = create(provider, RecallWorkOrder=demo.GPS_ORDER)
    assert refusal(answer) == (400, 932, "Wrong Linked Work Order Id")


@pytest.mark.parametrize(
    ("user", "level"), [("larkfield.facilities", 7), ("nwhvac.admin", 3)], ids=["none", "hidden"]
)
def test_a_file_is_for_somebody_who_adds_it(emulator: Emulator, user: str, level: int) -> None:
    files = [{"Name": "a.jpg", "Visibility": level}]
    assert refusal(create(emulator.login(user), Attachments=files))[:2] == (400, 503)


def test_a_subscriber_may_say_how_late_is_too_late(emulator: Emulator, subscriber: Api) -> None:
    demo.settings(emulator, demo.LARKFIELD, ScheduledDateMaxDays=3)
    assert create(subscriber, ScheduledDate="2026-06-18T11:30:00Z").status_code == 201
    refused(emulator, subscriber, CLASSIC, {"ScheduledDate": "2026-06-18T11:31:00Z"}, 909)


@pytest.mark.parametrize(("needed", "status"), [(False, 201), (True, 400)])
def test_a_profile_can_ask_for_a_problem_code_always(
    emulator: Emulator, subscriber: Api, status: int, *, needed: bool
) -> None:
    emulator.switch(problem_code_required=needed)
    answer = create(subscriber)
    assert answer.status_code == status
    if needed:
        assert refusal(answer)[1] == 903


def test_of_several_mistakes_the_first_of_the_order_is_told(subscriber: Api) -> None:
    wrong: Json = {
        "Category": None, "Description": "", "ContractInfo": PLACE | {"TradeName": "ROOFING"}
    }  # fmt: skip
    assert refusal(create(subscriber, **wrong))[1] == 702
    assert refusal(create(subscriber, **wrong | {"ContractInfo": PLACE}))[1] == 902


def test_without_a_body_there_is_nothing_to_make(subscriber: Api) -> None:
    assert refusal(subscriber.post("/workorders", None))[:2] == (400, 503)


def choose(api: Api, order: int = demo.ORDER, **changes: object) -> tuple[int, int, str]:
    body = {"SetupId": 1183, "AreaId": 226, "ProblemCode": "Leaking Water"} | changes
    path = f"/workorders/{order}/issueChoice?subscriberId={demo.LARKFIELD}"
    answer = api.request("PUT", path, json=body)
    return refusal(answer) if answer.content else (answer.status_code, 0, "")


def test_the_issue_of_a_work_order_is_changed(emulator: Emulator, subscriber: Api) -> None:
    path = f"/workorders/{demo.ORDER}/issueChoice?subscriberId={demo.LARKFIELD}"
    sent = {"SetupId": 1183, "AreaId": 227, "ProblemType": "HVAC", "ProblemCode": "Leaking Water"}
    answer = subscriber.request("PUT", path, json=sent)
    told = ["WorkOrderIssueChoiceChanged", "WorkOrderNoteAdded"]
    assert (answer.status_code, demo.events(emulator, answer)) == (200, told)
    shown = demo.order_of(subscriber)
    assert (shown["ProblemCode"], shown["IssueTicketInfo"]["AreaName"]) == (
        "Leaking Water", "STOCKROOM"
    )  # fmt: skip
    assert demo.notes(subscriber)[0]["NoteData"] == (
        "Issue changed to <b>STOCKROOM / HVAC / Leaking Water</b>."
    )


def test_the_same_issue_again_changes_nothing(emulator: Emulator, subscriber: Api) -> None:
    path = f"/workorders/{demo.ORDER}/issueChoice?subscriberId={demo.LARKFIELD}"
    sent = {"SetupId": 1183, "AreaId": 226}
    subscriber.request("PUT", path, json=sent)
    assert demo.events(emulator, subscriber.request("PUT", path, json=sent)) == []


def test_an_issue_has_to_be_of_the_subscribers_list(subscriber: Api) -> None:
    assert choose(subscriber, SetupId=7) == (400, 1000, "Invalid Setup Id")
    assert choose(subscriber, AreaId=999)[:2] == (400, 503)
    assert choose(subscriber, demo.UNKNOWN)[:2] == (400, 503)
    assert choose(subscriber, demo.INVOICED)[:2] == (400, 921)


def test_an_issue_of_another_subscriber_is_not_chosen(provider: Api) -> None:
    assert choose(provider, demo.XML_ORDER)[:2] == (400, 503)
