"""One row of the wording tables, and sentences that several rows say."""

from typing import NamedTuple


class Row(NamedTuple):
    """Status, code and text.  code_out: the code on a check-out, where it is another.

    guide: code and text of the older guide (samples of 2018), by the switch `wording`.
    """

    status: int
    code: int
    text: str
    code_out: int | None = None
    guide: tuple[int, str] | None = None


NO_RIGHTS = "API call rejected by security permissions"
INCORRECT = "Required data missing or incorrect"
#: Two families of operations word the same code by one letter apart.
NO_PERMISSION = "User has no permission to perform this action"
NO_PERMISSIONS = "User has no permissions to perform this action"
