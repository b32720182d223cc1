"""Statuses: a number is written, a label is read.

Each workspace has its own, in the table `statuses`; what the codes mean to the rules is here.  Of
the codes only invoice 1 (Unpaid) and subscription 1 (Active) are known, the rest is assumed.
Sources: the vendor's API reference of 2024-03-05, https://spp.co/help/knowledgebase/orders.
"""

from emulator.kernel.operation import Call, Record

UNPAID_ORDER, PENDING, WORKING, COMPLETE, CANCELED, SUBMITTED = range(6)
OPEN, TICKET_PENDING, CLOSED, SPAM, SNOOZED = range(1, 6)
DRAFT, UNPAID, PAID, REFUNDED, CANCELED_INVOICE, PART_PAID = 0, 1, 3, 4, 5, 7
ENDED, ACTIVE, PAST_DUE, PAUSED, PENDING_END = range(5)


def label(call: Call, kind: str, record: Record) -> str:
    """What a record's status is called; its number where the workspace has no name for it."""
    code = record["status_id"]
    return labels(call, kind, record["workspace_id"]).get(code, str(code))


def labels(call: Call, kind: str, workspace_id: int) -> dict[int, str]:
    """A workspace's statuses of an `order`, a `ticket`, …, by their numbers."""
    rows = call.records.find("statuses", workspace_id=workspace_id, kind=kind)
    return {row["code"]: row["label"] for row in rows}
