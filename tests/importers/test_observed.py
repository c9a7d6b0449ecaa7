"""Exports of what runs: every form that tools print, ids made relative, and no gap taken for an absence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.errors import InputError
from enclave.graph.body import Undecided, lookup, text
from enclave.graph.model import Graph, Intent, Ref, Resource, Unresolved
from enclave.graph.resources import firewall_policies, virtual_networks
from enclave.importers.observed import UNLISTED, read_observed
from enclave.verify import verify

SUB = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
OTHER = "99999999-4f89-41d3-9a0c-0305e82c3301"
GROUP = f"/subscriptions/{SUB}/resourceGroups/rg-net"


def row(kind: str, name: str, **more: Any) -> dict[str, Any]:
    namespace, *types = kind.split("/")
    tail = "/".join(f"{k}/{n}" for k, n in zip(types, name.split("/"), strict=True))
    return {"id": f"{GROUP}/providers/{namespace}/{tail}", "name": name, "type": kind, "properties": {}} | more


VNET = row("Microsoft.Network/virtualNetworks", "vnet", location="West Europe", etag='W/"1"', properties={
    "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
    "provisioningState": "Succeeded",
    "subnets": [{
        "id": f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/s", "name": "s",
        "properties": {
            "addressPrefix": "10.0.0.0/24",
            "networkSecurityGroup": {"id": f"{GROUP.upper()}/providers/Microsoft.Network/networkSecurityGroups/NSG"},
        },
    }],
})
NSG = row("Microsoft.Network/networkSecurityGroups", "nsg", location="westeurope", properties={"securityRules": []})


def listed(graph: Graph) -> list[Resource]:
    """The resources that an export names, without what stands for those that it does not."""
    return [resource for resource in graph if UNLISTED not in resource.name]


@pytest.mark.parametrize(
    ("form", "place"),
    [
        (lambda rows: rows, "#/0"),
        (lambda rows: {"count": 2, "data": rows, "skip_token": None, "total_records": 2}, "#/data/0"),
        (lambda rows: {"value": rows}, "#/value/0"),
        (lambda rows: {"complete": True, "resources": rows}, "#/resources/0"),
        (lambda rows: [{**each, "properties": json.dumps(each["properties"])} for each in rows], "#/0"),
        (lambda rows: {"totalRecords": 2, "resultTruncated": "false", "data": {
            "columns": [{"name": name, "type": "string"} for name in sorted({key for each in rows for key in each})],
            "rows": [[each.get(name) for name in sorted({key for each in rows for key in each})] for each in rows],
        }}, "#/data/0"),
    ],
)
def test_every_form_of_export_gives_the_same_graph(form: Any, place: str) -> None:
    graph = read_observed(json.dumps(form([VNET, NSG])), name="export.json")
    assert [resource.id for resource in listed(graph)] == [
        "/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet",
        "/resourceGroups/rg-net/providers/Microsoft.Network/networkSecurityGroups/nsg",
    ]
    assert graph.sources[graph.resources[0].id] == f"export.json{place}"
    network = virtual_networks.read(graph.resources[0], graph)
    assert network.location == "westeurope"
    assert network.subnets[0].nsg == graph.resources[1].id
    assert "etag" not in graph.resources[0].body


def test_a_single_resource_as_az_rest_prints_it() -> None:
    assert len(listed(read_observed(NSG, name="x"))) == 1


def test_types_and_groups_of_resource_graph_get_their_own_names() -> None:
    rows = [
        VNET | {"type": "microsoft.network/virtualnetworks", "resourceGroup": "rg-net", "subscriptionId": SUB, "tenantId": OTHER},
        {"id": f"/subscriptions/{SUB}/resourceGroups/rg-net", "name": "rg-net", "location": "westeurope",
         "type": "microsoft.resources/subscriptions/resourcegroups", "properties": {}},
        {"id": f"/subscriptions/{SUB}", "name": "subscription", "type": "microsoft.resources/subscriptions", "properties": {}},
    ]
    graph = read_observed(rows, name="x")
    assert [(r.type, r.id) for r in listed(graph)] == [
        ("Microsoft.Network/virtualNetworks", "/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet"),
        ("Microsoft.Resources/resourceGroups", "/resourceGroups/rg-net"),
    ]
    assert set(graph.resources[0].body) == {"properties"}


def test_references_point_to_resources_parts_and_outside() -> None:
    properties = {
        "part": f"{GROUP}/providers/Microsoft.Network/virtualNetworks/VNET/subnets/s",
        "gone": f"{GROUP}/providers/A.B/c/gone",
        "foreign": f"/subscriptions/{OTHER}/resourceGroups/x/providers/A.B/c/d",
        "own": f"/subscriptions/{SUB}",
        "labelled": f"UserAssignedIdentity={GROUP}/providers/A.B/c/gone",
        "url": f"https://x/subscriptions/{SUB}/y",
    }
    body = read_observed([VNET, NSG, row("A.B/c", "user", properties=properties)], name="x").resources[2].body["properties"]
    assert body == {
        "part": Ref("/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet", suffix="/subnets/s"),
        "gone": Ref("/resourceGroups/rg-net/providers/A.B/c/gone"),
        "foreign": properties["foreign"],
        "own": Ref(""),
        "labelled": Ref("/resourceGroups/rg-net/providers/A.B/c/gone", prefix="UserAssignedIdentity="),
        "url": properties["url"],
    }


def test_the_subscription_with_most_resources_is_home_and_others_keep_theirs() -> None:
    other = VNET | {"id": VNET["id"].replace(SUB, OTHER)}
    graph = read_observed([other, VNET, NSG], name="x")
    assert [r.scope for r in listed(graph)] == [f"/subscriptions/{OTHER}/resourceGroups/rg-net", *["/resourceGroups/rg-net"] * 2]


def test_identities_in_keys_and_principals_are_references() -> None:
    identity = row("Microsoft.ManagedIdentity/userAssignedIdentities", "id", properties={"principalId": "AAAA", "clientId": "b"})
    machine = row("A.B/c", "vm", identity={"type": "UserAssigned", "userAssignedIdentities": {identity["id"]: {"principalId": "AAAA"}}})
    grant = {
        "id": f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/g", "type": "Microsoft.Authorization/roleAssignments",
        "name": "g", "properties": {"principalId": "aaaa", "roleDefinitionId": "r"},
    }
    graph = read_observed([identity, machine, grant], name="x")
    home = graph.resources[0].id
    keys = graph.resources[1].body["identity"]["userAssignedIdentities"]  # type: ignore[index,call-overload]
    assert list(keys) == [home]
    assert graph.resources[2].body["properties"]["principalId"] == Ref(home, "properties.principalId")  # type: ignore[index,call-overload]
    assert graph.resources[2].scope == "/resourceGroups/rg-net"


def test_a_resource_without_properties_is_unresolved_and_a_fuller_row_wins() -> None:
    bare = VNET | {"properties": None}
    graph = read_observed([bare], name="x")
    assert isinstance(graph.resources[0].body["properties"], Unresolved)
    with pytest.raises(Undecided):
        virtual_networks.read(graph.resources[0], graph)
    assert read_observed([bare, VNET], name="x").resources[0].body == read_observed([VNET, bare], name="x").resources[0].body
    assert text(read_observed([bare, VNET], name="x").resources[0].body, "properties.provisioningState") == "Succeeded"


def test_why_a_resource_could_not_be_read_is_kept() -> None:
    graph = read_observed({"resources": [{"id": NSG["id"], "unreadable": "403 AuthorizationFailed"}], "complete": True}, name="x")
    assert graph.resources[0].body["properties"] == Unresolved("properties", "403 AuthorizationFailed")


RULES = {"sku": {"tier": "Premium"}, "ruleCollectionGroups": [{"id": "/x"}]}
POLICY = row("Microsoft.Network/firewallPolicies", "policy", properties=RULES)


def test_children_that_a_list_leaves_out_are_unresolved() -> None:
    graph = read_observed([POLICY], name="x")
    assert [r.name for r in graph.children(graph.resources[0].id)] == ["policy/{unlisted}"]
    with pytest.raises(Undecided):
        firewall_policies.read(graph.resources[0], graph)


@pytest.mark.parametrize(
    "export",
    [
        {"complete": True, "resources": [POLICY]},
        [POLICY | {"properties": {"ruleCollectionGroups": []}}],
        [POLICY, row("Microsoft.Network/firewallPolicies/ruleCollectionGroups", "policy/one")],
    ],
)
def test_children_that_are_listed_or_known_to_be_none_are_not_made_up(export: Any) -> None:
    assert all(resource.name == UNLISTED for resource in read_observed(export, name="x") if UNLISTED in resource.name)


@pytest.mark.parametrize(
    ("export", "message"),
    [
        ("{", "not valid JSON"),
        (3, "not an export"),
        ({"a": 1}, "not an export"),
        ({"$schema": "x", "resources": []}, "template"),
        ({"value": [], "nextLink": "https://x"}, "first page"),
        ({"data": [], "skip_token": "abc"}, "first page"),
        ([3], "needs an `id`"),
        ([{"id": 3}], "needs an `id`"),
        ([{"id": "/subscriptions/x/y"}], "not the id of a resource"),
    ],
)
def test_what_is_not_an_export_is_refused_with_its_place(export: Any, message: str) -> None:
    with pytest.raises(InputError, match=message) as refused:
        read_observed(export, name="export.json")
    assert refused.value.where.startswith("export.json")


def test_a_row_that_is_no_resource_of_a_group_stops_no_other() -> None:
    feature = {"id": f"/subscriptions/{SUB}/providers/Microsoft.Features/providers/Microsoft.Network/features/A",
               "type": "Microsoft.Features/providers/features", "name": "Microsoft.Network/A", "properties": {"state": "Registered"}}
    foreign = {"id": f"/subscriptions/{OTHER}/resourceGroups/RG", "type": "microsoft.resources/subscriptions/resourcegroups",
               "location": "westus", "properties": {}}
    own = foreign | {"id": f"/subscriptions/{SUB}/resourceGroups/RG", "location": "westeurope"}
    holders = [{"id": f"/subscriptions/{each}", "type": "microsoft.resources/subscriptions"} for each in (SUB, OTHER)]
    graph = read_observed([VNET, NSG, feature, foreign, own, *holders], name="e.json")
    assert [(each.type, each.name, each.location) for each in listed(graph)[2:]] == [
        ("Microsoft.Features/providers/features",
         "{providers|Microsoft.Features|providers|Microsoft.Network|features|A}/A", None),
        ("Microsoft.Resources/resourceGroups", f"{{subscriptions|{OTHER}|resourceGroups|RG}}", "westus"),
        ("Microsoft.Resources/resourceGroups", "RG", "westeurope"),
    ]
    assert "Microsoft.Features/providers/features" in " ".join(verify(graph).unmodelled)


def test_where_id_and_type_differ_nothing_of_the_resource_is_taken_for_known() -> None:
    """The same rows with the right type prove the vault's places and recovery; with another type nothing of it."""
    vault = row("Microsoft.KeyVault/vaults", "kv", location="westeurope", properties={
        "enableSoftDelete": True, "enablePurgeProtection": True, "softDeleteRetentionInDays": 90, "publicNetworkAccess": "Disabled",
    })

    def verdicts(**more: str) -> set[str]:
        graph = read_observed([vault | more], name="e.json")
        return {type(each.verdict).__name__ for each in verify(graph).obligations if each.number == 12 and "/vaults/kv" in each.subject}

    assert (verdicts(), verdicts(type="Microsoft.Storage/storageAccounts")) == ({"Proved"}, {"Unknown"})


