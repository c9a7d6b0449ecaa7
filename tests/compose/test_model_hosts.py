"""The gateway and the template name the same accounts."""

from __future__ import annotations

import pytest

from enclave.compose import compose
from enclave.compose.model_hosts import content_safety_hosts, model_hosts
from enclave.graph.resources import cognitive_accounts
from enclave.spec.load import load


@pytest.mark.parametrize("example", ["bank", "hospital", "ministry"])
def test_every_host_is_an_account_of_the_graph(root, example):
    spec = load(root / "examples" / example / "enclave.yaml").spec
    graph = compose(spec)
    accounts = {account.body["properties"]["customSubDomainName"] for account in graph.of_type(cognitive_accounts.TYPE)}
    hosts = model_hosts(spec)
    assert {host.partition(".")[0] for host in hosts.values()} <= accounts
    assert {host.partition(".")[2] for host in hosts.values()} == {"openai.azure.com"}
    served = {(name, key) for name, project in spec.projects.items() for key in (project.region, *project.failover_regions)}
    assert hosts.keys() == served
    safety = content_safety_hosts(spec)
    assert {host.partition(".")[0] for host in safety.values()} <= accounts
    assert {host.partition(".")[2] for host in safety.values()} <= {"cognitiveservices.azure.com"}
    assert safety.keys() == (spec.regions.keys() if spec.components.content_safety.enabled else set())
