"""The records of Service Provider Pro's demo world, as the file has them."""

from tests.spp.desk import fixture
from tests.world import Json

WORLD = fixture()


def rows(table: str, **fields: object) -> list[Json]:
    """A table's records with these values."""
    found = list(WORLD[table].values())
    return [row for row in found if all(row[name] == value for name, value in fields.items())]


def get(table: str, record_id: int) -> Json:
    found: Json = WORLD[table][str(record_id)]
    return found


def meant(kind: str, record: Json) -> str:
    """What the status of an order, an invoice, … means."""
    own = {"workspace_id": record["workspace_id"], "kind": kind, "code": record["status_id"]}
    [status] = rows("statuses", **own)
    return str(status["means"])