def exported(graph: Graph, *, complete: bool = True) -> Mapping[str, Any]:
    """What Azure would say of a graph: ids with their subscription, and what only it knows as it would be, the same everywhere."""
    answers: dict[str, set[str]] = {}
    for resource in graph:
        for ref in resource.refs():
            if ref.path in ("properties.principalId", "identity.principalId"):
                answers.setdefault(ref.resource.lower(), set()).add(ref.path)

    def answer(resource_id: str, path: str) -> str:
        return str(uuid5(NAMESPACE_OID, f"{resource_id.lower()} {path}"))

    def plain(value: Any) -> Any:
        if isinstance(value, Ref):
            return f"/subscriptions/{SUB}{value.resource}{value.suffix}" if value.path == "id" else answer(value.resource, value.path)
        if isinstance(value, Mapping):
            return {(f"/subscriptions/{SUB}{key}" if key.startswith("/") else key): plain(item) for key, item in value.items()}
        return [plain(item) for item in value] if isinstance(value, list | tuple) else value

    def one(resource: Resource) -> dict[str, Any]:
        body = {"id": f"/subscriptions/{SUB}{resource.id}", "type": resource.type, "name": resource.name.rpartition("/")[2]}
        body |= {"location": resource.location, "properties": {}} | plain(resource.body)
        for path in answers.get(resource.id.lower(), ()):
            part = path.partition(".")[0]
            body[part] = {**body.get(part, {}), "principalId": answer(resource.id, path)}
        return body

    return {"complete": complete, "resources": [one(resource) for resource in graph]}


