"""The catalogue: what ServiceChannel tells, of which object, about which record."""

import json

import pytest

from emulator.vendors.servicechannel.events import OBJECT_OF, OBJECTS, TABLES, action, root
from tests.servicechannel import demo
from tests.world import Emulator


def test_there_are_128_event_types_of_thirteen_object_types() -> None:
    """The guide has twelve object types; the calendar's events are only in the Swagger."""
    assert len(OBJECT_OF) == 128
    assert len(OBJECTS) == 13


def test_an_event_type_is_of_one_object_type() -> None:
    assert sum(len(events) for events in OBJECTS.values()) == len(OBJECT_OF)


def test_the_contract_takes_the_same_event_types(emulator: Emulator) -> None:
    contract = emulator.control("GET", "/contracts/servicechannel.json")
    assert set(contract["components"]["schemas"]["EventType"]["enum"]) == set(OBJECT_OF)


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("WorkOrder", 54),
        ("CheckInAndOut", 3),
        ("Invoice", 13),
        ("Proposal", 12),
        ("Private Invitation Events", 1),
        ("Calendar", 2),
        ("Location", 7),
        ("Subscriber", 18),
        ("ServiceProvider/Contract", 4),
        ("LeakRecord", 3),
        ("Checklist", 5),
        ("IssueList", 1),
        ("Asset", 5),
    ],
)
def test_an_object_type_has_so_many_event_types(kind: str, count: int) -> None:
    assert len(OBJECTS[kind]) == count


@pytest.mark.parametrize("event", ["WorkOrderCheckIn", "WorkOrderCheckOut", "BadgeScanRequired"])
def test_a_check_in_is_no_event_of_the_work_order_whatever_its_name(event: str) -> None:
    assert OBJECT_OF[event] == "CheckInAndOut"
    assert TABLES[event] == "checkins"


@pytest.mark.parametrize("slip", ["WorOrderAttachmentAdded", "WorkOrderRootCauseCodeCreated"])
def test_what_only_the_guide_has_is_no_event(slip: str) -> None:
    assert slip not in OBJECT_OF


@pytest.mark.parametrize(
    ("event", "table"),
    [
        ("WorkOrderStatusChanged", "workorders"),
        ("WorkOrderNoteAdded", "workorders"),
        ("RefrigerantWasUsedChanged", "workorders"),
        ("LocationNotesChanged", "locations"),
        ("SubscriberTradeCreated", "trades"),
        ("SubscriberPriorityDeleted", "priorities"),
        ("SubscriberStatusUpdated", "statuses"),
        ("SubscriberCategoryUpdated", "categories"),
        ("SubscriberNameUpdated", "subscribers"),
        ("ProviderTradeAssigned", "providers"),
        ("SubscriberGlCodeCreated", "glcodes"),
        ("InvoicePaid", "invoices"),
        ("ProposalOpen", "proposals"),
        ("AssetCreated", "assets"),
    ],
)
def test_an_event_names_the_table_of_what_it_is_about(event: str, table: str) -> None:
    assert TABLES[event] == table


def test_every_table_that_an_event_names_exists() -> None:
    tables = json.loads(demo.DEMO.read_text("utf-8"))
    assert set(TABLES.values()) - {""} <= set(tables)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("WorkOrderCreated", "NEW"),
        ("WorkOrderStatusChanged", "UPDATE"),
        ("WorkOrderStarAdded", "UPDATE"),
        ("WorkOrderStarRemoved", "UPDATE"),
        ("WorkOrderLabelDeleted", "UPDATE"),
        ("WorkOrderResolutionCreated", "UPDATE"),
        ("WorkOrderCheckIn", "NEW"),
        ("WorkOrderCheckOut", "NEW"),
        ("InvoiceCreated", "NEW"),
        ("InvoiceStarAdded", "UPDATE"),
        ("ProposalAttachmentAdded", "UPDATE"),
        ("AssetAttachmentDeleted", "UPDATE"),
        ("LocationDeleted", "DELETE"),
        ("SubscriberTradeDeleted", "DELETE"),
        ("CheckListResponseAdded", "NEW"),
        ("CalendarIntegrationAdded", "NEW"),
    ],
)
def test_an_action_says_what_became_of_the_object(event: str, expected: str) -> None:
    """Created and the stars are captured (https://github.com/elithaxxor/ServiceChannel_API)."""
    assert action(event) == expected


def test_work_orders_and_check_ins_share_a_root_and_all_else_has_the_generic_one() -> None:
    own = {kind for kind, events in OBJECTS.items() for e in events if root(e).startswith("Wo")}
    assert own == {"WorkOrder", "CheckInAndOut"}
    assert root("WorkOrderCheckIn") == "WoRootNotification"
    assert root("InvoicePaid") == "GenericRootNotification"
