import pytest

from emulator.kernel.errors import Mistake
from emulator.kernel.routes import Routes

PATHS = (
    "/workorders",
    "/workorders/{id}",
    "/workorders/search",
    "/workorders({id})",
    "/workorders({id})/notes",
    "/workorders/{id}/notes/{noteId}",
    "/notes({id},{noteId})",
    "/between(first={first}, last={last})",
    "/files/{name}",
    "/files/{name}.pdf",
)


@pytest.fixture
def routes() -> Routes[str]:
    """Each leads to its own path."""
    made: Routes[str] = Routes()
    for path in PATHS:
        made.add("GET", path, path)
    return made


@pytest.mark.parametrize(
    ("path", "leaf", "texts"),
    [
        ("/workorders", "/workorders", []),
        ("/workorders/5", "/workorders/{id}", [("id", "5")]),
        ("/workorders/search", "/workorders/search", []),
        ("/workorders(5)", "/workorders({id})", [("id", "5")]),
        ("/workorders(5)/notes", "/workorders({id})/notes", [("id", "5")]),
        (
            "/workorders/5/notes/6",
            "/workorders/{id}/notes/{noteId}",
            [("id", "5"), ("noteId", "6")],
        ),
        ("/notes(5,6)", "/notes({id},{noteId})", [("id", "5"), ("noteId", "6")]),
        (
            "/between(first=1,%20last=2)",
            "/between(first={first}, last={last})",
            [("first", "1"), ("last", "2")],
        ),
        (
            "/between(first=1,last=2)",
            "/between(first={first}, last={last})",
            [("first", "1"), ("last", "2")],
        ),
        ("/files/a.pdf", "/files/{name}.pdf", [("name", "a")]),
        ("/files/a.png", "/files/{name}", [("name", "a.png")]),
        ("/workorders/5/", "/workorders/{id}", [("id", "5")]),
        ("/workorders/-5", "/workorders/{id}", [("id", "-5")]),
    ],
    ids=[
        "literal",
        "parameter",
        "literal-before-parameter",
        "parentheses",
        "below-parentheses",
        "two-parameters",
        "two-in-one-segment",
        "a-blank-behind-a-comma",
        "no-blank-behind-a-comma",
        "longest-literal-first",
        "shorter-literal",
        "slash-at-the-end",
        "negative",
    ],
)
def test_a_path_leads_to_its_route_with_the_texts_of_its_parameters(
    routes: Routes[str], path: str, leaf: str, texts: list[tuple[str, str]]
) -> None:
    assert routes.find(path) == ({"GET": leaf}, texts)


@pytest.mark.parametrize(
    "path",
    ["/WorkOrders/Search", "/WORKORDERS/SEARCH", "/%77orkorders/%53earch"],
    ids=["mixed", "upper", "encoded"],
)
def test_literals_match_whatever_their_case_and_encoding(routes: Routes[str], path: str) -> None:
    assert routes.find(path) == ({"GET": "/workorders/search"}, [])


def test_a_pattern_matches_whatever_its_case_and_keeps_the_parameters_case(
    routes: Routes[str],
) -> None:
    assert routes.find("/FILES/Report.PDF") == ({"GET": "/files/{name}.pdf"}, [("name", "Report")])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/files/a%2Fb", "a/b"),
        ("/files/a%2fb", "a/b"),
        ("/files/a%20b%0A", "a b\n"),
        ("/files/%25", "%"),
        ("/files/%C3%A4", "ä"),
        ("/files/100%", "100%"),
    ],
    ids=["slash", "small-slash", "space-and-line", "percent", "utf-8", "not-encoded"],
)
def test_an_encoded_character_stays_inside_its_segment(
    routes: Routes[str], path: str, text: str
) -> None:
    assert routes.find(path) == ({"GET": "/files/{name}"}, [("name", text)])


@pytest.mark.parametrize(
    "path",
    ["/", "/files", "/workorders/5/notes", "/workorders()", "/workorders(5", "/x/5", "/files//a"],
    ids=["root", "prefix", "middle", "empty-parameter", "unclosed", "unknown", "empty-segment"],
)
def test_a_path_that_no_route_has_leads_nowhere(routes: Routes[str], path: str) -> None:
    assert routes.find(path) is None


def test_one_path_has_a_leaf_for_each_method(routes: Routes[str]) -> None:
    routes.add("POST", "/workorders/{id}", "post")
    assert routes.find("/workorders/5") == (
        {"GET": "/workorders/{id}", "POST": "post"},
        [("id", "5")],
    )


@pytest.mark.parametrize(
    "path",
    ["/workorders/{id}", "/WorkOrders/{id}", "/workorders/{id}/", "/workorders"],
    ids=["same", "another-case", "slash-at-the-end", "literal"],
)
def test_two_entries_that_claim_one_route_are_refused(routes: Routes[str], path: str) -> None:
    with pytest.raises(Mistake, match=r"GET .* is claimed twice"):
        routes.add("GET", path, "another")


def test_a_dot_in_a_route_is_a_dot(routes: Routes[str]) -> None:
    found = routes.find("/files/axpdf")
    assert found == ({"GET": "/files/{name}"}, [("name", "axpdf")])


def test_what_leads_nowhere_further_down_is_left_again() -> None:
    routes: Routes[str] = Routes()
    for path in ("/a/b/c", "/a/{x}/d", "/{y}/b/e", "/a/{z}/f"):
        routes.add("GET", path, path)
    asked = ("/a/b/c", "/a/b/d", "/a/b/e", "/a/q/f", "/a/b/g")
    found = [routes.find(path) for path in asked]
    assert [f and f[0]["GET"] for f in found] == [
        "/a/b/c", "/a/{x}/d", "/{y}/b/e", "/a/{z}/f", None,
    ]  # fmt: skip
    assert [f[1] for f in found if f] == [[], [("x", "b")], [("y", "a")], [("z", "q")]]


def test_a_path_may_have_its_verbs_in_two_patterns() -> None:
    routes: Routes[str] = Routes()
    routes.add("GET", "/items/{number}", "search")
    routes.add("DELETE", "/items/{id}", "delete")
    found = routes.find("/items/7")
    assert found is not None
    assert (dict(found[0]), dict(found[1])) == (
        {"GET": "search", "DELETE": "delete"},
        {"number": "7", "id": "7"},
    )


def test_a_path_that_is_spelt_out_is_no_parameter_of_another_verbs() -> None:
    routes: Routes[str] = Routes()
    routes.add("GET", "/a/totals", "totals")
    routes.add("PUT", "/a/{x}", "one")
    assert routes.find("/a/totals") == ({"GET": "totals"}, [])
    assert routes.find("/a/7") == ({"PUT": "one"}, [("x", "7")])


def test_what_is_spelt_out_behind_a_parameter_is_no_parameter_either() -> None:
    routes: Routes[str] = Routes()
    routes.add("PUT", "/a/{x}/b/all", "all")
    routes.add("GET", "/a/{x}/b/{y}", "one")
    assert routes.find("/a/1/b/all") == ({"PUT": "all"}, [("x", "1")])
    assert routes.find("/a/1/b/2") == ({"GET": "one"}, [("x", "1"), ("y", "2")])
