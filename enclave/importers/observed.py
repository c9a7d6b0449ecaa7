"""Reads an export of what runs: `az resource list`, Resource Graph, `az rest`, or what `enclave drift --save` wrote.

What an export leaves out is not taken for absent: a resource without its properties has unresolved ones, and one whose
children the export has no word of gets an unresolved child, so that nothing is proved from a gap.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from enclave.errors import InputError
from enclave.graph.ids import GROUP_TYPE, ResourceId, owner, parse
from enclave.graph.model import Graph, Intent, Ref, Resource, Unresolved, Value
from enclave.graph.resources.data_collection_rules import ASSOCIATION_TYPE
from enclave.importers.documents import documents
from enclave.importers.flat import unflattened
from enclave.importers.jsonc import LARGEST_EXPORT, parse_json
from enclave.importers.states import settled
from enclave.importers.values import Evaluated

NOT_BODY: Final = frozenset({
    "id", "name", "type", "location", "apiversion", "resourcegroup", "subscriptionid", "tenantid", "etag", "systemdata",
    "createdtime", "changedtime", "provisioningstate", "unreadable", "contested", "resourceid", "resourcename", "resourcetype",
    "resourcegroupname", "parentresource",
})
"""Keys of an exported resource, lower case, that are no part of the body that somebody could have written."""
CONTAINERS: Final[Mapping[str, str]] = MappingProxyType({"microsoft.resources/subscriptions/resourcegroups": GROUP_TYPE})
"""Types that Resource Graph calls otherwise."""
SURROUNDINGS: Final = ("microsoft.resources/subscriptions", "microsoft.resources/tenants")
"""What resources stand in and what Resource Graph lists beside them, lower case: nothing of theirs can be open or shut."""
UNLISTED = "{unlisted}"
CHILDREN: Final[tuple[tuple[str, str, str], ...]] = (
    ("Microsoft.Network/firewallPolicies", "ruleCollectionGroups", UNLISTED),
    ("Microsoft.Network/privateEndpoints", "privateDnsZoneGroups", UNLISTED),
    ("Microsoft.Network/privateDnsZones", "virtualNetworkLinks", UNLISTED),
    ("Microsoft.CognitiveServices/accounts", "deployments", UNLISTED),
    ("Microsoft.Network/dnsForwardingRulesets", "virtualNetworkLinks", UNLISTED),
    ("Microsoft.Network/dnsForwardingRulesets", "forwardingRules", UNLISTED),
    ("Microsoft.Network/dnsResolverPolicies", "virtualNetworkLinks", UNLISTED),
    ("Microsoft.Network/networkManagers", "connectivityConfigurations", UNLISTED),
    ("Microsoft.Network/networkSecurityPerimeters", "resourceAssociations", UNLISTED),
    ("Microsoft.CognitiveServices/accounts", "connections", UNLISTED),
    ("Microsoft.CognitiveServices/accounts/projects", "connections", UNLISTED),
    ("Microsoft.Cdn/profiles/afdEndpoints", "routes", UNLISTED),
    ("Microsoft.Storage/storageAccounts", "blobServices", "default"),
    ("Microsoft.Storage/storageAccounts", "encryptionScopes", UNLISTED),
    ("Microsoft.Storage/storageAccounts", "localUsers", UNLISTED),
    ("Microsoft.ContainerRegistry/registries", "tokens", UNLISTED),
    ("Microsoft.Web/sites", "config", UNLISTED),
    ("Microsoft.Web/sites", "basicPublishingCredentialsPolicies", "scm"),
    ("Microsoft.Sql/servers", "azureADOnlyAuthentications", UNLISTED),
    ("Microsoft.Sql/servers", "firewallRules", UNLISTED),
    ("Microsoft.DBforPostgreSQL/flexibleServers", "firewallRules", UNLISTED),
    ("Microsoft.DBforMySQL/flexibleServers", "firewallRules", UNLISTED),
    ("Microsoft.DocumentDB/mongoClusters", "firewallRules", UNLISTED),
    ("Microsoft.Synapse/workspaces", "firewallRules", UNLISTED),
    ("Microsoft.Sql/servers/databases", "transparentDataEncryption", UNLISTED),
    ("Microsoft.DBforPostgreSQL/flexibleServers", "configurations", "require_secure_transport"),
    ("Microsoft.DBforMySQL/flexibleServers", "configurations", "require_secure_transport"),
    ("Microsoft.Cache/redisEnterprise", "databases", UNLISTED),
    ("Microsoft.RecoveryServices/vaults", "backupconfig", UNLISTED),
    ("Microsoft.RecoveryServices/vaults", "backupFabrics/protectionContainers/protectedItems", f"{UNLISTED}/{UNLISTED}/{UNLISTED}"),
    (
        "Microsoft.RecoveryServices/vaults",
        "replicationFabrics/replicationProtectionContainers/replicationProtectedItems",
        f"{UNLISTED}/{UNLISTED}/{UNLISTED}",
    ),
    ("Microsoft.DataProtection/backupVaults", "backupInstances", UNLISTED),
    ("Microsoft.ApiManagement/service", "apis", UNLISTED),
    ("Microsoft.ApiManagement/service", "backends", UNLISTED),
    ("Microsoft.Search/searchServices", "sharedPrivateLinkResources", UNLISTED),
    ("Microsoft.Storage/storageAccounts", "objectReplicationPolicies", UNLISTED),
    ("Microsoft.Cache/redis", "linkedServers", UNLISTED),
    ("Microsoft.EventHub/namespaces", "disasterRecoveryConfigs", UNLISTED),
    ("Microsoft.ServiceBus/namespaces", "disasterRecoveryConfigs", UNLISTED),
    ("Microsoft.Sql/servers", "failoverGroups", UNLISTED),
    ("Microsoft.OperationalInsights/workspaces", "dataExports", UNLISTED),
    ("Microsoft.AppConfiguration/configurationStores", "replicas", UNLISTED),
    ("Microsoft.EventHub/namespaces", "eventhubs", UNLISTED),
    ("Microsoft.Relay/namespaces", "hybridConnections", UNLISTED),
    ("Microsoft.MachineLearningServices/workspaces", "computes", UNLISTED),
    ("Microsoft.Synapse/workspaces", "dedicatedSQLminimalTlsSettings", UNLISTED),
    ("Microsoft.Web/sites/slots", "config", UNLISTED),
    ("Microsoft.Storage/storageAccounts", "fileServices", "default"),
    ("Microsoft.RecoveryServices/vaults", "backupstorageconfig", UNLISTED),
)
"""Children that a proof rests on and that lists of resources leave out: the parent's type, theirs below it, and a name."""
INLINE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "microsoft.network/virtualnetworks": ("subnets",),
    "microsoft.network/networksecuritygroups": ("securityRules",),
    "microsoft.network/routetables": ("routes",),
    "microsoft.machinelearningservices/workspaces": ("managedNetwork.outboundRules",),
})
"""Parts that Azure always writes into what they belong to, if only as an empty list: without a word of them, a query left them out. Of
a part of a part that is written itself."""
TRACKED: Final = frozenset(f"microsoft.network/{owner}/virtualnetworklinks" for owner in ("privatednszones", "dnsresolverpolicies"))
"""Those of them that lists of resources have, since they stand in a region: where one is listed, all are. Others are asked for parent
by parent, so what is listed of one says nothing of the next (learn.microsoft.com/azure/governance/resource-graph/reference/
supported-tables-resources)."""
MACHINES: Final = ("microsoft.compute/virtualmachines", "microsoft.compute/virtualmachinescalesets")
"""Types whose logs are collected by what lies on them."""
ELSEWHERE: Final = ("replicas",)
"""Those of them that stand in regions of their own."""
PLACELESS: Final = ("microsoft.authorization/", "microsoft.consumption/", "microsoft.security/", "microsoft.insights/diagnosticsettings")
"""How types begin that stand in no region."""
MORE: Final = ("nextLink", "skipToken", "skip_token", "$skipToken", "@odata.nextLink")
"""Where a page of an export names the next one."""
OBJECTS: Final = ("properties", "sku", "identity", "tags", "zones", "plan")
"""Columns that hold objects and lists."""
COLUMNS: Final = ("location", "kind", "sku")
"""What a query may leave out of every row, though most resources of a group have it."""
UNTOLD: Final = "{unknown}"
"""Stands for a resource of a group: nobody can say which."""
SUBSCRIPTION_ID = re.compile(r"/subscriptions/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=/|$)", re.I)
CUT: Final = re.compile(r"@\{\w+=.*\}", re.S)
"""An object as PowerShell writes it in a text: `@{bypass=None; defaultAction=Deny}`."""
LABEL: Final = re.compile(r"\w+=(?=/subscriptions/)", re.I)
"""A word before an id: `UserAssignedIdentity=/subscriptions/...`."""
ASSIGNMENTS: Final = frozenset({
    "microsoft.authorization/roleassignments", "microsoft.authorization/roleassignmentschedulerequests",
    "microsoft.authorization/roleeligibilityschedulerequests", "microsoft.documentdb/databaseaccounts/sqlroleassignments",
})
"""Types that say whom they are for by the object id of the principal."""
PRINCIPALS: Final = ("properties.principalId", "identity.principalId")
FIXED: Final = re.compile(r"/(subscriptions|resourceGroups|providers|managementGroups)(?=/)", re.I)
"""Words of an id that tools write in any case."""
WORDS: Final = {word.lower(): word for word in ("subscriptions", "resourceGroups", "providers", "managementGroups")}


