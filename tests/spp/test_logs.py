"""What has changed."""

from tests.spp.desk import Desk, read


def test_a_role_without_the_right_reads_no_logs(dispatch: Desk) -> None:
    assert read(dispatch.get("/logs"), 403) == {"message": "This action is unauthorized."}


def test_nothing_has_changed_yet(desk: Desk, v1: Desk) -> None:
    assert desk.read("/logs")["data"] == v1.read("/logs")["data"] == []
