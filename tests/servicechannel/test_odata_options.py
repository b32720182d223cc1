"""`$select`, `$orderby`, `$top`, `$skip`, `$count` and options that are not served."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.odata import ORDERS, ask, count, ids, refused
from tests.world import Api, Emulator

CONTEXT = "http://localhost/servicechannel/v3/odata/$metadata#workorders"
ALL = "CallDate ge 2025-07-01T00:00:00Z"


def many(emulator: Emulator, number: int = 60) -> None:
    """So many work orders of Norwell's more, called in one after the other."""
    first = demo.record("workorders", demo.ORDER)
    emulator.merge(
        "workorders",
        *(
            first | {"Id": 300 + n, "CallDate": f"2026-06-14T{n // 60:02}:{n % 60:02}:00Z"}
            for n in range(number)
        ),
    )


@pytest.mark.parametrize("top", [None, "50", "51", "1000", "9" * 18])
def test_a_page_has_50_records_at_the_most(emulator: Emulator, provider: Api, top: str) -> None:
    many(emulator)
    options = {} if top is None else {"top": top}
    assert len(ask(provider, **options)["value"]) == 50


def test_pages_follow_each_other_until_the_count_is_reached(
    emulator: Emulator, provider: Api
) -> None:
    many(emulator)
    total = count(provider)
    seen: list[int] = []
    while len(seen) < total:
        page = ask(provider, select="Id", top=20, skip=len(seen), count="true")
        assert page["@odata.count"] == total
        assert "@odata.nextLink" not in page
        seen += [order["Id"] for order in page["value"]]
    assert len(set(seen)) == total
    assert ids(provider, skip=total) == []


def test_with_no_records_there_is_still_the_count(provider: Api) -> None:
    page = ask(provider, top=0, count="true")
    assert page["value"] == []
    assert page["@odata.count"] == count(provider) > 0
    assert "@odata.count" not in ask(provider, top=0, count="false")


def test_where_the_next_page_is_may_be_told(emulator: Emulator, provider: Api) -> None:
    many(emulator)
    emulator.switch(odata_next_link="all")
    page = ask(provider, filter="Trade eq 'HVAC'", select="Id")
    response = provider.http.get(
        page["@odata.nextLink"], headers={"Authorization": f"Bearer {provider.token}"}
    )
    rest = response.json()
    assert rest["value"]
    assert "@odata.nextLink" not in rest
    found = [order["Id"] for order in page["value"] + rest["value"]]
    assert len(found) == count(provider, filter="Trade eq 'HVAC'")
    assert "@odata.nextLink" not in ask(provider, top=5)


NUMBER = "Invalid value '{}' for ${} query option found. The ${} query option requires a non-neg"


@pytest.mark.parametrize("name", ["top", "skip"])
@pytest.mark.parametrize("value", ["-1", "abc", "1e30", "1.5", "", "9" * 30, "٣", "null"])
def test_a_number_that_is_none_is_refused(provider: Api, name: str, value: str) -> None:
    assert refused(provider, {name: value}).startswith(NUMBER.format(value, name, name))


@pytest.mark.parametrize("value", ["1", "yes", "", "truefalse"])
def test_a_count_is_true_or_false(provider: Api, value: str) -> None:
    assert refused(provider, {"count": value}).startswith(f"Invalid value '{value}' for $count")


@pytest.mark.parametrize(
    ("orderby", "field", "is_descending"),
    [
        ("CallDate", "CallDate", False),
        ("CallDate desc", "CallDate", True),
        ("Nte asc", "Nte", False),
        ("Trade desc, Id", "Trade", True),
        ("  Trade   desc ", "Trade", True),
        ("CallDate_DTO", "CallDate", False),
    ],
)
def test_an_order_sorts(provider: Api, orderby: str, field: str, is_descending: bool) -> None:  # noqa: FBT001
    found = ask(provider, orderby=orderby, select=f"Id,{field}", filter=ALL)["value"]
    values = [order[field] for order in found]
    assert values == sorted(values, reverse=is_descending)
    groups = {v: [o["Id"] for o in found if o[field] == v] for v in values}
    assert all(group == sorted(group) for group in groups.values())


def test_several_fields_sort_one_after_the_other(provider: Api) -> None:
    found = ask(provider, orderby="Status/Primary,CallDate desc", select="Status,CallDate")
    shown = [(order["Status"]["Primary"], order["CallDate"]) for order in found["value"]]
    dates_first = sorted(shown, key=lambda pair: pair[1], reverse=True)
    assert shown == sorted(dates_first, key=lambda pair: pair[0])


