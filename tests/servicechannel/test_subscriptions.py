"""What a subscription takes and which events pass it: no server, no record."""

import json
from collections.abc import Sequence

import pytest

from emulator.kernel.errors import Invalid
from emulator.resources import tree
from emulator.vendors.servicechannel import subscriptions
from emulator.vendors.servicechannel.events import OBJECT_OF, OBJECTS
from emulator.vendors.servicechannel.subscriptions import (
    NO_RULES,
    WITHOUT_RULES,
    Draft,
    check_events,
    check_name,
    check_number,
    drafts,
    wants,
)

CREATED, NOTE, STATUS = "WorkOrderCreated", "WorkOrderNoteAdded", "WorkOrderStatusChanged"
PLAIN = {"Name": "Orders", "EventTypes": [CREATED]}


def filtered(
    trades: Sequence[str] = (), categories: Sequence[str] = (), statuses: Sequence[str] = ()
) -> dict[str, Sequence[str]]:
    return {"Trades": trades, "Categories": categories, "Statuses": statuses}


def passes(rules: dict[str, Sequence[str]], event: str = CREATED, *, anyway: bool = False) -> bool:
    """Whether the event of an open HVAC repair passes."""
    return wants(rules, event, "HVAC", "REPAIR", "IN PROGRESS/ON SITE", apply_anyway=anyway)


def test_the_contract_lists_the_128_event_types_of_the_catalogue() -> None:
    text = (tree("contracts") / "servicechannel/webhooks.json").read_text("utf-8")
    names = json.loads(text)["components"]["schemas"]["EventType"]["enum"]
    assert (len(names), set(names)) == (128, set(OBJECT_OF))


@pytest.mark.parametrize("event", OBJECT_OF)
def test_every_event_type_of_the_catalogue_is_taken_in_any_case(event: str) -> None:
    assert check_events([event]) == check_events([event.upper()]) == [event]


@pytest.mark.parametrize("kind", OBJECTS)
def test_all_event_types_of_one_object_type_fit_in_one_subscription(kind: str) -> None:
    assert check_events(OBJECTS[kind]) == list(OBJECTS[kind])


def test_an_event_type_that_is_named_twice_is_kept_once_where_it_came_first() -> None:
    assert check_events([NOTE, CREATED, NOTE.lower()]) == [NOTE, CREATED]


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        pytest.param([], "at least one event type is needed", id="none"),
        pytest.param([CREATED, "InvoiceCreated"], "is of WorkOrder and InvoiceCreated", id="mixed"),
        pytest.param(
            [CREATED, "WorkOrderCheckIn"], "one object type", id="a check-in is its own object"
        ),
        pytest.param(
            ["WorOrderAttachmentAdded"], "near it: WorkOrderAttachmentAdded", id="the guide's slip"
        ),
        pytest.param(["WorkOrderRootCauseCodeCreated"], "no event type", id="in the guide only"),
        pytest.param(["created"], "no event type 'created'", id="without its object"),
        pytest.param([""], "no event type ''", id="empty"),
        pytest.param([f"{CREATED} "], f"near it: {CREATED}", id="a blank behind"),
        pytest.param(["workOrderCreate", CREATED], f"near it: {CREATED}", id="a letter short"),
        pytest.param(["x" * 100_000], "no event type 'xxx", id="endless"),
    ],
)
def test_event_types_that_do_not_fit_are_refused(events: list[str], reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_events(events)
    assert reason in refused.value.reason
    assert len(refused.value.reason) < 300


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param(filtered(), True, id="no rules"),
        pytest.param(filtered(trades=["HVAC"]), True, id="its trade"),
        pytest.param(filtered(trades=["PLUMBING"]), False, id="another trade"),
        pytest.param(filtered(trades=["PLUMBING", "HVAC"]), True, id="one of two trades"),
        pytest.param(filtered(categories=["REPAIR"]), True, id="its category"),
        pytest.param(filtered(categories=["MAINTENANCE"]), False, id="another category"),
        pytest.param(filtered(statuses=["IN PROGRESS/ON SITE"]), True, id="its status"),
        pytest.param(filtered(statuses=["IN PROGRESS"]), False, id="the primary status alone"),
        pytest.param(filtered(statuses=["IN PROGRESS/INCOMPLETE"]), False, id="another extended"),
        pytest.param(filtered(["HVAC"], ["REPAIR"], ["IN PROGRESS/ON SITE"]), True, id="all three"),
        pytest.param(filtered(["HVAC"], ["MAINTENANCE"]), False, id="one of two lists"),
        pytest.param(filtered(["PLUMBING"], ["REPAIR"]), False, id="the other of two lists"),
        pytest.param(filtered(["hvac"], ["Repair"], ["In Progress/on site"]), True, id="any case"),
        pytest.param(filtered(statuses=["IN PROGRESS / ON SITE"]), True, id="blanks at the slash"),
        pytest.param(filtered(trades=["HVA"]), False, id="a part of the trade"),
        pytest.param(filtered(trades=[""]), False, id="an empty text is a filter"),
    ],
)
def test_one_of_each_list_has_to_be_met(rules: dict[str, Sequence[str]], expected: bool) -> None:  # noqa: FBT001
    assert passes(rules) is expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("OPEN", True), ("open", True), ("OPEN/", True), ("OPEN/DECLINED", False), ("/OPEN", False)],
)
def test_a_status_without_an_extended_one_is_written_alone(rule: str, expected: bool) -> None:  # noqa: FBT001
    assert wants(filtered(statuses=[rule]), CREATED, "HVAC", "REPAIR", "OPEN") is expected