def read_observed(export: str | Evaluated, *, name: str, intent: Intent | None = None) -> Graph:
    """The graph of an export: text of a file or its document. Raises InputError.

    `name` is what places are called by: `export.json#/data/3`. The subscription that most resources lie in is the one that
    ids are relative to. `intent` is what the owner wants of it, since an export says nothing of that.
    """
    document = _document(export, name) if isinstance(export, str) else export
    listed, complete = _listed(document, name)
    rows = [(_plain(unflattened(_opened(row, where))), where) for row, where in _read(listed)]
    rows = [(row, where) for row, where in rows if str(row.get("type", "")).lower() not in SURROUNDINGS]
    home = _home(rows)
    shells = [(_shell(row, where, home), row, where) for row, where in rows if _relative(row["id"], home)]
    unique: dict[str, tuple[Resource, Mapping[str, Evaluated], str]] = {}
    for shell, row, where in shells:
        before = unique.get(shell.id.lower())
        if before is None:
            unique[shell.id.lower()] = (shell, row, where)
        else:
            both = _both(before[1], row)
            unique[shell.id.lower()] = (_shell(both, where, home), both, before[2])
    graph = Graph(tuple(shell for shell, _, _ in unique.values()))
    resources = list(settled([replace(shell, body=_body(row, home, graph)) for shell, row, _ in unique.values()]))
    if not complete:
        told = {key.lower() for row, _ in rows for key in row}
        resources = [_without_columns(each, tuple(name for name in COLUMNS if name not in told)) for each in resources]
        parts = frozenset((each.type.lower(), above) for each in resources for above in _above(each))
        resources = [_without_parts(each, parts) for each in resources]
        resources += _placeholders(resources)
    sources = {shell.id: where for shell, _, where in unique.values()}
    return Graph(tuple(_with_principals(resources)), intent, sources)


