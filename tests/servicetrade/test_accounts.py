"""The account."""

from tests.servicetrade.trade import Trade, record

ACCOUNT = record("accounts")


def test_the_account_names_its_company_and_its_time(trade: Trade) -> None:
    found = trade.read(f"/account/{ACCOUNT['id']}")
    assert found.keys() == {"id", "uri", "name", "company", "timezone", "created", "updated"}
    assert (found["name"], found["company"]["name"]) == ("Norwell HVAC", "Norwell HVAC")
    assert trade.read("/account")["accounts"] == [found]


def test_an_account_that_is_not_there_is_404(trade: Trade) -> None:
    assert trade.get("/account/1416999999999999").status_code == 404


def test_accounts_are_only_read(trade: Trade) -> None:
    path = f"/account/{ACCOUNT['id']}"
    answers = [trade.post("/account", {}), trade.put(path, {}), trade.delete(path)]
    assert [answer.status_code for answer in answers] == [405] * 3
