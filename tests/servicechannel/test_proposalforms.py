"""Creating proposals: the form, what is wrong with it, and what a new proposal answers."""

import json

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel import proposing as p
from tests.servicechannel.demo import refusal
from tests.servicechannel.proposing import told
from tests.world import Api, Emulator, Json

#: Where an RFP waits for Norwell, and where none does.
ASKED = {"subscriberId": 2014917301, "providerId": p.NORWELL, "locationId": 2005148278,
         "tradeId": 11520, "currency": "USD"}  # fmt: skip
X, OTHER = {"description": "x"}, "nonInstallationExpensesOther"
PLAIN = ASKED | {"locationId": 2005148201}


def check(api: Api, **query: object) -> httpx2.Response:
    return api.get("/proposals/CheckProposalCreation", params=query)


def filled(api: Api, **fields: object) -> Json:
    """The form as it is handed out, with a description and one material."""
    form: Json = check(api, **PLAIN).json()
    material = {"description": "Actuator", "unit": "each", "qty": 2, "price": 142.55}
    return form | {"description": "New actuator", "materials": [material]} | fields


def create(api: Api, **fields: object) -> httpx2.Response:
    return api.post("/proposals/CreateProposal", filled(api, **fields))


def created(api: Api, **fields: object) -> Json:
    """The proposal as it is read back."""
    answer = create(api, **fields)
    assert answer.status_code == 200, answer.text
    return p.shown(api, int(answer.json()))


def test_the_form_is_handed_out_with_who_and_where(provider: Api) -> None:
    form = check(provider, **ASKED).json()
    assert ASKED.items() <= form.items()
    assert form["version"] == "1.0.0"
    assert [line["description"] for line in form["installationLabor"]][:2] == [
        "Regular Service Hours",
        "Overtime Service Hours",
    ]


def test_the_form_is_text_where_the_profile_says_so(emulator: Emulator, provider: Api) -> None:
    as_object = check(provider, **ASKED).json()
    emulator.switch(proposal_template="string")
    assert json.loads(check(provider, **ASKED).json()) == as_object