def _document(export: str, name: str) -> Evaluated:
    try:
        return parse_json(export, name, largest=LARGEST_EXPORT)
    except InputError as problem:
        several = [] if problem.hint else documents(export, name)
        if several:
            paged = any(_page(each, name) is not None for each in several)
            return [each if not paged or _page(each, name) is not None else [each] for each in several]
        hint = problem.hint or "give JSON, as `az graph query` and `az resource list` print it: a table or CSV leaves properties out"
        raise InputError(problem.message, problem.where, hint) from problem


def _both(one: Mapping[str, Evaluated], other: Mapping[str, Evaluated]) -> Mapping[str, Evaluated]:
    """What two rows of one resource say together, without what each says otherwise: nobody knows which of them holds."""
    found = {key: value for row in (other, one) for key, value in row.items() if value is not None}
    contested = [key for key in COLUMNS if not _agree(one.get(key), other.get(key))]
    if None not in (one.get("properties"), other.get("properties")) and one["properties"] != other["properties"]:
        found |= {"properties": None, "unreadable": "the export has it more than once, each time with other properties"}
    return found | {"contested": contested}


def _agree(one: Evaluated, other: Evaluated) -> bool:
    """Whether two values say the same, as far as both say something."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(_agree(value, other.get(key)) for key, value in one.items())
    spelt = [value.replace(" ", "").lower() if isinstance(value, str) else value for value in (one, other)]
    return None in (one, other) or spelt[0] == spelt[1]


def _without_columns(resource: Resource, missing: tuple[str, ...]) -> Resource:
    """A resource of a group, with what the export has for no resource not taken for absent."""
    scope = resource.scope.lower()
    if "/resourcegroups/" not in scope or "/providers/" in scope or resource.parent or resource.type.lower().startswith(PLACELESS):
        return resource
    asked = missing if not resource.type.lower().startswith("microsoft.network/") else tuple(name for name in missing if name == "location")
    untold = {name: Unresolved(name, f"the export has no column `{name}`") for name in asked}
    return replace(resource, body={**resource.body, **untold})


def _without_parts(resource: Resource, parts: frozenset[tuple[str, str]]) -> Resource:
    """A resource with parts that neither it nor rows of their own tell (`parts`: their types, below which ids) not taken for absent."""
    properties = resource.body.get("properties")
    kind = resource.type.lower()
    if kind not in INLINE or not isinstance(properties, Mapping):
        return resource
    for path in INLINE[kind]:
        around, _, part = path.rpartition(".")
        inside = properties.get(around) if around else properties
        if isinstance(inside, Mapping) and part not in inside and (f"{kind}/{part.lower()}", resource.id.lower()) not in parts:
            told = {**inside, part: Unresolved(f"properties.{path}", "the export has none; Azure always writes it")}
            properties = {**properties, around: told} if around else told
    return replace(resource, body={**resource.body, "properties": properties})


def _plain(value: Evaluated) -> Evaluated:
    """A value with the words of its ids in one case, and a role assignment as `az role assignment list` writes it in ARM's shape."""
    if isinstance(value, str):
        named = value[:1] == "/" and value.count("/") > 1
        return FIXED.sub(lambda found: f"/{WORDS[found[1].lower()]}", value) if named else value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    found = {_plain(key): _plain(item) for key, item in value.items()}
    if str(found.get("type", "")).lower() in ASSIGNMENTS and "properties" not in found:
        inner = {key: item for key, item in found.items() if key.lower() not in NOT_BODY}
        found = {key: item for key, item in found.items() if key not in inner} | {"properties": inner}
    return found


