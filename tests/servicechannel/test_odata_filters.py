"""`$filter`: what it finds, and what it refuses."""

from collections.abc import Callable, Mapping

import pytest

from tests.servicechannel import demo
from tests.servicechannel.odata import count, ids, refused
from tests.world import Api, Emulator, Json, start
from tests.world import demo as record

ALL = "CallDate ge 2025-07-01T00:00:00Z"


def orders(**wanted: object) -> list[Json]:
    """The demo's work orders of Norwell with some values."""
    table = [record("workorders", i) for i in _ids()]
    return [o for o in table if all(o[name] == value for name, value in wanted.items())]


def _ids() -> list[int]:
    with start() as emulator:
        api = emulator.login()
        return [*ids(api, filter=ALL), *ids(api, filter=ALL, skip=50)]


FOUND: Mapping[str, tuple[str, Callable[[Json], bool]]] = {
    "a number": ("Id eq 107002896", lambda o: o["Id"] == demo.ORDER),
    "the number as a double": ("Id eq 107002896.0", lambda o: o["Id"] == demo.ORDER),
    "no whole number": ("Id eq 107002896.5 or Id eq 1e400", lambda _: False),
    "beyond all numbers": ("Id eq 1e400", lambda _: False),
    "not a number": ("Id ne 107002896", lambda o: o["Id"] != demo.ORDER),
    "the number first": ("107002896 eq Id", lambda o: o["Id"] == demo.ORDER),
    "one of a list": ("Id in (107002896)", lambda o: o["Id"] == demo.ORDER),
    "a path": ("Status/Primary eq 'OPEN'", lambda o: o["Status"]["Primary"] == "OPEN"),
    "in any case": ("Status/Primary eq 'open'", lambda o: o["Status"]["Primary"] == "OPEN"),
    "names in any case": ("status/primary eq 'OPEN'", lambda o: o["Status"]["Primary"] == "OPEN"),
    "texts of a list": (
        "Status/Primary in ('OPEN', 'completed')",
        lambda o: o["Status"]["Primary"] in ("OPEN", "COMPLETED"),
    ),
    "an id inside": ("Provider/Id eq 2000093418", lambda _: True),
    "the subscriber's id": (
        "Subscriber/Id eq 2014917301",
        lambda o: o["SubscriberId"] == demo.LARKFIELD,
    ),
    "a name behind a link": ("contains(Provider/Name,'norwell')", lambda _: True),
    "no such name": ("contains(Provider/Name,'sparrow')", lambda _: False),
    "and": (
        "Trade eq 'HVAC' and Status/Primary eq 'OPEN'",
        lambda o: o["Trade"] == "HVAC" and o["Status"]["Primary"] == "OPEN",
    ),
    "or, which binds less": (
        "Id eq 107002896 or Trade eq 'HVAC' and Id eq 1",
        lambda o: o["Id"] == demo.ORDER,
    ),
    "brackets": ("(Id eq 107002896 or Id eq 1) and Trade eq 'x'", lambda _: False),
    "not": ("not (Trade eq 'HVAC')", lambda o: o["Trade"] != "HVAC"),
    "null": ("CompletedDate eq null", lambda o: o["CompletedDate"] is None),
    "not null": ("CompletedDate ne null", lambda o: o["CompletedDate"] is not None),
    "nothing is less than null": ("Nte lt null", lambda _: False),
    "null is less than nothing": (
        "CompletedDate lt 2030-01-01T00:00:00Z",
        lambda o: o["CompletedDate"] is not None,
    ),
    "a decimal": ("Nte gt 999.99", lambda o: o["Nte"] > 999.99),
    "a negative number": ("Nte gt -1.5e3", lambda _: True),
    "a boolean": ("IsInvoiced eq true", lambda o: o["IsInvoiced"]),
    "a boolean alone": ("IsInvoiced", lambda o: o["IsInvoiced"]),
    "a date": ("CallDate ge 2026-06-01T00:00:00Z", lambda o: o["CallDate"] >= "2026-06-01"),
    "a day": ("CallDate ge 2026-06-01", lambda o: o["CallDate"] >= "2026-06-01"),
    "an offset": (
        "CallDate ge 2026-05-31T20:00:00-04:00",
        lambda o: o["CallDate"] >= "2026-06-01",
    ),
    "a plus that became a space": (
        "CallDate ge 2026-06-01T02:00:00 02:00",
        lambda o: o["CallDate"] >= "2026-06-01",
    ),
    "a twin with its offset": ("CallDate_DTO ge 2026-06-01", lambda o: o["CallDate"] >= "2026-06"),
    "contains": ("contains(Description,'FILTER')", lambda o: "filter" in o["Description"].lower()),
    "startswith": ("startswith(Trade,'hv')", lambda o: o["Trade"] == "HVAC"),
    "endswith": ("endswith(Trade,'AC') eq true", lambda o: o["Trade"] == "HVAC"),
    "tolower": ("tolower(Trade) eq 'hvac'", lambda o: o["Trade"] == "HVAC"),
    "length": ("length(Trade) gt 4", lambda o: len(o["Trade"]) > 4),
    "concat": (
        "concat(Trade,'!') eq 'HVAC!'",
        lambda o: o["Trade"] == "HVAC",
    ),
    "substring": ("substring(Trade,1,2) eq 'VA'", lambda o: o["Trade"] == "HVAC"),
    "indexof": ("indexof(Trade,'V') eq 1", lambda o: o["Trade"].find("V") == 1),
    "trim": ("trim(' HVAC ') eq Trade", lambda o: o["Trade"] == "HVAC"),
    "month": ("month(CallDate) eq 6", lambda o: o["CallDate"][5:7] == "06"),
    "date": ("date(CallDate) eq 2026-06-12", lambda o: o["CallDate"][:10] == "2026-06-12"),
    "now": ("ScheduledDate gt now()", lambda o: o["ScheduledDate"] > "2026-06-15T12:00:00Z"),
    "any": ("Labels/any(l: contains(l/Label,'a'))", lambda o: "a" in str(o["Labels"])),
    "any at all": ("Labels/any()", lambda o: bool(o["Labels"])),
    "all": ("Labels/all(l: l/Id eq 0)", lambda o: not o["Labels"]),
    "a quote, doubled": ("Description eq 'it''s'", lambda _: False),
    "a link": ("Invoice ne null", lambda o: o["IsInvoiced"] or o["Id"] == REJECTED),
    "a link that leads nowhere": ("WeatherEvent ne null", lambda _: False),
    "what OData fills": ("LocationId eq 2005148201", lambda o: o["LocationId"] == 2005148201),
    "white space": (" Id\teq\n107002896 ", lambda o: o["Id"] == demo.ORDER),
}