def test_what_was_composed_is_proved_when_it_is_what_runs(bank_graph: Graph) -> None:
    graph = read_observed(exported(bank_graph), name="x", intent=bank_graph.intent)
    assert {resource.id for resource in graph} == {resource.id for resource in bank_graph}
    there, here = ({(r.number, r.subject): r.verdict.name for r in verify(each).obligations} for each in (graph, bank_graph))
    assert {key: name for key, name in there.items() if key[0] <= 5} == {key: name for key, name in here.items() if key[0] <= 5}
    better = {key: name for key, name in here.items() if name != "proved" and there.get(key) == "proved"}
    assert better == {}


def test_a_list_without_the_rules_of_a_firewall_proves_nothing_about_egress(bank_graph: Graph) -> None:
    document = exported(bank_graph, complete=False)
    rows = [one for one in document["resources"] if not one["type"].endswith("/ruleCollectionGroups")]
    graph = read_observed(rows, name="x", intent=bank_graph.intent)
    egress = {r.verdict.name for r in verify(graph).obligations if r.number == 5}
    assert "unknown" in egress


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["id", "type", "properties", "data", "value", "resources", "a"]), inner, max_size=4))


@given(JSON)
def test_nonsense_is_refused_or_read_but_nothing_else(document: Any) -> None:
    try:
        graph = read_observed(document, name="x", intent=Intent())
    except InputError:
        return
    assert verify(graph).verdict == "unknown" or len(graph.resources) > 0