def is_complete(document: Evaluated) -> bool:
    """Whether an export says that it has everything, so that what is not in it is not there."""
    return isinstance(document, Mapping) and document.get("complete") is True and isinstance(document.get("resources"), list)


def _listed(document: Evaluated, name: str) -> tuple[list[tuple[Evaluated, str]], bool]:
    """Every exported resource with its place, and whether the export says that it is whole."""
    if isinstance(document, Sequence) and not isinstance(document, str):
        pages = [found for number, page in enumerate(document) if (found := _page(page, f"{name}#/{number}")) is not None]
        if pages and len(pages) == len(document):
            if _goes_on(document[-1]) or _total(document) > sum(map(len, pages)):
                raise InputError("is only the first pages of an export", name, "export every page, for example with `enclave drift --save`")
            return [row for page in pages for row in page], False
        return [(row, f"{name}#/{index}") for index, row in enumerate(document)], False
    if not isinstance(document, Mapping):
        raise InputError("not an export of resources", name, "give the JSON that `enclave drift --save` or `az resource list` writes")
    document = _capitals(document) if "Data" in document else document
    if "$schema" in document:
        raise InputError("is a template, not an export of what runs", name, "give it with `--arm`")
    for key in ("resources", "data", "value"):
        rows = _tabled(document.get(key))
        if _goes_on(document) or (isinstance(rows, list) and _total((document,)) > len(rows)):
            raise InputError("is only the first page of an export", name, "export every page, for example with `enclave drift --save`")
        if isinstance(rows, list):
            return [(row, f"{name}#/{key}/{index}") for index, row in enumerate(rows)], is_complete(document)
    if "id" in document:
        return [(document, f"{name}#")], False
    raise InputError("not an export of resources", name, "it has neither `data`, `value` nor `resources`")


