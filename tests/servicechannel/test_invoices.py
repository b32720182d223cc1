"""Invoices as they are read: one, the counts, what is not as agreed, those of projects."""

import pytest

from tests.servicechannel import billing, demo
from tests.servicechannel.billing import invoice
from tests.world import Api, Emulator, Json

BAD = (400, 503, "Required data missing or incorrect")
PROJECT = "/invoices/GetProjectsInvoicesIgnoreAccessRights"


def test_an_invoice_shows_amounts_payments_and_history(provider: Api) -> None:
    shown = invoice(provider, billing.PAID)
    assert (
        shown.items()
        >= {
            "Number": "NW104131",
            "Status": "PAID",
            "InvoiceTotal": 2374.63,
            "InvoiceBalance": 0.0,
            "WithMismatchedRates": False,
            "MaterialsTaxIncluded": False,
            "NonTaxableLabor": 0,
            "StatusChangeUserid": "1544902",
        }.items()
    )
    assert shown["InvoiceAmountsDetails"]["LaborAmount"] == 1344.0
    assert shown["InvoiceTaxesDetails"]["MaterialTax"] == 55.63
    assert [step["Status"] for step in shown["StatusHistoryShort"]] == ["OPEN", "APPROVED", "PAID"]
    (payment,) = shown["Payments"]
    assert (payment["PaidBy"], payment["PaymentAmount"]) == ("larkfield.facilities", 2374.63)


def test_unset_fields_are_absent(provider: Api) -> None:
    shown = invoice(provider, billing.VOIDED)
    assert {"ApprovedDate", "PaidDate", "Tax2Details", "Comments", "ProjectId"} & set(
        shown
    ) == set()
    assert None not in shown.values()


def test_both_companies_see_the_same_invoice(provider: Api, subscriber: Api) -> None:
    assert invoice(provider, billing.PAID) == invoice(subscriber, billing.PAID)


def test_a_rejected_invoice_says_why(provider: Api) -> None:
    shown = invoice(provider, billing.REJECTED)
    assert shown["RejectionReasonDescription"] == "The trip was charged twice."


@pytest.mark.parametrize("path", ["", "/discrepancy", "/discrepancyExtended"])
@pytest.mark.parametrize("invoice_id", [billing.UNKNOWN, 0, -1, billing.OPEN])
def test_another_companys_and_an_unknown_invoice_are_not_there(
    provider: Api, invoice_id: int, path: str
) -> None:
    response = provider.get(f"/invoices/{invoice_id}{path}")
    assert (response.status_code, response.content) == (404, b"")


def test_an_invoice_elsewhere_is_not_there_for_a_user_of_some_stores(emulator: Emulator) -> None:
    stores = emulator.login("larkfield.nyc")
    assert stores.get(f"/invoices/{billing.PAID}").status_code == 404


@pytest.mark.parametrize("path", ["x", "1.5", "99999999999", "x/discrepancy"])
def test_an_id_that_is_no_number_is_refused(provider: Api, path: str) -> None:
    assert demo.refusal(provider.get(f"/invoices/{path}")) == BAD


def test_labor_at_another_rate_than_agreed(provider: Api) -> None:
    expected = {
        "SkillLevel": 2,
        "SkillLevelName": "Technician",
        "LaborType": 1,
        "LaborTypeName": "Regular",
        "HourlyRate": 118,
        "AgreedRate": 115.0,
        "NumOfTech": 2,
        "LaborHours": 3,
        "RateDiscrepancyReason": "Called out at night",
    }
    assert provider.get(f"/invoices/{billing.APPROVED}/discrepancy").json() == [expected]
    extended = provider.get(f"/invoices/{billing.APPROVED}/discrepancyExtended").json()
    assert extended == {
        "LaborRateDiscrepancies": [expected],
        "MaterialMarkupDiscrepancies": [],
        "OtherPriceDiscrepancies": [],
    }
    assert provider.get(f"/invoices/{billing.PAID}/discrepancy").json() == []


