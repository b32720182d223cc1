"""Changing one field of a work order."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import INCORRECT, Row

NO_RIGHT = "User has no rights to perform this action"

WORDING: Mapping[str, Row] = {
    "no rights": Row(400, 100, NO_RIGHT),
    "no permissions": Row(403, 804, "User has no permissions to perform this action"),
    "invoiced order": Row(400, 921, "Cannot update invoiced Work order"),
    "on hold": Row(400, 933, "Workorder is on hold, no actions allowed"),
    "no action in status": Row(
        400, 904, "Work order is in status that does not allow to perform this action"
    ),
    "invalid value": Row(400, 503, INCORRECT),
    "no resolution": Row(400, 503, "Request data is empty"),
    "invalid priority": Row(400, 913, "Invalid 'Priority'"),
    "invalid category": Row(400, 911, "Invalid 'Category'"),
    "invalid trade": Row(400, 934, "Invalid Work order Trade specified"),
    "invalid nte": Row(400, 905, "Invalid 'Nte' value"),
    "nte limit": Row(400, 905, "Nte exceeds user limit"),
    "nte details": Row(400, 931, "NTE cannot be adjusted, please use subtotal and tax"),
    "invalid scheduled date": Row(400, 908, "Invalid 'ScheduledDate' value"),
    "invalid description": Row(400, 902, "Missed required argument 'Description'"),
    "invalid caller": Row(400, 906, "Invalid 'CallerName' value"),
    "invalid purchase number": Row(400, 920, "Invalid Work order purchase number specified"),
    "invalid number": Row(400, 923, "Invalid Work order number specified"),
    "no refrigerant trade": Row(400, 701, "Invalid trade"),
}

EMPTY = {"Malformed": Row(400, 503, "Request data is empty")}

BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "changePriority": EMPTY
    | {"invalid priority": Row(400, 913, "Priority isn't found in user settings")},
    "changeCategory": EMPTY | {"workorders": Row(400, 502, "Work order is not found")},
    "changeNte": EMPTY,
    "changeScheduledDate": EMPTY
    | {"invalid scheduled date": Row(400, 908, "Invalid Work order scheduled date specified")},
    "changeDescription": EMPTY
    | {"invalid description": Row(400, 902, "Invalid Work order Problem Description specified")},
    "changeTrade": EMPTY,
    "changeCaller": EMPTY
    | {"invalid caller": Row(400, 906, "Invalid Work order Caller Name specified")},
    "changePurchaseNumber": EMPTY,
    "changeNumber": EMPTY,
    "postResolution": EMPTY | {"workorders": Row(400, 502, "Work order is not found")},
    "getLeakWasDetected": {"workorders": Row(400, 502, "Work order is not found")},
}
