"""Reading the options of a query: `$filter`, `$select`, `$expand`, `$orderby` and the numbers."""

import re
from collections.abc import Iterator, Mapping

from emulator.kernel.operation import Call
from emulator.vendors.servicechannel.odata.filters import compiled, ordering
from emulator.vendors.servicechannel.odata.model import COMPLEX, Entity, Field, Link, Read
from emulator.vendors.servicechannel.odata.paths import Place, named, of_records
from emulator.vendors.servicechannel.odata.plan import Query, Shape
from emulator.vendors.servicechannel.odata.refusals import NAMESPACE, broken, refused, unknown

#: How deep expansions nest, and how many clauses an order has: Microsoft's defaults.
DEEPEST, MOST_CLAUSES = 2, 5
WHOLE = re.compile(r"\s*\+?([0-9]{1,19})\s*", re.ASCII)
CLAUSE = re.compile(r"(?P<what>.+?)(?:\s+(?P<way>asc|desc))?", re.DOTALL)
EXPANSION = re.compile(r"\s*(?P<name>[^\s()]+)\s*(?:\((?P<options>.*)\))?\s*", re.DOTALL)
QUOTED = re.compile(r"'(?:[^']|'')*'|[(),;]")


def read(
    call: Call,
    entity: Entity,
    options: Mapping[str, str],
    root: Place | None = None,
    depth: int = 0,
) -> Query:
    """A query from its options by their names, with the dollar.

    root: what is asked about, if not records as they are.  Raises Invalid.
    """
    if (aggregation := options.get("$apply")) is not None:
        at = max(aggregation.find(" as "), 0) or len(aggregation)
        raise refused(f"'with' expected at position {at} in '{aggregation}'.")
    root = root or of_records(entity)
    query = Query(_shape(call, entity, options, depth))
    if (text := options.get("$filter")) is not None:
        query.holds, query.equal, query.asks_dates = compiled(call, root, text)
    if text := options.get("$orderby"):
        clauses = list(_split(text, ","))
        if len(clauses) > MOST_CLAUSES:
            raise refused(
                "The number of clauses in $orderby query option exceeded the maximum number"
                f" allowed. The maximum number of $orderby clauses allowed is {MOST_CLAUSES}."
            )
        query.order = [_clause(call, root, clause) for clause in reversed(clauses)]
    if "$top" in options:
        query.top = _number("$top", options["$top"])
    query.skip = _number("$skip", options.get("$skip", "0"))
    query.is_counted = _flag(options.get("$count", "false"))
    return query


def _number(name: str, text: str) -> int:
    found = WHOLE.fullmatch(text)
    if found is None or int(found[1]) >= 2**63:
        raise refused(
            f"Invalid value '{text}' for {name} query option found. The {name} query option"
            " requires a non-negative integer value."
        )
    return int(found[1])


def _flag(text: str) -> bool:
    flag = {"true": True, "false": False}.get(text.strip().lower())
    if flag is None:
        raise refused(
            f"Invalid value '{text}' for $count query option found. Valid values are 'true, false'."
        )
    return flag


def _clause(call: Call, root: Place, clause: str) -> tuple[Read, bool]:
    found = CLAUSE.fullmatch(clause.strip())
    if found is None:
        raise refused("Syntax error at position 0 in '$orderby'.")
    return ordering(call, root, found["what"]), found["way"] == "desc"


def _split(text: str, mark: str) -> Iterator[str]:
    """The parts between marks that stand outside brackets and quotes."""
    depth, start = 0, 0
    for found in QUOTED.finditer(text):
        depth += (found[0] == "(") - (found[0] == ")")
        if found[0] == mark and depth == 0:
            yield text[start : found.start()]
            start = found.end()
    if depth:
        raise refused(f"Found an unbalanced bracket expression in '{text}'.")
    yield text[start:]


def _shape(call: Call, entity: Entity, options: Mapping[str, str], depth: int) -> Shape:
    """What `$select` and `$expand` say together."""
    chosen = _selected(entity, options.get("$select", ""))
    links = _expanded(call, entity, options.get("$expand", ""), depth)
    expansions = {
        name: link for name, link in links.items() if chosen is None or {name, "*"} & chosen.keys()
    }
    said = list(chosen or ())
    for name, (_, query) in expansions.items():
        if query.shape.said:
            said = [s for s in said if s != name] + [f"{name}{query.shape.said}"]
    shape = Shape(chosen, expansions, f"({','.join(said)})" if said else "")
    if chosen is not None and "*" in chosen:
        shape.fields = None
    return shape


def _selected(entity: Entity, text: str) -> dict[str, Shape | None] | None:
    if not text.strip():
        return None
    chosen: dict[str, Shape | None] = {}
    for part in text.split(","):
        name, _, inner = part.strip().partition("/")
        found: tuple[str, Field | Link] | None = named(entity.fields, name)
        found = found or named(entity.links, name)
        if found is None:
            if name != "*":
                raise unknown(name, entity.type)
            chosen["*"] = None
        elif inner:
            _select_inside(chosen, found, inner)
        else:
            chosen[found[0]] = None
    return chosen


def _select_inside(chosen: dict[str, Shape | None], found: tuple[str, object], inner: str) -> None:
    """A field of a complex value: `Status/Primary`."""
    name, it = found
    if isinstance(it, Link) or getattr(it, "type", "") != COMPLEX:
        raise refused(
            "Found a path with multiple navigation properties or a bad complex property path in a"
            " select clause. Please reword your query such that each level of select or expand only"
            " contains either TypeSegments or Properties."
        )
    part = named(getattr(it, "fields", {}), inner)
    if part is None:
        raise unknown(inner, name)
    before = chosen.get(name, Shape({}))
    if before is not None:
        chosen[name] = Shape({**(before.fields or {}), part[0]: None})


def _expanded(call: Call, entity: Entity, text: str, depth: int) -> dict[str, tuple[Link, Query]]:
    links: dict[str, tuple[Link, Query]] = {}
    if not text.strip():
        return links
    if depth >= DEEPEST:
        raise refused(
            f"The request includes a $expand path which is too deep. The maximum depth allowed is"
            f" {DEEPEST}. To increase the limit, set the 'MaxExpansionDepth' property on"
            " EnableQueryAttribute or ODataValidationSettings."
        )
    for part in _split(text, ","):
        found = EXPANSION.fullmatch(part)
        if found is None:
            raise refused(f"Syntax error at position 0 in '{part}'.")
        name, link = _link(call, entity, found["name"])
        links[name] = (
            link,
            read(call, link.entity(), _inner(found["options"] or ""), depth=depth + 1),
        )
    return links


def _link(call: Call, entity: Entity, name: str) -> tuple[str, Link]:
    wrong = named(entity.broken, name)
    if wrong is not None and call.switches[wrong[1].switch]:
        raise broken(*wrong[1])
    link = named(entity.links, name)
    if link is None and named(entity.fields, name) is not None:
        raise refused(
            f"Property '{name}' on type '{NAMESPACE}.{entity.type}' is not a navigation property or"
            " complex property. Only navigation properties can be expanded."
        )
    if link is None:
        raise unknown(name, entity.type)
    return link


def _inner(text: str) -> dict[str, str]:
    """The options in the brackets of an expansion, between semicolons."""
    options: dict[str, str] = {}
    for part in _split(text, ";") if text.strip() else ():
        name, equals, value = part.partition("=")
        if not equals:
            raise refused(f"Syntax error at position 0 in '{part}'.")
        key = name.strip().lower()
        options[key if key.startswith("$") else f"${key}"] = value.strip()
    return options
