"""`$expand`: what comes along, with options of its own, and what fails."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.odata import ORDERS, ask, refused
from tests.world import Api, Emulator

CONTEXT = "http://localhost/servicechannel/v3/odata/$metadata#workorders"


def test_an_expansion_brings_a_record_along(provider: Api) -> None:
    (order,) = ask(provider, expand="Provider,Invoice,Assets,WeatherEvent", top=1)["value"]
    assert (order["Provider"]["Id"], order["Provider"]["Name"]) == (2000093418, "Norwell HVAC")
    assert order["Invoice"]["WoTrackingNumber"] == order["Id"]
    assert order["Assets"] != []
    assert order["WeatherEvent"] is None


def test_an_expansion_has_options_of_its_own(provider: Api) -> None:
    shown = ask(
        provider,
        f"{ORDERS}({demo.ORDER})",
        select="Id,Provider",
        expand="Provider($select=Id,Name;$top=1)",
    )
    assert shown == {
        "@odata.context": f"{CONTEXT}(Id,Provider(Id,Name))/$entity",
        "Id": demo.ORDER,
        "Provider": {"Id": 2000093418, "Name": "Norwell HVAC"},
    }


def test_what_is_expanded_has_to_be_selected_too(provider: Api) -> None:
    (order,) = ask(provider, select="Id", expand="Provider", top=1)["value"]
    assert list(order) == ["Id"]


def notes(emulator: Emulator, number: int) -> None:
    emulator.merge(
        "notes",
        *(demo.record("notes", 884120450) | {"Id": 200 + n, "WorkOrderId": demo.ORDER,
          "Number": 100 + n, "NoteData": f"note {n}"} for n in range(number)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "in_list", "alone"),
    [
        ("", 50, 60),
        ("($top=55)", 50, 55),
        ("($top=3)", 3, 3),
        ("($skip=58)", 2, 2),
        ("($filter=endswith(NoteData,'e 7');top=5)", 1, 1),
    ],
)
def test_an_expanded_list_is_cut_at_50_but_for_a_single_record(
    emulator: Emulator, provider: Api, options: str, in_list: int, alone: int
) -> None:
    emulator.merge("notes", *(n | {"WorkOrderId": demo.VOID} for n in [
        demo.record("notes", note["Id"]) for note in demo.notes(provider)
    ]))  # fmt: skip
    notes(emulator, 60)
    expand = f"NotesCollection{options}"
    (listed,) = ask(provider, expand=expand, filter=f"Id eq {demo.ORDER}")["value"]
    shown = ask(provider, f"{ORDERS}({demo.ORDER})", expand=expand)
    assert (len(listed["NotesCollection"]), len(shown["NotesCollection"])) == (in_list, alone)


def test_an_expanded_list_has_an_order(emulator: Emulator, provider: Api) -> None:
    notes(emulator, 5)
    expand = "NotesCollection($orderby=Id desc;$select=Id)"
    shown = ask(provider, f"{ORDERS}({demo.ORDER})", expand=expand)["NotesCollection"]
    assert [n["Id"] for n in shown] == sorted((n["Id"] for n in shown), reverse=True)


@pytest.mark.parametrize(
    ("expand", "said"),
    [
        ("Foo", "Could not find a property named 'Foo' on type 'ServiceChannel.WorkOrder'."),
        ("Assignee", "Property 'Assignee' on type 'ServiceChannel.WorkOrder' is not a navigation"),
        (
            "Provider($select=Foo)",
            "Could not find a property named 'Foo' on type 'ServiceChannel.P",
        ),
        ("Provider(", "Found an unbalanced bracket expression in"),
        ("Provider($top)", "Syntax error at position 0 in '$top'."),
        ("Provider,", "Syntax error at position 0 in ''."),
        ("Provider($top=-1)", "Invalid value '-1' for $top query option found."),
        ("Provider($expand=" * 20 + "Id" + ")" * 20, "Could not find a property named 'Provider'"),
        ("('", "Found an unbalanced bracket expression in"),
    ],
)
def test_an_expansion_that_is_none_is_refused(provider: Api, expand: str, said: str) -> None:
    assert refused(provider, {"expand": expand}).startswith(said)


@pytest.mark.parametrize(
    ("path", "name", "member"),
    [
        (ORDERS, "notes", "WorkOrder.NotesCollection"),
        (ORDERS, "Notes($top=1)", "WorkOrder.NotesCollection"),
        (ORDERS, "workactivities", "WorkOrder.WorkActivitiesCollection"),
        (f"{ORDERS}({demo.ORDER})", "notes", "WorkOrder.NotesCollection"),
        ("/odata/locations", "providers", "Location.Providers"),
    ],
)
def test_an_expansion_that_the_live_system_cannot_translate_is_500(
    provider: Api, path: str, name: str, member: str
) -> None:
    response = provider.get(path, params={"$expand": name})
    assert response.status_code == 500
    assert response.json() == {
        "Message": "An error has occurred.",
        "ExceptionMessage": f"The member '{member}' has no supported translation to SQL.",
    }


def test_what_cannot_be_translated_may_be_mended(emulator: Emulator, provider: Api) -> None:
    emulator.switch(odata_broken_expand=False)
    expand = "workactivities($select=Id)"
    shown = ask(provider, f"{ORDERS}({demo.ON_SITE})", expand=expand)
    assert demo.ON_SITE_SINCE in [activity["Id"] for activity in shown["WorkActivities"]]
    places = ask(provider, "/odata/locations", expand="providers($select=Id)", top=1)["value"]
    assert {"Id": 2000093418} in places[0]["Providers"]


@pytest.mark.parametrize(
    ("path", "switch"),
    [
        (f"{ORDERS}?$expand=notes", "odata_broken_expand"),
        ("/odata/locations(2005148201)", "odata_ambiguous_routes"),
    ],
    ids=["expansion", "route"],
)
def test_the_reason_of_what_is_broken_names_the_switch(
    provider: Api, path: str, switch: str
) -> None:
    response = provider.get(path)
    assert response.status_code == 500
    assert switch in response.headers["emulator-reason"]
