"""What a client has spent: the totals of its paid invoices.

Clients are in every row of most lists, so this reads columns and reckons in cents.
"""

from collections.abc import Iterable

from emulator.kernel.operation import Call


def spent(call: Call, user_id: int, status_id: int) -> str | None:
    """The sum of a client's invoices with the status of paid ones; None if there are none."""
    records = call.records
    states = records.column("invoices", "status_id")
    paid = [i for i in records.search("invoices", user_id=user_id) if states[i] == status_id]
    if not paid:
        return None
    below = _subtotals(call, paid)
    tax, credit = records.column("invoices", "tax"), records.column("invoices", "credit")
    sums = [
        max(0, subtotal + _cents(tax[i]) - _cents(credit[i]))
        for i, subtotal in zip(paid, below, strict=True)
    ]
    return _text(sum(sums))


def _subtotals(call: Call, invoices: Iterable[int]) -> Iterable[int]:
    """Of each invoice what its items cost: amounts times quantities less their discounts."""
    names = ("amount", "quantity", "discount", "discount2")
    amounts, counts, one, two = [call.records.column("items", name) for name in names]
    for invoice in invoices:
        yield sum(
            max(0, _cents(amounts[i]) * int(str(counts[i])) - _cents(one[i]) - _cents(two[i]))
            for i in call.records.search("items", invoice_id=invoice)
        )


def _cents(amount: object) -> int:
    """An amount as it is kept, which has two decimals."""
    return int(str(amount).replace(".", "", 1))


def _text(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
