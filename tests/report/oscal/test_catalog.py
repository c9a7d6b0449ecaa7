"""The catalogue."""

from __future__ import annotations

from enclave.report.oscal import Assessed
from enclave.report.oscal.catalog import catalog


def test_every_control_stands_in_its_group(good: Assessed) -> None:
    groups = catalog(good)["catalog"]["groups"]
    assert sum(len(group["controls"]) for group in groups) == 55
    assert all(control["id"].startswith(f"{group['id']}-") for group in groups for control in group["controls"])
