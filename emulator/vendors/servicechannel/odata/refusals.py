"""Queries that are not valid, in the words of Microsoft's library."""

from emulator.kernel.errors import Invalid

#: Everything is inside one namespace; the vendor's own has several (assumed).
NAMESPACE = "ServiceChannel"


def refused(text: str) -> Invalid:
    """400: the query cannot be understood, or asks for what there is not."""
    return Invalid("odata", text, text=text)


def broken(status: int, text: str) -> Invalid:
    """What the live system has a bug in."""
    return Invalid("odata broken", text, text=text) if status >= 500 else refused(text)  # noqa: PLR2004


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