def test_words_of_ids_may_be_written_in_any_case() -> None:
    loud = json.loads(json.dumps([VNET, NSG]).replace("resourceGroups", "RESOURCEGROUPS").replace("/providers/", "/PROVIDERS/"))
    graph, quiet = read_observed(loud, name="x"), read_observed([VNET, NSG], name="x")
    assert [one.id for one in graph] == [one.id for one in quiet]
    assert virtual_networks.read(graph.resources[0], graph) == virtual_networks.read(quiet.resources[0], quiet)


def test_an_assignment_as_the_command_line_lists_it_and_pages_put_together() -> None:
    grant = {
        "id": f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/g", "type": "Microsoft.Authorization/roleAssignments",
        "name": "g", "principalId": "p", "roleDefinitionId": "r", "roleDefinitionName": "Reader",
    }
    graph = read_observed([{"data": [VNET], "skip_token": "more"}, {"data": [grant]}], name="x")
    assert [one.name for one in listed(graph)] == ["vnet", "g"]
    assert lookup(graph.resources[1].body, "properties.principalId") == "p"


def test_what_lies_on_resources_and_no_list_tells_is_not_taken_for_absent() -> None:
    graph = read_observed([NSG], name="x")
    unlisted = {(one.type.rpartition("/")[2], one.scope) for one in graph if UNLISTED in one.name}
    assert unlisted == {("roleAssignments", ""), ("diagnosticSettings", ""), ("diagnosticSettings", "/resourceGroups/rg-net/{unknown}")}
    assert listed(read_observed({"complete": True, "resources": [NSG]}, name="x")) == list(
        read_observed({"complete": True, "resources": [NSG]}, name="x"))


def test_the_rules_that_collect_a_machine_s_log_are_not_taken_for_absent() -> None:
    machine = row("Microsoft.Compute/virtualMachines", "vm", location="westeurope", properties={})
    (association,) = read_observed([machine], name="x").of_type("Microsoft.Insights/dataCollectionRuleAssociations")
    assert association.scope.endswith("/virtualMachines/vm")
    found = [each for each in verify(read_observed([machine], name="x")).obligations if each.number == 10 and each.subject.endswith("/vm")]
    assert [each.verdict.name for each in found] == ["unknown"]


