"""From a parsed filter to a function that says whether a record matches.

Names are looked up and types compared once; what is left to do with each record is little.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from emulator.kernel.operation import Call
from emulator.vendors.servicechannel.odata.functions import (
    DAY,
    FIND,
    FUNCTIONS,
    NULL,
    fits,
    literal,
    moment,
)
from emulator.vendors.servicechannel.odata.grammar import Node, Unparsable, parsed
from emulator.vendors.servicechannel.odata.model import BOOLEAN, DATE, GUID, STRING, Read
from emulator.vendors.servicechannel.odata.paths import Expression, Place, column_of, walk
from emulator.vendors.servicechannel.odata.refusals import (
    incompatible,
    refused,
    syntax,
    too_deep,
    too_many,
)

#: Operators, what Microsoft's library calls them, and what they compare.
OPERATORS: Mapping[str, tuple[str, Callable[..., bool]]] = {
    "eq": ("Equal", operator.eq),
    "ne": ("NotEqual", operator.ne),
    "gt": ("GreaterThan", operator.gt),
    "ge": ("GreaterThanOrEqual", operator.ge),
    "lt": ("LessThan", operator.lt),
    "le": ("LessThanOrEqual", operator.le),
}
UNORDERED = (BOOLEAN, GUID, NULL)


class Filter(NamedTuple):
    """A condition.  equal: fields that have to be equal for it to hold, by the record's names.

    asks_dates: whether it says anything about an instant.
    """

    holds: Read
    equal: Mapping[str, object]
    asks_dates: bool


def compiled(call: Call, root: Place, text: str) -> Filter:
    """Raises Invalid for what is no filter of this entity.  root: what it is about."""
    compiler = Compiler(call, root)
    node = _parsed(call, text)
    condition = compiler.expression(node)
    if condition.type not in (BOOLEAN, NULL):
        raise refused("The $filter expression must evaluate to a single boolean value.")
    return Filter(condition.read, compiler.equal(node), compiler.asks_dates)


def ordering(call: Call, root: Place, text: str) -> Read:
    """What a clause of `$orderby` sorts by."""
    compiler = Compiler(call, root)
    expression = compiler.expression(_parsed(call, text))
    if not expression.type.startswith("Edm."):
        raise refused("The $orderby expression must evaluate to a single value of primitive type.")
    return compiler.comparable(expression)


def _parsed(call: Call, text: str) -> Node:
    try:
        node = parsed(text)
    except Unparsable as wrong:
        raise too_deep() if wrong.position < 0 else syntax(wrong.position, text) from None
    limit: int = call.switches["odata_node_limit"]
    if node.size > limit:
        raise too_many(limit)
    return node


class Compiler:
    """One filter on its way.  variables: what the variables of `any` and `all` stand for."""

    def __init__(self, call: Call, root: Place) -> None:
        self._call = call
        self._root = root
        self._variables: dict[str, Place | Expression] = {}
        self._finds_any_case = call.switches["odata_contains"] == "ignore_case"
        self._is_any_case = call.switches["odata_string_eq"] == "ignore_case"
        self.asks_dates = False

    def expression(self, node: Node) -> Expression:
        """What a node is worth, and of which type."""
        if node.kind in OPERATORS:
            left, right = map(self.expression, node.parts)
            return self._comparison(node.kind, left, right)
        kinds = {
            "and": self._chain,
            "or": self._chain,
            "not": self._negation,
            "in": self._among,
            "path": self._path,
            "literal": self._literal,
            "apply": self._apply,
            "each": self._each,
        }
        return kinds[node.kind](node)

    def _literal(self, node: Node) -> Expression:
        assert isinstance(node.value, tuple)  # noqa: S101 - the grammar says so
        kind, text = node.value
        type_, value = literal(kind, text)
        return Expression(type_, lambda _: value, is_constant=True)

    def _path(self, node: Node) -> Expression:
        assert isinstance(node.value, tuple)  # noqa: S101 - the grammar says so
        first, *rest = node.value
        start = self._variables.get(first)
        if isinstance(start, Expression):
            return start
        found = walk(self._call, start or self._root, rest if start else node.value)
        self.asks_dates |= found.type == DATE
        return found

    def _apply(self, node: Node) -> Expression:
        assert isinstance(node.value, tuple)  # noqa: S101 - the grammar says so
        *path, name = node.value
        if path and name == "any" and not node.parts:
            return self._some(path, None, "any")
        if name == "now" and not path and not node.parts:
            now = moment(self._call.stamp)
            return Expression(DATE, lambda _: now, is_constant=True)
        function = None if path else FUNCTIONS.get(name)
        if function is None:
            raise refused(
                f"An unknown function with name '{'/'.join(node.value)}' was found. This may also"
                " be a function import or a key lookup on a navigation property, which is not"
                " allowed."
            )
        given = [self.expression(part) for part in node.parts]
        least = len(function.takes) if function.least < 0 else function.least
        fitting = all(fits(g.type, t) for g, t in zip(given, function.takes, strict=False))
        if not least <= len(given) <= len(function.takes) or not fitting:
            takes = ", ".join(f"{kind} Nullable=true" for kind in function.takes)
            raise refused(
                f"No function signature for the function with name '{name}' matches the specified"
                f" arguments. The function signatures considered are: {name}({takes})."
            )
        is_folded = self._finds_any_case and name in FIND
        reads = [self.comparable(g, is_any_case=is_folded) for g in given]
        return Expression(function.gives, _applied(function.compute, reads))

    def _each(self, node: Node) -> Expression:
        assert isinstance(node.value, tuple)  # noqa: S101 - the grammar says so
        (*path, kind), variable = node.value
        if kind not in ("any", "all") or not path:
            raise refused(f"The lambda expression '{kind}' is not supported.")
        return self._some(path, (variable, node.parts[0]), kind)

    def _some(self, path: Sequence[str], inner: tuple[str, Node] | None, kind: str) -> Expression:
        items = walk(self._call, self._root, path, is_many=True)
        if inner is None:
            return Expression(BOOLEAN, lambda record: bool(items.read(record)))
        variable, node = inner
        assert items.item is not None  # noqa: S101 - a list has items
        outer, self._variables = self._variables, {**self._variables, variable: items.item}
        condition = self.expression(node)
        self._variables = outer
        if condition.type not in (BOOLEAN, NULL):
            raise refused("The Any/All query expression must evaluate to a single boolean value.")
        holds, quantify = condition.read, any if kind == "any" else all
        return Expression(
            BOOLEAN, lambda record: quantify(holds(i) is True for i in items.read(record) or ())
        )

    def _negation(self, node: Node) -> Expression:
        inner = self.expression(node.parts[0])
        if inner.type not in (BOOLEAN, NULL):
            raise refused(
                "A unary operator with an incompatible type was detected. Found operand type"
                f" '{inner.type}' for operator kind 'Not'."
            )
        read = inner.read
        return Expression(BOOLEAN, lambda r: None if (v := read(r)) is None else not v)

    def _chain(self, node: Node) -> Expression:
        parts = [self.expression(part) for part in node.parts]
        for part in parts:
            if part.type not in (BOOLEAN, NULL):
                kinds = parts[0].type, next(p.type for p in parts[1:])
                raise incompatible(*kinds, node.kind.capitalize())
        return Expression(BOOLEAN, _joined([p.read for p in parts], ends=node.kind == "or"))

    def _among(self, node: Node) -> Expression:
        left, *others = map(self.expression, node.parts)
        for other in others:
            if not fits(other.type, left.type):
                raise incompatible(left.type, other.type, "In")
        read = self.comparable(left)
        values = {self.comparable(other)({}) for other in others}
        return Expression(BOOLEAN, lambda record: read(record) in values)

    def _comparison(self, kind: str, left: Expression, right: Expression) -> Expression:
        name, compare = OPERATORS[kind]
        ordered = kind not in ("eq", "ne")
        unordered = ordered and left.type in UNORDERED and right.type in UNORDERED
        if unordered or not (fits(left.type, right.type) or fits(right.type, left.type)):
            raise incompatible(left.type, right.type, name)
        one, other = self.comparable(left), self.comparable(right)
        if right.is_constant:
            return Expression(BOOLEAN, _against(one, compare, other({}), ordered=ordered))
        if not ordered:
            return Expression(BOOLEAN, lambda record: compare(one(record), other(record)))

        def holds(record: object) -> bool:
            mine, theirs = one(record), other(record)
            return mine is not None and theirs is not None and compare(mine, theirs)

        return Expression(BOOLEAN, holds)

    def comparable(self, expression: Expression, *, is_any_case: bool | None = None) -> Read:
        """How a value is read to be compared: texts whatever their case, instants in UTC."""
        read = expression.read
        if expression.type == DATE and not expression.is_constant:
            return lambda record: None if (v := read(record)) is None else moment(v)
        folds = self._is_any_case if is_any_case is None else is_any_case
        if expression.type != STRING or not folds:
            return read
        if expression.is_constant:
            value = str(read({})).lower()
            return lambda _: value
        return lambda record: None if (v := read(record)) is None else v.lower()

    def equal(self, node: Node) -> Mapping[str, object]:
        """The record's own fields that have to be equal for a condition to hold."""
        found: dict[str, object] = {}
        for part in node.parts if node.kind == "and" else (node,):
            if part.kind == "eq" and [p.kind for p in part.parts] == ["path", "literal"]:
                path, literal = part.parts
                column = column_of(self._root, path.value)
                value = self._literal(literal)
                texts = value.type == STRING and self._is_any_case
                if column and value.type not in (NULL, DATE, DAY) and not texts:
                    found.setdefault(column, value.read({}))
        return found


def _applied(compute: Callable[..., object], reads: Sequence[Read]) -> Read:
    def value(record: object) -> object:
        given = [read(record) for read in reads]
        return None if None in given else compute(*given)

    return value


def _against(one: Read, compare: Callable[..., bool], value: object, *, ordered: bool) -> Read:
    """A comparison with a constant; nothing is less or greater than null."""
    if not ordered:
        return lambda record: compare(one(record), value)
    if value is None:
        return lambda _: False
    return lambda record: (mine := one(record)) is not None and compare(mine, value)


def _joined(parts: Sequence[Read], *, ends: bool) -> Read:
    """`or` ends at the first that is true, `and` at the first that is false; else null counts."""

    def value(record: object) -> object:
        is_known = True
        for part in parts:
            found = part(record)
            if found is ends:
                return ends
            is_known = is_known and found is not None
        return (not ends) if is_known else None

    return value
