from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from enclave.graph.azure_facts import ZONES
from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.verify.services import MODELLED, NAMED, SERVICES, Condition, condition, is_quiet, names_only, service_of, unmodelled, written

NOT_A_SWITCH = {
    "microsoft.compute/diskaccesses", "microsoft.fileshares/fileshares", "microsoft.dbforpostgresql/servergroupsv2",
    "microsoft.fabric/privatelinkservicesforfabric", "microsoft.authorization/resourcemanagementprivatelinks",
    "microsoft.network/applicationgateways", "microsoft.network/privatelinkservices",
}
"""Types with a private endpoint that have no public switch of their own, or no service behind them."""


def paths() -> list[tuple[str, str]]:
    """Every (type, path) that the table names."""
    found = []
    for row in SERVICES.values():
        conditions = [*(each for door in row.doors for each in door), *(each for group in row.keys for each in group), *row.inside]
        conditions += [*row.doubts, *(each for group in row.within for each in group)]
        found += [(row.type, row.instances.removesuffix("[]"))] if row.instances else []
        if row.code:
            conditions += [*row.code.besides, *row.code.doubts, *row.code.when, *row.code.perhaps]
            conditions += [*row.code.only_if, *row.code.closed, *row.code.open, *((row.code.managed,) if row.code.managed else ())]
            found += [(kind or row.type, path) for kind, _, path in (each.rpartition(":") for each in row.code.subnets)]
        conditions += [row.limits_outbound] if row.limits_outbound else []
        found += [(each.child or row.type, each.path) for each in conditions]
        found += [(row.type, path) for path in row.hosted_by]
        if row.rules and row.rules.path:
            found.append((row.type, row.rules.path))
            found += [(row.rules.part.partition(":")[0], row.rules.part.partition(":")[2])] if row.rules.part else []
            found += [(row.type, f"{row.rules.path}.{each}") for each in row.rules.list.split("|") if each]
    return found


