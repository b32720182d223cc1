"""`$metadata`: what entities there are, as an EDMX document made from them."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from emulator.vendors.servicechannel.odata.model import COMPLEX, COMPLEXES, Entity, Field
from emulator.vendors.servicechannel.odata.refusals import NAMESPACE

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">'
    f'<edmx:DataServices><Schema Namespace="{NAMESPACE}"'
    ' xmlns="http://docs.oasis-open.org/odata/ns/edm">'
)
TAIL = "</Schema></edmx:DataServices></edmx:Edmx>"


def document(entities: Sequence[Entity]) -> str:
    """The whole document.  entities: those that have a collection."""
    types = {entity.type: entity for entity in _reached(entities)}
    sets = "".join(
        f"<EntitySet Name={_quoted(e.set)} EntityType={_name(e.type)} />" for e in entities
    )
    container = f'<EntityContainer Name="Container">{sets}</EntityContainer>'
    return "".join([HEAD, *map(_entity, types.values()), container, TAIL])


def _reached(entities: Sequence[Entity]) -> Iterator[Entity]:
    """The entities and, once each, those that their links lead to."""
    seen: set[str] = set()
    waiting = list(entities)
    while waiting:
        entity = waiting.pop(0)
        if entity.type not in seen:
            seen.add(entity.type)
            waiting += [link.entity() for link in entity.links.values()]
            yield entity


def _name(kind: str, *, is_many: bool = False) -> str:
    full = f"{NAMESPACE}.{kind}"
    return _quoted(f"Collection({full})" if is_many else full)


def _entity(entity: Entity) -> str:
    links = "".join(
        f"<NavigationProperty Name={_quoted(name)}"
        f" Type={_name(link.entity().type, is_many=link.is_many)} />"
        for name, link in entity.links.items()
    )
    return (
        f"<EntityType Name={_quoted(entity.type)}>"
        f'<Key><PropertyRef Name="Id" /></Key>{_properties(entity.type, entity.fields)}{links}'
        f"</EntityType>{''.join(_complex(entity.type, entity.fields))}"
    )


def _properties(owner: str, fields: Mapping[str, Field]) -> str:
    return "".join(
        f"<Property Name={_quoted(name)} Type={_type(owner, name, field)} />"
        for name, field in fields.items()
    )


def _type(owner: str, name: str, field: Field) -> str:
    if field.fields:
        return _name(owner + name, is_many=field.type == COMPLEXES)
    return _quoted(field.type)


def _complex(owner: str, fields: Mapping[str, Field]) -> Iterator[str]:
    """A type for each complex value, named after where it is."""
    for name, field in fields.items():
        if field.type in (COMPLEX, COMPLEXES):
            kind = owner + name
            inner = _properties(kind, field.fields)
            yield f"<ComplexType Name={_quoted(kind)}>{inner}</ComplexType>"
            yield from _complex(kind, field.fields)


def _quoted(text: str) -> str:
    """An attribute's value; `xml.sax.saxutils` does the same, and loads an HTTP client."""
    return f'"{escape(text)}"'
