"""New work orders."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import INCORRECT, Row

WORDING: Mapping[str, Row] = {
    "no provider found": Row(400, 100, "No provider was found for specified location and trade"),
    "no contract info": Row(400, 300, "Missed contract data"),
    "contract not found": Row(
        400, 301, "Contract not found for specified subscribers location, provider and trade"
    ),
    "invalid location": Row(400, 600, "Invalid Location Id specified"),
    "no such location": Row(400, 601, "Location is not found"),
    "foreign location": Row(400, 603, "Subscriber has no specified Location"),
    "no such store": Row(400, 606, "Cannot find location by StoreId"),
    "no trade": Row(400, 700, "Invalid Trade Name specified"),
    "unknown trade": Row(400, 702, "Subscriber has no specified Trade"),
    "no problem options": Row(400, 900, "Missed problem description options"),
    "no problem source": Row(400, 901, "Missed required argument 'ProblemSource'"),
    "no problem code": Row(400, 903, "Missed required argument 'ProblemCode'"),
    "invalid call date": Row(400, 907, "Invalid 'CallDate' value"),
    "late scheduled date": Row(
        400, 909, "Invalid 'ScheduledDate', greater than max allowed by subscriber"
    ),
    "no category": Row(400, 910, "Missed required argument 'Category'"),
    "no priority": Row(400, 912, "Missed required argument 'Priority'"),
    "invalid currency": Row(400, 914, "Invalid 'Currency' value"),
    "invalid setup": Row(400, 915, "Invalid Setup Id"),
    "unknown setup": Row(400, 1000, "Invalid Setup Id"),
    "attachment needed": Row(400, 916, "At least one attachment required to create this WorkOrder"),
    "asset needed": Row(400, 918, "Assets required to create this WorkOrder"),
    "wrong linked order": Row(400, 932, "Wrong Linked Work Order Id"),
    "invalid issue choice": Row(400, 503, INCORRECT),
}

BY_OPERATION: Mapping[str, Mapping[str, Row]] = {}
