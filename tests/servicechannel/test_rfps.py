"""Requests for proposals: asking a provider, asking another one, deleting."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel import proposing as p
from tests.servicechannel.demo import refusal
from tests.servicechannel.proposing import put
from tests.world import Api, Emulator, Json

UNION_SQUARE, DOORS = 2005148201, 11523
ASK: Json = {
    "Number": "",
    "TradeId": DOORS,
    "Description": "New doors for the stock room",
    "Date": "",
    "DueHrs": 48,
    "DueDate": "",
    "Location": {"Id": UNION_SQUARE, "StoreId": ""},
    "ProviderId": p.SPARROW,
    "WorkOrderId": 0,
    "ProjectId": 0,
}
NOT_FOUND = (400, 502, "RFP not found")
APPROVED = (400, 503, "RFP can only be deleted, if none of the proposals are approved")
INCORRECT = (400, 503, "Required data missing or incorrect")


def ask(api: Api, **fields: object) -> httpx2.Response:
    return api.post("/rfps", ASK | fields)


def delete(api: Api, path: object) -> httpx2.Response:
    return api.request("DELETE", f"/rfps/{path}")


def waiting(emulator: Emulator, user: str = "sparrow.office") -> int:
    """How many RFPs wait for a provider."""
    found = emulator.login(user).get("/proposals/statistics").json()
    count: int = found["RFPsWaitingForApproval"]
    return count


def test_an_rfp_is_answered_by_its_id_and_waits(emulator: Emulator, subscriber: Api) -> None:
    before = waiting(emulator)
    answer = ask(subscriber)
    assert (answer.status_code, answer.json()) == (201, {"id": 30071204})
    assert waiting(emulator) == before + 1


def test_an_rfp_raises_no_event(emulator: Emulator, subscriber: Api) -> None:
    assert demo.events(emulator, ask(subscriber)) == []


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"Location": {"StoreId": "0101"}}, id="by the store's id"),
        pytest.param({"Date": "2026-06-20T10:00:00Z", "DueHrs": None}, id="a date"),
        pytest.param({"DueDate": "2026-07-01T00:00:00+02:00", "DueHrs": None}, id="a due date"),
        pytest.param({"DueHrs": "6.5"}, id="hours as text"),
        pytest.param({"TradeId": str(DOORS), "ProviderId": str(p.SPARROW)}, id="ids as text"),
        pytest.param({"WorkOrderId": demo.GPS_ORDER}, id="for a work order"),
        pytest.param({"ProjectId": 4417, "Foo": 1}, id="in a project"),
        pytest.param({"Number": "RFP-1204", "ProposalNotificationEmail": "a@b.ca"}, id="a number"),
    ],
)
def test_an_rfp_may_say_more_or_less(subscriber: Api, fields: Json) -> None:
    assert ask(subscriber, **fields).status_code == 201


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"ProviderId": 1}, (400, 503, "Provider is not valid"), id="no provider"),
        pytest.param({"TradeId": 1}, (400, 503, "TradeId is not valid"), id="no trade"),
        pytest.param({"TradeId": 11526}, (400, 503, "TradeId is not valid"), id="another's trade"),
        pytest.param({"Description": " "}, (400, 503, "Empty Description"), id="no description"),
        pytest.param({"Location": {}}, (400, 503, "Empty Location or Store ID"), id="no location"),
        pytest.param(
            {"Location": {"Id": 2005148383}},
            (400, 503, "Invalid location Id for current user"),
            id="another's location",
        ),
        pytest.param(
            {"Location": {"StoreId": "9999"}},
            (400, 503, "Invalid location Id for current user"),
            id="no such store",
        ),
        pytest.param({"Date": "soon"}, INCORRECT, id="no date"),
        pytest.param({"DueHrs": None, "DueDate": "2020-01-01T00:00:00Z"}, INCORRECT, id="too late"),
        pytest.param({"WorkOrderId": demo.UNKNOWN}, INCORRECT, id="no work order"),
        pytest.param({"WorkOrderId": demo.XML_ORDER}, INCORRECT, id="another's work order"),
        pytest.param({"WorkOrderId": p.WAITING}, INCORRECT, id="work elsewhere"),
        pytest.param({"WorkOrderId": -1}, INCORRECT, id="a negative work order"),
        pytest.param({"TradeId": None}, p.EMPTY, id="null"),
        pytest.param({"ProviderId": "x"}, p.EMPTY, id="text"),
        pytest.param({"DueHrs": -1}, p.EMPTY, id="due before"),
        pytest.param({"Location": UNION_SQUARE}, p.EMPTY, id="a bare location"),
    ],
)
def test_an_rfp_that_is_wrong_is_refused(
    emulator: Emulator, subscriber: Api, fields: Json, expected: tuple[int, int, str]
) -> None:
    before = waiting(emulator)
    assert refusal(ask(subscriber, **fields)) == expected
    assert waiting(emulator) == before


def test_a_provider_that_is_not_let_in_is_not_asked(emulator: Emulator, subscriber: Api) -> None:
    emulator.permit(302, Incoming={"Active": False})
    refused = refusal(ask(subscriber))
    text = "Active contract for current trade, provider, locationId not found"
    assert refused == (400, 503, text)
    answer = put(subscriber, f"/rfps/{p.HVAC_RFP}/assign", {"ProviderId": p.SPARROW})
    assert refusal(answer) == (400, 503, "Provider is not valid")


def test_a_user_asks_for_the_own_locations_only(emulator: Emulator) -> None:
    stores = emulator.login("larkfield.nyc")
    assert ask(stores).status_code == 201
    text = "User does not have Location or Trade access to perform this operation"
    assert refusal(ask(stores, Location={"Id": 2005148264})) == (401, 504, text)


def test_a_provider_asks_for_nothing(provider: Api) -> None:
    assert refusal(ask(provider)) == p.NO_RIGHTS
    assert refusal(put(provider, f"/rfps/{p.HVAC_RFP}/assign", {"ProviderId": 1})) == p.NO_RIGHTS
    assert refusal(delete(provider, p.HVAC_RFP)) == p.NO_RIGHTS


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"{"])
def test_an_rfp_of_nothing_is_refused(subscriber: Api, body: bytes) -> None:
    assert refusal(subscriber.request("POST", "/rfps", content=body)) == p.EMPTY


def test_another_provider_is_asked(emulator: Emulator, subscriber: Api) -> None:
    before = waiting(emulator), waiting(emulator, "nwhvac.admin")
    answer = put(subscriber, f"/rfps/{p.HVAC_RFP}/assign", {"ProviderId": p.SPARROW})
    assert (answer.status_code, answer.json()) == (200, {"id": p.HVAC_RFP})
    after = waiting(emulator), waiting(emulator, "nwhvac.admin")
    assert after == (before[0] + 1, before[1] - 1)


def test_an_rfp_of_another_provider_waits_again(emulator: Emulator, subscriber: Api) -> None:
    before = waiting(emulator, "nwhvac.admin")
    put(subscriber, f"/rfps/{p.LIGHTING_RFP}/assign", {"ProviderId": p.NORWELL})
    assert waiting(emulator, "nwhvac.admin") == before + 1


@pytest.mark.parametrize(
    ("rfp", "body", "expected"),
    [
        (p.UNKNOWN, {"ProviderId": p.SPARROW}, NOT_FOUND),
        (0, {"ProviderId": p.SPARROW}, NOT_FOUND),
        (p.HVAC_RFP, {"ProviderId": 1}, (400, 503, "Provider is not valid")),
        (p.HVAC_RFP, {"ProviderId": None}, p.EMPTY),
        (p.HVAC_RFP, {}, p.EMPTY),
        (p.HVAC_RFP, [], p.EMPTY),
    ],
    ids=str,
)
def test_an_assignment_that_is_wrong_is_refused(
    subscriber: Api, rfp: int, body: object, expected: tuple[int, int, str]
) -> None:
    assert refusal(put(subscriber, f"/rfps/{rfp}/assign", body)) == expected


@pytest.mark.parametrize("user", ["juniper.ops", "larkfield.nyc"])
def test_an_rfp_that_a_user_does_not_see_is_not_found(emulator: Emulator, user: str) -> None:
    api = emulator.login(user)
    assert refusal(delete(api, p.HVAC_RFP)) == NOT_FOUND
    assert refusal(put(api, f"/rfps/{p.HVAC_RFP}/assign", {"ProviderId": 1})) == NOT_FOUND


def test_a_deleted_rfp_is_gone_and_its_proposals_stay(subscriber: Api) -> None:
    answer = delete(subscriber, p.LIGHTING_RFP)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "RFP" not in p.shown(subscriber, p.ON_HOLD)
    assert refusal(delete(subscriber, p.LIGHTING_RFP)) == NOT_FOUND


def test_all_rfps_of_a_number_at_a_location_are_deleted(
    emulator: Emulator, subscriber: Api
) -> None:
    before = waiting(emulator)
    for _ in range(2):
        ask(subscriber, Number="RFP 7")
    other = ask(subscriber, Number="RFP 7", Location={"StoreId": "0102"}).json()["id"]
    assert delete(subscriber, f"RFP%207/locations/{UNION_SQUARE}").status_code == 204
    assert waiting(emulator) == before + 1
    assert delete(subscriber, other).status_code == 204


@pytest.mark.parametrize("path", [p.UNKNOWN, 0, "RFP-1204/locations/1", "X/locations/2005148208"])
def test_an_rfp_that_is_not_there_is_not_deleted(subscriber: Api, path: object) -> None:
    assert refusal(delete(subscriber, path)) == NOT_FOUND


@pytest.mark.parametrize("path", [p.LIGHTING_RFP, "RFP-1204/locations/2005148208"])
def test_an_rfp_with_an_approved_proposal_stays(
    emulator: Emulator, subscriber: Api, path: object
) -> None:
    emulator.change("proposals", p.ON_HOLD, Status={"Primary": "Approved", "Extended": ""})
    assert refusal(delete(subscriber, path)) == APPROVED
    assert p.shown(subscriber, p.ON_HOLD)["RFP"]["Id"] == p.LIGHTING_RFP


def test_an_rfp_needs_an_address_to_go_to_and_one_to_be_answered_to(
    emulator: Emulator, subscriber: Api
) -> None:
    emulator.change("providers", p.SPARROW, Email="")
    refused = (400, 503, "Empty Provider E-Mail address ('ProviderEmail')")
    assert refusal(ask(subscriber, ProviderEmail=" ")) == refused
    path = f"/rfps/{p.HVAC_RFP}/assign"
    assert refusal(put(subscriber, path, {"ProviderId": p.SPARROW})) == refused
    assert ask(subscriber, ProviderEmail="a@b.ca").status_code == 201
    emulator.change("users", p.DANA, Email="")
    refused = (400, 503, "Empty E-Mail address ('ProposalNotificationEmail')")
    assert refusal(ask(subscriber, ProviderEmail="a@b.ca")) == refused