@pytest.fixture(scope="module")
def known() -> list[Json]:
    return orders()


@pytest.fixture(scope="module")
def reader() -> Api:
    """Norwell's office in one emulator for all tests that only read."""
    return start().login()


@pytest.mark.parametrize(("text", "holds"), FOUND.values(), ids=FOUND)
def test_a_filter_finds_what_it_says(
    reader: Api, known: list[Json], text: str, holds: Callable[[Json], bool]
) -> None:
    wanted = sorted(o["Id"] for o in known if holds(o))
    text = f"({text}) and {ALL}"
    assert ids(reader, filter=text) == wanted[:50]
    assert count(reader, filter=text) == len(wanted)


#: Its invoice was rejected, and it is COMPLETED again.
REJECTED = 106586738
INCOMPATIBLE = (
    "A binary operator with incompatible types was detected. Found operand types '{}' and '{}' for"
    " operator kind '{}'."
)
UNARY = (
    "A unary operator with an incompatible type was detected. Found operand type 'Edm.Int32'"
    " for operator kind 'Not'."
)
REFUSED = {
    "no such field": (
        "Foo eq 1",
        "Could not find a property named 'Foo' on type 'ServiceChannel.WorkOrder'.",
    ),
    "nothing inside a text": (
        "Trade/Name eq 'x'",
        "Could not find a property named 'Name' on type 'Edm.String' of 'Trade'.",
    ),
    "a text for a number": (
        "Id eq 'x'",
        INCOMPATIBLE.format("Edm.Int32", "Edm.String", "Equal"),
    ),
    "a number for a text": (
        "Status/Primary gt 1",
        INCOMPATIBLE.format("Edm.String", "Edm.Int32", "GreaterThan"),
    ),
    "a text for a date": (
        "CallDate ge '2026-01-01'",
        INCOMPATIBLE.format("Edm.DateTimeOffset", "Edm.String", "GreaterThanOrEqual"),
    ),
    "a date in a list": (
        "Id in (2026-01-01)",
        INCOMPATIBLE.format("Edm.Int32", "Edm.Date", "In"),
    ),
    "booleans have no order": (
        "IsInvoiced gt false",
        INCOMPATIBLE.format("Edm.Boolean", "Edm.Boolean", "GreaterThan"),
    ),
    "and of a number": (
        "Id and IsInvoiced",
        INCOMPATIBLE.format("Edm.Int32", "Edm.Boolean", "And"),
    ),
    "not binds more than eq": (
        "not Id eq 1",
        UNARY,
    ),
    "no condition": ("Id", "The $filter expression must evaluate to a single boolean value."),
    "nothing": ("", "Syntax error at position 0 in ''."),
    "half of it": ("Id eq", "Syntax error at position 5 in 'Id eq'."),
    "injected": ("'; DROP TABLE", "Syntax error at position 0 in ''; DROP TABLE'."),
    "an open quote": ("Trade eq 'x", "Syntax error at position 9 in 'Trade eq 'x'."),
    "NUL": ("Id eq \0", "Syntax error at position 6 in 'Id eq \0'."),
    "another operator": ("Id = 1", "Syntax error at position 3 in 'Id = 1'."),
    "no day of the year": (
        "CallDate ge 2026-13-45",
        "Unrecognized 'Edm.DateTimeOffset' literal '2026-13-45'.",
    ),
    "a date of version 3": (
        "CallDate ge datetime'2026-01-01T00:00:00'",
        "Syntax error at position 20 in 'CallDate ge datetime'2026-01-01T00:00:00''.",
    ),
    "too large a number": (
        f"Id eq {10**30}",
        f"The value '{10**30}' is not a valid 'Edm.Int64' literal.",
    ),
    "a list as a value": ("Labels eq 'x'", "The property 'Labels' is a list, or should be one."),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_a_filter_that_is_not_valid_is_refused(reader: Api, text: str, said: str) -> None:
    assert refused(reader, text) == said


@pytest.mark.parametrize("name", ["substringof", "geo.distance", "cast", "Labels/some"])
def test_an_unknown_function_is_refused(reader: Api, name: str) -> None:
    said = f"An unknown function with name '{name}' was found."
    assert refused(reader, f"{name}('a',Description)").startswith(said)


@pytest.mark.parametrize(
    "given", ["contains(Trade)", "contains(Id,'1')", "length()", "year(Trade)"]
)
def test_a_function_takes_what_it_takes(reader: Api, given: str) -> None:
    assert refused(reader, given).startswith("No function signature for the function with name '")


TOO_MANY = "The node count limit of '100' has been exceeded."
TOO_DEEP = "Recursion depth exceeded allowed limit."
HOSTILE = {
    "26 clauses": (" or ".join(["Id eq 1"] * 26), TOO_MANY),
    "8 KB of clauses": (" or ".join(["Id eq 1"] * 800), TOO_DEEP),
    "2,000 brackets": ("(" * 2000 + "Id eq 1" + ")" * 2000, TOO_DEEP),
    "2,000 open brackets": ("(" * 2000, TOO_DEEP),
    "2,000 negations": ("not " * 2000 + "IsInvoiced", TOO_DEEP),
    "2,000 names": ("a/" * 2000 + "b eq 1", TOO_DEEP),
    "a list of 2,000": (f"Id in ({','.join(['1'] * 2000)})", TOO_DEEP),
    "90 functions": ("tolower(" * 90 + "Trade" + ")" * 90 + " eq 'x'", "90 functions pass"),
}


@pytest.mark.parametrize(("text", "said"), list(HOSTILE.values())[:-1], ids=list(HOSTILE)[:-1])
def test_too_much_of_a_filter_is_refused(reader: Api, text: str, said: str) -> None:
    assert refused(reader, text).startswith(said)


def test_functions_nest_as_deep_as_there_may_be_nodes(reader: Api) -> None:
    assert count(reader, filter=HOSTILE["90 functions"][0]) == 0


def test_25_clauses_pass(reader: Api) -> None:
    assert count(reader, filter=" or ".join(["IsInvoiced"] * 33)) > 0


def test_a_text_may_be_as_long_as_it_likes(reader: Api) -> None:
    assert count(reader, filter=f"Description eq '{'(é' * 2000}'") == 0


@pytest.mark.parametrize(
    ("switch", "text"),
    [
        ("odata_contains", "contains(Trade,'hvac')"),
        ("odata_string_eq", "Trade eq 'hvac'"),
        ("odata_string_eq", "Trade in ('hvac')"),
    ],
)
def test_whether_case_counts_is_the_profiles(
    emulator: Emulator, provider: Api, switch: str, text: str
) -> None:
    assert count(provider, filter=text) > 0
    emulator.switch(**{switch: "exact"})
    assert count(provider, filter=text) == 0
    assert count(provider, filter=text.replace("hvac", "HVAC")) > 0


def test_how_many_nodes_there_may_be_is_the_profiles(emulator: Emulator, provider: Api) -> None:
    emulator.switch(odata_node_limit=4)
    assert count(provider, filter="Id eq 1") == 0
    assert refused(provider, "Id eq 1 or IsInvoiced").startswith(TOO_MANY.replace("100", "4"))


def test_a_number_without_end_is_refused(reader: Api) -> None:
    response = reader.get("/odata/workorders", params={"$filter": f"Id lt 1{'0' * 5_000}"})
    assert response.status_code == 400
    assert response.json()["error"]["message"].startswith("The query specified in the URI is not")