WRONG = [
    ({"subscriberId": None}, "SubscriberId"),
    ({"subscriberId": 1}, "SubscriberId"),
    ({"providerId": None}, "ProviderId"),
    ({"providerId": 1}, "ProviderId"),
    ({"locationId": None}, "LocationId"),
    ({"locationId": 1}, "LocationId"),
    ({"locationId": 2005148383}, "LocationId"),
    ({"tradeId": None}, "TradeId"),
    ({"tradeId": 11526}, "TradeId"),
    ({"currency": None}, "Currency"),
    ({"currency": "XXX"}, "Currency"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG, ids=str)
def test_what_is_wrong_is_named(provider: Api, changes: Json, field: str) -> None:
    query = {n: v for n, v in (ASKED | changes).items() if v is not None}
    text = f"{field} is not specified or incorrect"
    assert refusal(check(provider, **query)) == (400, 503, text)


@pytest.mark.parametrize("currency", ["US", "DOLLAR"])
def test_a_currency_has_three_letters(provider: Api, currency: str) -> None:
    refused = refusal(check(provider, **ASKED | {"currency": currency}))
    assert refused == (400, 503, "Currencies are represented by 3 letters")


@pytest.mark.parametrize("user", ["sparrow.office", "juniper.ops"])
def test_a_third_company_gets_no_form(emulator: Emulator, user: str) -> None:
    text = "User ID does not match the logged-in user's credentials"
    assert refusal(check(emulator.login(user), **ASKED)) == (400, 503, text)


def test_companies_that_do_not_work_together_get_no_form(emulator: Emulator, provider: Api) -> None:
    stranger = demo.record("subscribers", 2014917301) | {"Id": 2014999999}
    place = demo.record("locations", 2005148201) | {"Id": 2005999999, "SubscriberId": 2014999999}
    trade = {"Id": 11999, "SubscriberId": 2014999999, "Name": "HVAC"}
    for table, record in (("subscribers", stranger), ("locations", place), ("trades", trade)):
        emulator.merge(table, record)
    query = ASKED | {"subscriberId": 2014999999, "locationId": 2005999999, "tradeId": 11999}
    text = "Proposal form is not supported via API. Please use the UI instead"
    assert refusal(check(provider, **query)) == (400, 503, text)


@pytest.mark.parametrize("user", ["nwhvac.tbrandt", "larkfield.nyc"])
def test_technicians_and_location_users_make_no_proposals(
    emulator: Emulator, provider: Api, user: str
) -> None:
    api, text = emulator.login(user), "User has no permissions to perform this action"
    assert refusal(check(api, **PLAIN)) == (400, 804, text)
    answer = api.post("/proposals/CreateProposal", filled(provider))
    assert refusal(answer) == (400, 804, text)


@pytest.mark.parametrize("user", ["nwhvac.admin", "nwhvac.dispatch", "larkfield.facilities"])
def test_a_proposal_is_answered_by_its_id_as_text(emulator: Emulator, user: str) -> None:
    answer = create(emulator.login(user))
    assert (answer.status_code, answer.json()) == (200, "10010809")


def test_a_new_proposal_is_open_and_costs_the_sum_of_its_lines(provider: Api) -> None:
    other = [{"description": "Permit", "total": 12.5}]
    labor = [{"description": "Regular Service Hours", "tech": 2, "hours": 1.5, "rate": 95}]
    travel: Json = {"travel": {"ofTrips": 2, "charge": 85}, "fees": 10, "nonInstallationLabor": 5}
    found = created(
        provider,
        costsIncurredToDate=other,
        installationLabor=labor,
        installationLaborFlatFeeLabor=40,
        nonInstallationExpenses=travel | {"travel": travel["travel"] | {"by": {"van": [1]}}},
        nonInstallationExpensesOther=other,
        freight=140.05,
        freightOther=other,
        tax={"materialSalesTax": 21.38},
    )
    parts = {part["Name"]: part["TotalCost"] for part in found["AmountCategories"]}
    assert parts == {
        "Costs Incurred To Date": 12.5,
        "Materials": 285.1,
        "Installation Labor": 325,
        "Non-Installation Expenses": 197.5,
        "Freight": 152.55,
        "Tax": 21.38,
    }
    assert (found["Amount"], found["Status"]["Primary"]) == (994.03, "Open")
    assert found["Number"] == "pr10010809"


def test_a_new_proposal_without_an_rfp_tells_of_itself_alone(
    emulator: Emulator, provider: Api
) -> None:
    assert told(emulator, create(provider)) == ["ProposalCreated"]


def test_a_new_proposal_answers_the_rfp_that_waits_for_it(
    emulator: Emulator, provider: Api
) -> None:
    answer = create(provider, locationId=ASKED["locationId"])
    assert told(emulator, answer) == [
        "ProposalCreated", "WorkOrderStatusChanged", "WorkOrderNoteAdded",
    ]  # fmt: skip
    found = p.shown(provider, int(answer.json()))
    assert (found["RFP"]["Id"], found["WorkOrder"]["Id"]) == (p.HVAC_RFP, p.QUOTED)
    assert demo.status(provider, p.QUOTED) == ("IN PROGRESS", "WAITING FOR APPROVAL")


def test_an_rfp_is_answered_once(provider: Api) -> None:
    first = created(provider, locationId=ASKED["locationId"])
    second = created(provider, locationId=ASKED["locationId"])
    assert ("RFP" in first, "RFP" in second) == (True, False)


def test_an_rfp_is_left_alone_where_the_profile_says_so(emulator: Emulator, provider: Api) -> None:
    emulator.switch(proposal_answers_rfp=False)
    assert "RFP" not in created(provider, locationId=ASKED["locationId"])


def test_an_answer_can_be_approved(provider: Api, subscriber: Api) -> None:
    answer = create(provider, locationId=ASKED["locationId"])
    assert p.move(subscriber, "approve", int(answer.json())).status_code == 204
    assert demo.status(provider, p.QUOTED) == ("IN PROGRESS", "PROPOSAL APPROVED")


def test_a_number_is_one_of_its_kind_for_a_provider(provider: Api) -> None:
    assert created(provider, proposalNumber="Q-1")["Number"] == "Q-1"
    refused = refusal(create(provider, proposalNumber="Q-1"))
    assert refused == (400, 503, "This proposal number already exists")


def test_two_providers_may_use_one_number(emulator: Emulator, provider: Api) -> None:
    created(provider, proposalNumber="Q-1")
    tidewell = emulator.login("tidewell.office")
    form = filled(provider, providerId=p.TIDEWELL, proposalNumber="Q-1")
    assert tidewell.post("/proposals/CreateProposal", form).status_code == 200


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"version": ""}, "Version is required"),
        ({"version": "2.0.0"}, "Template version is incorrect"),
        ({"subscriberId": None}, "SubscriberId is required"),
        ({"providerId": 0}, "ProviderId is required"),
        ({"locationId": 7}, "LocationId is required"),
        ({"currency": "XXX"}, "Currency type is incorrect"),
        ({"proposalNumber": "x" * 31}, "Proposal number length exceeds 30 symbols"),
        ({"description": " "}, "Project Description is required"),
        ({"description": "x" * 4001}, "Project Description length exceeds 4000 symbols"),
        ({"notificationEmails": None}, "NotificationEmails is required"),
        ({"notificationEmails": "nobody"}, "Incorrect email(s)"),
        ({"notificationEmails": "a@b.ca;" * 51}, "The limit for email addresses in a field is 50"),
        ({"materials": []}, "No proposal amount has been deposited"),
        ({"materials": None}, "Materials is required"),
        ({"materials": [{"qty": 1, "price": 1}]}, "Unit is not specified or incorrect"),
        ({"materials": [{"unit": "each", "qty": -1, "price": 1}]}, "Materials cannot be negative"),
        ({"materialsAnswer": None}, "MaterialsAnswer is required"),
        ({"materialsAnswer": "Old"}, "MaterialsAnswer is not specified or incorrect"),
        ({"costsIncurredToDate": None}, "CostsIncurredToDate is required"),
        ({"costsIncurredToDate": [{"total": 1}]}, "CostsIncurredToDate has empty descriptions"),
        ({"costsIncurredToDate": [X | {"total": -1}]}, "CostsIncurredToDate cannot be negative"),
        ({OTHER: [X]}, "Total is required in NonInstallationExpensesOther"),
        ({"installationLabor": None}, "InstallationLabor is required"),
        ({"installationLabor": [X]}, "Invalid description in installationLabor"),
        ({"freight": None}, "Freight is required"),
        ({"freight": 1.005}, "Freight decimal part exceeds two digits"),
        ({"freightOther": None}, "FreightOther is required"),
        ({"freightOther": [X]}, "Total is required in FreightOther"),
        ({"tax": {"materialSalesTax": -1}}, "MaterialSalesTax cannot be negative"),
        ({"tax": None}, "Tax is required"),
        ({"materials": "x"}, "JSON is invalid or corrupted"),
        ({"freight": "x"}, "JSON is invalid or corrupted"),
    ],
    ids=str,
)  # fmt: skip
def test_a_form_that_is_wrong_is_refused_and_not_kept(
    provider: Api, fields: Json, text: str
) -> None:
    before = p.listed(provider)
    assert refusal(create(provider, **fields)) == (400, 503, text)
    assert p.listed(provider) == before


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"1"])
def test_a_body_that_is_no_form_is_refused(provider: Api, body: bytes) -> None:
    answer = provider.request("POST", "/proposals/CreateProposal", content=body)
    assert refusal(answer) == (400, 503, "JSON is invalid or corrupted")


