"""The table of fields, and what a value has to be: no client, no fixture."""

from datetime import UTC, datetime

import pytest

from emulator.kernel.errors import Conflict, Invalid
from emulator.kernel.record import Record
from emulator.vendors.servicechannel import field_checks as checks
from emulator.vendors.servicechannel import order_fields
from emulator.vendors.servicechannel.events import OBJECT_OF
from emulator.vendors.servicechannel.field_checks import Facts
from emulator.vendors.servicechannel.order_fields import FIELDS, Field

ORDER: Record = {
    "CallDate": "2026-06-06T19:32:12Z",
    "ExpirationDate": "2026-07-21T19:32:12Z",
    "Status": {"Primary": "OPEN", "Extended": ""},
    "IsInvoiced": False,
    "Trade": "HVAC",
}
PRIORITIES: list[Record] = [{"Id": 1, "Name": "P1"}, {"Id": 2, "Name": "P2"}]


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_every_event_of_the_table_is_one_of_the_vendors(field: Field) -> None:
    told = {field.event, field.first, field.removed} - {""}
    assert told <= OBJECT_OF.keys()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("a", "b", "Caller changed from <b>a</b> to <b>b</b>.", id="changed"),
        pytest.param(None, "b", "Caller set to <b>b</b>.", id="set"),
        pytest.param("", "b", "Caller set to <b>b</b>.", id="set where it was empty"),
        pytest.param("a", None, "Caller <b>a</b> removed.", id="removed"),
        pytest.param(1.5, 20.0, "Caller changed from <b>1.50</b> to <b>20.00</b>.", id="money"),
        pytest.param(False, True, "Caller changed from <b>No</b> to <b>Yes</b>.", id="flag"),
    ],
)
def test_a_note_says_what_became_of_a_field(before: object, after: object, expected: str) -> None:
    assert order_fields.sentence("Caller", before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "Done", "WorkOrderResolutionCreated"),
        ("Done", "Clean", "WorkOrderResolutionUpdated"),
        ("Done", None, ""),
    ],
)
def test_the_first_value_may_have_an_event_of_its_own(
    before: object, after: object, expected: str
) -> None:
    assert order_fields.event(FIELDS["resolution"], before, after) == expected


@pytest.mark.parametrize("state", [{"IsInvoiced": True}, {"Status": {"Primary": "INVOICED"}}])
def test_an_invoiced_work_order_is_closed(state: Record) -> None:
    with pytest.raises(Conflict, match="invoiced"):
        order_fields.check_open(ORDER | state)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("12", 12.0), (12.5, 12.5), (" 7 ", 7.0), ("0", 0.0), ("-1", None), ("x", None),
     ("", None), (None, None), ("inf", None), ("nan", None)],
)  # fmt: skip
def test_an_amount_is_a_finite_number_that_is_not_negative(
    value: object, expected: float | None
) -> None:
    assert checks.amount(value) == expected


def test_a_name_is_found_whatever_its_case() -> None:
    found = checks.one_of("Priority", "invalid priority")(" p2 ", Facts(ORDER, PRIORITIES))
    assert found == {"Priority": "P2", "PriorityId": 2}


@pytest.mark.parametrize(
    ("value", "passes"),
    [
        ("2026-06-06T19:32:12Z", True),
        ("2026-07-21T19:32:12Z", True),
        ("2026-06-06T15:32:12-04:00", True),
        ("2026-06-06T19:32:11Z", False),
        ("2026-07-21T19:32:13Z", False),
        ("", False),
        (None, False),
    ],
)
def test_a_visit_is_between_the_call_and_the_expiration(value: object, *, passes: bool) -> None:
    if passes:
        assert list(checks.scheduled(value, Facts(ORDER))) == ["ScheduledDate"]
    else:
        with pytest.raises(Invalid):
            checks.scheduled(value, Facts(ORDER))


def test_the_first_projected_date_is_kept() -> None:
    first = checks.projected(datetime(2026, 6, 20, tzinfo=UTC), Facts(ORDER))
    second = checks.projected(datetime(2026, 6, 22, tzinfo=UTC), Facts(ORDER | first))
    assert second == {
        "ProjectedCompletionDate": "2026-06-22T00:00:00Z",
        "OriginalProjectedCompletionDate": "2026-06-20T00:00:00Z",
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"Value": "10"}, {"Nte": 10.0}),
        (
            {"Details": {"Price": 8, "TAX": "2"}},
            {"Nte": 10.0, "Price": 8.0, "Tax": 2.0, "Tax2": None, "Tax2Type": None},
        ),
    ],
    ids=["a value", "details alone"],
)
def test_an_nte_is_its_value_or_the_sum_of_its_details(body: Record, expected: Record) -> None:
    assert checks.nte(body, Facts(ORDER)) == expected


@pytest.mark.parametrize("text", ["6_50", "\u0666", "nan", "inf", "1e999", "0x10", "-1", ""])
def test_what_only_a_programmer_reads_as_a_number_is_no_amount(text: str) -> None:
    assert checks.amount(text) is None


def test_cents_that_floats_lose_make_no_other_sum() -> None:
    body = {"Value": "0.3", "Details": {"Price": 0.1, "Tax": 0.2}}
    assert checks.nte(body, Facts(ORDER))["Nte"] == 0.3


def test_a_limit_may_be_reached_and_not_passed() -> None:
    assert checks.nte({"Value": 500}, Facts(ORDER, limit=500)) == {"Nte": 500.0}
    with pytest.raises(Invalid, match="limit"):
        checks.nte({"Value": 500.01}, Facts(ORDER, limit=500))