def _tabled(rows: Evaluated) -> Evaluated:
    """The rows of a table of Resource Graph (`resultFormat: table`), each by the names of its columns; what is no table as it is."""
    if not isinstance(rows, Mapping) or not isinstance(rows.get("columns"), list) or not isinstance(rows.get("rows"), list):
        return rows
    names = [str(column.get("name")) if isinstance(column, Mapping) else "" for column in rows["columns"]]
    return [dict(zip(names, row, strict=False)) if isinstance(row, list) else row for row in rows["rows"]]


def _opened(row: Mapping[str, Evaluated], where: str) -> Mapping[str, Evaluated]:
    """A row of which columns are text, as tables of a portal hold them, with what the text says. Raises InputError."""
    texts = {key: value.strip() for key in OBJECTS if isinstance(value := row.get(key), str)}
    told = {key: parse_json(text, f"{where}/{key}") for key, text in texts.items() if text.startswith(("{", "["))}
    return {**row, **told, **{key: None for key, text in texts.items() if text.lower() in ("", "null")}}


def _page(page: Evaluated, name: str) -> list[tuple[Evaluated, str]] | None:
    """The rows of one of several pages, each with its place; None for what is no page."""
    if isinstance(page, list):
        return [(row, f"{name}/{index}") for index, row in enumerate(page)]
    for key in ("data", "value") if isinstance(page, Mapping) and "id" not in page else ():
        rows = page.get(key)
        if isinstance(rows, list):
            return [(row, f"{name}/{key}/{index}") for index, row in enumerate(rows)]
    return None


def _goes_on(page: Evaluated) -> bool:
    """Whether a page says that others come after it, or that it was cut."""
    if not isinstance(page, Mapping):
        return False
    return any(page.get(key) for key in MORE) or str(page.get("resultTruncated", "")).lower() == "true"


def _total(pages: Sequence[Evaluated]) -> int:
    """How many rows there are in all, where a page of Resource Graph says so."""
    said = [page.get(key) for page in pages if isinstance(page, Mapping) for key in ("totalRecords", "total_records")]
    return max((each for each in said if isinstance(each, int)), default=0)


def _read(listed: Sequence[tuple[Evaluated, str]]) -> Iterator[tuple[Mapping[str, Evaluated], str]]:
    """The rows as they are read. Raises InputError."""
    for each, where in listed:
        row = _capitals(each) if isinstance(each, Mapping) and not {"Id", "ResourceId"}.isdisjoint(each) and "id" not in each else each
        if isinstance(row, Mapping) and "id" not in row and "resourceId" in row:
            row = {"type": row.get("resourceType"), **row, "id": row["resourceId"]}
        if not isinstance(row, Mapping) or not isinstance(row.get("id"), str):
            raise InputError("a resource of an export needs an `id`", where)
        if _is_cut(row):
            raise InputError("an object of a resource is written as text", where, "write it by `ConvertTo-Json -Depth 100`")
        yield row, where


