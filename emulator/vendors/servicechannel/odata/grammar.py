"""The language of `$filter`, and the trees that it is parsed into.

The parser is a table (LALR): no text, however deep it nests, makes it recurse.  It is made on
first use, and what was parsed is kept.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput

GRAMMAR = r"""
?start: or
?or: and | or OR and                  -> either
?and: comparison | and AND comparison -> both
?comparison: unary
    | comparison OPERATOR unary         -> compare
    | comparison IN "(" literal ("," literal)* ")" -> among
?unary: primary | NOT unary           -> negate
?primary: literal
    | path
    | path "(" [or ("," or)*] ")"       -> apply
    | path "(" NAME ":" or ")"          -> each
    | "(" or ")"                        -> inside
path: NAME ("/" NAME)*
literal: STRING | GUID | DATE | NUMBER | CONSTANT
OPERATOR: /(?:eq|ne|gt|ge|lt|le)(?![\w'])/
OR: /or(?![\w'])/
AND: /and(?![\w'])/
IN: /in(?![\w'])/
NOT.4: /not(?![\w'])/
CONSTANT.4: /(?:true|false|null)(?![\w'\/])/
NAME: /[A-Za-z_][A-Za-z0-9_.]*/
STRING: /'(?:[^']|'')*'/
GUID.3: /[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/
DATE.2: /[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,12})?)?(?:[Zz]|[-+ ][0-9]{2}:[0-9]{2})?)?/
NUMBER: /-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?[mMdDfFlL]?/
%ignore /\s+/
"""  # noqa: E501 - one terminal a line
#: Parsing stops where a filter has more nodes, or nests deeper; profiles set lower limits.
MOST_NODES, MOST_DEPTH, MOST_CHARACTERS = 400, 100, 16_384
MARK = re.compile(r"'(?:[^']|'')*'|[()/]|\bnot\b")


class Unparsable(Exception):
    """position: where it stops making sense; -1 where it is too much of it."""

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(position)


class Node(NamedTuple):
    """kind: an operator, or literal, path, apply, each, in.  value: a text or names.

    size: how many nodes there are in it, counted as Microsoft's library does: a path has one more
    than names.
    """

    kind: str
    value: object = None
    parts: "tuple[Node, ...]" = ()
    size: int = 1


def _made(kind: str, value: object, parts: tuple[Node, ...]) -> Node:
    size = 1 + sum(part.size for part in parts)
    if size > MOST_NODES:
        raise Unparsable(-1)
    return Node(kind, value, parts, size)


def _operands(parts: list[Node | Token]) -> tuple[Node, ...]:
    """What a keyword stands between."""
    return tuple(part for part in parts if isinstance(part, Node))


def _chain(kind: str, parts: tuple[Node, ...]) -> Node:
    """`a or b or c` is one node of three, however it was bracketed."""
    left, right = parts
    if left.kind == kind:
        size = left.size + right.size + 1
        if size > MOST_NODES:
            raise Unparsable(-1)
        return left._replace(parts=(*left.parts, right), size=size)
    return _made(kind, None, (left, right))


class _Nodes(Transformer[Token, Node]):
    """What is made of each rule, as it is recognised."""

    def either(self, parts: list[Node | Token]) -> Node:
        return _chain("or", _operands(parts))

    def both(self, parts: list[Node | Token]) -> Node:
        return _chain("and", _operands(parts))

    def compare(self, parts: list[Node | Token]) -> Node:
        return _made(str(parts[1]), None, _operands(parts))

    def among(self, parts: list[Node | Token]) -> Node:
        return _made("in", None, _operands(parts))

    def negate(self, parts: list[Node | Token]) -> Node:
        return _made("not", None, _operands(parts))

    def inside(self, parts: list[Node]) -> Node:
        return parts[0]

    def path(self, names: list[Token]) -> Node:
        return Node("path", tuple(map(str, names)), (), 1 + len(names))

    def literal(self, tokens: list[Token]) -> Node:
        return Node("literal", (tokens[0].type, str(tokens[0])))

    def apply(self, parts: list[Node | None]) -> Node:
        name, *arguments = [part for part in parts if part is not None]
        return _made("apply", name.value, tuple(arguments))

    def each(self, parts: list[Node | Token]) -> Node:
        path, inner = _operands(parts)
        return _made("each", (path.value, str(parts[1])), (inner,))


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", transformer=_Nodes(), maybe_placeholders=False)


@lru_cache(maxsize=512)
def parsed(text: str) -> Node:
    """Raises Unparsable."""
    if len(text) > MOST_CHARACTERS or _depth(text) > MOST_DEPTH:
        raise Unparsable(-1)
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        position = error.pos_in_stream
        at_end = position is None or position < 0 or getattr(error, "token", None) == ""
        raise Unparsable(len(text) if at_end else int(position or 0)) from None
    assert isinstance(tree, Node)  # noqa: S101 - `start` is an expression
    return tree


def _depth(text: str) -> int:
    """How deep brackets nest, and how many negations there are, whatever is in quotes."""
    deepest = depth = negations = slashes = 0
    for found in MARK.finditer(text):
        mark = found[0]
        depth += (mark == "(") - (mark == ")")
        negations += mark == "not"
        slashes += mark == "/"
        deepest = max(deepest, depth)
    return max(deepest, negations, slashes - MOST_NODES)
