"""Labels of a subscriber, and which of them its work orders have."""

from collections.abc import Collection, Sequence

from emulator.kernel.errors import Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import access, reach, records, searching

ADDED, DELETED = "WorkOrderLabelAdded", "WorkOrderLabelDeleted"
LONGEST = 100


@operation("getLabels")
def get_labels(call: Call) -> Reply:
    """A page of the labels that contain a keyword."""
    number, size = searching.page(call.query)
    wanted = str(call.query.get("keyword", "")).casefold()
    labels = [row for owner in reach.subscribers(call) for row in _of(call, owner)]
    found = [row for row in labels if wanted in row["Label"].casefold()]
    shown = searching.cut(found, number, size)
    items = [{"Id": row["Id"], "Value": row["Label"]} for row in shown]
    return Reply([{"Items": items, "Total": len(found)}])


def _of(call: Call, subscriber_id: int) -> list[Record]:
    return call.records.find("labels", SubscriberId=subscriber_id)


@operation("putLabel")
def put_label(call: Call) -> Reply:
    """Give a work order this label in place of those that it has."""
    order = access.order(call)
    label, is_new = _chosen(call, order)
    answer = {"id": order["Id"]}
    gone = [row for row in order["Labels"] if row["Id"] != label["Id"]]
    if not gone and order["Labels"]:
        return Reply(answer)
    new = [label] if len(gone) == len(order["Labels"]) else []
    order["Labels"] = [_shown(label)]
    said = f"{_named('removed', gone)} {_named('added', new)}".strip()
    events = [DELETED] * bool(gone) + [ADDED] * bool(new)
    more = {"labels": [label]} if is_new else records.NOTHING
    return records.changed(call, order, said, *events, body=answer, more=more)


def _chosen(call: Call, order: Record) -> tuple[Record, bool]:
    """The label that the body names, and whether it is a new one."""
    label_id, owner = call.body.get("LabelId"), order["SubscriberId"]
    if label_id:
        return _known(call, owner, label_id), False
    return _made(call, owner, _of(call, owner), call.body.get("Label", ""))


def _known(call: Call, owner: int, label_id: int) -> Record:
    found = call.records.get("labels", label_id)
    if found is None or found["SubscriberId"] != owner:
        raise NotFound("labels", f"subscriber {owner} has no label {label_id}")
    return found


def _made(call: Call, owner: int, known: Sequence[Record], text: str) -> tuple[Record, bool]:
    """The label of this text: one that is there, or a new one."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Invalid(reason=f"a label has 1 to {LONGEST} characters")
    for row in known:
        if row["Label"].casefold() == text.casefold():
            return row, False
    return {"Id": call.records.next_id("labels"), "SubscriberId": owner, "Label": text}, True


def _shown(label: Record) -> Record:
    return {"Id": label["Id"], "Label": label["Label"]}


def _named(what: str, labels: Sequence[Record]) -> str:
    names = ", ".join(f"<b>{label['Label']}</b>" for label in labels)
    return f"Label {what}: {names}." if labels else ""


@operation("deleteLabel")
def delete_label(call: Call) -> Reply:
    """Take a label off, named by its id or by its text."""
    order = access.order(call)
    label_id, text = call.body.get("LabelId"), call.body.get("Label", "").strip().casefold()
    if not label_id and not text:
        raise Invalid(reason="neither LabelId nor Label is given")
    gone = [
        row
        for row in order["Labels"]
        if (row["Id"] == label_id if label_id else row["Label"].casefold() == text)
    ]
    return _without(call, order, gone, {"id": order["Id"]})


def _without(call: Call, order: Record, gone: Collection[Record], answer: Record) -> Reply:
    if not gone:
        raise NotFound("labels", f"work order {order['Id']} has no such label")
    order["Labels"] = [row for row in order["Labels"] if row not in gone]
    return records.changed(call, order, _named("removed", list(gone)), DELETED, body=answer)


@operation("createLabels")
def create_labels(call: Call) -> Reply:
    """Make labels of these texts; those that are there already keep their ids."""
    owner = call.caller["SubscriberId"]
    if not owner:
        raise Forbidden("label rights", "labels are a subscriber's")
    if not call.body["Labels"]:
        raise Invalid(reason="no label is given")
    known = _of(call, owner)
    ids: list[int] = []
    new: list[Record] = []
    for text in call.body["Labels"]:
        label, is_new = _made(call, owner, [*known, *new], text)
        ids.append(label["Id"])
        if is_new:
            new.append(label)
    return Reply({"LabelIds": ids}, changes={"labels": new})


@operation("addLabels")
def add_labels(call: Call) -> Reply:
    """Give a work order more labels."""
    order, ids = _order(call), _ids(call)
    has = {row["Id"] for row in order["Labels"]}
    named = [_known(call, order["SubscriberId"], label_id) for label_id in ids]
    new = [label for label in named if label["Id"] not in has]
    answer = {"WorkOrderId": order["Id"]}
    if not new:
        return Reply(answer)
    order["Labels"] = [*order["Labels"], *map(_shown, new)]
    return records.changed(call, order, _named("added", new), ADDED, body=answer)


@operation("deleteLabels")
def delete_labels(call: Call) -> Reply:
    """Take labels off a work order, all or none."""
    order, ids = _order(call), _ids(call)
    gone = [row for row in order["Labels"] if row["Id"] in ids]
    if len(gone) < len(ids):
        raise NotFound("labels", f"work order {order['Id']} does not have all of {ids}")
    return _without(call, order, gone, {"WorkOrderId": order["Id"]})


def _order(call: Call) -> Record:
    return access.order(call, bad="nowhere", unknown="nowhere", location="label rights")


def _ids(call: Call) -> Sequence[int]:
    """The labels of the body, each once."""
    ids = list(dict.fromkeys(call.body["LabelIds"]))
    if not ids:
        raise Invalid(reason="no label is given")
    return ids
