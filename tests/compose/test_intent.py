"""What the owner wants, on the graph."""

from __future__ import annotations

from hashlib import sha256

from enclave.compose.egress import DATA
from enclave.compose.encryption import keys_vault
from enclave.compose.site import GATEWAY, OPERATIONS, sites
from enclave.compose.traffic import clients, passages
from enclave.graph.body import last_segment, text
from enclave.graph.model import Egress, Graph
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest


def test_egress_and_digest_are_the_specs(bank_graph: Graph, bank_spec: Spec) -> None:
    assert bank_graph.intent is not None
    assert bank_graph.intent.policy_digest == policy_digest(bank_spec)
    everybody = tuple(site.subnet(client) for site in sites(bank_spec) for client in clients(site))
    declared = tuple(Egress(egress.fqdn, egress.why, everybody) for egress in bank_spec.network.egress)
    assert bank_graph.intent.egress[:len(declared)] == declared
    assert bank_graph.intent.front_doors == ()


def test_names_beyond_the_declared_are_components_and_for_their_subnets_only(bank_graph: Graph, bank_spec: Spec) -> None:
    assert bank_graph.intent is not None
    needed = {row["fqdn"]: set(row["from"]) for name in ("kubernetes",) for row in DATA["components"][name]}
    further = bank_graph.intent.egress[len(bank_spec.network.egress):]
    assert further
    for egress in further:
        assert {last_segment(source) for source in egress.sources} <= needed[egress.fqdn]
        assert egress.why


def test_each_gateway_reaches_the_services_of_its_region_and_none_of_another(bank_graph: Graph, bank_spec: Spec) -> None:
    for site in sites(bank_spec):
        reached = targets(bank_graph, site.subnet(GATEWAY))
        assert {*(site.account(project) for project in site.projects), site.vault, keys_vault(site)} <= reached
        assert all(target.startswith(site.group + "/") for target in reached)


def test_the_gateway_does_not_reach_its_archive_and_operators_reach_no_model(bank_graph: Graph, bank_spec: Spec) -> None:
    for site in sites(bank_spec):
        reached = targets(bank_graph, site.subnet(OPERATIONS))
        assert {site.archive, site.vault, keys_vault(site)} <= reached
        assert site.archive not in targets(bank_graph, site.subnet(GATEWAY))
        assert not reached & {site.account(project) for project in site.projects}


def test_nobody_else_reaches_anything(bank_graph: Graph, bank_spec: Spec) -> None:
    assert bank_graph.intent is not None
    sources = {flow.source for flow in bank_graph.intent.flows}
    assert sources == {site.subnet(passage.source) for site in sites(bank_spec) for passage in passages(site)}
    assert {flow.target for flow in bank_graph.intent.flows if flow.source not in sources} == set()
    assert len(set(bank_graph.intent.flows)) == len(bank_graph.intent.flows)


def targets(graph: Graph, source: str) -> set[str]:
    assert graph.intent is not None
    return {flow.target for flow in graph.intent.flows if flow.source == source}


def test_each_region_has_its_own_terms_and_what_exists_once_those_of_all(bank_graph: Graph, bank_spec: Spec) -> None:
    assert bank_graph.intent is not None
    europe, america = (bank_graph.intent.terms_of(f"{site.group}/providers/x/y/z") for site in sites(bank_spec))
    assert (europe.geographies, america.geographies) == (("European Union",), ("United States",))
    assert bank_graph.intent.terms_of("/resourceGroups/rg-contoso-bank-global").geographies == ("European Union", "United States")
    assert europe.audit_days == 365


def test_the_file_of_the_cluster_is_known_by_its_text(bank_graph: Graph) -> None:
    assert bank_graph.intent is not None
    written = [text({"f": value}, "f") for each in bank_graph.of_type("Kubernetes/ConfigMap") for value in each.body["data"].values()]  # type: ignore[union-attr]
    digests = {f"sha256:{sha256(one.encode()).hexdigest()}" for one in written}
    assert digests == ({bank_graph.intent.policy_file} if written else set())
