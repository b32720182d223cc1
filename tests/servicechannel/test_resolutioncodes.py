"""Resolution codes and root causes over HTTP: lists, what is set, and what is refused."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

#: Larkfield's HVAC codes and causes; the last of each takes a comment.
ADJUSTED, CLEANED, REPLACED, REPAIRED, OTHER = range(2141, 2146)
WEAR, MISUSE, NEGLECT, OTHER_CAUSE = range(2146, 2150)
#: Juniper's order with the asset categories 41 and 43, and codes and causes of its trade.
JUNIPERS, COLD, ICE = demo.XML_ORDER, 41, 43
CODE, CAUSE = 2204, 2209
LIST = f"subscriberId={demo.LARKFIELD}&tradeId=11520&categoryId=7310&locationId=2005148201"
JUNIPERS_LIST = (
    f"subscriberId={demo.JUNIPER}&trade=electrical&category=Repair&locationId=2005148390"
)
NOT_FOUND = (404, 502, "Data not found")
NO_RIGHTS = (401, 504, "API call rejected by security permissions")
INCORRECT = (400, 503, "Required data missing or incorrect")


@pytest.fixture
def juniper(emulator: Emulator) -> Api:
    return emulator.login("juniper.ops")


def put(api: Api, *codes: Json, order: int = demo.ORDER, **fields: object) -> httpx2.Response:
    return api.post("/resolutionCodes", {"WorkOrderId": order, "ResolutionCodes": codes} | fields)


def put_causes(api: Api, *causes: Json, order: int = JUNIPERS) -> httpx2.Response:
    body = {"WorkOrderId": order, "RootCauses": causes}
    return api.post("/resolutionCodes/rootCauses", body)


def put_cause(api: Api, order: int = demo.ORDER, **query: object) -> httpx2.Response:
    text = "&".join(f"{name}={value}" for name, value in query.items())
    return api.post(f"/resolutionCodes/rootCauses/{order}?{text}")


def put_categories(api: Api, *ids: int, order: int = JUNIPERS) -> httpx2.Response:
    path = f"/resolutionCodes/{order}/assetCategories"
    return api.post(path, {"AssetCategoryIds": ids})


def found(api: Api, order: int = demo.ORDER) -> Json:
    response = api.get(f"/resolutionCodes/{order}")
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


def keys(answer: Json) -> list[int]:
    return [code["Key"] for code in answer["resolutionCodes"]]


def test_a_work_order_has_no_codes_at_first(provider: Api) -> None:
    assert found(provider) == {"resolutionCodes": []}


def test_codes_by_id_take_the_place_of_those_before(provider: Api) -> None:
    put(provider, {"Key": REPAIRED})
    answer = put(provider, ResolutionCodeIds=[ADJUSTED, REPLACED])
    assert (answer.status_code, answer.content) == (200, b"")
    assert keys(found(provider)) == [ADJUSTED, REPLACED]


def test_a_comment_comes_back(provider: Api) -> None:
    put(provider, {"key": str(OTHER), "Text": "Reset it", "AssetCategoryId": None})
    assert found(provider)["resolutionCodes"] == [
        {"Key": OTHER, "Value": "OTHER", "HasFreeText": True, "Text": "Reset it"}
    ]


def test_setting_codes_tells_of_them_and_of_its_note(emulator: Emulator, provider: Api) -> None:
    answer = put(provider, {"Key": CLEANED})
    assert demo.events(emulator, answer) == ["WorkOrderResolutionCodeUpdated", "WorkOrderNoteAdded"]
    assert demo.notes(provider)[0]["NoteData"] == "Resolution codes set to <b>CLEANED</b>."


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({}, (400, 4101), id="none"),
        pytest.param({"ResolutionCodeIds": [1]}, (400, 503), id="unknown"),
        pytest.param({"ResolutionCodeIds": [CODE]}, (400, 503), id="another subscriber's"),
        pytest.param(
            {"ResolutionCodeIds": [ADJUSTED, CLEANED, REPLACED, REPAIRED]}, (400, 4100), id="four"
        ),
        pytest.param({"ResolutionCodeIds": [ADJUSTED, ADJUSTED]}, (400, 4110), id="twice"),
        pytest.param(
            {"ResolutionCodes": [{"Key": OTHER, "Text": "a"}] * 2}, (400, 4109), id="text twice"
        ),
        pytest.param(
            {"ResolutionCodes": [{"Key": OTHER, "Text": "a" * 101}]}, (400, 4108), id="long text"
        ),
        pytest.param(
            {"ResolutionCodes": [{"Key": ADJUSTED, "Text": "a"}]}, (403, 4107), id="plain code"
        ),
        pytest.param({"ResolutionCodes": [{"Key": "x"}]}, (400, 503), id="key of letters"),
        pytest.param({"ResolutionCodes": ["x"]}, (400, 503), id="no object"),
        pytest.param({"WorkOrderId": None}, (404, 502), id="no work order"),
        pytest.param({"WorkOrderId": 0}, (404, 502), id="work order 0"),
        pytest.param({"WorkOrderId": demo.UNKNOWN}, (404, 502), id="unknown work order"),
        pytest.param({"WorkOrderId": demo.GPS_ORDER}, (404, 502), id="another provider's"),
    ],
)
def test_these_codes_are_refused_and_nothing_changes(
    provider: Api, sent: Json, expected: tuple[int, int]
) -> None:
    before = [found(provider), demo.trace(provider)]
    assert refusal(put(provider, **sent))[:2] == expected
    assert [found(provider), demo.trace(provider)] == before


def test_comments_need_the_setting_of_the_subscriber(emulator: Emulator, provider: Api) -> None:
    emulator.change("resolutionsettings", 11, AllowsText=False)
    assert refusal(put(provider, {"Key": OTHER, "Text": "a"}))[:2] == (403, 4107)
    assert refusal(put_cause(provider, rootCauseId=OTHER_CAUSE, rootCauseText="a"))[1] == 4104
    assert put(provider, {"Key": OTHER}).status_code == 200


def test_without_settings_a_subscriber_has_neither_comments_nor_categories(
    emulator: Emulator, provider: Api
) -> None:
    emulator.change("resolutionsettings", 11, SubscriberId=demo.JUNIPER)
    assert refusal(put(provider, {"Key": OTHER, "Text": "a"}))[1] == 4107
    assert refusal(put_causes(provider, order=demo.ORDER))[1] == 4114


def test_a_cause_is_set_and_removed(emulator: Emulator, provider: Api) -> None:
    answer = put_cause(provider, rootCauseId=OTHER_CAUSE, rootCauseText="Ants")
    assert demo.events(emulator, answer) == ["WorkOrderRootCauseCodeUpdated", "WorkOrderNoteAdded"]
    assert found(provider)["rootCause"] == {
        "Key": OTHER_CAUSE, "Value": "OTHER", "HasFreeText": True, "Text": "Ants",
    }  # fmt: skip
    assert put_cause(provider).status_code == 200
    assert found(provider) == {"resolutionCodes": []}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({"rootCauseId": 1}, (400, 4102), id="unknown"),
        pytest.param({"rootCauseId": ADJUSTED}, (400, 4102), id="a resolution code"),
        pytest.param({"rootCauseText": "a"}, (400, 4102), id="text alone"),
        pytest.param({"rootCauseId": WEAR, "rootCauseText": "a"}, (403, 4104), id="plain cause"),
        pytest.param(
            {"rootCauseId": OTHER_CAUSE, "rootCauseText": "a" * 101}, (400, 4105), id="long"
        ),
        pytest.param({"rootCauseId": "x"}, (400, 503), id="letters"),
    ],
)
def test_these_causes_are_refused(provider: Api, query: Json, expected: tuple[int, int]) -> None:
    before = demo.trace(provider)
    assert refusal(put_cause(provider, **query))[:2] == expected
    assert demo.trace(provider) == before


def test_a_single_cause_is_refused_where_categories_are_in_use(juniper: Api) -> None:
    assert refusal(put_cause(juniper, JUNIPERS, rootCauseId=CAUSE))[:2] == (403, 4121)


def test_each_asset_category_has_its_codes_and_cause(provider: Api) -> None:
    codes = [{"Key": CODE, "AssetCategoryId": COLD}, {"Key": CODE, "AssetCategoryId": ICE}]
    causes = [{"Key": CAUSE, "AssetCategoryId": ICE}, {"Key": CAUSE, "AssetCategoryId": COLD}]
    assert put(provider, *codes, order=JUNIPERS).status_code == 200
    assert put_causes(provider, *causes).status_code == 200
    answer = found(provider, JUNIPERS)
    assert [c["AssetCategoryId"] for c in answer["resolutionCodes"]] == [COLD, ICE]
    assert [c["AssetCategoryId"] for c in answer["rootCauses"]] == [ICE, COLD]
    assert "rootCause" not in answer


@pytest.mark.parametrize(
    ("causes", "expected"),
    [
        pytest.param([], (400, 4102), id="none"),
        pytest.param([{"Key": CAUSE}], (400, 4120), id="no category"),
        pytest.param([{"Key": CAUSE, "AssetCategoryId": COLD}], (400, 4118), id="one missing"),
        pytest.param([{"AssetCategoryId": COLD}], (400, 4102), id="no key"),
        pytest.param(
            [{"Key": CAUSE, "Text": "a", "AssetCategoryId": COLD}], (403, 4104), id="comment"
        ),
    ],
)
def test_these_causes_by_category_are_refused(
    juniper: Api, causes: list[Json], expected: tuple[int, int]
) -> None:
    assert refusal(put_causes(juniper, *causes))[:2] == expected


def test_codes_by_category_are_refused_unless_every_category_has_some(juniper: Api) -> None:
    code = {"Key": CODE, "AssetCategoryId": COLD}
    assert refusal(put(juniper, code, order=JUNIPERS))[:2] == (400, 4122)


def test_asset_categories_are_replaced_and_take_their_codes_along(juniper: Api) -> None:
    codes = [{"Key": CODE, "AssetCategoryId": COLD}, {"Key": CODE, "AssetCategoryId": ICE}]
    put(juniper, *codes, order=JUNIPERS)
    assert put_categories(juniper, 42, ICE, ICE).status_code == 200
    answer = juniper.get(f"/resolutionCodes/{JUNIPERS}/assetCategories")
    assert answer.json() == [
        {"Id": 42, "Name": "COOKING LINE"},
        {"Id": ICE, "Name": "ICE AND DRINKS"},
    ]
    shown = found(juniper, JUNIPERS)["resolutionCodes"]
    assert [c["AssetCategoryId"] for c in shown] == [ICE]


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        pytest.param((), (400, 4115), id="none"),
        pytest.param((41, 42, 43, 44, 45, 46), (400, 4113), id="six"),
        pytest.param((41, 7), (400, 4116), id="unknown"),
    ],
)
def test_these_asset_categories_are_refused(
    juniper: Api, ids: tuple[int, ...], expected: tuple[int, int]
) -> None:
    assert refusal(put_categories(juniper, *ids))[:2] == expected


def test_causes_need_asset_categories_on_the_work_order(emulator: Emulator, juniper: Api) -> None:
    emulator.change("resolutions", JUNIPERS, AssetCategoryIds=[])
    answer = put_causes(juniper, {"Key": CAUSE, "AssetCategoryId": COLD})
    assert refusal(answer)[:2] == (400, 4117)


def test_without_asset_categories_their_calls_are_refused(provider: Api) -> None:
    read = provider.get(f"/resolutionCodes/{demo.ORDER}/assetCategories")
    written = put_categories(provider, COLD, order=demo.ORDER)
    listed = provider.get(f"/resolutionCodes?{LIST}&assetCategoryIds=41")
    assert [refusal(a)[:2] for a in (read, written, listed)] == [(403, 4114)] * 3


@pytest.mark.parametrize("path", ["", "/assetCategories"])
@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.GPS_ORDER, 0, -1])
def test_reading_an_order_that_is_not_ones_own_is_404(provider: Api, path: str, order: int) -> None:
    assert refusal(provider.get(f"/resolutionCodes/{order}{path}")) == NOT_FOUND


def test_an_order_out_of_the_users_locations_is_not_for_it(emulator: Emulator) -> None:
    api = emulator.login("larkfield.nyc")
    assert refusal(api.get(f"/resolutionCodes/{demo.CONFIRMED}")) == NO_RIGHTS


def test_a_list_has_the_codes_of_a_trade_in_their_order(provider: Api) -> None:
    answer = provider.get(f"/resolutionCodes?{LIST}").json()
    assert [c["Key"] for c in answer] == [ADJUSTED, CLEANED, REPLACED, REPAIRED, OTHER]
    assert answer[4] == {"Key": OTHER, "Value": "OTHER", "HasFreeText": True, "Order": 5}


def test_causes_have_a_list_of_their_own(provider: Api) -> None:
    answer = provider.get(f"/resolutionCodes/rootCauses?{LIST}&keyword=WEA").json()
    assert [c["Key"] for c in answer] == [WEAR]


def test_a_list_has_pages(provider: Api) -> None:
    answer = provider.get(f"/resolutionCodes?{LIST}&page=2&pageSize=2").json()
    assert [c["Key"] for c in answer] == [REPLACED, REPAIRED]


def test_names_do_for_ids_and_two_categories_are_told(juniper: Api) -> None:
    path = f"/resolutionCodes?{JUNIPERS_LIST}&assetCategoryIds[0]=41&assetCategoryIds[1]=42"
    assert juniper.get(path).json()[0]["AssetCategoryIds"] == [41, 42]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("subscriberId=5&tradeId=11520&categoryId=7310&locationId=1", NO_RIGHTS,
                     id="foreign subscriber"),
        pytest.param(LIST.replace("11520", "11531"), INCORRECT, id="foreign trade"),
        pytest.param(LIST.replace("tradeId=11520&", ""), INCORRECT, id="no trade"),
        pytest.param(LIST.replace("categoryId=7310", "category=NONE"), INCORRECT, id="category"),
        pytest.param(LIST.replace("148201", "148320"), INCORRECT, id="foreign location"),
        pytest.param(LIST.replace("subscriberId", "x"), INCORRECT, id="no subscriber"),
        pytest.param(LIST + "&page=0", (400, 922, "Invalid page number"), id="page 0"),
        pytest.param(LIST + "&pageSize=0", (400, 922, "Invalid page size"), id="size 0"),
    ],
)  # fmt: skip
def test_these_lists_are_refused(provider: Api, query: str, expected: tuple[int, int, str]) -> None:
    assert refusal(provider.get(f"/resolutionCodes?{query}")) == expected


def test_a_list_for_six_asset_categories_is_refused(juniper: Api) -> None:
    six = "&".join(f"assetCategoryIds={i}" for i in range(41, 47))
    answer = juniper.get(f"/resolutionCodes/rootCauses?{JUNIPERS_LIST}&{six}")
    assert refusal(answer) == (400, 4113, "You can specify up to 5 asset categories")
