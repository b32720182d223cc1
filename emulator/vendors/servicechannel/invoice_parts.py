"""What follows from the record of an invoice: what is left to pay, and how its lines differ."""

from collections.abc import Mapping, Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel.invoice_rules import CHARGES
from emulator.vendors.servicechannel.money import cents, same

#: How a line says that a price is not as agreed: its flag, the price and the agreed one.
DIFFERS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    "Labors": (("IsRateDiscrepancy", "HourlyRate", "AgreedRate"),),
    "Materials": (
        ("IsMarkUpDiscrepancy", "MarkUpPercent", "AgreedMarkUpPercent"),
        ("IsPartPriceDiscrepancy", "UnitPrice", "AgreedPartPrice"),
    ),
    "Others": (("IsUnitPriceDiscrepancy", "UnitPrice", "AgreedUnitPrice"),),
}


def balance(call: Call, found: Record) -> float:
    """What is left to pay."""
    return cents(found["InvoiceTotal"] - paid(call, found))


def paid(call: Call, found: Record) -> float:
    return float(sum(payment["PaymentAmount"] for payment in payments(call, found)))


def payments(call: Call, found: Record) -> list[Record]:
    """What was paid, without the invoice's id."""
    rows = call.records.find("payments", InvoiceId=found["Id"])
    return [{name: value for name, value in row.items() if name != "InvoiceId"} for row in rows]


def history(found: Record) -> list[Record]:
    return [{**step, "InvId": found["Id"]} for step in found["History"]]


def amounts(found: Record) -> Record:
    shown = {f"{charge}Amount": found["Amounts"][charge] for charge in CHARGES}
    return {**shown, "OtherDescription": found["OtherDescription"]}


def taxes(found: Record) -> Record | None:
    given = found["Taxes"]
    return None if given is None else {f"{charge}Tax": given[charge] for charge in CHARGES}


def tax2(found: Record) -> Record | None:
    return None if found["Tax2"] is None else dict(found["Tax2"])


def lines(found: Record, name: str) -> list[Record]:
    """Lines of one kind, each with its invoice's id and with what differs from the agreement."""
    return [
        {
            **line,
            "InvoiceId": found["Id"],
            **{flag: apart(line, *pair) for flag, *pair in DIFFERS.get(name, ())},
        }
        for line in found[name]
    ]


def apart(line: Mapping[str, float | None], one: str, agreed: str) -> bool:
    """Whether what was charged is not what was agreed; where nothing was, nothing differs."""
    charged, right = line[one], line[agreed]
    return charged is not None and right is not None and not same(charged, right)


def is_mismatched(found: Record) -> bool:
    """Whether anything was charged that is not as agreed."""
    return any(
        line[flag]
        for name, pairs in DIFFERS.items()
        for line in lines(found, name)
        for flag, *_ in pairs
    )
