"""Checklists as they are kept and found, and the questions in them."""

from collections.abc import Mapping, Sequence

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import reach
from emulator.vendors.servicechannel.checklist_rules import Numbers, Option, Question

#: Names by the numbers that stand for them, where the vendor's document has both.
NUMBERED: Mapping[str, Sequence[str]] = {
    "PictureFlag": ("Optional", "No", "Required"),
    "QuestionType": ("CheckBox", "RadioButton", "TextEntry", "TriState", "NumericInput"),
    "CheckListTimingType": ("", "CheckIn", "CheckOut"),
    "Type": ("Checklist", "Survey", "AssetTask", "PlannedMaintenance"),
    "Numeric": ("LessThan", "MoreThan", "InBetween"),
    "TaskTypeId": ("AssetTask",),
}
#: Pairs of parameters that name one thing: by id, by name, and the rule for both.
PAIRS = (
    ("checklistid", "checklistname", "checklist twice"),
    ("tradeid", "tradename", "trade twice"),
    ("categoryid", "categoryname", "category twice"),
    ("locationid", "storeid", "location twice"),
)


def number(call: Call, kind: str, name: str) -> object:
    """A kind as a number, or as its name by the switch `checklist_enums`."""
    return NUMBERED[kind].index(name) if call.switches["checklist_enums"] == "numbers" else name


def found(call: Call, kind: str) -> list[Record]:
    """The active checklists of a kind that the query asks for.  Raises Invalid, Unauthenticated."""
    query = {name.lower(): value for name, value in call.query.items()}
    subscriber = _subscriber(call, query.get("subscriberid"))
    for by_id, by_name, twice in PAIRS:
        if by_id in query and by_name in query:
            raise Invalid(twice)
    rows = call.records.find("checklists", SubscriberId=subscriber)
    rows = [row for row in rows if row["IsActive"] and kind in ("", row["Type"])]
    if "checklistid" in query or "checklistname" in query:
        name = str(query.get("checklistname", "")).casefold()
        return [
            row for row in rows
            if row["Id"] == query.get("checklistid") or row["Name"].casefold() == name
        ]  # fmt: skip
    wanted = {
        "TradeIds": _ids(call, "trades", subscriber, query.get("tradeid"), query.get("tradename")),
        "CategoryIds": _ids(
            call, "categories", subscriber, query.get("categoryid"), query.get("categoryname")
        ),
        "LocationIds": _ids(
            call, "locations", subscriber, query.get("locationid"), query.get("storeid")
        ),
    }
    return [row for row in rows if all(_has(row[field], ids) for field, ids in wanted.items())]


def _subscriber(call: Call, given: int | None) -> int:
    """Whose checklists: a subscriber's own; a provider has to say."""
    own = call.caller["SubscriberId"]
    subscriber = given or own
    if subscriber is None:
        raise Invalid("checklist subscriber")
    reach.check_subscriber(call, subscriber)
    return int(subscriber)


def _ids(
    call: Call, table: str, subscriber: int, row_id: int | None, name: str | None
) -> list[int] | None:
    """The ids that an id or a name asks for; None where neither is said."""
    if row_id is not None:
        return [row_id]
    if name is None:
        return None
    field = "StoreId" if table == "locations" else "Name"
    rows = call.records.find(table, SubscriberId=subscriber)
    return [row["Id"] for row in rows if row[field].casefold() == name.casefold()]


def _has(own: Sequence[int], asked: list[int] | None) -> bool:
    """Whether a list that is empty for all has one of the ids."""
    return asked is None or not own or bool(set(own) & set(asked))


def fits(checklist: Record, order: Record) -> bool:
    """Whether a standard checklist is one of a work order's now."""
    pairs = (("TradeIds", "TradeId"), ("CategoryIds", "CategoryId"), ("LocationIds", "LocationId"))
    return (
        bool(checklist["IsActive"])
        and checklist["Type"] == "Checklist"
        and all(_has(checklist[many], [order[one]]) for many, one in pairs)
    )


def of_order(call: Call, order: Record) -> list[Record]:
    """The standard checklists of a work order."""
    rows = call.records.find("checklists", SubscriberId=order["SubscriberId"])
    return [row for row in rows if fits(row, order)]


def asked(call: Call, order: Record, question_id: int) -> tuple[Record, Record]:
    """The checklist and the question of an id.  Raises Invalid in one of three ways."""
    lists = of_order(call, order)
    if not lists:
        raise Invalid("no checklists", order=order["Id"])
    for checklist in lists:
        for question in checklist["Questions"]:
            if question["Id"] == question_id:
                return checklist, question
    every = call.records.find("checklists", SubscriberId=order["SubscriberId"])
    if any(q["Id"] == question_id for row in every for q in row["Questions"]):
        raise Invalid("inactive question", question=question_id, order=order["Id"])
    raise Invalid("unknown question", question=question_id)


def question_of(call: Call, response: Record) -> tuple[Record, Record]:
    """The checklist and the question that an answer is to."""
    checklist = call.load("checklists", response["CheckListId"])
    wanted = response["CheckListQuestionId"]
    return checklist, next(q for q in checklist["Questions"] if q["Id"] == wanted)


def options(call: Call, subscriber: int) -> set[int]:
    """All options of a subscriber's checklists."""
    rows = call.records.find("checklists", SubscriberId=subscriber)
    return {o["Id"] for row in rows for q in row["Questions"] for o in q["Options"]}


def as_rule(question: Record) -> Question:
    """A question as the rules see it."""
    numeric, url = question["Numeric"], question["AcknowledgeUrl"]
    return Question(
        id=question["Id"],
        kind=question["QuestionType"],
        is_required=question["AnswerRequired"],
        picture=question["PictureFlag"],
        is_multiple=question["AllowMultiSelect"],
        must_open=bool(url and url["Required"]),
        options={
            o["Id"]: Option(o["IsConditionalFollowUp"], o["ResponseResultInFailure"])
            for o in question["Options"]
        },
        numbers=numeric
        and Numbers(
            numeric["Type"], numeric["SingleValue"], numeric["MinValue"], numeric["MaxValue"]
        ),
    )
