"""What the owner wants, on the graph."""

from __future__ import annotations

from enclave.compose.site import GATEWAY, sites
from enclave.graph.model import Egress, Graph
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest


def test_egress_and_digest_are_the_specs(bank_graph: Graph, bank_spec: Spec) -> None:
    assert bank_graph.intent is not None
    assert bank_graph.intent.policy_digest == policy_digest(bank_spec)
    assert bank_graph.intent.egress == tuple(Egress(egress.fqdn, egress.why) for egress in bank_spec.network.egress)
    assert bank_graph.intent.front_doors == ()


def test_each_gateway_reaches_every_service_of_its_region_and_none_of_another(bank_graph: Graph, bank_spec: Spec) -> None:
    assert bank_graph.intent is not None
    for site in sites(bank_spec):
        targets = {flow.target for flow in bank_graph.intent.flows if flow.source == site.subnet(GATEWAY)}
        assert targets == {
            *(site.account(project) for project in site.projects), site.vault, site.id("Microsoft.Insights/privateLinkScopes"),
        }
    assert {flow.port for flow in bank_graph.intent.flows} == {443}
    assert len({flow.source for flow in bank_graph.intent.flows}) == len(bank_spec.regions)
