"""What webhooks say of changes that the API makes to locations, labels and links."""

from collections.abc import Iterator

import pytest

from tests.servicechannel import demo
from tests.servicechannel.told import LARKFIELD, Told, telling
from tests.world import Api, Json

UNION_SQUARE, NEXT = 2005148201, 106971884


@pytest.fixture
def told() -> Iterator[Told]:
    """Larkfield is told everything."""
    with telling() as emulator:
        emulator.listen(LARKFIELD)
        yield emulator


@pytest.fixture
def api(told: Told) -> Api:
    return told.emulator.login("larkfield.facilities")


def said(told: Told, event: str) -> Json:
    """The object of the only message of this type."""
    (found,) = [m["Object"] for m in told.messages() if m["EventType"] == event]
    shown: Json = found
    return shown


def test_a_changed_location_is_told_as_it_is_now(told: Told, api: Api) -> None:
    body = {"StoreId": "0101", "Name": "Union Square North"}
    api.request("PUT", f"/locations/{UNION_SQUARE}", json=body)
    shown = said(told, "LocationUpdated")
    assert (
        shown.items()
        >= {
            "Id": UNION_SQUARE,
            "FullName": "Union Square North",
            "NotesCount": 2,
            "UpdatedUserName": "Dana Whitfield",
        }.items()
    )


def test_changed_notes_are_told_with_their_headers(told: Told, api: Api) -> None:
    body = {"Header": "Access", "Value": "Ring."}
    api.post(f"/locations/{UNION_SQUARE}/notes", body)
    shown = said(told, "LocationNotesChanged")
    assert shown["LocationId"] == UNION_SQUARE
    assert shown["ChangedValues"] == [{"Name": "Access", "Value": "Ring."}]
    assert shown["User"]["UserName"] == "larkfield.facilities"


def test_added_labels_are_told_with_all_that_there_are(told: Told, api: Api) -> None:
    api.request("PUT", f"/workorders/{demo.ORDER}/label", json={"LabelId": 14})
    assert said(told, "WorkOrderLabelAdded")["Labels"] == [{"Id": 14, "Text": "Repeat visit"}]


def test_links_are_told_with_their_parent(told: Told, api: Api) -> None:
    api.request("PUT", f"/workorders/{demo.ORDER}/link", json={"WorkorderIds": [NEXT]})
    shown = said(told, "WorkOrderLinksAdded")
    assert (shown["WorkOrderId"], shown["LinkedWorkOrdersIds"]) == (demo.ORDER, [NEXT])
    assert shown["UnlinkLinkedWorkOrders"] is False