def _capitals(document: Mapping[str, Evaluated]) -> Mapping[str, Evaluated]:
    """What PowerShell wrote, by the names that Azure has for its keys."""
    return {f"{key[:1].lower()}{key[1:]}": value for key, value in document.items()}


def _is_cut(row: Evaluated) -> bool:
    """Whether PowerShell wrote what is deep inside as the name or the text of an object."""
    todo = [row]
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            if value == "System.Object[]" or CUT.fullmatch(value) is not None:
                return True
        elif isinstance(value, Mapping | list):
            todo += value.values() if isinstance(value, Mapping) else value
    return False


def _home(rows: Sequence[tuple[Mapping[str, Evaluated], str]]) -> str:
    """The subscription that most resources lie in, `""` when the ids name none."""
    found = Counter(match[1].lower() for row, _ in rows if (match := SUBSCRIPTION_ID.match(row["id"])))
    return found.most_common(1)[0][0] if found else ""


def _relative(resource_id: str, home: str) -> str:
    match = SUBSCRIPTION_ID.match(resource_id)
    return resource_id[match.end():].rstrip("/") if match and match[1].lower() == home else resource_id.rstrip("/")


def _shell(row: Mapping[str, Evaluated], where: str, home: str) -> Resource:
    """A resource without its body."""
    relative = _relative(row["id"], home)
    kind = str(row.get("type") or "")
    found = parse(relative) or _strange(relative, kind)
    if found is None:
        raise InputError(f"`{row['id']}` is not the id of a resource", where)
    kind = CONTAINERS.get(kind.lower(), kind)
    if kind.lower() != found.type.lower():  # what the id says is where it is; that it is no such resource `_body` says
        kind = found.type
    location = None if "location" in row.get("contested", ()) else row.get("location")
    return Resource(
        type=found.type if kind.islower() else kind,
        api_version=str(row.get("apiVersion") or ""),
        name="/".join(found.names),
        scope=found.scope,
        body={},
        location=location.replace(" ", "").lower() if isinstance(location, str) and location else None,
    )


def _strange(relative: str, kind: str) -> ResourceId | None:
    """Where a row stands whose id is none that resources have: under its type, its name begins with the whole id. None without a type."""
    parts = kind.count("/")
    if not parts or not relative.startswith("/") or not all(kind.split("/")):
        return None
    whole = "{" + relative.strip("/").replace("/", "|") + "}"
    if kind.lower() in CONTAINERS:
        return ResourceId("", GROUP_TYPE, (whole,))
    return ResourceId("", kind, (whole, *[relative.rpartition("/")[2]] * (parts - 1)))


def _body(row: Mapping[str, Evaluated], home: str, graph: Graph) -> dict[str, Value]:
    body = {key: _value(value, home, graph) for key, value in row.items() if key.lower() not in NOT_BODY and value is not None}
    for key in row.get("contested", ()):
        body[key] = Unresolved(key, "the export has it more than once, each time with another one")
    if body.get("properties") is None:
        why = row.get("unreadable") or "the export has none; `enclave drift --save` writes one that has"
        body["properties"] = Unresolved("properties", str(why))
    kind, found = str(row.get("type") or ""), parse(_relative(row["id"], home))
    if found is not None and kind and CONTAINERS.get(kind.lower(), kind).lower() != found.type.lower():
        body["properties"] = Unresolved("properties", f"the id is that of a `{found.type}`, the type is `{kind}`")
    return body


def _value(value: Evaluated, home: str, graph: Graph) -> Value:
    """A value with every id of the subscription as a reference, as templates are read too."""
    if isinstance(value, Mapping):
        return {_relative(key, home): _value(item, home, graph) for key, item in value.items()}
    if isinstance(value, list):
        return [_value(item, home, graph) for item in value]
    plain: Value = _text(value, home, graph) if isinstance(value, str) else value
    return plain