def test_an_empty_form_has_no_version(provider: Api) -> None:
    answer = provider.post("/proposals/CreateProposal", {})
    assert refusal(answer) == (400, 503, "Version is required")


@pytest.mark.parametrize("emails", ["", "a@b.ca", "a@b.ca, c@d.org;e@f.com;"])
def test_addresses_may_be_none_or_several(provider: Api, emails: str) -> None:
    assert create(provider, notificationEmails=emails).status_code == 200


def test_a_form_is_for_the_locations_of_the_user(emulator: Emulator, subscriber: Api) -> None:
    emulator.change("users", p.MARCUS, LocationIds=[PLAIN["locationId"]])
    regional = emulator.login("larkfield.regional")
    assert check(regional, **PLAIN).status_code == 200
    text = "LocationId is not specified or incorrect"
    assert refusal(check(regional, **ASKED)) == (400, 503, text)
    assert check(subscriber, **ASKED).status_code == 200


def test_an_rfp_without_a_work_order_is_answered(
    emulator: Emulator, provider: Api, subscriber: Api
) -> None:
    place = {"Id": PLAIN["locationId"]}
    body = {"TradeId": 11520, "Description": "x", "ProviderId": p.NORWELL, "Location": place}
    rfp = subscriber.post("/rfps", body).json()["id"]
    answer = create(provider)
    assert told(emulator, answer) == ["ProposalCreated"]
    assert p.shown(provider, int(answer.json()))["RFP"]["Id"] == rfp


def test_the_work_order_of_another_provider_is_not_touched(
    emulator: Emulator, subscriber: Api
) -> None:
    p.put(subscriber, f"/rfps/{p.HVAC_RFP}/assign", {"ProviderId": p.SPARROW})
    sparrow = emulator.login("sparrow.office")
    form = filled(subscriber, providerId=p.SPARROW, locationId=ASKED["locationId"])
    answer = sparrow.post("/proposals/CreateProposal", form)
    assert told(emulator, answer) == ["ProposalCreated"]
    found = p.shown(sparrow, int(answer.json()))
    assert ("WorkOrder" in found, found["RFP"]["Id"]) == (False, p.HVAC_RFP)


def test_half_a_cent_of_a_line_counts_as_one(provider: Api) -> None:
    line = {"description": "Wire", "unit": "foot", "qty": 1.5, "price": 55.55}
    assert created(provider, materials=[line])["Amount"] == 83.33
