"""One request on its way through the emulator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from emulator.kernel.contract import Entry as Operation
from emulator.kernel.faults import Asked, Fault
from emulator.kernel.journal import Entry
from emulator.kernel.operation import Ask, Balance, Call, Record, Reply
from emulator.kernel.request import Request
from emulator.kernel.sandbox import Sandbox
from emulator.kernel.world import World


@dataclass(slots=True)
class Found:
    """Where a path leads: operations by method, its parameters' texts, and those once bound."""

    operations: Mapping[str, Operation]
    texts: list[tuple[str, str]]
    bound: dict[str, Record] = field(default_factory=dict)

    def path(self, operation: Operation) -> Record:
        """The path's parameters; a path that is asked for again is not bound again."""
        bound = self.bound.get(operation.method)
        if bound is None:
            bound = self.bound[operation.method] = operation.path_parameters.bind(self.texts)
        return bound


@dataclass(slots=True)
class Walk:
    """waits: what has to be delivered, and the reply that then counts.  struck: its faults."""

    request: Request
    found: Found | None
    operation: Operation | None
    sandbox: Sandbox
    world: World
    entry: Entry
    call: Call | None = None
    balances: Mapping[str, Balance] = field(default_factory=dict)
    waits: tuple[Ask, Reply] | None = None
    struck: Sequence[Fault] = ()

    def meet_faults(self) -> None:
        """Find the faults that strike this request; the journal says which."""
        operation = self.operation
        self.struck = self.sandbox.faults.strike(
            Asked(
                self.world.vendor.name,
                operation.id if operation else "",
                self.request.method,
                self.request.path,
                operation is None or operation.is_open,
            )
        )
        self.entry.faults = [(fault.id, fault.effect.name) for fault in self.struck]
