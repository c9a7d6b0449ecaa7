from __future__ import annotations

from typing import Any

import pytest

from enclave.finding import Refuted, Verdict
from enclave.graph.model import Graph, Intent, Ref, Terms, Unresolved, Waiver
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.encrypted import check

STORAGE = "Microsoft.Storage/storageAccounts"
GOOD: dict[str, Any] = {"minimumTlsVersion": "TLS1_2", "supportsHttpsTrafficOnly": True}
ASKED = Terms("", customer_managed_keys=True, double_encryption=True)


def results(graph: Graph) -> dict[str, Verdict]:
    return {subject.rpartition("/")[2]: verdict for subject, verdict in check(World(Estate(graph)))}


def one(build: Any, kind: str, properties: dict[str, Any], *terms: Terms, waivers: tuple[Waiver, ...] = (), **body: Any) -> Verdict:
    build.add(kind, "x", properties, **body)
    (verdict,) = results(Graph(build.graph().resources, Intent(terms=terms, waivers=waivers))).values()
    return verdict


@pytest.mark.parametrize(
    ("kind", "properties", "name"),
    [
        (STORAGE, GOOD, "proved"),
        (STORAGE, {**GOOD, "minimumTlsVersion": "TLS1_3"}, "proved"),
        (STORAGE, {**GOOD, "minimumTlsVersion": "TLS1_0"}, "refuted"),
        (STORAGE, {**GOOD, "supportsHttpsTrafficOnly": False}, "refuted"),
        (STORAGE, {"supportsHttpsTrafficOnly": True}, "refuted"),
        (STORAGE, {**GOOD, "minimumTlsVersion": Unresolved("parameters('t')")}, "unknown"),
        ("Microsoft.KeyVault/vaults", {"enablePurgeProtection": True}, "proved"),
        ("Microsoft.KeyVault/vaults", {}, "refuted"),
        ("Microsoft.KeyVault/vaults", {"enablePurgeProtection": True, "enableSoftDelete": False}, "refuted"),
        ("Microsoft.Cache/redis", {"minimumTlsVersion": "1.2", "enableNonSslPort": True}, "refuted"),
        ("Microsoft.Web/sites", {"httpsOnly": True}, "proved"),
        ("Microsoft.Web/sites", {"httpsOnly": True, "siteConfig": {"minTlsVersion": "1.0"}}, "refuted"),
        ("Microsoft.Purview/accounts", {}, "unknown"),
        ("Microsoft.Quantum/workspaces", {}, "unknown"),
    ],
)
def test_what_holds_whatever_the_owner_asks(build: Any, kind: str, properties: dict[str, Any], name: str) -> None:
    assert one(build, kind, properties).name == name


def test_keys_and_layers_where_the_owner_asks(build: Any) -> None:
    assert one(build, STORAGE, GOOD).name == "proved"
    assert one(build, STORAGE, GOOD, ASKED).name == "refuted"
    keyed = {**GOOD, "encryption": {"keySource": "Microsoft.Keyvault", "keyvaultproperties": {"keyname": "k"}}}
    verdict = one(build, STORAGE, keyed, ASKED)
    assert isinstance(verdict, Refuted)
    assert verdict.reason == "what it keeps has one layer of encryption only"
    keyed["encryption"]["requireInfrastructureEncryption"] = True
    assert one(build, STORAGE, keyed, ASKED).name == "proved"
    assert one(build, STORAGE, keyed, Terms("/resourceGroups/other", customer_managed_keys=True)).name == "proved"


def test_a_waiver_is_for_what_it_says(build: Any) -> None:
    where = "/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/x"
    both = tuple(Waiver(what, where, "because") for what in ("customer-managed-key", "double-encryption"))
    assert one(build, STORAGE, GOOD, ASKED, waivers=both[:1]).name == "refuted"
    verdict = one(build, STORAGE, GOOD, ASKED, waivers=both)
    assert verdict.name == "proved"
    assert "because" in verdict.reason
    assert one(build, STORAGE, {**GOOD, "minimumTlsVersion": "TLS1_0"}, ASKED, waivers=both).name == "refuted"


def test_an_owner_may_accept_a_plain_backend_of_one_gateway(build: Any) -> None:
    kind = "Microsoft.Network/applicationGateways"
    where = f"/resourceGroups/rg/providers/{kind}/x"
    rule = {"httpListener": {"id": f"{where}/httpListeners/l"}, "backendHttpSettings": {"id": f"{where}/backendHttpSettingsCollection/b"}}
    properties = {
        "sslPolicy": {"policyName": "AppGwSslPolicy20220101S"}, "requestRoutingRules": [{"name": "r", "properties": rule}],
        "httpListeners": [{"name": "l", "properties": {"protocol": "Https"}}],
        "backendHttpSettingsCollection": [{"name": "b", "properties": {"protocol": "Http"}}],
    }
    assert one(build, kind, properties).name == "refuted"
    assert one(build, kind, properties, waivers=(Waiver("plain-backend", f"{where}-other", "because"),)).name == "refuted"
    verdict = one(build, kind, properties, waivers=(Waiver("plain-backend", where, "because"),))
    assert (verdict.name, "plain-backend: because" in verdict.reason) == ("proved", True)


def test_a_key_that_is_known_only_after_deployment_is_one(build: Any) -> None:
    key = Ref("/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v/keys/k", "properties.keyUri")
    terms = Terms("", customer_managed_keys=True)
    cosmos = "Microsoft.DocumentDB/databaseAccounts"
    assert one(build, cosmos, {"minimalTlsVersion": "Tls12", "keyVaultKeyUri": key}, terms).name == "proved"
    assert one(build, cosmos, {"minimalTlsVersion": "Tls12"}, terms).name == "refuted"


def test_an_extension_says_it_for_a_backup_vault(build: Any) -> None:
    terms = Terms("", customer_managed_keys=True)
    vault = build.add("Microsoft.DataProtection/backupVaults", "x", {})
    graph = Graph(build.graph().resources, Intent(terms=(terms,)))
    assert results(graph)["x"].name == "refuted"
    said = {"securitySettings": {"encryptionSettings": {"state": "Enabled"}}}
    build.add("Microsoft.DataProtection/backupVaultEncryption", "e", said, location=None, scope=vault)
    assert results(Graph(build.graph().resources, Intent(terms=(terms,))))["x"].name == "proved"


def test_a_resource_that_may_not_be_deployed_is_not_refuted(build: Any) -> None:
    build.add(STORAGE, "x", {}, condition=Unresolved("parameters('deploy')"))
    assert results(build.graph())["x"].name == "unknown"