def test_what_powershell_writes() -> None:
    own = {"a": 1, "securityRules": []}
    told = {"Id": NSG["id"], "ResourceId": NSG["id"], "Name": "nsg", "Type": NSG["type"], "Location": "westeurope", "Properties": own}
    graph = read_observed({"Count": 1, "Data": [told], "SkipToken": None}, name="x")
    assert [(one.name, one.location, one.body) for one in listed(graph)] == [("nsg", "westeurope", {"properties": own})]
    assert read_observed([{**told, "Properties": {"uri": "@{parameters('a')}"}}], name="x").of_type(NSG["type"])
    with pytest.raises(InputError, match="first page"):
        read_observed({"Data": [told], "SkipToken": "more"}, name="x")
    for cut in ("@{bypass=None; defaultAction=Deny}", "System.Object[]"):
        with pytest.raises(InputError, match="written as text") as caught:
            read_observed([NSG, {**told, "Properties": {"networkAcls": cut}}], name="x")
        assert caught.value.where == "x#/1"


def both(**other: Any) -> list[Any]:
    """An account twice, the second time with something else."""
    account = row("Microsoft.CognitiveServices/accounts", "ai", location="westeurope", properties={"publicNetworkAccess": "Disabled"})
    return [account, {**account, "properties": {**account["properties"], **other}}]


@pytest.mark.parametrize("export", [[[VNET], [NSG]], [{"value": [VNET], "nextLink": "https://x"}, {"value": [NSG]}]])
def test_pages_put_together_are_read_and_the_last_one_must_be_the_last(export: Any) -> None:
    graph = read_observed(export, name="x")
    assert [resource.name for resource in listed(graph)] == ["vnet", "nsg"]
    assert graph.sources[graph.resources[1].id].startswith("x#/1/")
    read_observed([{"data": [VNET], "total_records": 2}, {"data": [NSG], "total_records": 2}], name="x")
    for cut in (
        {"value": [VNET], "@odata.nextLink": "https://x"}, {"data": [VNET], "resultTruncated": "true"},
        {"data": [VNET], "total_records": 3, "skip_token": None},
    ):
        for document in (cut, [{"value": [NSG]}, cut]):
            with pytest.raises(InputError, match="first page"):
                read_observed(document, name="x")


def test_what_an_export_says_twice_and_otherwise_is_not_known() -> None:
    assert text(read_observed(both(), name="x").resources[0].body, "properties.publicNetworkAccess") == "Disabled"
    for rows in (both(publicNetworkAccess="Enabled"), both(publicNetworkAccess="Enabled")[::-1]):
        assert isinstance(read_observed(rows, name="x").resources[0].body["properties"], Unresolved)


def test_columns_that_two_rows_of_one_resource_say_otherwise_are_not_known() -> None:
    listed_first = row("Microsoft.Storage/storageAccounts", "s", properties=None, sku={"name": "Standard_LRS", "tier": "Standard"})
    graph = read_observed([
        {**listed_first, "location": "westeurope", "kind": "StorageV2"},
        {**listed_first, "id": listed_first["id"].upper(), "location": "West Europe", "kind": "Storage", "sku": {"name": "Standard_LRS"},
         "properties": {"a": 1}, "identity": {"type": "SystemAssigned"}},
    ], name="x")
    (found,) = (each for each in graph if each.type == "Microsoft.Storage/storageAccounts")
    assert found.location == "westeurope"
    assert isinstance(found.body["kind"], Unresolved)
    assert lookup(found.body, "sku.name") == "Standard_LRS"
    assert found.body["properties"] == {"a": 1}
    assert found.body["identity"] == {"type": "SystemAssigned"}
    moved = [{**listed_first, "location": place} for place in ("westeurope", "eastus")]
    (found,) = (each for each in read_observed(moved, name="x") if each.type == "Microsoft.Storage/storageAccounts")
    assert found.location is None
    assert isinstance(found.body["location"], Unresolved)