@pytest.mark.parametrize("way", ["asc", "desc"])
def test_nulls_are_the_least(provider: Api, way: str) -> None:
    found = ask(provider, orderby=f"CompletedDate {way}", select="CompletedDate")["value"]
    nulls = [order["CompletedDate"] is None for order in found]
    assert any(nulls)
    assert nulls == sorted(nulls, reverse=way == "asc")


PRIMITIVE = "The $orderby expression must evaluate to a single value of primitive type."


@pytest.mark.parametrize(
    ("orderby", "said"),
    [
        ("Provider", PRIMITIVE),
        ("Status", PRIMITIVE),
        ("Assets", "The property 'Assets' is a list, or should be one."),
        ("Foo", "Could not find a property named 'Foo' on type 'ServiceChannel.WorkOrder'."),
        ("Id up", "Syntax error at position 3 in 'Id up'."),
        ("Id,", "Syntax error at position 0 in '$orderby'."),
        ("a,b,c,d,e,f", "The number of clauses in $orderby query option exceeded"),
        ("Id)", "Found an unbalanced bracket expression in 'Id)'."),
    ],
)
def test_an_order_that_is_none_is_refused(provider: Api, orderby: str, said: str) -> None:
    assert refused(provider, {"orderby": orderby}).startswith(said)


@pytest.mark.parametrize("select", ["Id,Status", " Status , Id ", "id,STATUS"])
def test_a_selection_leaves_the_rest_out(provider: Api, select: str) -> None:
    page = ask(provider, select=select, top=1)
    assert [list(order) for order in page["value"]] == [["Id", "Status"]]


def test_a_selection_is_in_the_context(provider: Api) -> None:
    assert ask(provider, select="Id,Trade", top=0)["@odata.context"] == f"{CONTEXT}(Id,Trade)"
    assert ask(provider, top=0)["@odata.context"] == CONTEXT


def test_a_part_of_an_object_can_be_selected(provider: Api) -> None:
    (order,) = ask(provider, select="Status/Primary,Status/Extended,Currency", top=1)["value"]
    assert list(order["Status"]) == ["Primary", "Extended"]
    assert list(order["Currency"]) == ["Id", "AlphabeticalCode", "Rate"]


def test_everything_can_be_selected(provider: Api) -> None:
    everything, starred = (ask(provider, **o, top=1)["value"] for o in ({}, {"select": "*"}))
    assert starred == everything


@pytest.mark.parametrize("select", ["Foo", "Id,Foo", "Status/Foo", "Provider/Name", ",", "Id/Foo"])
def test_a_selection_of_what_is_not_there_is_refused(provider: Api, select: str) -> None:
    assert refused(provider, {"select": select})


def test_an_aggregation_is_refused_with_the_place_of_its_fault(provider: Api) -> None:
    said = refused(provider, {"apply": "groupby((Trade),aggregate($count as N))"})
    assert said == "'with' expected at position 32 in 'groupby((Trade),aggregate($count as N))'."
    assert refused(provider, {"apply": ""}) == "'with' expected at position 0 in ''."


@pytest.mark.parametrize(
    "query", ["$inlinecount=allpages", "$search=x", "assignedTo=1", "top=1", "$foo=(", "=", "&&"]
)
def test_an_unknown_option_is_ignored(provider: Api, query: str) -> None:
    assert provider.get(f"{ORDERS}?{query}").json() == ask(provider)


@pytest.mark.parametrize("query", ["%24top=1", "$TOP=1", "$Top=1", "$top=3&$top=1", "$top=+1"])
def test_an_option_is_known_however_it_is_written(provider: Api, query: str) -> None:
    assert len(provider.get(f"{ORDERS}?{query}").json()["value"]) == 1


def test_work_activities_are_asked_for_in_the_same_way(provider: Api) -> None:
    path = f"{ORDERS}({demo.ON_SITE})/workactivities"
    options = {"filter": "TimeOut eq null and User/FullName eq 'tomas brandt'", "select": "Id,User"}
    (found,) = ask(provider, path, **options)["value"]
    assert list(found) == ["Id", "User"]
    assert ids(provider, path, orderby="TimeIn desc", top=1) == [found["Id"]]
    shown = ask(provider, f"{path}({found['Id']})", select="Id")
    assert list(shown) == ["@odata.context", "Id"]
