"""Proposals and RFPs by OData: who sees which, how they are shown, what is refused."""

import httpx2
import pytest

from tests.servicechannel import proposing as p
from tests.servicechannel.demo import refusal
from tests.servicechannel.proposing import put
from tests.world import Api, Emulator, Json

RFPS, OF_RFP = "/odata/rfps", f"/odata/rfps({p.LIGHTING_RFP})/proposals"


def ask(api: Api, path: str = "/odata/proposals", **options: object) -> httpx2.Response:
    return api.get(path, params={f"${name}": value for name, value in options.items()})


def found(api: Api, path: str = "/odata/proposals", **options: object) -> list[Json]:
    answer = ask(api, path, **options)
    assert answer.status_code == 200, answer.text
    rows: list[Json] = answer.json()["value"]
    return rows


def ids(api: Api, path: str = "/odata/proposals", **options: object) -> list[int]:
    return [row["Id"] for row in found(api, path, **options)]


SEEN = {
    "larkfield.facilities": [p.APPROVED, p.OPEN, p.UNLINKED, p.ON_HOLD, p.REJECTED],
    "larkfield.nyc": [p.UNLINKED, p.ON_HOLD, p.REJECTED],
    "juniper.ops": [p.JUNIPERS, p.REVIEWED],
    "nwhvac.admin": [p.APPROVED, p.OPEN, p.UNLINKED, p.REVIEWED],
    "tidewell.office": [],
}


@pytest.mark.parametrize(("user", "expected"), SEEN.items(), ids=SEEN)
def test_a_company_sees_its_own_proposals_but_void_ones(
    emulator: Emulator, user: str, expected: list[int]
) -> None:
    assert ids(emulator.login(user)) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"filter": "Status/Primary eq 'Open'"}, [p.OPEN, p.UNLINKED]),
        ({"filter": "WorkOrder/Id eq 106917377"}, [p.OPEN]),
        ({"filter": "WorkOrder eq null and Amount lt 1000"}, [p.UNLINKED]),
        ({"filter": "Trade/Name eq 'LIGHTING'"}, [p.ON_HOLD, p.REJECTED]),
        ({"filter": "Provider/Id eq 2000104772"}, [p.ON_HOLD, p.REJECTED]),
        ({"filter": "CreatedDate ge 2026-06-01T00:00:00Z"}, [p.UNLINKED]),
        ({"filter": "contains(Number,'0102')"}, [p.ON_HOLD, p.REJECTED]),
        ({"filter": "Id eq 10010802"}, []),
        ({"orderby": "Amount desc", "top": 2}, [p.REJECTED, p.ON_HOLD]),
        ({"skip": 4}, [p.REJECTED]),
    ],
    ids=str,
)
def test_options_are_answered(subscriber: Api, options: Json, expected: list[int]) -> None:
    assert ids(subscriber, **options) == expected


def test_a_proposal_is_shown_whole_with_nulls_for_what_is_unset(subscriber: Api) -> None:
    (shown,) = found(subscriber, filter=f"Id eq {p.UNLINKED}")
    assert shown["WorkOrder"] is shown["AssignedTo"] is shown["ScheduledDateDto"] is None
    assert shown["Trade"] == {"Id": 11520, "Name": "HVAC"}
    assert shown["Location"]["StoreId"] == "0101"
    assert shown["CreatedDate_dto"] == "2026-06-10T11:00:00-04:00"
    assert shown["Status"]["ModifiedBy"] == "Gil Sorensen"
    assert [part["TotalCost"] for part in shown["AmountCategories"]] == [285, 195]
    assert {"Provider", "RFP"} & set(shown) == set()


def test_the_provider_and_the_rfp_are_expanded(subscriber: Api) -> None:
    (shown,) = found(subscriber, filter=f"Id eq {p.ON_HOLD}", expand="Provider,RFP")
    assert shown["Provider"]["Name"] == "Sparrow Electric"
    assert shown["RFP"]["Number"] == "RFP-1204"


def test_fields_are_selected_and_all_are_counted(subscriber: Api) -> None:
    answer = ask(subscriber, select="Id,Number", top=1, count="true").json()
    assert answer["value"] == [{"Id": p.APPROVED, "Number": "Q-260526-0191-A"}]
    assert answer["@odata.count"] == 5
    assert answer["@odata.context"].endswith("#proposals(Id,Number)")


@pytest.mark.parametrize(
    ("days", "condition", "shown"),
    [
        (89, "", True),
        (91, "", False),
        (91, "CreatedDate ge 2020-01-01T00:00:00Z", True),
        (366, "CreatedDate ge 2020-01-01T00:00:00Z", False),
    ],
)
def test_old_proposals_are_asked_for_by_date(
    emulator: Emulator, days: int, condition: str, *, shown: bool
) -> None:
    emulator.advance(f"{days - 5}d")
    subscriber = emulator.login("larkfield.facilities")
    options = {"filter": condition} if condition else {}
    assert (p.UNLINKED in ids(subscriber, **options)) is shown


def test_rfps_are_the_subscribers(emulator: Emulator, subscriber: Api) -> None:
    assert ids(subscriber, RFPS) == [p.LIGHTING_RFP, p.GLASS_RFP, p.HVAC_RFP]
    assert ids(emulator.login("juniper.ops"), RFPS) == []
    assert ids(emulator.login("larkfield.nyc"), RFPS) == [p.LIGHTING_RFP]
    assert ids(subscriber, RFPS, filter="Status eq 'Open' and Trade eq 'HVAC'") == [p.HVAC_RFP]


