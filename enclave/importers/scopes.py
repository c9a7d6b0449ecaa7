"""Template functions about the surroundings of a deployment, and those that build resource ids.

The subscription that is deployed to stands as `SUBSCRIPTION`; what only a deployment knows (tenant, location of a resource
group that is not in the template) stays unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from enclave.graph.body import SUBSCRIPTION
from enclave.graph.model import Unresolved
from enclave.importers.functions import Unevaluable
from enclave.importers.standins import GROUP, StandIn, placed
from enclave.importers.values import AFTER, Evaluated, Text, call, text_of

GUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
ENVIRONMENT: Mapping[str, Evaluated] = {
    "name": "AzureCloud",
    "gallery": "https://gallery.azure.com/",
    "graph": "https://graph.windows.net/",
    "portal": "https://portal.azure.com",
    "graphAudience": "https://graph.windows.net/",
    "activeDirectoryDataLake": "https://datalake.azure.net/",
    "batch": "https://batch.core.windows.net/",
    "media": "https://rest.media.azure.net",
    "sqlManagement": "https://management.core.windows.net:8443/",
    "vmImageAliasDoc": "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/quickstart-templates/aliases.json",
    "resourceManager": "https://management.azure.com/",
    "authentication": {
        "loginEndpoint": "https://login.microsoftonline.com/",
        "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
        "tenant": "common",
        "identityProvider": "AAD",
    },
    "suffixes": {
        "acrLoginServer": ".azurecr.io",
        "azureDatalakeAnalyticsCatalogAndJob": "azuredatalakeanalytics.net",
        "azureDatalakeStoreFileSystem": "azuredatalakestore.net",
        "azureFrontDoorEndpointSuffix": "azurefd.net",
        "keyvaultDns": ".vault.azure.net",
        "sqlServerHostname": ".database.windows.net",
        "storage": "core.windows.net",
    },
}
"""`environment()` of the public cloud (Microsoft Learn, "Deployment functions", 2026)."""


TOP = "main"
"""Stands for the name of the deployment of a whole template."""
NOT_IN_TEMPLATE = Unresolved("resourceGroup().location", "the resource group is not in the template")
ONLY_AT_DEPLOYMENT = Unresolved("deployment().location", AFTER)


@dataclass(frozen=True)
class Surroundings:
    """Where a deployment runs."""

    base: str
    """Full id of its scope: `/subscriptions/<id>/resourceGroups/<group>`, `/subscriptions/<id>`, `""` for the tenant."""
    name: str
    """Name of the deployment."""
    group_location: str | Unresolved = NOT_IN_TEMPLATE
    location: str | Unresolved = ONLY_AT_DEPLOYMENT

    @property
    def subscription(self) -> str:
        """Id of the subscription, `""` where there is none."""
        parts = self.base.split("/")
        return parts[2] if len(parts) > 2 and parts[1].lower() == "subscriptions" else ""

    @property
    def group(self) -> str:
        """Name of the resource group, `""` where there is none."""
        parts = self.base.split("/")
        return parts[4] if len(parts) == 5 and parts[3].lower() == "resourcegroups" else ""


def full_id(resource_id: str) -> str:
    """An id with the subscription that is deployed to, as expressions see it."""
    if resource_id.lower().startswith(("/subscriptions/", "/providers/microsoft.management/")):
        return resource_id
    return f"/subscriptions/{SUBSCRIPTION}{resource_id}"


def _resource_id(around: Surroundings, *arguments: Evaluated) -> Evaluated:
    """`resourceId([subscription], [group], type, name...)`, at the scope of the deployment unless another one is given."""
    before, kind, names = _split(arguments)
    if len(before) > 2:
        raise Unevaluable("too much stands before the type")
    subscription: Evaluated = around.subscription or SUBSCRIPTION
    group: Evaluated = around.group
    if len(before) == 2:
        subscription, group = before
    elif before and isinstance(before[0], str) and GUID.fullmatch(before[0]) and not around.group:
        subscription = before[0]
    elif before:
        group = before[0]
    if not around.subscription and not before:
        return _id([], kind, names)
    return _id(["/subscriptions/", subscription, *(["/resourceGroups/", group] if group else [])], kind, names)


def _subscription_resource_id(around: Surroundings, *arguments: Evaluated) -> Evaluated:
    before, kind, names = _split(arguments)
    return _id(["/subscriptions/", before[0] if before else around.subscription or SUBSCRIPTION], kind, names)


def _tenant_resource_id(around: Surroundings, *arguments: Evaluated) -> Evaluated:
    _, kind, names = _split(arguments)
    return _id([], kind, names)


def _management_group_resource_id(around: Surroundings, *arguments: Evaluated) -> Evaluated:
    before, kind, names = _split(arguments)
    if not before and not around.base.lower().startswith("/providers/microsoft.management/"):
        raise Unevaluable("the management group is not known")
    base = ["/providers/Microsoft.Management/managementGroups/", before[0]] if before else [around.base]
    return _id(base, kind, names)


def _extension_resource_id(around: Surroundings, target: Evaluated, *arguments: Evaluated) -> Evaluated:
    _, kind, names = _split(arguments)
    return _id([target], kind, names)


def _split(arguments: tuple[Evaluated, ...]) -> tuple[list[Evaluated], str, list[Evaluated]]:
    """What stands before the type, the type, and the names. The type is the first argument with a `/`."""
    for index, argument in enumerate(arguments):
        if isinstance(argument, str) and "/" in argument.strip("/"):
            kind = argument.strip("/")
            names = list(arguments[index + 1 :])
            if len(names) == 1 and kind.count("/") > 1 and isinstance(names[0], str):
                names = names[0].split("/")
            if kind.count("/") != len(names):
                raise Unevaluable(f"`{kind}` does not take {len(names)} name(s)")
            if not all(isinstance(part, str | Text | Unresolved) for part in (*arguments[:index], *names)):
                raise Unevaluable("a name is not a text")
            return list(arguments[:index]), kind, names
    raise Unevaluable("the resource type is not known")


def _id(base: list[Evaluated], kind: str, names: list[Evaluated]) -> Evaluated:
    namespace, *types = kind.split("/")
    pairs = [part for word, name in zip(types, names, strict=True) for part in (f"/{word}/", name)]
    return text_of([*base, f"/providers/{namespace}", *pairs])


def _subscription(around: Surroundings) -> dict[str, Evaluated]:
    name = around.subscription or SUBSCRIPTION
    return {
        "id": placed(f"/subscriptions/{name}"),
        "subscriptionId": StandIn(name) if name == SUBSCRIPTION else name,
        "tenantId": Unresolved("subscription().tenantId", AFTER),
        "displayName": Unresolved("subscription().displayName", AFTER),
    }


def _resource_group(around: Surroundings) -> dict[str, Evaluated]:
    if not around.group:
        raise Unevaluable("the deployment is not in a resource group")
    return {
        "id": placed(around.base),
        "name": StandIn(GROUP) if around.group == GROUP else around.group,
        "type": "Microsoft.Resources/resourceGroups",
        "location": around.group_location,
        "managedBy": Unresolved("resourceGroup().managedBy", AFTER),
        "tags": Unresolved("resourceGroup().tags", AFTER),
        "properties": {"provisioningState": "Succeeded"},
    }


def _deployment(around: Surroundings) -> dict[str, Evaluated]:
    return {
        "name": StandIn(around.name) if around.name == TOP else around.name,
        "location": around.location,
        "properties": Unresolved("deployment().properties", AFTER),
    }


def _tenant(around: Surroundings) -> dict[str, Evaluated]:
    return {"tenantId": Unresolved("tenant().tenantId", AFTER), "displayName": Unresolved("tenant().displayName", AFTER)}


def _management_group(around: Surroundings) -> dict[str, Evaluated]:
    if not around.base.lower().startswith("/providers/microsoft.management/"):
        raise Unevaluable("the deployment is not in a management group")
    return {"id": StandIn(around.base), "name": StandIn(around.base.rpartition("/")[2]), "type": "Microsoft.Management/managementGroups"}


def _later(name: str, _around: Surroundings, *arguments: Evaluated) -> Unresolved:
    return Unresolved(call(name, arguments), AFTER)


def _deployer(_around: Surroundings) -> dict[str, Evaluated]:
    return {name: Unresolved(f"deployer().{name}", AFTER) for name in ("objectId", "tenantId", "userPrincipalName")}


LATER = (
    "newGuid", "utcNow", "pickZones", "providers", "toLogicalZone", "toLogicalZones", "toPhysicalZone", "toPhysicalZones",
)
"""Functions that ask Azure, or the moment, for what no template tells."""

FUNCTIONS: Mapping[str, Callable[..., Evaluated]] = {
    **{name.lower(): partial(_later, name) for name in LATER},
    "deployer": _deployer,
    "deployment": _deployment,
    "environment": lambda around: ENVIRONMENT,
    "extensionresourceid": _extension_resource_id,
    "managementgroup": _management_group,
    "managementgroupresourceid": _management_group_resource_id,
    "resourcegroup": _resource_group,
    "resourceid": _resource_id,
    "subscription": _subscription,
    "subscriptionresourceid": _subscription_resource_id,
    "tenant": _tenant,
    "tenantresourceid": _tenant_resource_id,
}
"""Every function that depends on its arguments and on where the deployment runs, by its name in lower case."""
