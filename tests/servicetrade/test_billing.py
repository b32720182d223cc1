"""Sums and statuses of invoices and quotes: no client, no fixture."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.kernel.errors import Conflict
from emulator.vendors.servicetrade import billing

AMOUNTS = st.one_of(
    st.floats(-1e12, 1e12), st.integers(-(10**12), 10**12), st.sampled_from([0.005, 0.125, -0.005])
)
LINES = st.tuples(AMOUNTS, AMOUNTS, st.floats(0, 100))
INVOICES, QUOTES = list(billing.INVOICE_AFTER), list(billing.QUOTE_AFTER)


@given(st.lists(LINES, max_size=20))
def test_a_total_is_the_sum_of_its_lines_to_the_cent(given_lines: list[tuple[float, ...]]) -> None:
    lines = [billing.line(*one) for one in given_lines]
    every = billing.added(lines)
    texts = [(billing.text(one.subtotal), billing.text(one.tax)) for one in lines]
    read = [[Decimal(text.replace(",", "")) for text in pair] for pair in texts]
    context = billing.EXACT
    subtotal = tax = Decimal(0)
    for first, second in read:
        subtotal, tax = context.add(subtotal, first), context.add(tax, second)
    assert (every.subtotal, every.tax) == (subtotal, tax)
    assert every.total == context.add(subtotal, tax)


@given(AMOUNTS, AMOUNTS)
def test_money_as_text_reads_back_as_what_it_was(quantity: float, price: float) -> None:
    amount = billing.line(quantity, price, 0).subtotal
    text = billing.text(amount)
    assert Decimal(text.replace(",", "")) == amount
    assert text[-3] == "."
    assert all(len(part) == 3 for part in text[:-3].lstrip("-").split(",")[1:])


@pytest.mark.parametrize(
    ("line", "subtotal", "tax", "total"),
    [
        ((2, 4625, 0), "9,250.00", "0.00", "9,250.00"),
        ((1, 92.0, 6.25), "92.00", "5.75", "97.75"),
        ((3, 1.1, 0), "3.30", "0.00", "3.30"),
        ((1, 0.125, 0), "0.13", "0.00", "0.13"),
        ((-1, 0.125, 0), "-0.13", "0.00", "-0.13"),
        ((1, 1.005, 0), "1.01", "0.00", "1.01"),
        ((1, 0.1, 5), "0.10", "0.01", "0.11"),
        ((-1, 0, 8), "0.00", "0.00", "0.00"),
        ((1000, 1234.567, 10), "1,234,567.00", "123,456.70", "1,358,023.70"),
        ((0.004, 1, 100), "0.00", "0.00", "0.00"),
    ],
    ids=["thousands", "tax", "float", "half", "half-below", "binary", "half-tax", "no-sign",
         "millions", "tax-of-cents"],
)  # fmt: skip
def test_a_line_is_rounded_to_cents_before_it_is_taxed(
    line: tuple[float, float, float], subtotal: str, tax: str, total: str
) -> None:
    made = billing.line(*line)
    found = [billing.text(amount) for amount in (made.subtotal, made.tax, made.total)]
    assert found == [subtotal, tax, total]
    assert billing.number(made.total) == float(total.replace(",", ""))


def test_nothing_comes_to_nothing() -> None:
    nothing = billing.added([])
    assert (billing.text(nothing.total), str(billing.number(nothing.total))) == ("0.00", "0.0")
    assert str(billing.number(billing.line(-1, 0, 0).total)) == "0.0"


@pytest.mark.parametrize("before", INVOICES)
def test_an_invoice_takes_the_statuses_of_its_row_and_its_own(before: str) -> None:
    for after in INVOICES:
        if after == before or after in billing.INVOICE_AFTER[before]:
            assert billing.invoice_status(before, after) == after
        else:
            with pytest.raises(Conflict, match=f"{after} after {before}"):
                billing.invoice_status(before, after)


@pytest.mark.parametrize("before", QUOTES)
def test_a_quote_takes_the_statuses_of_its_row_and_its_own(before: str) -> None:
    for after in QUOTES:
        if after == before or after in billing.QUOTE_AFTER[before]:
            assert billing.quote_status(before, after) == after
        else:
            with pytest.raises(Conflict, match=f"{after} after {before}"):
                billing.quote_status(before, after)


def test_no_status_leads_out_of_its_table() -> None:
    for table in (billing.INVOICE_AFTER, billing.QUOTE_AFTER):
        assert {after for row in table.values() for after in row} <= table.keys()


def test_only_paid_and_void_invoices_are_final() -> None:
    assert {status for status, after in billing.INVOICE_AFTER.items() if not after} == {
        "paid", "void",
    }  # fmt: skip
    assert all(billing.QUOTE_AFTER.values())


@pytest.mark.parametrize("status", INVOICES)
def test_the_lines_of_an_invoice_change_until_it_is_final(status: str) -> None:
    if billing.INVOICE_AFTER[status]:
        billing.check_invoice_lines(status)
    else:
        with pytest.raises(Conflict, match=status):
            billing.check_invoice_lines(status)


@pytest.mark.parametrize("status", QUOTES)
def test_the_lines_of_a_quote_change_until_it_is_over(status: str) -> None:
    if status in ("draft", "new", "submitted"):
        billing.check_quote_lines(status)
    else:
        with pytest.raises(Conflict, match=status):
            billing.check_quote_lines(status)


def test_the_worst_severity_is_the_quotes() -> None:
    assert billing.worst(["suggested", "inoperable", "deficient"]) == "inoperable"
    assert billing.worst(["suggested", "deficient"]) == "deficient"
    assert billing.worst([]) is None