def test_an_rfp_is_one_record_with_its_answers_expanded(subscriber: Api) -> None:
    shown = ask(subscriber, f"/odata/rfps({p.LIGHTING_RFP})", expand="Proposals,Provider").json()
    assert shown["@odata.context"].endswith("#rfps/$entity")
    assert [row["Id"] for row in shown["Proposals"]] == [p.ON_HOLD, p.REJECTED]
    assert (shown["Number"], shown["Provider"]["Id"]) == ("RFP-1204", p.SPARROW)
    assert (shown["DueDate"], shown["DueHrs"]) == ("2026-05-28T14:00:00Z", 48)


def test_an_rfp_says_what_work_it_is_for(subscriber: Api) -> None:
    shown = ask(subscriber, f"/odata/rfps({p.HVAC_RFP})").json()
    assert shown["WorkOrder"] == {"Id": p.QUOTED, "Number": str(p.QUOTED)}
    assert shown["Status"] == "Open"


def test_a_new_rfp_is_found(subscriber: Api) -> None:
    body = {"TradeId": 11523, "Description": "Doors", "ProviderId": p.SPARROW,
            "Location": {"StoreId": "0101"}, "DueHrs": 6, "ProjectId": 4417}  # fmt: skip
    made = subscriber.post("/rfps", body).json()["id"]
    (shown,) = found(subscriber, RFPS, filter=f"Id eq {made}")
    assert (shown["Number"], shown["TradeId"]) == (f"RFP-{made}", 11523)
    assert (shown["Date"], shown["DueDate"]) == ("2026-06-15T12:00:00Z", "2026-06-15T18:00:00Z")
    assert (shown["UserId"], shown["ProviderEmail"]) == (p.DANA, "service@sparrowelectric.example")


def test_proposals_of_an_rfp_are_those_of_the_caller(emulator: Emulator, subscriber: Api) -> None:
    assert ids(subscriber, OF_RFP) == [p.ON_HOLD, p.REJECTED]
    assert ids(emulator.login("sparrow.office"), OF_RFP, top=1) == [p.ON_HOLD]


@pytest.mark.parametrize("user", ["nwhvac.admin", "juniper.ops"])
def test_an_rfp_of_others_is_not_there(emulator: Emulator, user: str) -> None:
    answer = ask(emulator.login(user), OF_RFP)
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize("rfp", [p.UNKNOWN, 0, -1])
@pytest.mark.parametrize("rest", ["", "/proposals"])
def test_an_unknown_rfp_is_not_there(subscriber: Api, rfp: int, rest: str) -> None:
    answer = ask(subscriber, f"/odata/rfps({rfp}){rest}")
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize("path", [RFPS, f"/odata/rfps({p.HVAC_RFP})"])
def test_rfps_are_not_for_providers(provider: Api, path: str) -> None:
    assert refusal(ask(provider, path)) == p.NO_RIGHTS


def categories(proposal: int = p.OPEN) -> str:
    return f"/odata/proposals({proposal})/Service.Categories()"


def test_a_proposal_has_categories_with_their_lines(provider: Api) -> None:
    materials, labor = found(provider, categories())
    assert (materials["Id"], materials["Name"], materials["TotalCost"]) == (1, "Materials", 3726.4)
    assert labor["Rows"] == [
        {
            "TotalCost": 1760,
            "Name": "Regular Service Hours",
            "IsActive": True,
            "Quantity1": 2,
            "Quantity2": 1,
            "UnitCost": 880,
            "UnitOfMeasure": "",
        }
    ]


def test_categories_are_filtered_sorted_and_counted(provider: Api) -> None:
    names = [row["Name"] for row in found(provider, categories(), orderby="Name asc")]
    assert names == ["Installation Labor", "Materials"]
    answer = ask(provider, categories(), filter="Name eq 'Materials'", count="true").json()
    assert (answer["@odata.count"], answer["value"][0]["Name"]) == (1, "Materials")
    assert ids(provider, categories(), skip=1, top=1) == [2]


@pytest.mark.parametrize("option", ["select", "expand"])
def test_categories_are_no_entities(provider: Api, option: str) -> None:
    status, code, text = refusal(ask(provider, categories(), **{option: "Name"}))
    assert (status, code) == (500, 501)
    assert text.endswith("Only entity types support $select and $expand.")


@pytest.mark.parametrize("proposal", [p.UNKNOWN, 0, p.JUNIPERS])
def test_categories_of_no_proposal_are_refused(provider: Api, proposal: int) -> None:
    refused = refusal(ask(provider, categories(proposal)))
    assert refused == (400, 502, "Cannot find proposal data")


@pytest.mark.parametrize("path", ["/odata/proposals", RFPS, OF_RFP, categories()])
@pytest.mark.parametrize(
    "options",
    [{"filter": "Foo eq 1"}, {"filter": "Id eq"}, {"orderby": "Foo"}, {"top": -1}],
    ids=str,
)
def test_a_query_that_is_not_valid_is_refused(subscriber: Api, path: str, options: Json) -> None:
    answer = ask(subscriber, path, **options)
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


def test_an_assigned_user_is_filtered_by(subscriber: Api) -> None:
    put(subscriber, f"/proposals/{p.OPEN}/assignUser", {"UserId": p.MARCUS})
    (shown,) = found(subscriber, filter=f"AssignedTo/Id eq {p.MARCUS}")
    assert shown["AssignedTo"]["FullName"] == "Marcus Oyelaran"


def test_the_metadata_names_both_collections(subscriber: Api) -> None:
    text = subscriber.get("/odata/$metadata").text
    assert 'EntitySet Name="proposals"' in text
    assert 'EntitySet Name="rfps"' in text
