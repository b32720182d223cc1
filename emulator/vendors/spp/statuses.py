"""Statuses: a number is written, a label is read, and the rules go by what it means.

All three are rows of the workspace's table `statuses`, since statuses can be renamed and added.  Of
the numbers only invoice 1 (Unpaid) and subscription 1 (Active) are known; the rest of the demo
world's is assumed.  Sources: the vendor's API reference of 2024-03-05,
https://spp.co/help/knowledgebase/orders, https://github.com/wayfronthq/wayfront-skills.
"""

from collections.abc import Mapping

from emulator.kernel.operation import Call, Record

PENDING, SUBMITTED, WORKING, COMPLETE, CANCELED = (
    "pending", "submitted", "working", "complete", "canceled",
)  # fmt: skip
OPEN, CLOSED = "open", "closed"
DRAFT, UNPAID, PAID, PART_PAID, REFUNDED = "draft", "unpaid", "paid", "part paid", "refunded"
ACTIVE, PAST_DUE, PENDING_END = "active", "past due", "pending end"
#: The numbers of those that rules set, where a workspace has no row with that meaning.
USUAL: Mapping[str, Mapping[str, int]] = {
    "order": {PENDING: 1, CANCELED: 4, SUBMITTED: 5},
    "ticket": {OPEN: 1},
    "invoice": {UNPAID: 1, PAID: 3},
    "subscription": {CANCELED: 0, ACTIVE: 1, PAST_DUE: 2},
}


def label(call: Call, kind: str, record: Record) -> str:
    """What a record's status is called; its number where the workspace has no name for it."""
    code = record["status_id"]
    return labels(call, kind, record["workspace_id"]).get(code, str(code))


def labels(call: Call, kind: str, workspace_id: int) -> dict[int, str]:
    """A workspace's statuses of an `order`, a `ticket`, …, by their numbers."""
    return {row["code"]: row["label"] for row in _rows(call, kind, workspace_id)}


def meaning(call: Call, kind: str, record: Record) -> str:
    """What a record's status means to the rules; "" for one that means nothing to them."""
    return meanings(call, kind, record["workspace_id"]).get(record["status_id"], "")


def meanings(call: Call, kind: str, workspace_id: int) -> dict[int, str]:
    """What a workspace's statuses mean, by their numbers."""
    return {row["code"]: row["means"] or "" for row in _rows(call, kind, workspace_id)}


def code(call: Call, kind: str, wanted: str, workspace_id: int) -> int:
    """The number of a status that means this."""
    known = meanings(call, kind, workspace_id)
    return next((code for code, meant in known.items() if meant == wanted), USUAL[kind][wanted])


def _rows(call: Call, kind: str, workspace_id: int) -> list[Record]:
    return call.records.find("statuses", workspace_id=workspace_id, kind=kind)
