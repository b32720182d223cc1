"""What a vendor has at a path, and the functions behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from emulator.kernel import standin
from emulator.kernel.contract import Entry
from emulator.kernel.errors import Mistake, NoOperation, Refusal, WrongMethod
from emulator.kernel.operation import Operation, Record
from emulator.kernel.request import Request
from emulator.kernel.world import Installed


@dataclass(slots=True)
class Found:
    """Where a path leads: operations by method, its parameters' texts, and those once bound."""

    operations: Mapping[str, Entry]
    texts: list[tuple[str, str]]
    bound: dict[str, Record] = field(default_factory=dict)

    def path(self, operation: Entry) -> Record:
        """The path's parameters; a path that is asked for again is not bound again."""
        bound = self.bound.get(operation.method)
        if bound is None:
            bound = self.bound[operation.method] = operation.path_parameters.bind(self.texts)
        return bound


def bind(installed: Installed) -> Mapping[str, Operation]:
    """The vendor's functions by operation.  Raises Mistake when the contract does not agree."""
    contract = installed.contract
    functions = {**installed.vendor.operations, **standin.functions(contract)}
    entries = [e for e in contract.entries if e.handler is None]
    declared = {e.function for e in entries}
    without = [f"{i}: a contract entry without a function" for i in declared - functions.keys()]
    beyond = [f"{i}: a function without a contract entry" for i in functions.keys() - declared]
    if without or beyond:
        raise Mistake(*(f"{installed.vendor.name}: {m}" for m in sorted(without + beyond)))
    return {e.id: functions[e.function] for e in entries}


def no_operation(request: Request, here: Mapping[str, Entry]) -> Refusal:
    """The refusal of what a path does not have; here: the operations that it has, by method."""
    asked, url = f"{request.method} {request.path}", request.base_url + request.path
    if not here:
        return NoOperation(reason=f"no such operation: {asked}", url=url)
    allow = ", ".join(sorted(here))
    return WrongMethod(
        reason=f"no such operation: {asked}; this route has {allow}",
        url=url,
        method=request.method,
        allow=allow,
    )
