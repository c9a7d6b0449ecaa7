"""How long the records of a region are kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.retention import Kept, kept
from enclave.compose.site import sites
from enclave.errors import InputError
from enclave.spec.models import Spec


def test_the_hub_s_days_hold_where_nobody_asks_for_more(spec: Callable[..., Spec]) -> None:
    assert {kept(site) for site in sites(spec())} == {Kept(365, 90, 90)}


def test_the_longest_counts_where_a_project_runs_and_where_it_fails_over_to(spec: Callable[..., Spec]) -> None:
    longer = {"audit_days": 400, "request_response_days": 91, "metrics_days": 30}
    projects = {"triage": {"region": "us_east", "retention": longer}, "search": {"region": "north", "retention": {"metrics_days": 93}}}
    north, east = sites(spec(projects=projects))
    assert kept(north) == Kept(365, 90, 93)
    assert kept(east) == Kept(400, 91, 90)
    projects["triage"]["failover_regions"] = ["north"]
    assert kept(sites(spec(projects=projects))[0]) == Kept(400, 91, 93)


def test_a_gap_is_no_permission_to_delete(spec: Callable[..., Spec]) -> None:
    with pytest.raises(InputError, match="how long records are kept"):
        kept(sites(spec(hub={"retention": {"audit_days": 365, "metrics_days": 90}}))[0])
