"""What ServiceTrade decides: entities, what one action notifies, pages, and when a session ends.

Tables that read like the vendor's pages, and the pure functions that ask them.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

#: The right that webhooks ask for.  Source: public code of a live client, repository not named.
ACCOUNT_ADMIN = "admin.account"
#: Seconds after which a webhook says that it is confirmed, whatever its URL.
CONFIRMED_AFTER = 1


class Entity(NamedTuple):
    """number: `entityType` on the wire; those from 100 on are ours.  told: whether webhooks exist.

    tracked: the fields whose change a webhook can name.
    """

    number: int
    table: str
    told: bool = True
    tracked: tuple[str, ...] = ()


#: Source of numbers and of what is told: public code of live clients; the Node SDK.
ENTITIES: Mapping[str, Entity] = {
    "job": Entity(3, "jobs", tracked=("status",)),
    "user": Entity(4, "users"),
    "company": Entity(5, "companies"),
    "quote": Entity(9, "quotes"),
    "deficiency": Entity(10, "deficiencies"),
    "location": Entity(11, "locations"),
    "appointment": Entity(16, "appointments", tracked=("status", "windowStart", "windowEnd")),
    "servicerequest": Entity(18, "servicerequests", told=False),
    "contact": Entity(22, "contacts"),
    "jobitem": Entity(23, "jobitems"),
    "asset": Entity(101, "assets", told=False),
    "invoice": Entity(102, "invoices"),
    "attachment": Entity(103, "attachments"),
    "clockevent": Entity(104, "clockevents"),
    "quoteitem": Entity(105, "quoteitems"),
    "contract": Entity(106, "contracts", told=False),
    "comment": Entity(107, "comments", told=False),
    "tag": Entity(108, "tags", told=False),
    "invoiceitem": Entity(109, "invoiceitems", told=False),
    "libitem": Entity(110, "libitems", told=False),
}
BY_NUMBER: Mapping[int, str] = {entity.number: name for name, entity in ENTITIES.items()}
TOLD: Mapping[str, Entity] = {name: e for name, e in ENTITIES.items() if e.told}
ACTIONS = ("created", "updated", "deleted")


class Step(NamedTuple):
    """One save, and so one notification.  why: what the save changed, where it is not all."""

    entity: str
    action: str
    why: str = ""


def _updated(entity: str, *whys: str) -> tuple[Step, ...]:
    return tuple(Step(entity, "updated", why) for why in whys or ("",))


#: One action, and what it notifies, in order.  The vendor gives `edit job item` as its example:
#: help centre, article 4403396917139.  The others follow from fields that are derived (assumed).
CASCADES: Mapping[str, tuple[Step, ...]] = {
    "add job item": (Step("jobitem", "created"), *_updated("job", "items", "total")),
    "edit job item": (Step("jobitem", "updated"), *_updated("job", "items", "total")),
    "delete job item": (Step("jobitem", "deleted"), *_updated("job", "items", "total")),
    "create job": (
        Step("job", "created"),
        Step("appointment", "created"),
        *_updated("job", "currentAppointment", "estimatedPrice"),
    ),
    "edit job": _updated("job"),
    "complete job": _updated("job", "status", "completedOn"),
    "cancel job": (*_updated("appointment"), *_updated("job", "status")),
    "add appointment": (Step("appointment", "created"), *_updated("job", "scheduledDate")),
    "add appointment first": (
        Step("appointment", "created"),
        *_updated("job", "scheduledDate", "status"),
    ),
    "schedule appointment": (*_updated("appointment"), *_updated("job", "scheduledDate")),
    "schedule appointment first": (
        *_updated("appointment"),
        *_updated("job", "scheduledDate", "status"),
    ),
    "move appointment": (*_updated("appointment"), *_updated("job", "scheduledDate")),
    "edit appointment": _updated("appointment"),
    "cancel appointment": (*_updated("appointment"), *_updated("job", "scheduledDate")),
    "delete appointment": (Step("appointment", "deleted"), *_updated("job", "scheduledDate")),
    "clock": (Step("clockevent", "created"), *_updated("job", "ivrOpen")),
    "correct clock event": (*_updated("clockevent"), *_updated("job", "ivrOpen")),
    "clock out and complete": (
        Step("clockevent", "created"),
        *_updated("job", "ivrOpen"),
        *_updated("appointment"),
        *_updated("job", "appointments"),
    ),
    "complete appointment": (*_updated("appointment"), *_updated("job", "appointments")),
    "create invoice": (
        Step("invoice", "created"),
        *_updated("invoice", "total"),
        *_updated("job", "isInvoiced"),
    ),
    "edit invoice": _updated("invoice"),
    "edit invoice item": _updated("invoice", "item", "total"),
    "delete invoice item": (Step("invoiceitem", "deleted"), *_updated("invoice", "item", "total")),
    "create quote": (Step("quote", "created"),),
    "edit quote": _updated("quote"),
    "change quote status": (*_updated("quote"), *_updated("deficiency")),
    "add quote item": (Step("quoteitem", "created"), *_updated("quote", "items", "total")),
    "edit quote item": (Step("quoteitem", "updated"), *_updated("quote", "items", "total")),
    "delete quote item": (Step("quoteitem", "deleted"), *_updated("quote", "items", "total")),
    "save service": (
        *_updated("job", "estimatedPrice"),
        *_updated("appointment"),
        *_updated("deficiency", "resolution"),
    ),
    "delete service": (Step("servicerequest", "deleted"),),
    "upload attachment": (Step("attachment", "created"),),
    "edit attachment": _updated("attachment"),
    "delete attachment": (Step("attachment", "deleted"),),
    "create location": (Step("location", "created"),),
    "edit location": _updated("location"),
    "delete location": (Step("location", "deleted"),),
    "merge location": (Step("location", "deleted"), *_updated("job")),
    "create company": (Step("company", "created"),),
    "edit company": _updated("company"),
    "delete company": (Step("company", "deleted"),),
    "create contact": (Step("contact", "created"), *_updated("location", "primaryContact")),
    "edit contact": (*_updated("contact"), *_updated("location", "primaryContact")),
    "delete contact": (
        Step("contact", "deleted"),
        *_updated("location", "primaryContact"),
        *_updated("job", "primaryContact"),
    ),
    "delete tag": (Step("tag", "deleted"),),
    "delete comment": (Step("comment", "deleted"),),
    "edit user": _updated("user"),
    "report deficiency": (Step("deficiency", "created"), *_updated("job", "deficiencies")),
    "edit deficiency": _updated("deficiency"),
    #: What nobody is told of: services without a job, assets, comments, a tag's own name.
    "untold": (),
    #: A tag put on or taken off, an external id: the entity itself, whichever it is.
    "mark": tuple(step for name in TOLD for step in _updated(name)),
}


class Pages(NamedTuple):
    """How a list is paged: its key in `data`, the rows of a page unless asked, and at most."""

    key: str
    table: str
    usual: int = 100
    most: int = 1000


#: Sources: https://github.com/logicalproof/servicetrade, https://github.com/carynrinaldo/HoodsBase;
#: 100 and 1000 where nothing is known (assumed).
LISTS: Mapping[str, Pages] = {
    "job": Pages("jobs", "jobs", 2000, 2000),
    "invoice": Pages("invoices", "invoices", 2000, 2000),
    "location": Pages("locations", "locations", 10, 5000),
    "contact": Pages("contacts", "contacts", 100, 1000),
    "appointment": Pages("appointments", "appointments", 2000, 2000),
    "servicerequest": Pages("servicerequests", "servicerequests", 5000, 5000),
    "company": Pages("companies", "companies", 1000, 5000),
    "quote": Pages("quotes", "quotes", 1000, 5000),
    "user": Pages("users", "users", 1000, 5000),
    "serviceline": Pages("servicelines", "servicelines", 1000, 5000),
    "tag": Pages("tags", "tags", 1000, 5000),
    "jobitem": Pages("jobItems", "jobitems"),
    "libitem": Pages("libItems", "libitems"),
    "assetdefinition": Pages("assetDefinitions", "assetdefinitions"),
    "asset": Pages("assets", "assets"),
    "region": Pages("regions", "regions"),
    "deficiency": Pages("deficiencies", "deficiencies"),
    "comment": Pages("comments", "comments"),
    "attachment": Pages("attachments", "attachments"),
    "clockevent": Pages("events", "clockevents"),
    "history": Pages("history", "history"),
    "webhook": Pages("webhooks", "webhooks"),
    "account": Pages("accounts", "accounts"),
    "quoteitem": Pages("items", "quoteitems"),
    "invoiceitem": Pages("items", "invoiceitems"),
    "item": Pages("items", ""),
}
WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def named(field: str) -> str:
    """A field's name as the validation messages have it: `locationId` → `Location`."""
    words = WORDS.split(field.removesuffix("Ids").removesuffix("Id") or field)
    return " ".join(words).lower().capitalize()


def worded(field: str, wrong: str) -> str:
    """What a validation message says of a field.  wrong: a word of JSON Schema."""
    return f"{named(field)} is required" if wrong == "required" else f"{named(field)} is invalid"
