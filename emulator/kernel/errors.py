"""What can go wrong, by whose fault it is.

    Refusal                  the caller's fault, or the vendor's limit: worded by the vendor
    ├── NoOperation          the vendor has no such route
    ├── WrongMethod          the route exists, the verb does not
    ├── WrongVersion         the route asks for a version that the vendor does not serve
    ├── TooLarge             the body is larger than the emulator takes
    ├── WrongMedia           the body is of a type that the operation does not read
    ├── Malformed            the request does not satisfy the contract
    ├── Unauthenticated      no credential, an unknown one, or one that has expired
    ├── Forbidden            a right is missing
    ├── NotFound             the record does not exist, or not for this caller
    ├── Invalid              well-formed, but a rule rejects a value
    ├── Conflict             the record's state does not allow it
    └── Throttled            a limit is used up

    Mistake                  the fault of the person running the emulator: a file, a setting, a port

Any other exception is a bug of ours: it answers 500 and is in the journal with its traceback.
"""

from collections.abc import Mapping, Sequence
from typing import Any


class Refusal(Exception):
    """A request that the vendor refuses; nothing it asked for has happened.

    rule: names the row of the vendor's wording table (by default the kind itself).
    reason: our own explanation, sent out of band.  facts: fill the wording's placeholders.
    """

    def __init__(self, rule: str = "", reason: str = "", **facts: object) -> None:
        self.rule = rule or type(self).__name__
        self.reason = reason or _told(self.rule, facts)
        self.facts: dict[str, Any] = facts
        #: The operation that was refused, by its id; the pipeline fills it in.
        self.operation = ""
        #: How each limit stands, by its name, if the caller got so far.
        self.balances: Mapping[str, Any] = {}
        #: Audit records that the vendor keeps although it refused, by table.
        self.kept: Mapping[str, Sequence[dict[str, Any]]] = {}
        super().__init__(self.reason)


def _told(rule: str, facts: Mapping[str, object]) -> str:
    """A rule with its facts, for a refusal that has no reason of its own."""
    told = ", ".join(f"{n} {fact}" for n, fact in facts.items() if isinstance(fact, str | int))
    return f"{rule}: {told}" if told else rule


class NoOperation(Refusal):
    """The vendor has no such route."""


class WrongMethod(Refusal):
    """The route exists, but not for this verb; facts["allow"] lists the verbs it has."""


class WrongVersion(Refusal):
    """The route asks for a version that the vendor does not serve."""


class TooLarge(Refusal):
    """The body is larger than the emulator takes."""


class WrongMedia(Refusal):
    """The body is of a media type that the operation does not read."""


class Malformed(Refusal):
    """The request does not satisfy the contract.

    facts["fields"]: what is wrong with each field, in a word of JSON Schema: `required`, `type`, …
    """


class Unauthenticated(Refusal):
    """No credential, an unknown one, or one that has expired."""


class Forbidden(Refusal):
    """The caller is known, but a right is missing."""


class NotFound(Refusal):
    """The record does not exist, or not for this caller; the rule is the table's name."""


class Invalid(Refusal):
    """The request is well-formed, but a rule rejects a value."""


class Conflict(Refusal):
    """The state of the record does not allow the action."""


class Throttled(Refusal):
    """A limit is used up; facts["retry_at"] is when it opens again."""


class Mistake(Exception):
    """A file, a setting or a port is wrong; each problem is one line for the person who runs it."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))
