"""Issue lists: what a store can report, from the area to the problem code.

One list, read through several paths: those of subscribers, old and new, and those of providers.
"""

from collections.abc import Mapping

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import access, order_objects, reach

Issue = Mapping[str, object]


def _issues(call: Call, *fields: str) -> list[Issue]:
    """The problems of the list that is asked for, with what the request says of these fields.

    Raises NotFound without a list or for another dashboard, Unauthenticated for a subscriber that
    is not one of the caller's.
    """
    said = call.query | call.path
    wanted = {name: said[_parameter(name)] for name in fields}
    return [issue for issue in _list(call)["Issues"] if _is(issue, wanted)]


def _list(call: Call) -> Record:
    said = call.query | call.path
    subscriber = call.caller["SubscriberId"] or said.get("subscriberId")
    reach.check_subscriber(call, subscriber)
    found = call.records.find("issuelists", SubscriberId=subscriber)
    if not found:
        raise NotFound("no issue list", f"subscriber {subscriber} has none")
    setup = said.get("setupId", found[0]["Id"])
    for row in found:
        if row["Id"] == setup:
            return row
    raise NotFound("dashboard", f"subscriber {subscriber} has no dashboard {setup}")


def _parameter(field: str) -> str:
    return field[0].lower() + field[1:]


def _is(issue: Issue, wanted: Mapping[str, object]) -> bool:
    return all(str(issue[n]).casefold() == str(value).casefold() for n, value in wanted.items())


def _names(issues: list[Issue], field: str) -> list[object]:
    """What the problems say in a field, each once, in the order of the list."""
    return list(dict.fromkeys(issue[field] for issue in issues))


def _areas(call: Call) -> Reply:
    areas = {issue["AreaId"]: issue["AreaName"] for issue in _issues(call)}
    return Reply({"IssueAreas": [{"ID": key, "Name": name} for key, name in areas.items()]})


def _problem_types(call: Call) -> Reply:
    return Reply({"ProblemGroupNames": _names(_issues(call, "AreaId"), "ProblemType")})


def _items(call: Call) -> Reply:
    found = _issues(call, "AreaId", "ProblemType")
    return Reply({"IssueEquipmentTypes": _names(found, "EquipmentType")})


def _problems(call: Call) -> Reply:
    found = _issues(call, "AreaId", "ProblemType", "EquipmentType")
    return Reply({"Problems": _names(found, "ProblemCode")})


@operation("getIssueAreas")
def get_issue_areas(call: Call) -> Reply:
    """Areas, for a subscriber."""
    return _areas(call)


@operation("getIssueProblemTypes")
def get_issue_problem_types(call: Call) -> Reply:
    """Problem types of an area."""
    return _problem_types(call)


@operation("getIssueItems")
def get_issue_items(call: Call) -> Reply:
    """Equipment of a problem type, for a subscriber."""
    return _items(call)


@operation("getIssueProblems")
def get_issue_problems(call: Call) -> Reply:
    """Problem codes of a piece of equipment, for a subscriber."""
    return _problems(call)


@operation("getDashboardAreas")
def get_dashboard_areas(call: Call) -> Reply:
    """The same as `getIssueAreas`, by the older path."""
    return _areas(call)


@operation("getDashboardProblemTypes")
def get_dashboard_problem_types(call: Call) -> Reply:
    """The same as `getIssueProblemTypes`, by the older path."""
    return _problem_types(call)


@operation("getDashboardEquipment")
def get_dashboard_equipment(call: Call) -> Reply:
    """The same as `getIssueItems`, by the older path."""
    return _items(call)


@operation("getDashboardProblems")
def get_dashboard_problems(call: Call) -> Reply:
    """The same as `getIssueProblems`, by the older path."""
    return _problems(call)


@operation("getProviderIssueAreas")
def get_provider_issue_areas(call: Call) -> Reply:
    """Areas, for a provider."""
    return _areas(call)


@operation("getProviderIssueItems")
def get_provider_issue_items(call: Call) -> Reply:
    """Equipment of a problem type, for a provider."""
    return _items(call)


@operation("getProviderIssueProblems")
def get_provider_issue_problems(call: Call) -> Reply:
    """Problem codes of a piece of equipment, for a provider."""
    return _problems(call)


@operation("getProviderProblemTypes")
def get_provider_problem_types(call: Call) -> Reply:
    """Problem types of an area, for a provider."""
    return _problem_types(call)


@operation("getIssueChoiceInfo")
def get_issue_choice_info(call: Call) -> Reply:
    """What was picked for a work order."""
    order = access.order_with(call, call.path["trackingNumber"])
    return Reply(order_objects.issue_choice(order))