def schemas(shared: Path) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    found = {}
    for file in sorted((shared / "azure-types").glob("microsoft.*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        for key, resource in document["resources"].items():
            found[key.partition("@")[0].lower()] = (resource["body"], document["$defs"])
    return found


def walk(schema: dict[str, Any], defs: dict[str, Any], path: list[str]) -> bool:
    while "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    if not path:
        return True
    name = path[0].removesuffix("[]")
    if isinstance(schema.get("additionalProperties"), dict):
        return walk(schema["additionalProperties"], defs, path[1:])
    variants = [defs[ref.rpartition("/")[2]] for ref in schema.get("discriminator", {}).get("mapping", {}).values()]
    for each in (schema, *variants):
        known = {key.lower(): value for key, value in each.get("properties", {}).items()}
        if name.lower() in known:
            inner = known[name.lower()]
            while "$ref" in inner:
                inner = defs[inner["$ref"].rpartition("/")[2]]
            if walk(inner["items"] if path[0].endswith("[]") else inner, defs, path[1:]):
                return True
    return False


def test_every_property_that_the_table_names_is_in_azures_schema(shared: Path) -> None:
    known = schemas(shared)
    checked = {(kind, path) for kind, path in paths() if kind.lower() in known}
    older = {
        ("Microsoft.Web/sites", "properties.vnetRouteAllEnabled"),
        ("Microsoft.ContainerInstance/containerGroups", "properties.networkProfile.id"),
        # of previews only (2025-09-02-preview and later)
        ("Microsoft.ContainerService/managedClusters", "properties.ingressProfile.applicationLoadBalancer.enabled"),
    }
    # a definition is in a language of its own, which the schema does not know
    language = {(kind, path) for kind, path in checked if kind == "Microsoft.Logic/workflows" and path.startswith("properties.definition.")}
    steps = {(kind, path): re.sub(r"\[\+\w+\]", "[]", NAMED.sub(r"\1", path)).split(".") for kind, path in checked - older - language}
    wrong = [(kind, path) for kind, path in sorted(steps) if not walk(*known[kind.lower()], steps[kind, path])]
    assert wrong == []
    assert len(checked) > 80


def test_every_type_with_a_private_endpoint_is_in_the_table_or_known_to_have_no_switch() -> None:
    assert {kind for kind, _ in ZONES} - set(SERVICES) == NOT_A_SWITCH


def test_a_service_with_a_private_endpoint_has_a_zone_in_the_facts() -> None:
    kinds = {kind for kind, _ in ZONES}
    without = {row.type for row in SERVICES.values() if row.endpoint == "private-link" and row.doors and row.type.lower() not in kinds}
    assert without == {"Microsoft.Devices/IotHubs"}


def test_no_type_is_in_two_lists() -> None:
    for kind in (*SERVICES, *MODELLED):
        resource = Resource(kind, "1", "/".join("n" for _ in kind.split("/")[1:]), "/resourceGroups/rg", {})
        assert not names_only(resource), kind
        assert not (kind in SERVICES and is_quiet(resource)), kind
    assert not set(SERVICES) & MODELLED


@pytest.mark.parametrize(
    ("kind", "name", "quiet"),
    [
        ("Microsoft.Authorization/roleAssignments", "a", True), ("microsoft.keyvault/VAULTS/secrets", "a/b", True),
        ("Microsoft.Web/sites/config", "a/appsettings", True), ("Microsoft.Web/sites/config", "a/unheardOf", False),
        ("Microsoft.Web/sites/slots", "a/b", False), ("Microsoft.Resources/deployments", "a", False),
        ("Microsoft.Network/networkSecurityPerimeters/resourceAssociations", "a/b", False), ("Microsoft.Unheard/ofs", "a", False),
        ("Microsoft.CognitiveServices/accounts/unheardOf", "a/b", False),
        ("Microsoft.Search/searchServices/privateEndpointConnections", "a/b", True),
        ("Microsoft.DocumentDB/databaseAccounts/sqlDatabases", "a/b", True),
        ("Microsoft.DocumentDB/databaseAccounts/copyJobs", "a/b", False),
    ],
)
def test_what_carries_no_traffic(kind: str, name: str, quiet: bool) -> None:
    assert is_quiet(Resource(kind, "1", name, "/resourceGroups/rg", {})) is quiet


def test_unknown_types_are_named(build: Any) -> None:
    build.ai()
    build.nsg("nsg")
    build.add("Microsoft.Network/dnsResolvers", "resolver")
    build.add("Microsoft.Unheard/ofs", "thing")
    build.add("Microsoft.Network/virtualHubs", "hub")
    graph = build.graph()
    assert [resource.name for resource in unmodelled(graph)] == ["thing", "hub"]
    assert service_of(graph.resources[0]) is not None


def test_conditions(build: Any) -> None:
    account = build.ai()
    graph = build.graph()
    resource = graph.get(account)
    assert resource is not None

    def holds(path: str, *values: str, absent: bool = False, child: str = "") -> bool:
        return Condition(path, frozenset(values), absent, child).holds(resource, graph)

    assert holds("properties.publicNetworkAccess", "disabled")
    assert holds("properties.PUBLICnetworkaccess", "*")
    assert not holds("properties.publicNetworkAccess", "enabled")
    assert not holds("properties.nothing", "*")
    assert holds("properties.nothing", "x", absent=True)
    assert not holds("properties.x", "y", child="Microsoft.CognitiveServices/accounts/none")
    assert str(Condition("properties.a", frozenset({"x"}), False)) == "a = x"


def test_texts_through_lists_and_what_is_not_known() -> None:
    body = {"a": [{"b": "1"}, {"b": "2"}, {}], "c": ["x", "y"], "d": Unresolved("parameters('d')"), "e": ""}
    assert written(body, "a[].b") == ("1", "2")
    assert written(body, "c[]") == ("x", "y")
    assert written(body, "e") == written(body, "f[]") == written(body, "f{}") == ()
    assert written({"m": {"x": {"t": "1"}, "y": {"t": "2"}}}, "m{}.t") == ("1", "2")
    assert written({"l": [{"t": "1"}, {"on": False, "t": "2"}, {"on": True, "t": "3"}]}, "l[+on].t") == ("1", "3")
    with pytest.raises(Undecided):
        written({"l": [{"on": Unresolved("parameters('on')"), "t": "1"}]}, "l[+on].t")
    assert written({"m": {"x": {"l": [{"t": "1"}]}, "y": {"l": [{"t": "2"}]}}}, "m{}.l[].t") == ("1", "2")
    with pytest.raises(Undecided):
        written({"m": "x"}, "m{}.t")
    for path in ("d", "d[]", "d.x"):
        with pytest.raises(Undecided):
            written(body, path)


def test_a_condition_on_a_part_that_may_not_be_deployed_is_undecided(build: Any) -> None:
    server = build.add("Microsoft.Sql/servers", "sql")
    body = {"azureADOnlyAuthentication": True}
    build.add("Microsoft.Sql/servers/azureADOnlyAuthentications", "sql/Default", body, condition=Unresolved("parameters('x')"))
    graph = build.graph()
    resource = graph.get(server)
    assert resource is not None
    child = "Microsoft.Sql/servers/azureADOnlyAuthentications"
    with pytest.raises(Undecided, match="decides whether"):
        Condition("properties.azureADOnlyAuthentication", frozenset({"true"}), False, child).holds(resource, graph)


def test_a_condition_on_parts_of_parts_on_every_element_and_on_there_being_none(build: Any) -> None:
    account = build.add("Microsoft.Storage/storageAccounts", "data", {"places": [{"net": "a"}, {"net": "b"}], "gaps": [{"net": "a"}, {}]})
    build.add("Microsoft.Storage/storageAccounts/fileServices/shares", "data/default/s", {"enabledProtocols": "NFS"})
    build.add("Microsoft.Storage/storageAccounts/fileServices/shares", "database/default/s", {"enabledProtocols": "SMB"})
    graph = build.graph()
    resource = graph.get(account)
    assert resource is not None
    shares = "Microsoft.Storage/storageAccounts/fileServices/shares"
    for line, holds in {
        f"{shares}:properties.enabledProtocols=SMB?": False,
        f"{shares}:properties.enabledProtocols=NFS": True,
        "properties.places[].net=each": True,
        "properties.gaps[].net=each": False,
        "properties.none[].net=each": True,
        f"{shares}:": False,
        "Microsoft.Storage/storageAccounts/localUsers:": True,
    }.items():
        assert condition(line).holds(resource, graph) is holds, line
    assert str(condition(f"{shares}:")) == "no shares"
    assert str(condition("properties.gaps[].net=each")) == "gaps[].net everywhere"
    assert not condition(f"{shares}:").is_met({})
