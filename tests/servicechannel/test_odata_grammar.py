"""Filters against an evaluator that is too simple to be wrong, and against any text at all."""

import operator

from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.vendors.servicechannel.odata.grammar import MOST_NODES, Node, Unparsable, parsed
from tests.servicechannel.odata import ids
from tests.world import start

OPERATORS = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
#: Trades as `$filter` knows them, and what stands for a condition: field, operator, value.
FIELDS = {"Id": range(11518, 11526), "SubscriberId": (2014917301, 2014921466, 0)}
#: A condition, or an operator with conditions.
Tree = tuple[object, ...]

leaves = st.sampled_from(sorted(FIELDS)).flatmap(
    lambda name: st.tuples(
        st.just(name), st.sampled_from(sorted(OPERATORS)), st.sampled_from(FIELDS[name])
    )
)
trees: st.SearchStrategy[Tree] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
    ),
    max_leaves=8,
)


def text(tree: Tree, depth: int = 0) -> str:
    """A filter with no more brackets than it needs."""
    if tree[0] == "not":
        return f"not ({text(_part(tree, 1))})"
    if tree[0] in ("and", "or"):
        inside = f" {tree[0]} ".join(text(_part(tree, i), depth + 1) for i in (1, 2))
        return f"({inside})" if depth else inside
    return f"{tree[0]} {tree[1]} {tree[2]}"


def _part(tree: Tree, number: int) -> Tree:
    part = tree[number]
    assert isinstance(part, tuple)
    return part


def holds(tree: Tree, record: dict[str, int]) -> bool:
    if tree[0] == "not":
        return not holds(_part(tree, 1), record)
    if tree[0] in ("and", "or"):
        left, right = (holds(_part(tree, i), record) for i in (1, 2))
        return (left and right) if tree[0] == "and" else (left or right)
    value = tree[2]
    assert isinstance(value, int)
    return bool(OPERATORS[str(tree[1])](record[str(tree[0])], value))


def test_any_filter_finds_what_a_simple_evaluator_finds() -> None:
    provider = start().login()
    path = "/odata/trades"
    trades = provider.get(path).json()["value"]

    @settings(max_examples=80, deadline=None)
    @given(trees)
    def check(tree: Tree) -> None:
        wanted = [trade["Id"] for trade in trades if holds(tree, trade)]
        assert ids(provider, path, filter=text(tree)) == wanted

    check()


def size(node: Node) -> int:
    own = 1 + len(node.value) if node.kind == "path" and isinstance(node.value, tuple) else 1
    chain = max(len(node.parts) - 2, 0) if node.kind in ("and", "or") else 0
    return own + chain + sum(map(size, node.parts))


def tried(anything: str) -> Node | int:
    """A filter's tree, or the place where it makes no sense."""
    try:
        return parsed(anything)
    except Unparsable as wrong:
        return wrong.position


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                ["Id", " ", "eq", "(", ")", "'", "1", "not ", " and ", "/", ",", "x:", "in", "null"]
            ),
            max_size=30,
        ).map("".join),
    )
)
def test_any_text_is_a_filter_or_is_refused_at_a_place_inside_it(anything: str) -> None:
    found = tried(anything)
    if isinstance(found, Node):
        assert found.size == size(found) <= MOST_NODES
    else:
        assert -1 <= found <= len(anything)


@given(trees)
def test_a_filter_is_as_large_as_its_parts(tree: Tree) -> None:
    node = parsed(text(tree))
    assert node.size == size(node)
