"""What Checkov asks for and the enclave does otherwise: why, what does the job instead, and that it really does.

`python tests/checkov/exceptions.py` writes the tables of docs/checkov.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from enclave.graph.body import MISSING, lookup
from enclave.graph.model import Graph, Ref, Resource
from enclave.regions import REGIONS

ARM, BICEP, TERRAFORM, KUBERNETES = "arm", "bicep", "terraform", "kubernetes"
TEMPLATES = frozenset({ARM, BICEP, TERRAFORM})
CLUSTERS, VAULTS = "Microsoft.ContainerService/managedClusters", "Microsoft.KeyVault/vaults"
SERVERS, DATABASES = "Microsoft.Sql/servers", "Microsoft.Sql/servers/databases"
STORAGE, NETWORKS = "Microsoft.Storage/storageAccounts", "Microsoft.Network/virtualNetworks"
PLANS, CONTACTS = "Microsoft.Security/pricings", "Microsoft.Security/securityContacts"


@dataclass(frozen=True)
class Allowed:
    """A rule that some resources of some types break."""

    check: str
    types: tuple[str, ...]
    asks: str
    why: str
    """Why it is otherwise, and what does the job instead."""
    holds: Callable[[Resource, Graph], bool]
    """Whether that is so for a resource that the rule was broken by."""
    seen_by: frozenset[str] = TEMPLATES
    """Frameworks that it is broken in, as far as the specs go that are read as them."""


@dataclass(frozen=True)
class Reading:
    """What Checkov made of one spec as one framework, at the least."""

    spec: str
    framework: str
    resources: int
    passed: int


# -- what holds instead


def at(resource: Resource, path: str) -> Any:
    found = lookup(resource.body, path)
    return None if found is MISSING else found


def children(graph: Graph, parent: str, kind: str) -> list[Resource]:
    return [found for found in graph.of_type(kind) if found.id.lower().startswith(f"{parent.lower()}/")]


def server_of(resource: Resource) -> str:
    """Id of the SQL server that a resource is or belongs to."""
    return resource.id.split("/databases/")[0]


def target(value: Any) -> str:
    assert isinstance(value, Ref)
    return value.resource


def private_cluster(cluster: Resource, _graph: Graph) -> bool:
    return at(cluster, "properties.apiServerAccessProfile.enablePrivateCluster") is True


def no_dashboard(cluster: Resource, _graph: Graph) -> bool:
    return "kubeDashboard" not in at(cluster, "properties.addonProfiles")


def secrets_rotate(cluster: Resource, _graph: Graph) -> bool:
    return at(cluster, "properties.addonProfiles.azureKeyvaultSecretsProvider.config.enableSecretRotation") == "true"


def told_by_mail(contact: Resource, _graph: Graph) -> bool:
    return bool(at(contact, "properties.isEnabled")) and "@" in at(contact, "properties.emails")


def told_of_alerts(contact: Resource, _graph: Graph) -> bool:
    return any(source["sourceType"] == "Alert" for source in at(contact, "properties.notificationsSources"))


def owners_are_told(contact: Resource, _graph: Graph) -> bool:
    return at(contact, "properties.notificationsByRole") == {"state": "On", "roles": ["Owner"]}


def vaults_are_watched(plan: Resource, graph: Graph) -> bool:
    on = {found.name for found in graph.of_type(PLANS) if at(found, "properties.pricingTier") == "Standard"}
    return plan.name != "KeyVaults" and {plan.name, "KeyVaults"} <= on


def containers_are_scanned(_registry: Resource, graph: Graph) -> bool:
    return any(found.name == "Containers" and at(found, "properties.pricingTier") == "Standard" for found in graph.of_type(PLANS))


def asks_the_firewall(network: Resource, graph: Graph) -> bool:
    servers = at(network, "properties.dhcpOptions.dnsServers")
    prefixes = [
        ip_network(subnet["properties"]["addressPrefix"])
        for hub in graph.of_type(NETWORKS) for subnet in at(hub, "properties.subnets") if subnet["name"] == "AzureFirewallSubnet"
    ]
    return len(servers) == 1 and any(ip_address(servers[0]) in prefix for prefix in prefixes)


def only_passes_through(account: Resource, _graph: Graph) -> bool:
    return account.module == "backup-recovery/site-recovery"


def denied_by_its_policy(firewall: Resource, graph: Graph) -> bool:
    policy = graph.get(target(at(firewall, "properties.firewallPolicy.id")))
    return policy is not None and at(policy, "properties.threatIntelMode") == "Deny"


def system_tables_or_copied(database: Resource, _graph: Graph) -> bool:
    if database.name.endswith("/master"):
        return at(database, "properties") == {}
    return at(database, "properties.zoneRedundant") is False and at(database, "properties.requestedBackupStorageRedundancy") == "GeoZone"


def server_is_audited(resource: Resource, graph: Graph) -> bool:
    found = children(graph, server_of(resource), "Microsoft.Sql/servers/auditingSettings")
    return len(found) == 1 and at(found[0], "properties.state") == "Enabled" and at(found[0], "properties.retentionDays") >= 90


def server_is_watched(database: Resource, graph: Graph) -> bool:
    found = children(graph, server_of(database), "Microsoft.Sql/servers/securityAlertPolicies")
    policy = at(found[0], "properties") if found else {"state": "Disabled"}
    return policy["state"] == "Enabled" and not policy["disabledAlerts"] and policy["emailAddresses"] and policy["emailAccountAdmins"]


def reached_privately_only(account: Resource, graph: Graph) -> bool:
    linked = {
        target(connection["properties"]["privateLinkServiceId"])
        for endpoint in graph.of_type("Microsoft.Network/privateEndpoints")
        for connection in at(endpoint, "properties.privateLinkServiceConnections")
    }
    return at(account, "properties.networkAcls.bypass") == "None" and account.id in linked


def is_the_authority(secret: Resource, _graph: Graph) -> bool:
    return secret.name.endswith("/firewall-authority") and at(secret, "properties.contentType") == "application/x-pkcs12"


def microsofts_only(machine: Resource, graph: Graph) -> bool:
    publishers = {at(found, "properties.publisher") for found in children(graph, machine.id, f"{machine.type}/extensions")}
    return bool(publishers) and all(publisher.startswith("Microsoft.") for publisher in publishers)


def kept_in(workspace: Resource, _graph: Graph) -> bool:
    said = at(workspace, "properties")
    return said["managedVirtualNetwork"] == "default" and said["managedVirtualNetworkSettings"]["preventDataExfiltration"] is True


def patched_by_azure(machines: Resource, _graph: Graph) -> bool:
    system = at(machines, "properties.virtualMachineProfile.osProfile.linuxConfiguration")
    return at(machines, "properties.orchestrationMode") == "Flexible" and system["patchSettings"]["patchMode"] == "AutomaticByPlatform"


def no_repository(factory: Resource, _graph: Graph) -> bool:
    return "repoConfiguration" not in at(factory, "properties") and at(factory, "properties.publicNetworkAccess") == "Disabled"


def newer_rules(policy: Resource, _graph: Graph) -> bool:
    sets = {found["ruleSetType"]: found for found in at(policy, "properties.managedRules.managedRuleSets")}
    newest = sets["Microsoft_DefaultRuleSet"]
    return newest["ruleSetVersion"] in ("2.1", "2.2") and "ruleGroupOverrides" not in newest


def region_without_zones(replica: Resource, _graph: Graph) -> bool:
    return not REGIONS[replica.location or ""].zones


def hub_is_linked(workspace: Resource, graph: Graph) -> bool:
    hub = graph.get(target(at(workspace, "properties.hubResourceId")))
    rules: Mapping[str, Any] = at(hub, "properties.managedNetwork.outboundRules") if hub is not None else {}
    return workspace.body["kind"] == "Project" and any(rule["type"] == "PrivateEndpoint" for rule in rules.values())


def keys_are_microsofts(_resource: Resource, graph: Graph) -> bool:
    return not graph.of_type(f"{VAULTS}/keys")


EXCEPTIONS = (
    Allowed(
        "CKV_AZURE_6", (CLUSTERS,), "address ranges that may reach the API server of Kubernetes",
        "The API server has no public address, and a list of ranges would hold for that only: it stands in a subnet of the compute "
        "network, and security groups say who reaches it.",
        private_cluster,
    ),
    Allowed(
        "CKV_AZURE_8", (CLUSTERS,), "an entry that switches the Kubernetes dashboard off",
        "The add-on ended with Kubernetes 1.19. What is not named is not installed.",
        no_dashboard,
    ),
    Allowed(
        "CKV_AZURE_172", (CLUSTERS,), "rotation of the secrets that a vault gives to the cluster",
        "It is on. Azure wants the text `true` there, Checkov's rule for ARM knows only the truth value.",
        secrets_rotate, frozenset({ARM, BICEP}),
    ),
    Allowed(
        "CKV_AZURE_20", (CONTACTS,), "a telephone number of the security contact",
        "Alerts go by mail to everybody in `contacts` and to the owners of the subscription, and Sentinel makes incidents of them. The "
        "file holds no person's number, and nothing would call it.",
        told_by_mail,
    ),
    Allowed(
        "CKV_AZURE_21", (CONTACTS,), "mails about alerts (`alertNotifications`)",
        "They are on. The rule knows the form of 2017; today's is `notificationsSources`, from medium severity.",
        told_of_alerts,
    ),
    Allowed(
        "CKV_AZURE_22", (CONTACTS,), "mails to administrators (`alertsToAdmins`)",
        "They are on. The rule knows the form of 2017; today's is `notificationsByRole`, with the owners.",
        owners_are_told,
    ),
    Allowed(
        "CKV_AZURE_23", (SERVERS, DATABASES), "auditing of SQL servers and databases",
        "The server's auditing settings are on, which hold for each of its databases. The rule looks for them inside the server's own "
        "declaration, where the templates have resources of their own.",
        server_is_audited,
    ),
    Allowed(
        "CKV_AZURE_24", (SERVERS,), "audit records of SQL kept for 90 days and more",
        "They are kept as long as `retention.audit_days` says, 365 days where it says nothing. The rule looks inside the server's own "
        "declaration, as above.",
        server_is_audited, frozenset({ARM, TERRAFORM}),
    ),
    Allowed(
        "CKV_AZURE_25", (DATABASES,), "threat detection of all kinds for each SQL database",
        "It is on for the server, with no kind left out, which holds for each of its databases.",
        server_is_watched,
    ),
    Allowed(
        "CKV_AZURE_26", (DATABASES,), "addresses that alerts of each SQL database are sent to",
        "The server's policy sends them to everybody in `contacts`, for each of its databases.",
        server_is_watched,
    ),
    Allowed(
        "CKV_AZURE_27", (DATABASES,), "alerts of each SQL database to the subscription's administrators",
        "The server's policy sends them to administrators too, for each of its databases.",
        server_is_watched,
    ),
    Allowed(
        "CKV_AZURE_36", (STORAGE,), "a way around the firewall of storage accounts for Microsoft's trusted services",
        "Only private endpoints lead to these accounts. The way around is open where a service of Azure has none of its own: the "
        "archive that Azure Monitor writes, backups, site recovery, workspaces.",
        reached_privately_only,
    ),
    Allowed(
        "CKV_AZURE_41", (f"{VAULTS}/secrets",), "an end date on each secret",
        "The one secret in the templates is the certificate authority of the firewall's TLS inspection, given at deployment. Its end "
        "date is in the certificate itself, which every client checks; the template does not know the certificate, and a date that "
        "contradicts it would mislead. Keys have an end and rotate.",
        is_the_authority,
    ),
    Allowed(
        "CKV_AZURE_50", ("Microsoft.Compute/virtualMachines",), "machines that take no extensions",
        "Extensions are how a machine is signed in to with Microsoft Entra (no passwords), attests its start and sends its logs. They "
        "are Microsoft's only, and only who may change the machine can add one.",
        microsofts_only,
    ),
    Allowed(
        "CKV_AZURE_58", ("Microsoft.Synapse/workspaces",), "a managed virtual network for Synapse",
        "It has one. The rule for ARM is upside down: it forbids the value `default`, which is Azure's name for having one.",
        kept_in,
    ),
    Allowed(
        "CKV_AZURE_87", (PLANS,), "Defender for Key Vault",
        "It is on, in a plan of its own. The rule breaks on each plan for something else, all of which are on too.",
        vaults_are_watched,
    ),
    Allowed(
        "CKV_AZURE_103", ("Microsoft.DataFactory/factories",), "a Git repository behind Data Factory",
        "The factory is closed, and pipelines come out of reviewed templates. A repository would be one more place outside of the "
        "enclave that code enters by; who wants one adds it.",
        no_repository,
    ),
    Allowed(
        "CKV_AZURE_135", ("Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",), "OWASP rules 3.1 or 3.2 against Log4j",
        "Microsoft's default rule set 2.2 has the same rule (944240) and follows OWASP 3.3. The rule knows the older sets only.",
        newer_rules,
    ),
    Allowed(
        "CKV_AZURE_157", ("Microsoft.Synapse/workspaces",), "protection of Synapse against exfiltration",
        "It is on. Azure's property is `managedVirtualNetworkSettings.preventDataExfiltration`; the rule looks for a name that Azure "
        "does not have.",
        kept_in,
    ),
    Allowed(
        "CKV_AZURE_166", ("Microsoft.ContainerRegistry/registries",), "quarantine of images in the registry",
        "Defender for Containers scans every image at its push and again when new vulnerabilities are known. A quarantined image can "
        "be released only by a scanner of one's own, and those that the cluster itself starts from never would be.",
        containers_are_scanned,
    ),
    Allowed(
        "CKV_AZURE_182", (NETWORKS,), "two DNS servers for each network",
        "The one server is the firewall: an internal load balancer over at least two instances, spread over zones where the region has "
        "them. A second server would be a way around the firewall's log of names.",
        asks_the_firewall,
    ),
    Allowed(
        "CKV_AZURE_183", (NETWORKS,), "DNS servers with an address of the network itself",
        "The server is the firewall in the region's hub, which is peered with the network: nothing outside of the enclave is asked.",
        asks_the_firewall, frozenset({ARM, BICEP}),
    ),
    Allowed(
        "CKV_AZURE_206", (STORAGE,), "geo-redundant storage",
        "The one account that stays in its region is the cache of site recovery: what it holds is in the other region minutes later. All "
        "others are copied where a region names its `pair`.",
        only_passes_through,
    ),
    Allowed(
        "CKV_AZURE_216", ("Microsoft.Network/azureFirewalls",), "threat intelligence that denies, on the firewall",
        "It denies, in the firewall's policy. The setting on the firewall itself is for firewalls without a policy.",
        denied_by_its_policy,
    ),
    Allowed(
        "CKV_AZURE_229", (DATABASES,), "zone redundancy of each SQL database",
        "`master` is Azure's own, declared only because audit records leave by its diagnostic settings; it follows its server. The others "
        "are in several zones where `performance_tier` is `premium`; at `standard` their backups are, and in the pair.",
        system_tables_or_copied,
    ),
    Allowed(
        "CKV_AZURE_233", ("Microsoft.ContainerRegistry/registries/replications",), "zone redundancy of copies of the registry",
        "The region of the copy has no availability zones. In regions that have them it is on.",
        region_without_zones,
    ),
    Allowed(
        "CKV_AZURE_243", ("Microsoft.MachineLearningServices/workspaces",), "private endpoints out of a workspace's managed network",
        "Projects of a classic Foundry hub have no network of their own: they use their hub's, which has the endpoints.",
        hub_is_linked,
    ),
    Allowed(
        "CKV_AZURE_95", ("Microsoft.Compute/virtualMachineScaleSets",), "automatic patches of scale sets",
        "Azure patches them (`patchMode: AutomaticByPlatform`), and extensions upgrade themselves. The rule breaks on every scale set "
        "of the flexible kind, which is the kind that Microsoft recommends.",
        patched_by_azure,
    ),
    Allowed(
        "CKV_AZURE_93", ("Microsoft.Compute/disks",), "disks under a key of one's own",
        "Only where `security.customer_managed_keys` is off: where the file says so, or at level `high` for data that is not confidential. "
        "Disks are then under Microsoft's keys; at level `maximum` it cannot happen unsaid.",
        keys_are_microsofts, frozenset({ARM, BICEP}),
    ),
    Allowed(
        "CKV_AZURE_240", ("Microsoft.Synapse/workspaces",), "Synapse under a key of one's own",
        "Only where `security.customer_managed_keys` is off, as for disks.",
        keys_are_microsofts, frozenset({ARM, BICEP}),
    ),
    Allowed(
        "CKV_K8S_21", ("ConfigMap enclave-parameters",), "no object in the namespace `default`",
        "`parameters.yaml` is for kustomize alone (`config.kubernetes.io/local-config`): it is filled by `enclave deploy` and never "
        "applied.",
        lambda _resource, _graph: True, frozenset({KUBERNETES}),
    ),
)

READINGS = (
    Reading("bank", ARM, 947, 317),
    Reading("hospital", ARM, 677, 218),
    Reading("ministry", ARM, 634, 199),
    Reading("everything", ARM, 1586, 515),
    Reading("least", ARM, 1420, 419),
    Reading("bank", BICEP, 128, 324),
    Reading("hospital", BICEP, 80, 220),
    Reading("ministry", BICEP, 74, 200),
    Reading("everything", BICEP, 195, 523),
    Reading("least", BICEP, 152, 426),
    Reading("bank", TERRAFORM, 471, 159),
    Reading("hospital", TERRAFORM, 638, 189),
    Reading("ministry", TERRAFORM, 597, 170),
    Reading("everything", TERRAFORM, 861, 270),
    Reading("bank", KUBERNETES, 36, 188),
    Reading("everything", KUBERNETES, 36, 188),
)
"""Measured; a run that finds less than nine tenths of it has become blind."""


# -- the page


def rewritten(page: str) -> str:
    """`docs/checkov.md` with the tables of today between their markers. Raises `ValueError` where a marker is missing."""
    for name, lines in (("readings", _readings()), ("exceptions", _exceptions())):
        before, start, rest = page.partition(f"<!-- {name} -->\n")
        _old, end, after = rest.partition(f"<!-- /{name} -->\n")
        if not (start and end):
            raise ValueError(f"no markers for {name}")
        page = before + start + "".join(f"{line}\n" for line in lines) + end + after
    return page


def _readings() -> Iterator[str]:
    yield "| spec | read as | resources | checks passed |"
    yield "|---|---|---:|---:|"
    for reading in READINGS:
        yield f"| {reading.spec} | {reading.framework} | {reading.resources} | {reading.passed} |"


def _exceptions() -> Iterator[str]:
    yield "| check | where | what it asks | why it is otherwise, and what does the job |"
    yield "|---|---|---|---|"
    for allowed in sorted(EXCEPTIONS, key=lambda allowed: (allowed.check.rpartition("_")[0], int(allowed.check.rpartition("_")[2]))):
        where = ", ".join(f"`{kind}`" for kind in allowed.types)
        yield f"| {allowed.check} | {where} | {allowed.asks} | {allowed.why} |"


if __name__ == "__main__":
    DOCS = Path(__file__).parent.parent.parent / "docs" / "checkov.md"
    DOCS.write_text(rewritten(DOCS.read_text(encoding="utf-8")), encoding="utf-8")
