"""Whatever way a work order of the demo world is read, it is the same."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.living import differing
from tests.world import Api, Emulator, Json

#: A filter on a date reaches further back than the 90 days without one.
ALL = "$filter=CallDate ge 2025-07-01T00:00:00Z&$top=50&$expand=Invoice,Assets"


@pytest.fixture(params=["larkfield.facilities", "nwhvac.admin", "sparrow.jmeier", "juniper.ops"])
def reader(emulator: Emulator, request: pytest.FixtureRequest) -> Api:
    return emulator.login(request.param)


def by_id(rows: list[Json]) -> dict[int, Json]:
    return {row["Id"]: row for row in rows}


def test_lists_single_reads_and_odata_agree(reader: Api) -> None:
    listed = by_id(reader.get("/workorders?pageSize=50").json())
    shown = by_id(reader.get(f"/odata/workorders?{ALL}").json()["value"])
    assert listed.keys() == shown.keys()
    for order_id, row in listed.items():
        single = demo.order_of(reader, order_id)
        assert differing(single, shown[order_id]) == []
        assert row["Labels"] == single.pop("Labels")
        assert differing(row, single) == []


def test_counts_are_of_what_is_read(reader: Api) -> None:
    for order_id, shown in by_id(reader.get(f"/odata/workorders?{ALL}").json()["value"]).items():
        notes = reader.get(f"/workorders/{order_id}/notes?paging=1:9999").json()
        files = reader.get(f"/odata/workorders({order_id})/attachments").json()["value"]
        assert shown["Notes"]["Count"]["Total"] == notes["AllNotesCount"] == len(notes["Notes"])
        assert shown["Notes"]["Last"]["Id"] == notes["Notes"][0]["Id"]
        assert shown["Attachments"]["Count"]["Total"] == len(files)
        assert shown["AssetCount"] == len(shown["Assets"])
        assert shown["HasWorkActivity"] == bool(demo.activities(reader, order_id))
        if shown["IsInvoiced"]:
            assert shown["Invoice"]["WoTrackingNumber"] == order_id