def test_a_column_that_no_row_has_is_not_taken_for_absent() -> None:
    bare = [{key: each[key] for key in ("id", "type", "name", "properties")} for each in both()[:1]]
    found = read_observed(bare, name="x").resources[0]
    assert all(isinstance(found.body[column], Unresolved) for column in ("location", "kind", "sku"))
    assert "kind" not in read_observed({"complete": True, "resources": bare}, name="x").resources[0].body


@pytest.mark.parametrize(
    ("parent", "properties", "part"),
    [
        ("Microsoft.Sql/servers", {"publicNetworkAccess": "Enabled"}, "firewallRules"),
        ("Microsoft.Synapse/workspaces", {"publicNetworkAccess": "Enabled"}, "firewallRules"),
        ("Microsoft.DBforPostgreSQL/flexibleServers", {"network": {"publicNetworkAccess": "Enabled"}}, "firewallRules"),
    ],
)
def test_a_service_whose_rules_are_not_listed_is_not_proved(parent: str, properties: Any, part: str) -> None:
    graph = read_observed([row(parent, "s", location="westeurope", properties=properties)], name="x")
    assert [each for each in graph if each.type == f"{parent}/{part}"]
    found = {result.number: result.verdict.name for result in verify(graph).obligations if result.subject == graph.resources[0].id}
    assert "proved" not in {found[1], found[2]}


def test_networks_joined_by_what_is_not_listed_are_not_apart() -> None:
    networks = [VNET, {**VNET, "id": f"{VNET['id']}2", "name": "vnet2"}]
    manager = row("Microsoft.Network/networkManagers", "nm", location="westeurope")
    for rows, wanted in ((networks, {"proved"}), ([*networks, manager], {"unknown"})):
        found = verify(read_observed(rows, name="x")).obligations
        assert {each.verdict.name for each in found if each.number == 6 and each.subject.endswith("/vnet/subnets/s")} == wanted, rows


REPLICATED = f"replicationFabrics/{UNLISTED}/replicationProtectionContainers/{UNLISTED}/replicationProtectedItems"


def test_what_carries_data_away_or_takes_it_in_the_clear_is_not_taken_for_absent() -> None:
    for parent, part, number in (
        ("Microsoft.ApiManagement/service", "", 9),
        ("Microsoft.Storage/storageAccounts", "objectReplicationPolicies", 5),
        ("Microsoft.Search/searchServices", "sharedPrivateLinkResources", 5),
        ("Microsoft.Cache/redis", "linkedServers", 11),
        ("Microsoft.AppConfiguration/configurationStores", "replicas", 11),
        ("Microsoft.Sql/servers", "failoverGroups", 11),
        ("Microsoft.EventHub/namespaces", "eventhubs", 5),
        ("Microsoft.MachineLearningServices/workspaces", "computes", 1),
        ("Microsoft.RecoveryServices/vaults", REPLICATED, 11),
    ):
        rows = [{**row(parent, "s", location="westeurope", sku={"name": "Standard"}, properties={}), "kind": "x"}]
        found = verify(read_observed(rows, name="x")).obligations
        subject = f"/{parent}/s/{part}/{UNLISTED}" if part else f"/{parent}/s"
        assert {each.verdict.name for each in found if each.number == number and each.subject.endswith(subject)} == {"unknown"}, parent


def test_a_private_endpoint_that_a_service_tells_of_and_no_row_is() -> None:
    def connection(endpoint: str, status: str = "Approved") -> dict[str, Any]:
        state = {"status": status, "description": ""}
        return {"name": "c", "properties": {"privateEndpoint": {"id": endpoint}, "privateLinkServiceConnectionState": state}}

    def verdicts(*connections: dict[str, Any]) -> tuple[str, ...]:
        kind = "Microsoft.CognitiveServices/accounts"
        closed = {"publicNetworkAccess": "Disabled", "disableLocalAuth": True, "privateEndpointConnections": list(connections)}
        account = row(kind, "a", location="westeurope", sku={"name": "S0"}, properties=closed) | {"kind": "OpenAI"}
        asked = [{"name": "c", "properties": {"privateLinkServiceId": account["id"], "groupIds": ["account"]}}]
        subnet = {"id": f"{VNET['id']}/subnets/s"}
        endpoint = row("Microsoft.Network/privateEndpoints", "pe", location="westeurope", properties={
            "subnet": subnet, "privateLinkServiceConnections": asked,
        })
        graph = read_observed({"complete": True, "resources": [VNET, NSG, account, endpoint]}, name="x")
        alone = read_observed({"complete": True, "resources": [account]}, name="x")
        found = [each.verdict.name for each in verify(graph).obligations if each.number in (1, 2) and each.subject.endswith("/a")]
        return *found, *(each.verdict.name for each in verify(alone).obligations if each.number == 2)

    ours = connection(f"{GROUP}/providers/Microsoft.Network/privateEndpoints/PE")
    theirs = f"/subscriptions/{OTHER}/resourceGroups/x/providers/Microsoft.Network/privateEndpoints/theirs"
    assert verdicts(ours) == ("proved", "proved", "unknown")
    assert verdicts() == ("proved", "proved", "refuted")
    assert verdicts(ours, connection(theirs)) == ("unknown", "proved", "unknown")
    assert verdicts(ours, connection(theirs, "Rejected")) == ("proved", "proved", "unknown")


