"""What is wrong with a new invoice, as pure checks: each rule, and the order in which they come."""

from datetime import date

import pytest

from emulator.kernel.errors import Conflict, Invalid
from emulator.vendors.servicechannel.invoice_checks import (
    ON_ORDER,
    Bill,
    Ordered,
    Wanted,
    added_tax,
    check,
    check_order,
)
from emulator.vendors.servicechannel.invoice_rules import CHARGES, Format
from emulator.vendors.servicechannel.rules import Status

TODAY = date(2026, 6, 15)
READY = Ordered(Status("COMPLETED"), False, False, TODAY, "USD", "NY")
ASKED = Wanted(TODAY, date(2026, 6, 1), nte=500.0, country="US", state="NY")
CANADA = ASKED._replace(country="CA", state="ON")
PLAIN = Bill("INV1", TODAY, total=200.0)


def charged(**amounts: float) -> Bill:
    """A bill of these amounts, which is their sum."""
    every = dict.fromkeys(CHARGES, 0.0) | amounts
    return PLAIN._replace(total=sum(amounts.values()), amounts=every)


LABOR = [{"SkillLevel": 2, "LaborType": 1, "NumOfTech": 1, "Amount": 200.0}]
ITEMIZED = charged(Labor=200.0)._replace(labors=LABOR)


@pytest.mark.parametrize("status", [Status("COMPLETED"), Status("COMPLETED", "CONFIRMED")])
def test_a_billable_work_order_can_be_invoiced(status: Status) -> None:
    check_order(READY._replace(status=status))


@pytest.mark.parametrize(
    ("order", "broken"),
    [
        (READY._replace(is_invoiced=True, status=Status("INVOICED")), "invoice exists"),
        (READY._replace(status=Status("COMPLETED", "PENDING CONFIRMATION")), "not billable"),
        (READY._replace(status=Status("IN PROGRESS")), "not billable"),
        (READY._replace(is_automatic=True), "automatic invoice"),
        (READY._replace(completed=None), "never completed"),
        (READY._replace(state=""), "location without state"),
        (READY._replace(currency="XXX"), "unknown currency"),
    ],
)
def test_a_work_order_that_cannot_be_invoiced_is_refused(order: Ordered, broken: str) -> None:
    with pytest.raises(Conflict) as refused:
        check_order(order)
    assert refused.value.rule == broken


def test_every_rule_about_the_work_order_was_met() -> None:
    assert len(ON_ORDER) == 6


@pytest.mark.parametrize(
    ("bill", "wanted"),
    [
        pytest.param(PLAIN, ASKED, id="a total alone"),
        pytest.param(PLAIN._replace(total=500.0), ASKED, id="the whole NTE"),
        pytest.param(PLAIN._replace(total=0.0), ASKED, id="nothing"),
        pytest.param(ITEMIZED, ASKED, id="lines"),
        pytest.param(ITEMIZED, ASKED._replace(labor_lines=True), id="the lines that are asked"),
        pytest.param(charged(Travel=10.0), ASKED._replace(labor_lines=True), id="no labor"),
        pytest.param(charged(Labor=200.0)._replace(tax=20.0, total=220.0), ASKED, id="tax on top"),
        pytest.param(
            charged(Labor=220.0)._replace(
                tax=20.0, total=220.0, taxes={"Labor": 20.0}, included=frozenset({"Labor"})
            ),
            ASKED,
            id="tax included",
        ),
        pytest.param(
            charged(Labor=-200.0)._replace(labors=[{"Amount": -200.0}]),
            ASKED._replace(negative_allowed=True),
            id="a credit where they are allowed",
        ),
        pytest.param(
            charged(Labor=100.0)._replace(
                tax=5.0, tax2=8.0, tax2_name="pst", total=113.0, taxes={"Labor": 5.0}
            ),
            CANADA,
            id="two taxes in Canada",
        ),
        pytest.param(
            charged(Other=5.0)._replace(other_description="Permit"), ASKED, id="another charge"
        ),
        pytest.param(
            PLAIN._replace(dated=date(2026, 6, 2)),
            ASKED._replace(days_before=13),
            id="just in time",
        ),
        pytest.param(
            PLAIN._replace(dated=date(2026, 6, 16)), ASKED._replace(days_after=1), id="tomorrow"
        ),
        pytest.param(
            PLAIN._replace(is_disputed=True, explanation="Agreed by phone"), ASKED, id="disputed"
        ),
        pytest.param(
            charged(Material=1.0)._replace(materials=[{"Amount": 1.0, "Description": "x" * 100}]),
            ASKED,
            id="a long description",
        ),
    ],
)
def test_an_invoice_that_fits_is_taken(bill: Bill, wanted: Wanted) -> None:
    check(bill, wanted)


