"""From a path to the contract's operations: a tree of segments, built once.

A literal segment is one dictionary look-up, whatever the number of routes; only segments with a
parameter inside (`workorders({workorderId})`) are tried in turn, the longest literal part first.
What leads nowhere further down is left again, so `/a/b/c` and `/a/{x}/d` stand side by side, and a
path may have one verb in each of two patterns.  Segments match whatever their case; a blank behind
a comma may be left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import unquote

from emulator.kernel.errors import Mistake

PARAMETER = re.compile(r"\{([A-Za-z][A-Za-z0-9]*)\}")
Leaf = TypeVar("Leaf")


@dataclass(slots=True)
class Node(Generic[Leaf]):
    """One segment's successors, and what is here by HTTP method."""

    literals: "dict[str, Node[Leaf]]" = field(default_factory=dict)
    patterns: "list[tuple[re.Pattern[str], Node[Leaf]]]" = field(default_factory=list)
    leaves: dict[str, Leaf] = field(default_factory=dict)


class Routes(Generic[Leaf]):
    """A vendor's routes."""

    def __init__(self) -> None:
        self._root: Node[Leaf] = Node()

    def add(self, method: str, path: str, leaf: Leaf) -> None:
        """Raises Mistake when two entries claim one route."""
        node = self._root
        for segment in path.strip("/").split("/"):
            node = _child(node, segment)
        if method in node.leaves:
            raise Mistake(f"{method} {path} is claimed twice")
        node.leaves[method] = leaf

    def find(self, path: str) -> tuple[Mapping[str, Leaf], list[tuple[str, str]]] | None:
        """What is at a path, by method, and the texts of its parameters; None for nothing.

        path: undecoded, so that an encoded slash stays inside its segment.
        """
        segments = [unquote(s) if "%" in s else s for s in path.strip("/").split("/")]
        found = list(_below(self._root, segments))
        if len(found) < 2:  # noqa: PLR2004 - mostly there is one
            return found[0] if found else None
        fewest = len(found[0][1])  # what is spelt out is no parameter of another place
        return _joined([place for place in found if len(place[1]) == fewest])


def _child(node: "Node[Leaf]", segment: str) -> "Node[Leaf]":
    if "{" not in segment:
        return node.literals.setdefault(segment.lower(), Node())
    parts = PARAMETER.split(segment)
    text = "".join(
        f"(?P<{part}>.+?)" if odd else re.escape(part).replace(",\\ ", ",\\ ?")
        for part, odd in zip(parts, [False, True] * len(parts), strict=False)
    )
    for pattern, known in node.patterns:
        if pattern.pattern == text:
            return known
    child: Node[Leaf] = Node()
    node.patterns.append((re.compile(text, re.IGNORECASE | re.DOTALL), child))
    node.patterns.sort(key=lambda pair: -len(_literal(pair[0])))
    return child


def _literal(pattern: re.Pattern[str]) -> str:
    """The part of a segment that is not a parameter."""
    return re.sub(r"\(\?P<.*?\)", "", pattern.pattern)


def _below(
    node: "Node[Leaf]", segments: Sequence[str]
) -> Iterator[tuple[Mapping[str, Leaf], list[tuple[str, str]]]]:
    """Every place below a node where some segments lead, literal ones first."""
    if not segments:
        if node.leaves:
            yield node.leaves, []
        return
    segment, rest = segments[0], segments[1:]
    if (literal := node.literals.get(segment.lower())) is not None:
        yield from _below(literal, rest)
    for pattern, child in node.patterns:
        if match := pattern.fullmatch(segment):
            for leaves, texts in _below(child, rest):
                yield leaves, [*match.groupdict().items(), *texts]


def _joined(
    found: Sequence[tuple[Mapping[str, Leaf], list[tuple[str, str]]]],
) -> tuple[Mapping[str, Leaf], list[tuple[str, str]]]:
    """Several places as one: the first that has a verb serves it.

    Their parameters have names of their own, so that all texts can be handed on.
    """
    leaves: dict[str, Leaf] = {}
    texts: dict[str, str] = {}
    for here, named in found:
        if here.keys() - leaves.keys():
            leaves = {**here, **leaves}
            texts = {**dict(named), **texts}
    return leaves, list(texts.items())
