"""Every way to refuse has its words: the wording tables are complete and hold nothing dead."""

import ast
import json
import string
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from emulator.kernel import errors as kernel
from emulator.kernel.errors import Refusal
from emulator.vendors.servicechannel import errors, wording
from emulator.vendors.servicechannel.wording.row import Row
from tests.world import Emulator

SOURCE = Path(errors.__file__).parent
ROOT = Path(__file__).parents[2]
KINDS = {
    name: kind
    for name, kind in vars(kernel).items()
    if isinstance(kind, type) and issubclass(kind, Refusal) and kind is not Refusal
}
#: Raised by the kernel for every vendor, besides the kinds themselves.
OF_THE_KERNEL = {"login limit", "unknown client", "wrong secret"}
WORDED = wording.WORDING.keys() | errors.SHAPES.keys()


def texts(node: ast.AST) -> Iterator[str]:
    """The texts that an expression may be: itself, or either side of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def named(node: ast.AST) -> str:
    """The name of what is called, without its module."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


class Source:
    """The vendor's source, and the rules that it raises."""

    def __init__(self) -> None:
        files = sorted(SOURCE.rglob("*.py"))
        self.trees = {str(file): ast.parse(file.read_text("utf-8")) for file in files}
        self.nodes = [node for tree in self.trees.values() for node in ast.walk(tree)]
        self.calls = [node for node in self.nodes if isinstance(node, ast.Call)]
        self.called: dict[str, list[str]] = defaultdict(list)
        for name, text in self._called():
            self.called[name].append(text)

    def rules(self) -> Iterator[str]:
        for call in self.calls:
            if named(call.func) in KINDS:
                rule = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "rule")]
                yield from self.values(rule[0]) if rule else (named(call.func),)
            if named(call.func) == "load":
                yield from texts(call.args[0])

    def values(self, node: ast.AST) -> Iterator[str]:
        """The texts that the first argument of a refusal may be, through a variable as well.

        A rule that is read from a table of rules cannot be told; `constants` sees it.
        """
        if not isinstance(node, ast.Name):
            yield from texts(node)
            return
        yield from self.called[node.id]

    def _called(self) -> Iterator[tuple[str, str]]:
        """What is given to a name somewhere: assigned, a default, or handed over by a caller."""
        for node in self.nodes:
            if isinstance(node, ast.Assign):
                yield from ((named(n), t) for n in node.targets for t in texts(node.value))
            elif isinstance(node, ast.FunctionDef):
                pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                yield from ((a.arg, t) for a, default in pairs if default for t in texts(default))
            elif isinstance(node, ast.Call):
                yield from ((k.arg or "", t) for k in node.keywords for t in texts(k.value))

    def constants(self) -> set[str]:
        """Every text of the source but the wording tables'."""
        return {
            node.value
            for file, tree in self.trees.items()
            if "wording" not in Path(file).parts
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }


READ = Source()
RAISED = set(READ.rules())
#: Rules that the contract names: how an operation refuses the wrong kind of caller.
BY_CONTRACT = {
    operation["x-permission"]["refusal"]
    for file in sorted((ROOT / "contracts/servicechannel").glob("*.json"))
    for path in json.loads(file.read_text("utf-8")).get("paths", {}).values()
    for operation in path.values()
    if "refusal" in operation.get("x-permission", {})
}
NAMED = READ.constants() | BY_CONTRACT


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_refusal_has_its_words(kind: str) -> None:
    assert kind in WORDED


def test_the_source_raises_rules_that_this_test_can_tell() -> None:
    """By a constant, a variable, a parameter with a default, and a keyword of a caller."""
    seen = {"completed", "not participating", "bad tracking number", "invalid note", "nowhere"}
    assert seen <= RAISED


def tables() -> set[str]:
    """Rules of `Call.load`: a record that must exist and does not is worded by its kind."""
    loads = [call for call in READ.calls if named(call.func) == "load"]
    return {text for call in loads for text in texts(call.args[0])}


def test_every_rule_that_the_source_raises_has_its_words() -> None:
    assert RAISED - tables() - WORDED == set()


def test_every_row_of_words_is_named_somewhere() -> None:
    assert WORDED - KINDS.keys() - OF_THE_KERNEL - NAMED == set()


def test_every_rule_that_the_contract_names_has_its_words() -> None:
    assert set() == BY_CONTRACT - WORDED


def test_no_two_topics_word_one_rule_or_one_operation() -> None:
    rules = [rule for topic in wording.TOPICS for rule in topic.WORDING]
    operations = [operation for topic in wording.TOPICS for operation in topic.BY_OPERATION]
    assert len(rules) == len(set(rules))
    assert len(operations) == len(set(operations))


def test_words_of_an_operations_own_replace_words_that_all_have() -> None:
    own = {rule for words in wording.BY_OPERATION.values() for rule in words}
    assert own - WORDED == set()


def test_every_operation_with_words_of_its_own_is_in_the_contract(emulator: Emulator) -> None:
    contract = emulator.control("GET", "/contracts/servicechannel.json")
    known = {op["operationId"] for path in contract["paths"].values() for op in path.values()}
    assert wording.BY_OPERATION.keys() <= known


ROWS = {
    f"{operation or 'all'}: {rule}": (rule, row)
    for operation, words in {"": wording.WORDING, **wording.BY_OPERATION}.items()
    for rule, row in words.items()
}


@cache
def facts() -> dict[str, set[str]]:
    """By rule: the facts that every place raising it gives."""
    given: dict[str, set[str]] = {}
    for call in (c for c in READ.calls if named(c.func) in KINDS and c.args):
        names = {str(keyword.arg) for keyword in call.keywords}
        for rule in READ.values(call.args[0]):
            given[rule] = given.get(rule, names) & names
    return given


def unfilled(rule: str, row: Row) -> set[str]:
    """The placeholders of a row that somebody who raises its rule does not fill."""
    wordings = [row.text] + ([row.guide[1]] if row.guide else [])
    parsed = [part for text in wordings for part in string.Formatter().parse(text)]
    return {name for _, name, _, _ in parsed if name} - facts().get(rule, set())


def test_every_placeholder_is_filled_by_all_who_raise_the_rule() -> None:
    assert {name: gaps for name, row in ROWS.items() if (gaps := unfilled(*row))} == {}


def test_a_code_for_check_outs_needs_to_know_the_way() -> None:
    coded = {name: rule for name, (rule, row) in ROWS.items() if row.code_out is not None}
    assert coded
    assert [name for name, rule in coded.items() if "way" not in facts().get(rule, set())] == []


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        pytest.param("plain", {}, "plain", id="no placeholder"),
        pytest.param("{a} and {b}", {"a": 1, "b": "x"}, "1 and x", id="two facts"),
        pytest.param("{a}{b}", {"a": "{b}", "b": "x"}, "{b}x", id="a fact like a placeholder"),
        pytest.param("{unknown}", {"a": 1}, "{unknown}", id="no such fact"),
        pytest.param("{a}", {"a": "{0} %s \\1"}, "{0} %s \\1", id="a fact with marks"),
    ],
)
def test_a_fact_is_put_in_as_it_is(text: str, given: dict[str, object], expected: str) -> None:
    assert errors.filled(text, given) == expected