def test_connections_of_a_relay_that_no_list_tells_may_take_anybody() -> None:
    closed = {"publicNetworkAccess": "Disabled", "disableLocalAuth": True}
    for properties, listed in ((closed, True), ({**closed, "hybridConnections": []}, False)):
        graph = read_observed([row("Microsoft.Relay/namespaces", "s", location="westeurope", properties=properties)], name="x")
        assert any(each.type.endswith("/hybridConnections") for each in graph) is listed


@pytest.mark.parametrize("text", ["id,name,type\n/x,st,microsoft.storage/storageaccounts\n", '{"id": 1}\nERROR: no access\n{"id": 2}'])
def test_tables_and_broken_lines_are_refused_with_what_to_give_instead(text: str) -> None:
    with pytest.raises(InputError) as problem:
        read_observed(text, name="x.csv")
    assert problem.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(map(json.dumps, (VNET, NSG))),
        "\n".join(json.dumps(each, indent=2) for each in (VNET, NSG)),
        json.dumps([VNET]) + json.dumps([NSG]),
        json.dumps(VNET) + "\n" + json.dumps([NSG]),
        json.dumps({"data": [VNET]}) + "\n" + json.dumps(NSG),
    ],
)
def test_what_several_commands_print_into_one_file(text: str) -> None:
    assert sorted(resource.name for resource in listed(read_observed(text, name="x"))) == ["nsg", "vnet"]


def test_of_several_pages_the_last_one_must_be_there() -> None:
    pages = [{"data": [VNET], "skip_token": "more", "total_records": 2}, {"data": [NSG], "skip_token": None, "total_records": 2}]
    text = "\n".join(map(json.dumps, pages))
    assert len(listed(read_observed(text, name="x"))) == 2
    with pytest.raises(InputError, match="first page"):
        read_observed("\n".join(json.dumps(each) for each in pages[:1] * 2), name="x")


def test_columns_that_hold_objects_may_be_text() -> None:
    store = row("Microsoft.Storage/storageAccounts", "st", sku={"name": "Standard_ZRS"}, identity=None, tags={"a": "b"}, zones=["1"])
    told = {**store, **{key: json.dumps(store[key]) for key in ("properties", "sku", "identity", "tags", "zones")}}
    body = {resource.name: resource for resource in read_observed([told], name="e")}["st"].body
    assert body == {resource.name: resource for resource in read_observed([store], name="e")}["st"].body
    assert (body["sku"], body["zones"], body.get("identity")) == ({"name": "Standard_ZRS"}, ["1"], None)
    with pytest.raises(InputError) as problem:
        read_observed([{**store, "sku": "{"}], name="e")
    assert (problem.value.where or "").startswith("e#/0/sku")
    # no text is no word of them
    nothing = {each.name: each for each in read_observed([{**told, "properties": "null"}], name="e")}["st"]
    assert isinstance(nothing.body["properties"], Unresolved)


def test_rows_that_only_have_what_powershell_calls_an_id() -> None:
    told = {"ResourceId": NSG["id"], "ResourceName": "nsg", "ResourceType": NSG["type"], "Location": "westeurope", "Properties": {}}
    (found,) = listed(read_observed([told], name="e"))
    assert (found.type, found.name, found.location) == ("Microsoft.Network/networkSecurityGroups", "nsg", "westeurope")


