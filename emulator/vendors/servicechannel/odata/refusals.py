"""Queries that are not valid, in the words of Microsoft's library."""

from emulator.kernel.errors import Invalid

#: Everything is inside one namespace; the vendor's own has several (assumed).
NAMESPACE = "ServiceChannel"


def refused(text: str, reason: str = "") -> Invalid:
    """400: the query cannot be understood, or asks for what there is not."""
    return Invalid("odata", reason or text, text=text)


def broken(status: int, text: str, switch: str) -> Invalid:
    """What the live system has a bug in, while a switch of the profile is on."""
    reason = f"it fails so on the live system; here it works with the switch {switch} off"
    is_crash = status >= 500  # noqa: PLR2004 - the server's fault
    return Invalid("odata broken", reason, text=text) if is_crash else refused(text, reason)


def unknown(name: str, kind: str) -> Invalid:
    return refused(f"Could not find a property named '{name}' on type '{NAMESPACE}.{kind}'.")


def syntax(position: int, text: str) -> Invalid:
    return refused(f"Syntax error at position {position} in '{text}'.")


def incompatible(left: str, right: str, operator: str) -> Invalid:
    return refused(
        "A binary operator with incompatible types was detected. Found operand types"
        f" '{left}' and '{right}' for operator kind '{operator}'."
    )


def too_many(limit: int) -> Invalid:
    return refused(
        f"The node count limit of '{limit}' has been exceeded. To increase the limit, set the"
        " 'MaxNodeCount' property on EnableQueryAttribute or ODataValidationSettings."
    )


def too_deep() -> Invalid:
    return refused("Recursion depth exceeded allowed limit.")