def labor(**fields: object) -> Bill:
    return ITEMIZED._replace(labors=[LABOR[0] | fields])


def material(**fields: object) -> Bill:
    return PLAIN._replace(materials=[{"Amount": 0.0} | fields])


WRONG = {
    "blank invoice number": (PLAIN._replace(number=" "), ASKED),
    "invoice number": (
        PLAIN._replace(number="INV-1"),
        ASKED._replace(number=Format("AlphaNumericOnly")),
    ),
    "duplicate invoice number": (PLAIN, ASKED._replace(is_number_used=True)),
    "invoiced before completion": (PLAIN._replace(dated=date(2026, 5, 31)), ASKED),
    "invoice too old": (PLAIN._replace(dated=date(2026, 6, 2)), ASKED._replace(days_before=12)),
    "invoice too new": (PLAIN._replace(dated=date(2026, 6, 16)), ASKED._replace(days_after=0)),
    "invoice text": (PLAIN._replace(text=" "), ASKED._replace(text_required=True)),
    "dispute unexplained": (PLAIN._replace(is_disputed=True), ASKED),
    "vendor payee": (PLAIN._replace(vendor=7), ASKED),
    "skill level": (labor(SkillLevel=4), ASKED),
    "labor type": (labor(LaborType=0), ASKED),
    "technicians": (labor(NumOfTech=0), ASKED),
    "negative labor": (labor(Amount=-1.0), ASKED),
    "material description": (material(Description="x" * 101), ASKED),
    "part number": (material(PartNum="x" * 101), ASKED),
    "unit type": (material(UnitType=8), ASKED),
    "negative material": (material(Amount=-1.0), ASKED),
    "negative travel": (PLAIN._replace(travels=[{"Amount": -1.0}]), ASKED),
    "negative other": (PLAIN._replace(others=[{"Amount": -1.0}]), ASKED),
    "labor lines": (charged(Labor=200.0), ASKED._replace(labor_lines=True)),
    "material lines": (charged(Material=200.0), ASKED._replace(material_lines=True)),
    "labor amount": (labor(Amount=199.99), ASKED),
    "material amount": (charged(Material=1.0)._replace(materials=[{"Amount": 2.0}]), ASKED),
    "other description": (charged(Other=5.0), ASKED),
    "untaxed state": (PLAIN._replace(tax=5.0), ASKED._replace(state="OR")),
    "tax validation": (PLAIN._replace(tax=-5.0), ASKED),
    "tax not supported": (PLAIN._replace(tax=5.0), ASKED._replace(tax_allowed=False)),
    "no gst here": (PLAIN._replace(tax2=5.0, tax2_name="gst"), ASKED),
    "no tax2 here": (PLAIN._replace(tax2=5.0, tax2_name="PST"), ASKED),
    "tax2 name": (PLAIN._replace(tax2=5.0, tax2_name="XYZ"), CANADA),
    "no breakdown": (PLAIN._replace(tax=5.0), CANADA),
    "wrong breakdown": (PLAIN._replace(tax=5.0, taxes={"Labor": 4.0}), CANADA),
    "no total": (PLAIN._replace(total=None), ASKED),
    "wrong total": (charged(Labor=200.0)._replace(total=201.0), ASKED),
    "above nte": (PLAIN._replace(total=500.01), ASKED),
}


@pytest.mark.parametrize("broken", WRONG)
def test_an_invoice_that_does_not_is_refused(broken: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(*WRONG[broken])
    assert refused.value.rule == broken


@pytest.mark.parametrize(
    "bill",
    [
        pytest.param(charged(Travel=5.0)._replace(travels=[{"Amount": 6.0}]), id="travel"),
        pytest.param(
            charged(Other=5.0)._replace(others=[{"Amount": 6.0}], other_description="x"), id="other"
        ),
        pytest.param(PLAIN._replace(total=-1.0), id="negative"),
        pytest.param(charged(Labor=200.0)._replace(tax=20.0, total=200.0), id="tax forgotten"),
    ],
)
def test_sums_without_a_code_of_their_own_make_the_total_wrong(bill: Bill) -> None:
    with pytest.raises(Invalid) as refused:
        check(bill, ASKED)
    assert refused.value.rule == "wrong total"


def test_the_first_of_several_mistakes_is_told() -> None:
    bill = PLAIN._replace(number="", vendor=1, total=None, tax=-1.0)
    with pytest.raises(Invalid) as refused:
        check(bill, ASKED)
    assert refused.value.rule == "blank invoice number"


def test_taxes_that_amounts_include_are_not_added() -> None:
    bill = PLAIN._replace(
        tax=12.0, tax2=3.0, taxes={"Labor": 10.0, "Travel": 2.0}, included=frozenset({"Labor"})
    )
    assert added_tax(bill) == 5.0