@pytest.mark.parametrize(
    ("parent", "part"),
    [
        ("Microsoft.CognitiveServices/accounts", "deployments"),
        ("Microsoft.Storage/storageAccounts", "objectReplicationPolicies"),
        ("Microsoft.Network/firewallPolicies", "ruleCollectionGroups"),
        ("Microsoft.RecoveryServices/vaults", "backupFabrics/protectionContainers/protectedItems"),
    ],
)
def test_parts_that_are_asked_for_one_by_one_are_known_of_whom_they_are_listed(parent: str, part: str) -> None:
    names = "/".join(("x",) * (part.count("/") + 1))
    rows = [row(parent, "one"), row(parent, "two"), row(f"{parent}/{part}", f"one/{names}")]
    found = {each.name for each in read_observed(rows, name="e").of_type(f"{parent}/{part}")}
    untold = "/".join((UNLISTED,) * (part.count("/") + 1))
    assert found == {f"one/{names}", f"two/{untold}"}


def test_parts_that_lists_of_resources_have_are_all_listed() -> None:
    kind = "Microsoft.Network/privateDnsZones"
    rows = [row(kind, "one"), row(kind, "two"), row(f"{kind}/virtualNetworkLinks", "one/x")]
    assert {each.name for each in read_observed(rows, name="e").of_type(f"{kind}/virtualNetworkLinks")} == {"one/x"}


@pytest.mark.parametrize(
    ("kind", "part", "child"),
    [
        ("Microsoft.Network/virtualNetworks", "subnets", "subnets"),
        ("Microsoft.Network/networkSecurityGroups", "securityRules", "securityRules"),
        ("Microsoft.Network/routeTables", "routes", "routes"),
    ],
)
def test_parts_that_azure_always_writes_and_a_row_has_not_are_not_taken_for_none(kind: str, part: str, child: str) -> None:
    def told(*rows: dict[str, Any], complete: bool = False) -> Any:
        found = {resource.name: resource for resource in read_observed({"complete": complete, "resources": list(rows)}, name="x")}
        return found["x"].body["properties"].get(part)

    assert isinstance(told(row(kind, "x", properties={"provisioningState": "Succeeded"})), Unresolved)
    assert told(row(kind, "x", properties={part: []})) == []
    # each has a row of its own, or the export says that it is whole
    assert told(row(kind, "x"), row(f"{kind}/{child}", "x/one")) is None
    assert told(row(kind, "x"), complete=True) is None
    # of another one nothing is said
    assert isinstance(told(row(kind, "x"), row(kind, "y"), row(f"{kind}/{child}", "y/one")), Unresolved)


def test_a_security_group_without_a_word_of_its_rules_lets_nobody_be_proved_shut_out() -> None:
    group = {**NSG, "properties": {"provisioningState": "Succeeded"}}
    results = verify(read_observed([VNET, group], name="x")).obligations
    found = {each.number: each.verdict.name for each in results if each.subject.endswith("/s")}
    assert found[5] == "unknown"
    assert "proved" not in {found.get(number) for number in (5, 7)}


@pytest.mark.parametrize(
    ("network", "rows", "wanted"),
    [
        ({"isolationMode": "AllowOnlyApprovedOutbound"}, [], "unknown"),
        ({"isolationMode": "AllowOnlyApprovedOutbound", "outboundRules": {}}, [], "proved"),
        ({"isolationMode": "AllowInternetOutbound"}, [], "refuted"),
        ({"isolationMode": "AllowOnlyApprovedOutbound"}, ["Microsoft.MachineLearningServices/workspaces/outboundRules"], "unknown"),
    ],
)
def test_rules_of_a_managed_network_that_a_row_leaves_out_are_not_none(network: Any, rows: list[str], wanted: str) -> None:
    kind = "Microsoft.MachineLearningServices/workspaces"
    workspace = row(kind, "w", location="westeurope", properties={"publicNetworkAccess": "Disabled", "managedNetwork": network})
    graph = read_observed([workspace, *(row(each, "w/r", properties=None) for each in rows)], name="x")
    fifth = {each.subject: each.verdict.name for each in verify(graph).obligations if each.number == 5 and each.subject.endswith("/w")}
    assert list(fifth.values()) == [wanted]
