"""What has changed."""

from tests.spp.desk import Desk, fixture, read


def test_a_role_without_the_right_reads_no_logs(dispatch: Desk) -> None:
    assert read(dispatch.get("/logs"), 403) == {"message": "This action is unauthorized."}


def test_what_has_changed_is_listed_the_newest_first(desk: Desk, v1: Desk) -> None:
    rows = desk.read("/logs")["data"]
    times = [row["time"] for row in rows]
    assert times == sorted(times, reverse=True)
    assert v1.read("/logs")["data"] == rows
    own = {row["id"] for row in fixture()["logs"].values() if row["workspace_id"] == 1}
    assert {row["id"] for row in rows} == own
