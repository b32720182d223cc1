"""Numbers, statuses, limits and payments of invoices, as pure rules."""

from datetime import UTC, datetime, timedelta

import pytest

from emulator.kernel.errors import Conflict, Forbidden, Invalid, Refusal
from emulator.vendors.servicechannel import invoice_rules as rules
from emulator.vendors.servicechannel.invoice_rules import Due, Format, Payment

DATED = datetime(2026, 6, 10, tzinfo=UTC)


def test_each_status_has_a_row_and_an_event() -> None:
    assert rules.AFTER.keys() == rules.TOLD.keys()


@pytest.mark.parametrize(
    ("status", "actions"),
    [
        ("OPEN", {"approve", "reject", "hold"}),
        ("ON HOLD", {"approve", "reject"}),
        ("REVIEWED", {"approve", "reject", "hold"}),
        ("DISPUTED", {"approve", "reject", "hold"}),
        ("APPROVED", set()),
        ("REJECTED", set()),
        ("VOIDED", set()),
        ("PAID", set()),
    ],
)
def test_a_status_takes_these_actions_and_no_others(status: str, actions: set[str]) -> None:
    after = {"approve": "APPROVED", "reject": "REJECTED", "hold": "ON HOLD"}
    for action, expected in after.items():
        if action in actions:
            assert rules.moved(status, action) == expected
        else:
            with pytest.raises(Conflict):
                rules.moved(status, action)


@pytest.mark.parametrize("total", [0, 99.99, 100, -100])
def test_up_to_the_limit_a_status_may_be_changed(total: float) -> None:
    rules.check_limit(total, 100)


@pytest.mark.parametrize("total", [100.01, 5000, -100.01])
def test_above_the_limit_it_may_not(total: float) -> None:
    with pytest.raises(Forbidden):
        rules.check_limit(total, 100)


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        pytest.param("INV-1 #a", Format("None"), id="no restriction"),
        pytest.param("INV-1", Format("None", "^x$"), id="an old pattern"),
        pytest.param("Inv01", Format("AlphaNumericOnly"), id="letters and digits"),
        pytest.param("0042", Format("DigitsOnly"), id="digits"),
        pytest.param("AB-12", Format("Custom", "^[A-Z]{2}-[0-9]+$"), id="a pattern"),
        pytest.param("anything", Format("Custom"), id="custom without a pattern"),
    ],
)
def test_a_number_of_the_format_passes(number: str, wanted: Format) -> None:
    rules.check_number(number, wanted)


@pytest.mark.parametrize(
    ("number", "wanted", "comment"),
    [
        ("INV-1", Format("AlphaNumericOnly"), "Only alphanumeric characters are allowed"),
        ("INV 1", Format("AlphaNumericOnly"), "Only alphanumeric characters are allowed"),
        ("٣٤", Format("DigitsOnly"), "Only digits are allowed"),
        ("x1", Format("DigitsOnly", "", "Digits, please"), "Digits, please"),
        ("x1", Format("Custom", "^y"), "Custom"),
    ],
)
def test_a_number_of_another_format_is_refused_with_the_comment(
    number: str, wanted: Format, comment: str
) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_number(number, wanted)
    assert (refused.value.rule, refused.value.facts) == ("invoice number", {"comment": comment})


@pytest.mark.parametrize("number", ["", " ", "\t\n"])
def test_a_blank_number_is_no_number(number: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_number(number, Format("None"))
    assert refused.value.rule == "blank invoice number"


def payment(amount: float, days: int = 1, number: str = "") -> Payment:
    return Payment(amount, DATED + timedelta(days=days), number)


@pytest.mark.parametrize(
    ("due", "paid"),
    [
        pytest.param(Due("APPROVED", 100, 0, DATED), payment(100), id="all of it"),
        pytest.param(Due("APPROVED", 100, 0, DATED), payment(0.01), id="a cent"),
        pytest.param(Due("APPROVED", 100, 99.9, DATED), payment(0.1), id="the rest"),
        pytest.param(Due("APPROVED", -50, 0, DATED), payment(-50), id="a credit"),
        pytest.param(Due("APPROVED", 100, 0, DATED), payment(5, days=0), id="at once"),
        pytest.param(Due("APPROVED", 100, 0, DATED), payment(5, number="x" * 100), id="number"),
    ],
)
def test_a_payment_that_fits_is_taken(due: Due, paid: Payment) -> None:
    rules.check_payment(due, paid)


@pytest.mark.parametrize(
    ("due", "paid", "broken"),
    [
        (Due("APPROVED", 100, 0, DATED, is_allowed=False), payment(1), "payment not allowed"),
        (Due("PAID", 100, 100, DATED), payment(1), "already paid"),
        (Due("OPEN", 100, 0, DATED), payment(1), "not approved"),
        (Due("REJECTED", 100, 0, DATED), payment(1), "not approved"),
        (Due("APPROVED", 100, 0, DATED), payment(1, days=-1), "paid too early"),
        (Due("APPROVED", 100, 0, DATED), payment(0), "payment of nothing"),
        (Due("APPROVED", 100, 0, DATED), payment(-1), "payment of nothing"),
        (Due("APPROVED", 100, 60, DATED), payment(40.01), "payment above"),
        (Due("APPROVED", -50, 0, DATED), payment(-20), "payment above"),
        (Due("APPROVED", -50, 0, DATED), payment(50), "payment above"),
        (Due("APPROVED", 100, 0, DATED), payment(1, number="x" * 101), "payment number"),
    ],
)
def test_a_payment_that_does_not_is_refused(due: Due, paid: Payment, broken: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.check_payment(due, paid)
    assert refused.value.rule == broken


@pytest.mark.parametrize(
    ("amount", "status"), [(100.0, "APPROVED"), (119.99, "APPROVED"), (120.5, "PAID")]
)
def test_an_invoice_is_paid_once_nothing_is_left(amount: float, status: str) -> None:
    assert rules.after_payment(Due("APPROVED", 120.5, 0, DATED), amount) == status
