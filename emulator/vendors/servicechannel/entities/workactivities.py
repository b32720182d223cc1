"""Work activities: a check-in with its check-out."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import views
from emulator.vendors.servicechannel.odata.model import (
    BOOLEAN,
    Entity,
    Field,
    booleans,
    dates,
    inside,
    ints,
    strings,
)

USER_INFO = (
    ints("Id")
    | strings("UserName", "UserNameOrFullName", "FullName", "Email")
    | {"LevelInfo": inside(lambda *_: None, ints("Id"))}
)


def _has_visits(call: Call, activity: Record) -> bool:
    return call.records.count("checkins", ActivityId=activity["Id"]) > 0


def _user(call: Call, activity: Record) -> Record:
    return views.user_info(call, activity["UserId"])


def _has_answers(call: Call, it: Record) -> bool:
    return call.records.count("checklistresponses", WorkOrderId=it["WorkOrderId"]) > 0


WORK_ACTIVITIES = Entity(
    "workactivities",
    "WorkActivity",
    ints("Id", "WorkOrderId")
    | dates("TimeIn", "TimeOut")
    | booleans("IsTimeEdited")
    | {
        "User": inside(
            lambda call, it: views.user_info(call, it["UserId"]), USER_INFO, {"Id": "UserId"}
        )
    }
    | strings("CallerId", "ResolutionCode", "WorkType")
    | {
        "HasCheckInInfo": Field(BOOLEAN, _has_visits),
        "HasCheckListResponse": Field(BOOLEAN, _has_answers),
    }
    | ints("TechsCount")
    | strings("Name")
    | ints("CreatedBy"),
)