def _text(text: str, home: str, graph: Graph) -> Value:
    label = LABEL.match(text)
    if label is not None:
        inner = _text(text[label.end():], home, graph)
        return replace(inner, prefix=label[0]) if isinstance(inner, Ref) else text
    match = SUBSCRIPTION_ID.match(text)
    if match is None or match[1].lower() != home:
        return text
    relative = _relative(text, home)
    found = owner(graph, relative)
    if found is None:
        return Ref(relative) if not relative or parse(relative) is not None else text
    return Ref(found[0].id, "id", found[1])


def _placeholders(resources: Sequence[Resource]) -> Iterator[Resource]:
    """An unresolved child for every resource whose children no export of this kind would list."""
    kinds = {resource.type.lower() for resource in resources}
    grouped = (resource.scope for resource in resources if "/resourcegroups/" in resource.scope.lower())
    groups = {scope.lower(): f"{scope}/{UNTOLD}" for scope in grouped}
    scopes = (("Microsoft.Authorization/roleAssignments", ("",)), ("Microsoft.Insights/diagnosticSettings", ("", *groups.values())))
    for kind, scope in ((kind, scope) for kind, places in scopes if kind.lower() not in kinds for scope in places if resources):
        yield Resource(kind, "", UNLISTED, scope, {"properties": Unresolved(kind, "the export does not list them")})
    if ASSOCIATION_TYPE.lower() not in kinds:
        for resource in resources:
            if resource.type.lower() in MACHINES:
                untold = Unresolved(f"{resource.name}/dataCollectionRuleAssociations", "the export does not list them")
                yield Resource(ASSOCIATION_TYPE, "", UNLISTED, resource.id, {"properties": untold})
    told = frozenset((resource.type.lower(), above) for resource in resources for above in _above(resource))
    for parent_type, part, name in CHILDREN:
        kind = f"{parent_type}/{part}"
        if kind.lower() in kinds and kind.lower() in TRACKED:
            continue
        for resource in resources:
            known = (kind.lower(), resource.id.lower()) in told or _has_none(resource, part)
            if resource.type.lower() == parent_type.lower() and not known:
                untold = Unresolved(f"{resource.name}/{part}", "the export does not list them")
                body: dict[str, Value] = {"properties": untold, **({"location": untold} if part in ELSEWHERE else {})}
                yield Resource(kind, "", f"{resource.name}/{name}", resource.scope, body)


def _above(resource: Resource) -> Iterator[str]:
    """Lower-case ids of what a part belongs to, the nearest first."""
    found = resource.id.lower()
    for _ in range(resource.type.count("/") - 1):
        found = found.rsplit("/", 2)[0]
        yield found


def _has_none(resource: Resource, part: str) -> bool:
    properties = resource.body.get("properties")
    return isinstance(properties, Mapping) and properties.get(part) == []


def _with_principals(resources: Sequence[Resource]) -> Iterator[Resource]:
    """Role assignments say who they are for by an object id; where an exported resource has that identity, refer to it."""
    principals: dict[str, Ref] = {}
    for resource in resources:
        for path in PRINCIPALS:
            root, _, leaf = path.partition(".")
            part = resource.body.get(root)
            found = part.get(leaf) if isinstance(part, Mapping) else None
            if isinstance(found, str) and resource.type.lower() not in ASSIGNMENTS:
                principals[found.lower()] = Ref(resource.id, path)
    for resource in resources:
        properties = resource.body.get("properties")
        if resource.type.lower() in ASSIGNMENTS and isinstance(properties, Mapping):
            found = properties.get("principalId")
            known = principals.get(found.lower()) if isinstance(found, str) else None
            if known is not None:
                yield replace(resource, body={**resource.body, "properties": {**properties, "principalId": known}})
                continue
        yield resource
