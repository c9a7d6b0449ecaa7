"""Who is told of replication."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import replication_alerts
from enclave.graph.resources.replication_alerts import NAME, TYPE, ReplicationAlerts

VAULT = "/resourceGroups/rg-test/providers/Microsoft.RecoveryServices/vaults/rsv-a"


@pytest.mark.parametrize(("addresses", "owners"), [(("soc@acme.example", "ops@acme.example"), False), ((), True)])
def test_what_is_written_is_read_back(
    addresses: tuple[str, ...], owners: bool, make: Callable[..., Resource], place: Place, problems: Callable[..., list[str]]
) -> None:
    alerts = ReplicationAlerts(f"{VAULT}/replicationAlertSettings/{NAME}", addresses, owners)
    resources = replication_alerts.write(alerts, make("Microsoft.RecoveryServices/vaults", "rsv-a", {}), place)
    assert replication_alerts.read(resources[0]) == alerts
    assert problems(resources) == []


def test_an_empty_setting_tells_nobody(make: Callable[..., Resource]) -> None:
    found = replication_alerts.read(make(TYPE, "rsv-a/x", {"properties": {}}))
    assert (found.addresses, found.owners) == ((), False)
