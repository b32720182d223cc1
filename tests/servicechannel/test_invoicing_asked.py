"""What a subscriber asks of invoices: its settings, names of other charges, reasons to reject."""

import json

import pytest

from tests.servicechannel import billing, demo
from tests.world import Api, Emulator

NO_CONTRACT = (400, 503, "The provider has no contract with the requested subscriber")
NO_ACCESS = (400, 503, "No access. Please check if the SubscriberId is valid")
PATHS = ["InvoiceRequirements", "OtherChargeOptions/REPAIR", "InvoiceRejectionReasons"]


def test_settings_say_what_numbers_are_taken(provider: Api) -> None:
    shown = provider.get(f"/invoices/{demo.LARKFIELD}/InvoiceRequirements").json()
    assert (
        shown.items()
        >= {
            "DaysBeforePostingDate": 60,
            "MaxDaysAfterPostingDate": 7,
            "RequireResolutionText": False,
            "IsInvoiceNumberValidationFeatureEnabled": True,
            "LaborTradeIds": [],
        }.items()
    )
    model = shown["NumberRequirementsModel"]
    assert model["RestrictionTypesSelect"][3] == {"Value": 3, "Name": "AlphaNumericOnly"}
    assert model["DefaultRestrictionPatterns"] == {"2": "^[0-9]+$", "3": "^[A-Za-z0-9]+$"}
    assert (
        model["InvoiceNumberRequirement"].items()
        >= {
            "Pattern": "^[A-Za-z0-9]+$",
            "Comment": "Only alphanumeric characters are allowed",
            "RestrictionType": "AlphaNumericOnly",
            "UpdatedByUser": "larkfield.facilities",
            "ReuseInvoiceNumber": 0,
        }.items()
    )


def test_trades_and_categories_are_json_in_a_text(subscriber: Api) -> None:
    shown = subscriber.get(f"/invoices/{demo.LARKFIELD}/InvoiceRequirements").json()
    assert json.loads(shown["AvailableTrades"])[0] == {
        "Id": 11520,
        "Name": "HVAC",
        "PrimaryTradeName": "HVAC",
    }
    assert json.loads(shown["AvailableCategories"])[0]["Name"] == "REPAIR"


def test_numbers_that_are_not_checked_have_no_requirement(
    emulator: Emulator, provider: Api
) -> None:
    billing.asks(emulator, NumberRequirement=None)
    shown = provider.get(f"/invoices/{demo.LARKFIELD}/InvoiceRequirements").json()
    assert "InvoiceNumberRequirement" not in shown["NumberRequirementsModel"]
    assert shown["IsInvoiceNumberValidationFeatureEnabled"] is False
    assert billing.create(provider, InvoiceNumber="INV-1 #a").status_code == 201


def test_a_subscriber_words_its_own_pattern(emulator: Emulator, provider: Api) -> None:
    wanted = {"RestrictionType": "Custom", "Pattern": "^LF", "Comment": "Begin with LF"}
    billing.number_asked(emulator, **wanted)
    refused = demo.refusal(billing.create(provider))
    assert refused == (400, 1180, "Invoice Number is not correct: Begin with LF")
    assert billing.create(provider, InvoiceNumber="LF-1").status_code == 201


def test_a_subscriber_without_settings_asks_for_nothing(emulator: Emulator, provider: Api) -> None:
    empty = demo.record("subscribers", demo.LARKFIELD) | {"Id": 2014999999}
    emulator.merge("subscribers", empty)
    pair = demo.record("permissions", 301) | {"Id": 399, "SubscriberId": 2014999999}
    emulator.merge("permissions", pair)
    shown = provider.get("/invoices/2014999999/InvoiceRequirements").json()
    assert (shown["RequireResolutionText"], shown["IsProviderAbleToAddSalesTax"]) == (False, True)
    assert "DaysBeforePostingDate" not in shown


def test_other_charges_have_names_by_category(provider: Api) -> None:
    path = f"/invoices/{demo.LARKFIELD}/OtherChargeOptions"
    assert provider.get(f"{path}/repair").json() == ["Disposal", "Permit"]
    assert provider.get(f"{path}/WARRANTY").json() == []


@pytest.mark.parametrize("category", ["FOOD SAFETY", "x", "%20"])
def test_a_category_is_one_of_the_subscribers(provider: Api, category: str) -> None:
    response = provider.get(f"/invoices/{demo.LARKFIELD}/OtherChargeOptions/{category}")
    assert demo.refusal(response) == (400, 503, "Invalid category name")


def test_reasons_to_reject_are_the_subscribers(subscriber: Api) -> None:
    reasons = subscriber.get(f"/invoices/{demo.LARKFIELD}/InvoiceRejectionReasons").json()
    assert reasons[0] == {
        "Id": 61,
        "SubscriberId": demo.LARKFIELD,
        "Description": "Work order is not complete",
        "Retired": False,
        "ReasonType": "WorkOrderNotInvoiceable",
    }
    assert len(reasons) == 4


@pytest.mark.parametrize("path", PATHS)
def test_a_subscriber_asks_about_itself(subscriber: Api, path: str) -> None:
    assert subscriber.get(f"/invoices/{demo.LARKFIELD}/{path}").status_code == 200
    assert demo.refusal(subscriber.get(f"/invoices/{demo.JUNIPER}/{path}")) == NO_ACCESS


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("asked", [2014999999, 0, -1])
def test_a_provider_asks_about_those_that_it_has_a_contract_with(
    provider: Api, path: str, asked: int
) -> None:
    assert provider.get(f"/invoices/{demo.JUNIPER}/{path}").status_code == 200
    assert demo.refusal(provider.get(f"/invoices/{asked}/{path}")) == NO_CONTRACT


@pytest.mark.parametrize("path", PATHS)
def test_a_subscriber_id_is_a_number(provider: Api, path: str) -> None:
    refused = demo.refusal(provider.get(f"/invoices/x/{path}"))
    assert refused == (400, 503, "Required data missing or incorrect")
