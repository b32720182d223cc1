"""Who may do what: rights are the user's `activities`."""

from collections.abc import Mapping

from emulator.kernel.errors import Forbidden
from emulator.kernel.operation import Call, Record


def permit(permission: Mapping[str, object], call: Call) -> None:
    """Raises Forbidden if the caller lacks the activity that the operation asks for."""
    needed = permission.get("activity")
    if needed is not None and needed not in call.caller["activities"]:
        raise Forbidden(
            reason=f"user {call.caller['username']} lacks the activity {needed}; it has"
            f" {', '.join(call.caller['activities']) or 'none'}",
            activity=needed,
        )


def owners(caller: Record, client_id: str) -> Mapping[str, str]:
    """The compute budget is the account's."""
    del client_id
    return {"account": f"account {caller['accountId']}"}