@pytest.mark.parametrize(
    "rules",
    [filtered(trades=["HVAC"]), filtered(categories=["REPAIR"]), filtered(statuses=["OPEN"])],
    ids=["trade", "category", "status"],
)
def test_an_object_without_what_a_rule_asks_for_does_not_meet_it(
    rules: dict[str, Sequence[str]],
) -> None:
    assert not wants(rules, "LocationUpdated", None, None, None)
    assert wants(NO_RULES, "LocationUpdated", None, None, None)


def test_there_are_no_rules_for_seven_events() -> None:
    assert len(WITHOUT_RULES) == 7
    assert OBJECT_OF.keys() >= WITHOUT_RULES


@pytest.mark.parametrize("event", sorted(WITHOUT_RULES))
def test_an_event_that_no_rules_are_for_passes_unless_they_are_applied_anyway(event: str) -> None:
    none_met = filtered(["PLUMBING"], ["MAINTENANCE"], ["OPEN"])
    assert passes(none_met, event)
    assert not passes(none_met, event, anyway=True)
    assert passes(filtered(["HVAC"]), event, anyway=True)


@pytest.mark.parametrize("event", [NOTE, STATUS, "WorkOrderCertifiedTechnicianAssigned"])
def test_rules_are_for_all_other_events(event: str) -> None:
    assert not passes(filtered(["PLUMBING"]), event)


def test_a_subscription_is_read_whatever_the_case_of_its_names() -> None:
    given = {
        "id": 7,
        "name": "Orders",
        "eventTypes": ["workordercreated"],
        "rules": {"trades": ["HVAC"], "STATUSES": ["OPEN"]},
        "unknown": True,
    }
    (draft,) = drafts([given], named=True)
    assert draft == Draft(
        7, "Orders", [CREATED], filtered(["HVAC"], [], ["OPEN"]) | {"Categories": []}
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(None, None, id="null"),
        pytest.param(0, None, id="0"),
        pytest.param("0", None, id="0 as text"),
        pytest.param(7, 7, id="7"),
        pytest.param("7", 7, id="7 as text"),
        pytest.param(7.0, 7, id="7.0"),
        pytest.param(2**31 - 1, 2**31 - 1, id="the highest"),
    ],
)
def test_an_id_says_which_subscription_is_meant_and_0_means_none(
    given: object, expected: int | None
) -> None:
    (draft,) = drafts([PLAIN | {"Id": given}], named=True)
    assert draft.id == expected


def test_an_id_is_not_read_where_all_are_new() -> None:
    (draft,) = drafts([PLAIN | {"Id": "seven"}], named=False)
    assert draft.id is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        pytest.param(None, "Subscriptions.1: None is no object", id="null"),
        pytest.param([], "Subscriptions.1: [] is no object", id="a list"),
        pytest.param({}, "Subscriptions.1.Name: None is no text", id="empty"),
        pytest.param(PLAIN | {"Name": 7}, "Name: 7 is no text", id="a number as name"),
        pytest.param(PLAIN | {"Name": " "}, "Name: a name is needed", id="a blank name"),
        pytest.param({"Name": "x"}, "EventTypes: at least one", id="no event types"),
        pytest.param(PLAIN | {"EventTypes": CREATED}, "is no list of texts", id="one text"),
        pytest.param(PLAIN | {"EventTypes": [1]}, "is no list of texts", id="a number in it"),
        pytest.param(PLAIN | {"EventTypes": {}}, "is no list of texts", id="an object"),
        pytest.param(PLAIN | {"Rules": []}, "Rules: [] is no object", id="a list of rules"),
        pytest.param(PLAIN | {"Rules": {"Trades": "A"}}, "Rules.Trades: 'A'", id="one trade"),
        pytest.param(PLAIN | {"Rules": {"Statuses": [None]}}, "Rules.Statuses", id="a null"),
        pytest.param(PLAIN | {"Id": "seven"}, "Id: 'seven' is no id", id="a word as id"),
        pytest.param(PLAIN | {"Id": True}, "Id: True is no id", id="true as id"),
        pytest.param(PLAIN | {"Id": -1}, "Id: -1 is no id", id="a negative id"),
        pytest.param(PLAIN | {"Id": 7.5}, "Id: 7.5 is no id", id="half an id"),
        pytest.param(PLAIN | {"Id": 2**31}, "is no id", id="an id that is too large"),
    ],
)
def test_what_is_no_subscription_is_refused_by_its_place(given: object, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        drafts([PLAIN, given], named=True)
    assert reason in refused.value.reason


def test_a_list_of_21_subscriptions_is_refused() -> None:
    assert len(drafts([PLAIN] * 20, named=False)) == 20
    with pytest.raises(Invalid, match="21 subscriptions; 20 are allowed"):
        drafts([PLAIN] * 21, named=False)


def test_the_limits_let_the_last_one_pass() -> None:
    check_number(20, subscriptions.MOST_WEBHOOKS, "webhooks")
    with pytest.raises(Invalid, match="21 webhooks; 20 are allowed"):
        check_number(21, subscriptions.MOST_WEBHOOKS, "webhooks")


@pytest.mark.parametrize("name", ["x", " x ", "0", "\u00e9"])
def test_a_name_is_kept_as_it_is(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize("name", ["", " ", "\t\n", "\u00a0"])
def test_a_blank_name_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        check_name(name)
