from tests.world import Api

ORDER = "/workorders/107002896"


def test_the_documentations_example_checks_in_and_out_under_one_mechanic_id(provider: Api) -> None:
    came = provider.post(f"{ORDER}/universalCheckIn", {"UserId": 1544987, "TechsCount": 2})
    assert came.json() == {"MechanicId": 148797639}
    assert status(provider) == ("IN PROGRESS", "ON SITE")

    leaving = {
        "UserId": 1544987,
        "PrimaryStatus": "PartsOnOrder",
        "Resolution": "We need more screws",
    }
    left = provider.post(f"{ORDER}/universalCheckOut", leaving)
    assert left.json() == came.json()
    assert status(provider) == ("IN PROGRESS", "PARTS ON ORDER")


def status(api: Api) -> tuple[str, str]:
    shown = api.get(ORDER).json()["Status"]
    return shown["Primary"], shown["Extended"]
