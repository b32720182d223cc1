"""Business hours and holidays of locations."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import Row

WORDING: Mapping[str, Row] = {
    "opening time": Row(
        400,
        613,
        "Incorrect format of the Open Time or Close Time. Valid format: HH:mm or hh:mm tt"
        " (for example, 23:59 or 11:59 PM)",
    ),
    "days overlap": Row(400, 614, "Business Hours should not overlap between days of the week"),
    "week day": Row(
        400,
        615,
        "Incorrect format of the day of the week. Valid values: Monday, Tuesday, Wednesday,"
        " Thursday, Friday, Saturday, Sunday",
    ),
    "week day twice": Row(400, 616, "Duplicate 'Day of the Week' value"),
    "hours not set": Row(
        400,
        617,
        "Business Hours are not set for the location. For the initial setup, configure Business"
        " Hours for each day of the week",
    ),
    "time missing": Row(
        400, 618, "Open Time or Close Time cannot be empty for a specific day of the week"
    ),
    "repeat by": Row(
        400,
        619,
        "Incorrect format of the `Repeat by status` value. Valid values: DayOfWeek, DayOfMonth",
    ),
    "no week days": Row(
        400, 620, "List of days cannot be empty when submitting the `Weekly` frequency"
    ),
    "no months": Row(
        400, 621, "List of months cannot be empty when submitting the `Yearly` frequency"
    ),
    "holiday month": Row(
        400,
        622,
        "Incorrect month format. Valid values: January, February, March, April, May, June, July,"
        " August, September, October, November, December",
    ),
    "holiday name": Row(
        400, 623, "The `Holiday Name` value cannot be empty. The maximum length is 100 characters"
    ),
    "repeat every": Row(
        400,
        624,
        "Incorrect format of the 'Repeat every' value. The value should be a number between 1"
        " and 60",
    ),
    "month twice": Row(400, 625, "The same month is specified twice in the 'Month' value"),
    "holiday frequency": Row(
        400,
        626,
        "Incorrect format of the frequency. Valid values: Weekly, Monthly, Yearly, Singular",
    ),
    "holiday start": Row(400, 627, "Start date cannot be an empty value"),
    "closed all day": Row(
        400, 628, "Incorrect format of the `Close All Day` value. Valid values: true, false"
    ),
    "holidays": Row(400, 629, "The holiday doesn't exist at the location"),
    "holiday taken": Row(
        400, 3502, "The holiday name is already in use. Please suggest another name"
    ),
}
NOT_FOUND = {"unknown location": Row(404, 601, "Location is not found")}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "setBusinessHours": NOT_FOUND,
    "addHoliday": NOT_FOUND,
    "deleteHoliday": NOT_FOUND,
}
