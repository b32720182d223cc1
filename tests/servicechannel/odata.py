"""Short ways to ask by OData."""

from collections.abc import Mapping

from tests.world import Api, Json

ORDERS = "/odata/workorders"
NOT_VALID = "The query specified in the URI is not valid. "


def ask(api: Api, path: str = ORDERS, /, **options: object) -> Json:
    """The answer to a query that is valid; options without the dollar."""
    response = api.get(path, params={f"${name}": str(value) for name, value in options.items()})
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


def ids(api: Api, path: str = ORDERS, /, **options: object) -> list[int]:
    found = ask(api, path, **({"select": "Id"} | options))
    return [record["Id"] for record in found["value"]]


def count(api: Api, path: str = ORDERS, /, **options: object) -> int:
    number: int = ask(api, path, **options, top=0, count="true")["@odata.count"]
    return number


def refused(api: Api, options: Mapping[str, object] | str, path: str = ORDERS) -> str:
    """What is wrong with a query, in the vendor's words; a text is a filter."""
    asked = {"filter": options} if isinstance(options, str) else options
    response = api.get(path, params={f"${name}": str(value) for name, value in asked.items()})
    assert response.status_code == 400, response.text
    answer = response.json()
    assert list(answer) == ["error"]
    assert list(answer["error"]) == ["code", "message"]
    message: str = answer["error"]["message"]
    assert message.startswith(NOT_VALID)
    return message.removeprefix(NOT_VALID)
