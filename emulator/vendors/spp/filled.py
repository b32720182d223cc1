"""What was filled in: the fields of an order or a ticket, by their labels.

Source: the vendor's API reference of 2024-03-05, which has `form_data[]` in an order's update; that
a name finds the field is assumed.
"""

from collections.abc import Iterator, Mapping

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp import dates
from emulator.vendors.spp.saves import Saved, edited
from emulator.vendors.spp.workspaces import find, new

#: What a field is that nobody filled in from a form.
UNSAID: Record = {
    "order_id": None,
    "ticket_id": None,
    "form_field_id": None,
    "field_id": None,
    "formable_id": None,
    "formable_type": None,
    "onboarding_field_id": None,
    "onboarding_form_id": None,
    "type": "text",
}


def fill(call: Call, saved: Saved, **parent: int) -> None:
    """Save the body's `form_data`: the last field of a name is changed, or one is made.

    parent: the `order_id` or the `ticket_id`.
    """
    there = {field["name"]: field for field in find(call, "formfields", **parent)}
    for name, said in dict(_given(call.body.get("form_data"))).items():
        said["submitted_at"] = dates.now(call)
        if name in there:
            field = edited(call, there[name], said)
        else:
            field = new(call, "formfields", **UNSAID | parent | {"name": name} | said)
        saved.put("formfields", field)


def _given(form_data: object) -> Iterator[tuple[str, Record]]:
    """Name and kept values of what is sent: a list of `{name, value, type}`, or values by name."""
    if isinstance(form_data, Mapping):
        yield from ((name, {"value": text(value)}) for name, value in form_data.items())
    elif isinstance(form_data, list):
        for each in form_data:
            said = {"value": text(each["value"])}
            yield each["name"], said | ({"type": each["type"]} if "type" in each else {})


def text(value: object) -> str:
    """What was filled in, as it is kept: true is 1 and false is 0."""
    return str(int(value) if isinstance(value, bool) else value)
