"""Work orders, and the statuses and work types of a subscriber."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

LARKFIELDS = [
    "DISPATCH CONFIRMED", "ON SITE", "INCOMPLETE", "PARTS ON ORDER", "WAITING FOR QUOTE",
    "WAITING FOR APPROVAL", "PROPOSAL APPROVED", "UNSATISFACTORY", "PARTS SHIPPED",
    "PARTS DELIVERED",
]  # fmt: skip
JUNIPERS = [
    "DISPATCH CONFIRMED", "ON SITE", "INCOMPLETE", "PARTS ON ORDER", "WAITING FOR QUOTE",
    "WAITING FOR APPROVAL", "PROPOSAL APPROVED", "UNSATISFACTORY", "PARTS DELIVERED",
    "WAITING FOR PERMIT",
]  # fmt: skip
NEEDED = (400, 400, "Invalid Subscriber Id specified")
UNKNOWN = (400, 401, "Invalid subscriber id")


def by_name(answer: list[Json]) -> dict[str, list[str]]:
    return {entry["Name"]: entry["Extended"] for entry in answer}


@pytest.mark.parametrize("user", ["nwhvac.admin", "larkfield.facilities", "larkfield.nyc"])
def test_both_companies_read_the_work_order(emulator: Emulator, user: str) -> None:
    assert demo.order_of(emulator.login(user))["Id"] == demo.ORDER


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(str(demo.UNKNOWN), id="unknown"),
        pytest.param(str(demo.GPS_ORDER), id="another provider's"),
        pytest.param("0", id="id 0"),
        pytest.param("-1", id="negative"),
        pytest.param("2147483647", id="the largest int32"),
    ],
)
def test_no_work_order_is_404_with_no_body(provider: Api, text: str) -> None:
    answer = provider.get(f"/workorders/{text}")
    assert (answer.status_code, answer.content) == (404, b"")
    assert "content-type" not in answer.headers


@pytest.mark.parametrize("text", ["abc", "1.5", "2147483648", "107002896x"])
def test_what_is_no_int32_is_malformed(provider: Api, text: str) -> None:
    answer = provider.get(f"/workorders/{text}")
    assert refusal(answer) == (400, 503, "Required data missing or incorrect")


def test_unknown_query_parameters_change_nothing(provider: Api) -> None:
    plain = demo.order_of(provider)
    assert provider.get(f"/workorders/{demo.ORDER}?$select=Id&userId=7").json() == plain


def test_the_statuses_of_a_subscriber_are_listed_by_primary_status(subscriber: Api) -> None:
    answer = subscriber.get("/workorders/statuses").json()
    assert [(entry["Id"], entry["Name"]) for entry in answer] == [
        (1, "OPEN"),
        (2, "IN PROGRESS"),
        (3, "COMPLETED"),
    ]
    assert by_name(answer) == {
        "OPEN": ["DECLINED"],
        "IN PROGRESS": LARKFIELDS,
        "COMPLETED": ["CONFIRMED", "PENDING CONFIRMATION"],
    }


def test_an_entry_has_ids_and_constraints_for_each_extended_status(provider: Api) -> None:
    answer = provider.get(f"/workorders/statuses?subscriberId={demo.LARKFIELD}").json()
    assert answer[0] == {
        "Id": 1,
        "Name": "OPEN",
        "Extended": ["DECLINED"],
        "ExtendedStatuses": [{"Id": 1, "Name": "DECLINED"}],
        "Constraints": [
            {
                "Extended": "DECLINED",
                "IsResolutionTextRequired": 0,
                "IsShippingInfoRequired": 0,
                "IsResolutionCodesRequired": 0,
                "IsScheduledDateRequired": 0,
            }
        ],
    }


def test_a_subscribers_constraints_tell_about_reviews(subscriber: Api) -> None:
    answer = subscriber.get("/workorders/statuses").json()
    assert answer[0]["Constraints"] == [{"Extended": "DECLINED", "AskForReviews": False}]


@pytest.mark.parametrize("path", ["/workorders/statuses", "/worktypes"])
def test_a_provider_has_to_say_about_which_subscriber(provider: Api, path: str) -> None:
    assert refusal(provider.get(path)) == NEEDED


@pytest.mark.parametrize("subscriber_id", [1, 0, -1, 2000093418])
@pytest.mark.parametrize("path", ["/workorders/statuses", "/worktypes"])
def test_a_subscriber_that_the_provider_does_not_work_for_is_refused(
    provider: Api, path: str, subscriber_id: int
) -> None:
    assert refusal(provider.get(f"{path}?subscriberId={subscriber_id}")) == UNKNOWN


@pytest.mark.parametrize("path", ["/workorders/statuses", "/worktypes"])
def test_a_subscriber_id_that_is_none_is_malformed(provider: Api, path: str) -> None:
    answer = provider.get(f"{path}?subscriberId=abc")
    assert refusal(answer) == (400, 503, "Required data missing or incorrect")


def test_a_provider_reads_the_statuses_of_each_of_its_subscribers(provider: Api) -> None:
    answers = [
        by_name(provider.get(f"/workorders/statuses?subscriberId={i}").json())["IN PROGRESS"]
        for i in (demo.LARKFIELD, demo.JUNIPER)
    ]
    assert answers == [LARKFIELDS, JUNIPERS]


def test_a_subscribers_user_reads_its_own_statuses_whatever_it_asks(subscriber: Api) -> None:
    asked = subscriber.get(f"/workorders/statuses?subscriberId={demo.JUNIPER}").json()
    assert by_name(asked)["IN PROGRESS"] == LARKFIELDS


PENDING_ROW, COMPLETED_ROW = "Set status to COMPLETED_PENDING", "Set status to COMPLETED"
PENDING = ["PENDING CONFIRMATION"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param({PENDING_ROW: True, COMPLETED_ROW: False}, PENDING, id="pending only"),
        pytest.param({PENDING_ROW: False, COMPLETED_ROW: True}, ["CONFIRMED"], id="billable only"),
        pytest.param({PENDING_ROW: True, COMPLETED_ROW: True}, ["CONFIRMED", *PENDING], id="both"),
        pytest.param({PENDING_ROW: False, COMPLETED_ROW: False}, None, id="neither"),
    ],
)
def test_the_statuses_of_a_work_order_are_those_that_the_provider_may_set(
    emulator: Emulator, provider: Api, rows: Json, expected: list[str] | None
) -> None:
    emulator.permit(301, Incoming=rows)
    allowed = by_name(provider.get(f"/workorders/{demo.ORDER}/statuses").json())
    assert allowed.get("COMPLETED") == expected
    assert allowed["IN PROGRESS"] == LARKFIELDS


def test_a_subscribers_user_may_set_every_status(subscriber: Api) -> None:
    allowed = subscriber.get(f"/workorders/{demo.ORDER}/statuses").json()
    assert allowed == subscriber.get("/workorders/statuses").json()


@pytest.mark.parametrize(
    ("order", "code", "text"),
    [
        pytest.param(demo.UNKNOWN, 502, "Work order is not found", id="unknown"),
        pytest.param(0, 917, "Invalid WO tracking number", id="id 0"),
        pytest.param(-1, 917, "Invalid WO tracking number", id="negative"),
    ],
)
def test_the_statuses_of_no_work_order_are_refused(
    provider: Api, order: int, code: int, text: str
) -> None:
    assert refusal(provider.get(f"/workorders/{order}/statuses")) == (400, code, text)


@pytest.mark.parametrize(
    ("subscriber_id", "expected"),
    [
        pytest.param(demo.LARKFIELD, {1: "Repair", 2: "Travel", 5: "Research"}, id="Larkfield"),
        pytest.param(demo.JUNIPER, {1: "Repair", 2: "Travel", 6: "Inspection"}, id="Juniper"),
    ],
)
def test_the_work_types_are_the_two_common_ones_and_the_subscribers_own(
    provider: Api, subscriber_id: int, expected: dict[int, str]
) -> None:
    answer = provider.get(f"/worktypes?subscriberId={subscriber_id}").json()
    assert answer == [{"Id": number, "Name": name} for number, name in expected.items()]


def test_a_subscribers_user_reads_its_own_work_types(subscriber: Api) -> None:
    assert [kind["Id"] for kind in subscriber.get("/worktypes").json()] == [1, 2, 5]


@pytest.mark.parametrize("name", ["subscriberId", "SUBSCRIBERID", "SubscriberID"])
def test_the_name_of_a_parameter_is_read_in_any_case(provider: Api, name: str) -> None:
    assert provider.get(f"/worktypes?{name}={demo.JUNIPER}").status_code == 200


def test_a_work_order_shows_its_assets_and_its_invoice(provider: Api, subscriber: Api) -> None:
    for api in (provider, subscriber):
        shown = demo.order_of(api, demo.INVOICED)
        assert shown["Asset"] == shown["Assets"][0] == api.get("/assets/48127").json()
        alone = api.get(f"/invoices/{shown['Invoice']['Id']}").json()
        assert alone.items() >= shown["Invoice"].items()
        assert "ProviderId" not in shown["Invoice"]
        assert shown["Invoice"]["WoTrackingNumber"] == demo.INVOICED


def test_what_a_work_order_does_not_have_is_absent(provider: Api) -> None:
    left = {"Asset", "Assets", "Invoice", "Assignee"}
    assert left & demo.order_of(provider, demo.ORDER).keys() == set()


def test_an_assignee_is_shown(emulator: Emulator, subscriber: Api) -> None:
    emulator.change("workorders", demo.ORDER, AssigneeId=1544902)
    expected = {"UserId": 1544902, "UserName": "larkfield.facilities"}
    assert demo.order_of(subscriber)["Assignee"] == expected


def test_the_invoice_of_the_provider_before_is_not_the_next_ones(emulator: Emulator) -> None:
    emulator.change("workorders", demo.INVOICED, ProviderId=2000104772)
    assert "Invoice" not in demo.order_of(emulator.login("sparrow.office"), demo.INVOICED)