def test_materials_and_other_charges_differ_from_what_their_lines_say(provider: Api) -> None:
    new = billing.created(
        provider,
        InvoiceAmountsDetails={"MaterialAmount": 150, "OtherAmount": 50, "OtherDescription": "P"},
        Materials=[
            {"Amount": 100, "MarkUpPercent": 20, "AgreedMarkUpPercent": 10},
            {"Amount": 50, "MarkUpPercent": 10, "AgreedMarkUpPercent": 10},
        ],
        Others=[{"Quantity": 1, "UnitPrice": 50, "AgreedUnitPrice": 40}],
    )
    extended = provider.get(f"/invoices/{new}/discrepancyExtended").json()
    assert extended["MaterialMarkupDiscrepancies"] == [
        {"LineItemId": 1, "AppliedMarkupPercent": 20.0, "AgreedMarkupPercent": 10.0}
    ]
    assert extended["OtherPriceDiscrepancies"] == [
        {"LineItemId": 1, "AppliedUnitPrice": 50.0, "AgreedUnitPrice": 40.0}
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [30, 0, 0, 3, 0]),
        ("?daysPeriod=45", [45, 4, 0, 3, 0]),
        ("?daysPeriod=2147483647&approvedInThePastDaysPeriod=90", [2147483647, 4, 0, 90, 1]),
    ],
)
def test_a_providers_counts(provider: Api, query: str, expected: list[int]) -> None:
    names = ("DaysPeriod", "WoReadyForInvoices", "OpenInvoices", "ApprovedInvoicesDaysPeriod",
             "ApprovedInvoices")  # fmt: skip
    shown = provider.get(f"/invoices/statistics{query}").json()
    assert shown == dict(zip(names, expected, strict=True))


def test_the_counts_follow_what_happens(provider: Api, subscriber: Api) -> None:
    before = provider.get("/invoices/statistics?daysPeriod=90").json()
    new = billing.created(provider)
    opened = provider.get("/invoices/statistics?daysPeriod=90").json()
    billing.put(subscriber, new, "approve")
    approved = provider.get("/invoices/statistics?daysPeriod=90").json()
    assert opened["WoReadyForInvoices"] == before["WoReadyForInvoices"] - 1
    assert (opened["OpenInvoices"], approved["OpenInvoices"]) == (before["OpenInvoices"] + 1, 0)
    assert approved["ApprovedInvoices"] == before["ApprovedInvoices"] + 1


def test_the_counts_are_for_providers(subscriber: Api) -> None:
    refused = demo.refusal(subscriber.get("/invoices/statistics"))
    assert refused == (400, 503, "Only for providers usage")


@pytest.mark.parametrize("query", ["daysPeriod=-1", "daysPeriod=x", "daysPeriod=1.5"])
def test_a_period_is_a_number_of_days(provider: Api, query: str) -> None:
    assert demo.refusal(provider.get(f"/invoices/statistics?{query}")) == BAD


def in_projects(emulator: Emulator) -> None:
    """Put two invoices into projects."""
    emulator.change("invoices", billing.PAID, ProjectId=4417)
    emulator.change("invoices", billing.OPEN, ProjectId=4418)


@pytest.mark.parametrize(
    ("sent", "ids"),
    [
        ({"Projects": [4417, 4418]}, [billing.PAID, billing.OPEN]),
        ({"Projects": [4417, 4417]}, [billing.PAID]),
        ({"Projects": [4417, 4418], "Statuses": ["Open"]}, [billing.OPEN]),
        ({"Projects": [4417, 4418], "StartingDate": "2026-04-01T00:00:00Z"}, [billing.OPEN]),
        ({"Projects": [4417, 4418], "EndingDate": "2026-04-01T00:00:00Z"}, [billing.PAID]),
        ({"Projects": [1]}, []),
        ({}, []),
    ],
    ids=["both", "one twice", "status", "from", "until", "another", "none"],
)
def test_invoices_of_projects(
    emulator: Emulator, subscriber: Api, sent: Json, ids: list[int]
) -> None:
    in_projects(emulator)
    shown = subscriber.post(PROJECT, sent).json()
    assert [found["Id"] for found in shown["Invoices"]] == ids
    assert shown["Count"] == len(ids)
    assert shown["InvoicesTotal"] == round(sum(i["InvoiceTotal"] for i in shown["Invoices"]), 2)
    assert shown.get("Currency") == ("USD" if ids else None)


def test_a_users_own_locations_do_not_matter_for_projects(emulator: Emulator) -> None:
    in_projects(emulator)
    stores = emulator.login("larkfield.nyc")
    assert stores.post(PROJECT, {"Projects": [4417]}).json()["TaxTotal"] == 55.63


def test_another_companys_projects_have_no_invoices(emulator: Emulator) -> None:
    in_projects(emulator)
    juniper = emulator.login("juniper.ops")
    assert juniper.post(PROJECT, {"Projects": [4417]}).json()["Count"] == 0


@pytest.mark.parametrize("sent", [{"Projects": ["x"]}, {"Statuses": "OPEN"}, {"StartingDate": "x"}])
def test_a_malformed_question_about_projects_is_refused(subscriber: Api, sent: Json) -> None:
    assert demo.refusal(subscriber.post(PROJECT, sent)) == BAD
