"""Ways from what somebody was given to more, each as a small template, beside the honest one that must be proved."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from enclave.graph.azure_facts import role
from enclave.importers.arm import read_arm
from enclave.importers.observed import read_observed
from enclave.importers.terraform.read import read_plan
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.least_privilege import check

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
WHO = "99999999-9999-9999-9999-999999999999"
OTHER = "88888888-8888-8888-8888-888888888888"
OWN = "11111111-1111-1111-1111-111111111111"
EVERYONE = {"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}
IDENTITY = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
ROLES = "Microsoft.Authorization/roleDefinitions"
Body = dict[str, Any]


def made(type_: str, name: str, properties: Any = None, **more: Any) -> Body:
    return {"type": type_, "apiVersion": "2025-01-01", "name": name, "location": "westeurope", "properties": properties or {}, **more}


HERE = ("[subscription().id]",)


def own(*actions: str, without: tuple[str, ...] = (), data: tuple[str, ...] = (), scopes: tuple[str, ...] = HERE) -> Body:
    sets = [{"actions": [*actions], "notActions": [*without], "dataActions": [*data]}]
    return made(ROLES, OWN, {"roleName": "own", "type": "CustomRole", "permissions": sets, "assignableScopes": [*scopes]})


def given(what: str = OWN, who: str = WHO, name: str = "a", **more: Any) -> Body:
    """A role by its GUID or name, to somebody."""
    guid = what if what == OWN else role(what)
    scope = {"scope": more.pop("scope")} if "scope" in more else {}
    properties = {"roleDefinitionId": f"[subscriptionResourceId('{ROLES}', '{guid}')]", "principalId": who, **more}
    return made("Microsoft.Authorization/roleAssignments", f"[guid('{name}')]", properties, **scope)


ID = "Microsoft.ManagedIdentity/userAssignedIdentities"
AS_I = {"type": "UserAssigned", "userAssignedIdentities": {f"[resourceId('{ID}', 'i')]": {}}}
WORTH = (
    made(ID, "i"),
    made("Microsoft.KeyVault/vaults", "v", {"enableRbacAuthorization": True}),
    given(
        "Key Vault Secrets User", f"[reference(resourceId('{ID}', 'i')).principalId]", "w",
        scope="[resourceId('Microsoft.KeyVault/vaults', 'v')]",
    ),
)  # fmt: skip
"""An identity that reads the secrets of a vault."""


def host(kind: str, properties: Any = None) -> Body:
    return made(kind, "h", properties, identity=AS_I)


def deny(*actions: str, who: str = "", **more: Any) -> Body:
    sets = [{"actions": [*actions], "notActions": [], "dataActions": [], "notDataActions": []}]
    whom = {"id": who, "type": "User"} if who else EVERYONE
    return made("Microsoft.Authorization/denyAssignments", OTHER, {"permissions": sets, "principals": [whom], **more})


@dataclass(frozen=True)
class Case:
    verdict: str
    resources: tuple[Body, ...]
    subject: str = WHO


def bad(*resources: Body, subject: str = WHO) -> Case:
    return Case("refuted", resources, subject)


def unsure(*resources: Body, subject: str = WHO) -> Case:
    return Case("unknown", resources, subject)


def good(*resources: Body, subject: str = WHO) -> Case:
    return Case("proved", resources, subject)


def nested(scope: Body, *resources: Body) -> Body:
    template = {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": [*resources]}
    return made("Microsoft.Resources/deployments", "n", {"mode": "Incremental", "template": template}, **scope)


VM, CLUSTER, SITE = "Microsoft.Compute/virtualMachines", "Microsoft.ContainerService/managedClusters", "Microsoft.Web/sites"
MACHINE = (*WORTH, host(VM), given("Virtual Machine Contributor"))
STORE, VAULTS = "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"
AUTOMATION = "Microsoft.Automation/automationAccounts"
WRITES = "Microsoft.Authorization/roleAssignments/write"
CONSTRAINED = (
    "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR "
    f"(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{role('Reader')}}}))"
)
ABOUT_BLOBS = (
    "((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})) OR "
    "(@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'open'))"
)
GIVER = "Role Based Access Control Administrator"
CASES: dict[str, Case] = {
    # wildcards of custom roles
    "own role: everything of a verb": bad(own("*/write"), given()),
    "own role: the namespace": bad(own("Microsoft.Authorization/*"), given()),
    "own role: case does not matter": bad(own("MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE"), given()),
    "own role: a star inside": bad(own("Microsoft.*/roleAssignments/write"), given()),
    "own role: a star inside a word": bad(own("Microsoft.Auth*/role*/wri*"), given()),
    "own role: taken away by one pattern, by another case": good(own("*/write", without=("microsoft.authorization/*/WRITE",)), given()),
    "own role: another set gives what one takes": bad(
        made(ROLES, OWN, {"permissions": [
            {"actions": ["*"], "notActions": ["Microsoft.Authorization/*"]}, {"actions": [WRITES]},
        ]}), given(),
    ),
    "own role: only a delete is taken": bad(own("Microsoft.Authorization/*", without=("Microsoft.Authorization/*/delete",)), given()),
    "own role: reading": good(own("*/read"), given()),
    "own role: the eligible schedule": bad(own("Microsoft.Authorization/roleEligibilityScheduleRequests/write"), given()),
    "own role: it rewrites itself": bad(own("Microsoft.Authorization/roleDefinitions/write"), given()),
    "own role: it rewrites itself where it is assignable": bad(
        own("Microsoft.Authorization/roleDefinitions/write", scopes=("[resourceGroup().id]",)), given(),
    ),
    "own role: it rewrites itself, kept above where it is assignable": bad(
        nested({"subscriptionId": "[subscription().subscriptionId]", "location": "westeurope"},
               own("Microsoft.Authorization/roleDefinitions/write", scopes=("[concat(subscription().id, '/resourceGroups/g')]",))),
        nested({"resourceGroup": "g"}, given()),
    ),
    "own role: it rewrites itself in one of two places": good(
        nested({"subscriptionId": "[subscription().subscriptionId]", "location": "westeurope"},
               own("Microsoft.Authorization/roleDefinitions/write", scopes=(
                   "[concat(subscription().id, '/resourceGroups/g')]", "[concat(subscription().id, '/resourceGroups/f')]"))),
        nested({"resourceGroup": "g"}, given()),
    ),
    # conditions
    "condition: one that lets only a reader be given": unsure(given("Owner", condition=CONSTRAINED, conditionVersion="2.0")),
    "condition: about blobs": bad(given("Owner", condition=ABOUT_BLOBS, conditionVersion="2.0")),
    "condition: an administrator of roles who may give only what he has": good(
        given(GIVER, condition=CONSTRAINED, conditionVersion="2.0"),
    ),
    "condition: one that forgets its version is of this one": good(given(GIVER, condition=CONSTRAINED)),
    "condition: of a version that nobody knows": unsure(
        given(GIVER, condition=CONSTRAINED, conditionVersion="1.0"),
    ),
    "condition: with the owner among the roles": bad(
        given(GIVER, condition=CONSTRAINED.replace(role("Reader"), f"{role('Reader')}, {role('Owner')}")),
    ),
    "condition: with one that gives roles among the roles": bad(given(
        GIVER, condition=CONSTRAINED.replace(role("Reader"), role("User Access Administrator")),
    )),
    "condition: with one that nobody knows among the roles": unsure(
        given(GIVER, condition=CONSTRAINED.replace(role("Reader"), OTHER)),
    ),
    "condition: with one of one's own that gives roles among the roles": bad(
        own(WRITES), given(GIVER, condition=CONSTRAINED.replace(role("Reader"), OWN)),
    ),
    "condition: with one of one's own that reads among the roles": good(
        own("Microsoft.Network/*/read"), given(GIVER, condition=CONSTRAINED.replace(role("Reader"), OWN)),
    ),
    "condition: all but the owner": bad(given(
        GIVER, condition=CONSTRAINED.replace("AnyOfAnyValues:GuidEquals", "AnyOfAllValues:GuidNotEquals"),
    )),
    "condition: malformed": unsure(given(GIVER, condition=CONSTRAINED[:-1])),
    "condition: that nobody can evaluate": unsure(
        given(GIVER, condition="[reference('x').y]"),
    ),
    "condition: and the same role elsewhere without": bad(
        given(GIVER, condition=CONSTRAINED),
        given(GIVER, name="b", scope="[resourceId('Microsoft.Storage/storageAccounts', 's')]"),
        made("Microsoft.Storage/storageAccounts", "s", {"allowSharedKeyAccess": False}),
    ),
    "condition: on code of the machine": good(
        *MACHINE[:-1], given("Virtual Machine Contributor", condition="ActionMatches{'*/read'}"),
    ),
    "condition: on code of the machine, where it is private": unsure(
        *MACHINE[:-1], given("Virtual Machine Contributor", condition="@Environment[isPrivateLink] BoolEquals true"),
    ),
    "condition: on one way to the machine of many": bad(
        *MACHINE[:-1],
        given("Virtual Machine Contributor", condition=f"!(ActionMatches{{'{VM}/write'}}) OR @Environment[isPrivateLink] BoolEquals true"),
    ),
    "condition: an identity is given where it is private": unsure(
        *WORTH, own(f"{ID}/assign/action", "Microsoft.App/containerApps/write"),
        given(condition=f"!(ActionMatches{{'{ID}/*'}}) OR @Environment[isPrivateLink] BoolEquals true"),
    ),
    "condition: code is started where it is private": unsure(
        *WORTH, own(f"{ID}/assign/action", "Microsoft.App/containerApps/write"),
        given(condition="!(ActionMatches{'Microsoft.App/*'}) OR @Environment[isPrivateLink] BoolEquals true"),
    ),
    "condition: keys of storage are forbidden": good(
        made(STORE, "s"), own(f"{STORE}/listKeys/action"), given(condition="!(ActionMatches{'*/listKeys/action'})"),
    ),
    "condition: keys of storage by another action": bad(
        made(STORE, "s"), own(f"{STORE}/listKeys/action", f"{STORE}/regenerateKey/action"),
        given(condition="!(ActionMatches{'*/listKeys/action'})"),
    ),
    "condition: an identity holds the same under the same": good(
        made(ID, "i"), made(VAULTS, "v", {"enableRbacAuthorization": True}), host(VM), given("Virtual Machine Contributor"),
        *(given("Key Vault Secrets User", who, name, condition=ABOUT_BLOBS) for who, name in (
            (f"[reference(resourceId('{ID}', 'i')).principalId]", "w"), (WHO, "b"),
        )),
    ),
    "condition: an identity holds the same without one": bad(
        *MACHINE, given("Key Vault Secrets User", name="b", condition="@Environment[isPrivateLink] BoolEquals true"),
    ),
    "condition: an empty one is none": bad(given("Owner", condition="")),
    "condition: of an eligible role": unsure(made(
        "Microsoft.Authorization/roleEligibilityScheduleRequests", OTHER,
        {"principalId": WHO, "roleDefinitionId": f"/x/{role('Owner')}", "requestType": "AdminAssign", "condition": CONSTRAINED},
    )),
    # Privileged Identity Management
    "eligible: an owner": bad(made(
        "Microsoft.Authorization/roleEligibilityScheduleRequests", OTHER,
        {"principalId": WHO, "roleDefinitionId": f"/x/{role('Owner')}", "requestType": "AdminAssign"},
    )),
    "active: an owner": bad(made(
        "Microsoft.Authorization/roleAssignmentScheduleRequests", OTHER,
        {"principalId": WHO, "roleDefinitionId": f"/x/{role('Owner')}", "requestType": "AdminAssign"},
    )),
    "eligible: a reader": good(made(
        "Microsoft.Authorization/roleEligibilityScheduleRequests", OTHER,
        {"principalId": WHO, "roleDefinitionId": f"/x/{role('Reader')}", "requestType": "AdminAssign"},
    )),
    # deny assignments
    "denied: code on the machine": good(
        *MACHINE, deny("Microsoft.Compute/*", "Microsoft.SerialConsole/*", "Microsoft.GuestConfiguration/*"),
    ),
    "denied: to somebody else": bad(*MACHINE, deny("*", who=OTHER)),
    "denied: but for whom it is": bad(
        *MACHINE, deny("*", excludePrincipals=[{"id": WHO.upper(), "type": "User"}]),
    ),
    "denied: but for a group that he may be in": bad(
        *MACHINE, deny("*", excludePrincipals=[{"id": OTHER, "type": "Group"}]),
    ),
    "denied: but for another user": good(
        *MACHINE, deny("*", excludePrincipals=[{"id": OTHER, "type": "User"}]),
    ),
    "denied: on a condition": bad(*MACHINE, deny("*", condition="@Resource[a:b] StringEquals 'c'")),
    "denied: only watched": bad(*MACHINE, deny("*", denyAssignmentEffect="Audit")),
    "denied: not below": bad(*MACHINE, deny("*", doNotApplyToChildScopes=True)),
    "denied: code of one's own is not": bad(
        *WORTH, own(f"{ID}/assign/action", "Microsoft.App/containerApps/write"), given(),
        deny("Microsoft.App/containerApps/write", doNotApplyToChildScopes=True),
    ),
    "denied: to give roles": good(given("User Access Administrator"), deny("Microsoft.Authorization/*")),
    "denied: to an owner, who may lift it": bad(given("Owner"), deny("*")),
    "denied: to who may lift it with the stack that made it": bad(
        *MACHINE, own("Microsoft.Resources/deploymentStacks/*"), given(name="b"), deny("*"),
    ),
    "denied: to a contributor, who may not": good(given("Contributor"), *MACHINE[:-1], deny("*")),
    "denied: to give roles one way only": bad(given("User Access Administrator"), deny(WRITES)),
    "denied: to an identity that an application left out may be": bad(
        *WORTH, host(VM), made(ID, "other"),
        given("Virtual Machine Contributor", f"[reference(resourceId('{ID}', 'other')).principalId]"),
        deny("*", excludePrincipals=[{"id": OTHER, "type": "ServicePrincipal"}]), subject="other",
    ),
    "denied: below a management group": bad(
        *MACHINE,
        nested({"scope": "Microsoft.Management/managementGroups/mg", "location": "westeurope"}, deny("*")),
    ),
    # scopes
    "scope: another group": good(
        *WORTH, host(VM),
        nested({"resourceGroup": "other"}, given("Virtual Machine Contributor")),
    ),
    "scope: the subscription from a group": bad(
        *WORTH, host(VM),
        nested({"subscriptionId": "[subscription().subscriptionId]", "location": "westeurope"}, given("Virtual Machine Contributor")),
    ),
    "scope: a management group": bad(
        *WORTH, host(VM),
        nested({"scope": "Microsoft.Management/managementGroups/mg", "location": "westeurope"}, given("Virtual Machine Contributor")),
    ),
    "scope: a name in the old form": bad(
        *WORTH, host(VM),
        made(f"{VM}/providers/roleAssignments", "[concat('h/Microsoft.Authorization/', guid('x'))]", {
            "roleDefinitionId": f"[subscriptionResourceId('{ROLES}', '{role('Virtual Machine Contributor')}')]", "principalId": WHO,
        }),
    ),
    "scope: one machine that runs as nobody": good(
        *WORTH, host(VM), made(VM, "plain"), given("Virtual Machine Contributor", scope=f"[resourceId('{VM}', 'plain')]"),
    ),
    "scope: a subscription by its id, which may be this one": unsure(
        *MACHINE[:-1],
        nested({"subscriptionId": SUBSCRIPTION, "location": "westeurope"}, given("Virtual Machine Contributor")),
    ),
    "scope: a group by its id, which may be this one": unsure(
        *MACHINE[:-1],
        nested({"subscriptionId": SUBSCRIPTION, "resourceGroup": "rg"}, given("Virtual Machine Contributor")),
        nested({"resourceGroup": "rg"}, made("Microsoft.Network/virtualNetworks", "n")),
    ),
    "scope: a group by its id, as none is called here": good(
        *MACHINE[:-1],
        nested({"subscriptionId": SUBSCRIPTION, "resourceGroup": "hub"}, given("Virtual Machine Contributor")),
        nested({"resourceGroup": "rg"}, made("Microsoft.Network/virtualNetworks", "n")),
    ),
    "scope: a subscription by its id, in which something else lies": good(
        *MACHINE[:-1],
        nested(
            {"subscriptionId": SUBSCRIPTION, "resourceGroup": "rg"}, given("Virtual Machine Contributor"),
            made("Microsoft.Network/virtualNetworks", "n"),
        ),
    ),
    # hosts
    "run command": bad(*WORTH, host(VM), own(f"{VM}/runCommand/action"), given()),
    "run command by a star": bad(*WORTH, host(VM), own(f"{VM}/*/action"), given()),
    "run command of a scale set's machines": bad(
        *WORTH, host("Microsoft.Compute/virtualMachineScaleSets"),
        own("Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommands/write"), given(),
    ),
    "a machine is started": good(*WORTH, host(VM), own(f"{VM}/start/action", f"{VM}/read"), given()),
    "a login on an Arc machine": bad(*WORTH, host("Microsoft.HybridCompute/machines"), given("Virtual Machine Administrator Login")),
    "a login on an Arc machine by an own role": bad(
        *WORTH, host("Microsoft.HybridCompute/machines"), own(data=("Microsoft.HybridCompute/machines/loginAsAdmin/action",)), given(),
    ),
    "Windows Admin Center on a machine": bad(*WORTH, host(VM), own(data=(f"{VM}/WACloginAsAdmin/action",)), given()),
    "admin credentials of a cluster": bad(*WORTH, host(CLUSTER), own(f"{CLUSTER}/listClusterAdminCredential/action"), given()),
    "jobs of a cluster by the clock": bad(*WORTH, host(CLUSTER), own(data=(f"{CLUSTER}/batch/cronjobs/write",)), given()),
    "replica sets of a cluster": bad(*WORTH, host(CLUSTER), own(data=(f"{CLUSTER}/apps/replicasets/write",)), given()),
    "all of a cluster's writes": bad(*WORTH, host(CLUSTER), own(data=(f"{CLUSTER}/*/write",)), given()),
    "roles inside a cluster": bad(
        *WORTH, host(CLUSTER), own(data=(f"{CLUSTER}/rbac.authorization.k8s.io/clusterrolebindings/write",)), given(),
    ),
    "pods are read": good(*WORTH, host(CLUSTER), own(data=(f"{CLUSTER}/pods/read",)), given()),
    "runbooks": bad(*WORTH, host(AUTOMATION), own(f"{AUTOMATION}/jobs/write"), given()),
    "a webhook of a runbook": unsure(
        *WORTH, host(AUTOMATION), own(f"{AUTOMATION}/webhooks/write"), given(),
    ),
    "a deployment script with any identity": bad(
        *WORTH, own("Microsoft.Resources/deploymentScripts/write", f"{ID}/assign/action"), given(),
    ),
    "a deployment script, and no identity to give": good(*WORTH, own("Microsoft.Resources/deploymentScripts/write"), given()),
    "an identity to give, and something unheard of to run": unsure(
        *WORTH, own("Microsoft.HDInsight/clusters/write", f"{ID}/*/assign/action"), given(),
    ),
    "an identity to give, and nothing to run": good(*WORTH, own("Microsoft.Network/virtualNetworks/read", f"{ID}/assign/action"), given()),
    "a logic app": bad(*WORTH, host("Microsoft.Logic/workflows"), own("Microsoft.Logic/*"), given()),
    "a logic app's runs are read": good(*WORTH, host("Microsoft.Logic/workflows"), given("Reader")),
    "publishing credentials": bad(*WORTH, host(SITE), own(f"{SITE}/config/list/action"), given()),
    "publishing credentials by a star": bad(*WORTH, host(SITE), own(f"{SITE}/*/action"), given()),
    "the master key through the host's runtime": unsure(*WORTH, host(SITE), own(f"{SITE}/hostruntime/host/_master/read"), given()),
    "the master key of functions": unsure(*WORTH, host(SITE), own(f"{SITE}/functions/masterkey/read"), given()),
    "a slot is swapped in": unsure(*WORTH, host(SITE), own(f"{SITE}/slots/write", f"{SITE}/slots/slotsswap/action"), given()),
    "a site is read": good(*WORTH, host(SITE), own(f"{SITE}/read", f"{SITE}/config/read"), given()),
    "work inside a type that nobody knows": unsure(
        *WORTH, host("Microsoft.Quantum/workspaces"), own(data=("Microsoft.Quantum/workspaces/jobs/write",)), given(),
    ),
    "pods of a cluster somewhere else": unsure(
        *WORTH, host("Microsoft.Kubernetes/connectedClusters"), own(data=("Microsoft.Kubernetes/connectedClusters/pods/write",)), given(),
    ),
    "reading inside a type that nobody knows": good(
        *WORTH, host("Microsoft.Quantum/workspaces"), own(data=("Microsoft.Quantum/workspaces/jobs/read",)), given(),
    ),
    # federation
    "anybody's tokens": bad(*WORTH, own(f"{ID}/federatedIdentityCredentials/*"), given()),
    "a cluster's tokens by its address": unsure(
        *WORTH, made(CLUSTER, "k", {"oidcIssuerProfile": {"enabled": True}}),
        made(f"{ID}/federatedIdentityCredentials", "i/f", {
            "issuer": "https://westeurope.oic.prod-aks.azure.com/t/g/", "subject": "system:serviceaccount:a:b",
        }),
        given("Azure Kubernetes Service RBAC Writer"),
    ),
    "another cluster's tokens by its address": good(
        *WORTH, made(CLUSTER, "k", {"oidcIssuerProfile": {"enabled": True, "issuerURL": "https://westeurope.oic.prod-aks.azure.com/t/k/"}}),
        made(f"{ID}/federatedIdentityCredentials", "i/f", {
            "issuer": "https://westeurope.oic.prod-aks.azure.com/t/g/", "subject": "system:serviceaccount:a:b",
        }),
        given("Azure Kubernetes Service RBAC Writer"),
    ),
    "the cluster's tokens by the address that it has": bad(
        *WORTH, made(CLUSTER, "k", {"oidcIssuerProfile": {"enabled": True, "issuerURL": "https://westeurope.oic.prod-aks.azure.com/t/g/"}}),
        made(f"{ID}/federatedIdentityCredentials", "i/f", {
            "issuer": "https://westeurope.oic.prod-aks.azure.com/t/g", "subject": "system:serviceaccount:a:b",
        }),
        given("Azure Kubernetes Service RBAC Writer"),
    ),
    # keys and doors of services
    "keys of storage": bad(made(STORE, "s"), own(f"{STORE}/LISTKEYS/action"), given()),
    "keys of storage, which takes none": good(
        made(STORE, "s", {"allowSharedKeyAccess": False}),
        own(f"{STORE}/listKeys/action"), given(),
    ),
    "keys of storage, which takes none and lets anybody read": good(
        made(STORE, "s", {"allowSharedKeyAccess": False, "allowBlobPublicAccess": True}), own(f"{STORE}/listKeys/action"), given(),
    ),
    "keys of storage, which takes none until its holder changes that": bad(
        made(STORE, "s", {"allowSharedKeyAccess": False}), own(f"{STORE}/listKeys/action", f"{STORE}/write"), given(),
    ),
    "containers opened to everybody": bad(
        made(STORE, "s", {"allowSharedKeyAccess": False, "allowBlobPublicAccess": True}),
        own(f"{STORE}/blobServices/containers/write"), given(),
    ),
    "containers opened to everybody by who may let that be": bad(
        made(STORE, "s", {"allowSharedKeyAccess": False, "allowBlobPublicAccess": False}),
        own(f"{STORE}/blobServices/containers/write", f"{STORE}/write"), given(),
    ),
    "containers opened to everybody by who reads them": good(
        made(STORE, "s", {"allowSharedKeyAccess": False, "allowBlobPublicAccess": True}), given("Storage Blob Data Contributor"),
    ),
    "containers made where none can be opened": good(
        made(STORE, "s", {"allowSharedKeyAccess": False, "allowBlobPublicAccess": False}),
        own(f"{STORE}/blobServices/containers/write"), given(),
    ),
    "keys of a model service": bad(made("Microsoft.CognitiveServices/accounts", "o"), own("*/listKeys/action"), given()),
    "keys of a model service, which takes none": good(
        made("Microsoft.CognitiveServices/accounts", "o", {"disableLocalAuth": True}), own("*/listKeys/action"), given(),
    ),
    "access policies": bad(made(VAULTS, "p", {"enableRbacAuthorization": False}), own(f"{VAULTS}/*"), given()),
    "access policies, where roles decide": good(
        made(VAULTS, "p", {"enableRbacAuthorization": True}),
        own(f"{VAULTS}/accessPolicies/write"), given(),
    ),
}  # fmt: skip


SUB = f"/subscriptions/{SUBSCRIPTION}"
GROUP = f"{SUB}/resourceGroups/rg"



def planned(*rows: tuple[str, Body, Body], home: str = SUBSCRIPTION) -> str:
    """A plan: (address, values, what is known after apply: attribute -> reference); `home`: what the provider is told to deploy to."""
    told = {"subscription_id": {"constant_value": home}} if home else {}
    resources, written = [], []
    for address, values, later in rows:
        kind, _, name = address.partition(".")
        resources.append({"address": address, "mode": "managed", "type": kind, "name": name, "values": values})
        expressions = {key: {"constant_value": value} for key, value in values.items()}
        expressions |= {key: {"references": [ref, ref.rpartition(".")[0]]} for key, ref in later.items()}
        written.append({"address": address, "mode": "managed", "type": kind, "name": name, "expressions": expressions})
    unknown = {address: dict.fromkeys(later, True) for address, _, later in rows}
    changes = [
        {"address": address, "change": {"actions": ["create"], "before": None, "after": values, "after_unknown": unknown[address]}}
        for address, values, _ in rows
    ]
    return json.dumps({
        "format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": changes,
        "configuration": {
            "provider_config": {"azurerm": {"name": "azurerm", "expressions": told}}, "root_module": {"resources": written},
        },
    })  # fmt: skip


Row = tuple[str, Body, Body]
PLACE = {"resource_group_name": "rg", "location": "westeurope"}
PLAN_WORTH: tuple[Row, ...] = (
    ("azurerm_user_assigned_identity.i", {"name": "i", **PLACE}, {}),
    ("azurerm_key_vault.v", {"name": "v", **PLACE, "rbac_authorization_enabled": True}, {}),
    (
        "azurerm_role_assignment.w", {"role_definition_name": "Key Vault Secrets User"},
        {"scope": "azurerm_key_vault.v.id", "principal_id": "azurerm_user_assigned_identity.i.principal_id"},
    ),
    (
        "azurerm_kubernetes_cluster.k", {"name": "k", **PLACE, "oidc_issuer_enabled": True, "identity": [{"type": "SystemAssigned"}]}, {},
    ),
)  # fmt: skip


def plan_own(*actions: str, without: tuple[str, ...] = ()) -> Row:
    sets = [{"actions": [*actions], "not_actions": [*without], "data_actions": [], "not_data_actions": []}]
    values = {"name": "own", "scope": SUB, "role_definition_id": OWN, "permissions": sets, "assignable_scopes": [SUB]}
    return "azurerm_role_definition.own", values, {}


def plan_given(what: str = "", scope: str = GROUP, **more: Any) -> Row:
    values = {"scope": scope, "principal_id": WHO, **more}
    if what:
        return "azurerm_role_assignment.a", {**values, "role_definition_name": what}, {}
    return "azurerm_role_assignment.a", values, {"role_definition_id": "azurerm_role_definition.own.role_definition_resource_id"}


TRUSTS: Row = (
    "azurerm_federated_identity_credential.f",
    {"name": "f", "resource_group_name": "rg", "subject": "system:serviceaccount:a:b", "audience": ["api://AzureADTokenExchange"]},
    {"issuer": "azurerm_kubernetes_cluster.k.oidc_issuer_url", "parent_id": "azurerm_user_assigned_identity.i.id"},
)
ELIGIBLE = {"scope": GROUP, "principal_id": WHO, "role_definition_id": f"{SUB}/providers/{ROLES}/{role('Owner')}"}


def plan_light(*some: str, what: str = "User Access Administrator") -> tuple[Row, ...]:
    """A delegation to another tenant; `some`: roles that it lets be given."""
    one = {"principal_id": WHO, "role_definition_id": role(what)}
    one |= {"delegated_role_definition_ids": [role(each) for each in some]} if some else {}
    return (
        ("azurerm_lighthouse_definition.l", {"name": "l", "managing_tenant_id": OTHER, "scope": SUB, "authorization": [one]}, {}),
        ("azurerm_lighthouse_assignment.a", {"scope": SUB}, {"lighthouse_definition_id": "azurerm_lighthouse_definition.l.id"}),
    )


PLANS: dict[str, tuple[str, tuple[Row, ...]]] = {
    "own role: everything of a verb": ("refuted", (plan_own("*/write"), plan_given())),
    "own role: case does not matter": ("refuted", (plan_own("MICROSOFT.authorization/ROLEassignments/write"), plan_given())),
    "own role: taken away": ("proved", (plan_own("*/write", without=("Microsoft.Authorization/*/write",)), plan_given())),
    "own role: it rewrites itself": ("refuted", (plan_own("Microsoft.Authorization/roleDefinitions/write"), plan_given(scope=SUB))),
    "own role: it may not rewrite itself from below": (
        "proved", (plan_own("Microsoft.Authorization/roleDefinitions/write"), plan_given()),
    ),
    "an owner": ("refuted", (plan_given("Owner"),)),
    "an administrator of roles under a condition": (
        "proved", (plan_given(GIVER, condition=CONSTRAINED, condition_version="2.0"),),
    ),
    "an owner under a condition": ("unknown", (plan_given("Owner", condition=CONSTRAINED, condition_version="2.0"),)),
    "a reader": ("proved", (plan_given("Reader"),)),
    "another tenant that gives some roles": ("refuted", plan_light("Reader", "Contributor")),
    "another tenant that lets others read": ("proved", plan_light("Reader")),
    "another tenant that gives any": ("refuted", plan_light()),
    "another tenant that reads": ("proved", plan_light(what="Reader")),
    "an eligible administrator of roles under a condition": (
        "proved",
        ((
            "azurerm_pim_eligible_role_assignment.e",
            ELIGIBLE | {"role_definition_id": f"{SUB}/providers/{ROLES}/{role(GIVER)}", "condition": CONSTRAINED}, {},
        ),),
    ),
    "an eligible owner": ("refuted", (("azurerm_pim_eligible_role_assignment.e", ELIGIBLE, {}),)),
    "an active owner": ("refuted", (("azurerm_pim_active_role_assignment.e", ELIGIBLE, {}),)),
    "pods that stand for an identity": ("refuted", (*PLAN_WORTH, TRUSTS, plan_given("Azure Kubernetes Service RBAC Writer"))),
    "pods that stand for nobody": ("proved", (*PLAN_WORTH, plan_given("Azure Kubernetes Service RBAC Reader"))),
    "somebody else's tokens": ("refuted", (*PLAN_WORTH, plan_own(f"{ID}/federatedIdentityCredentials/write"), plan_given())),
    "a deployment script with any identity": (
        "refuted", (*PLAN_WORTH, plan_own("Microsoft.Resources/deploymentScripts/*", f"{ID}/*/assign/action"), plan_given()),
    ),
    "a management group": ("refuted", (plan_given("Owner", scope="/providers/Microsoft.Management/managementGroups/mg"),)),
    "keys of storage": (
        "refuted", (("azurerm_storage_account.s", {"name": "s", **PLACE}, {}), plan_own("*/listKeys/action"), plan_given()),
    ),
    "keys of storage, which takes none": (
        "proved",
        (
            ("azurerm_storage_account.s", {"name": "s", **PLACE, "shared_access_key_enabled": False}, {}),
            plan_own("*/listKeys/action"), plan_given(),
        ),
    ),
}  # fmt: skip


def observed(kind: str, name: str, properties: Body, scope: str = GROUP, **more: Any) -> Body:
    return {"id": f"{scope}/providers/{kind}/{name}", "type": kind.lower(), "name": name, "properties": properties, **more}


def seen(what: str, who: str = WHO, scope: str = GROUP, name: str = "a", **more: Any) -> Body:
    properties = {"roleDefinitionId": f"{SUB}/providers/{ROLES}/{role(what)}", "principalId": who, **more}
    return observed("Microsoft.Authorization/roleAssignments", name, properties, scope)


def forbidden(**more: Any) -> Body:
    sets = [{"actions": ["*"], "notActions": ["*/read"], "dataActions": [], "notDataActions": []}]
    properties = {"permissions": sets, "principals": [EVERYONE], "excludePrincipals": [], "doNotApplyToChildScopes": False, **more}
    return observed("Microsoft.Authorization/denyAssignments", "d", properties)


I_ID = f"{GROUP}/providers/{ID}/i"
ISSUER = "https://westeurope.oic.prod-aks.azure.com/t/g/"
SEEN_WORTH = (
    observed(ID, "i", {"principalId": "77777777-7777-7777-7777-777777777777", "clientId": "c"}),
    observed(VAULTS, "v", {"enableRbacAuthorization": True}),
    seen("Key Vault Secrets User", "77777777-7777-7777-7777-777777777777", f"{GROUP}/providers/{VAULTS}/v", "w"),
    observed(VM, "h", {}, identity={"type": "UserAssigned", "userAssignedIdentities": {I_ID: {}}}),
)
SEEN_TRUST = observed(f"{ID}/federatedIdentityCredentials", "f", {"issuer": ISSUER, "subject": "system:serviceaccount:a:b"})
SEEN_TRUST["id"] = f"{I_ID}/federatedIdentityCredentials/f"
EXPORTS: dict[str, tuple[str, tuple[Body, ...]]] = {
    "a machine": ("refuted", (*SEEN_WORTH, seen("Virtual Machine Contributor"))),
    "an administrator of roles under a condition": (
        "proved", (seen(GIVER, condition=CONSTRAINED, conditionVersion="2.0"),),
    ),
    "an administrator of roles under one with the owner": (
        "refuted",
        (seen(GIVER, condition=CONSTRAINED.replace(role("Reader"), role("Owner"))),),
    ),
    "a machine, denied to everybody": ("proved", (*SEEN_WORTH, seen("Virtual Machine Contributor"), forbidden())),
    "a machine, denied to everybody but a group": (
        "refuted", (*SEEN_WORTH, seen("Virtual Machine Contributor"), forbidden(excludePrincipals=[{"id": OTHER, "type": "Group"}])),
    ),
    "a machine, and its denial is only watched": (
        "refuted", (*SEEN_WORTH, seen("Virtual Machine Contributor"), forbidden(denyAssignmentEffect="Audit")),
    ),
    "pods that stand for an identity": (
        "refuted",
        (
            *SEEN_WORTH, observed(CLUSTER, "k", {"oidcIssuerProfile": {"enabled": True, "issuerURL": ISSUER}}), SEEN_TRUST,
            seen("Azure Kubernetes Service RBAC Writer", scope=f"{GROUP}/providers/{CLUSTER}/k"),
        ),
    ),
    "pods of another cluster": (
        "proved",
        (
            *SEEN_WORTH, observed(CLUSTER, "k", {"oidcIssuerProfile": {"enabled": True, "issuerURL": ISSUER.replace("/g/", "/k/")}}),
            SEEN_TRUST, seen("Azure Kubernetes Service RBAC Writer", scope=f"{GROUP}/providers/{CLUSTER}/k"),
        ),
    ),
}  # fmt: skip


def verdicts(graph: Any, subject: str) -> list[tuple[str, str]]:
    found = [verdict for each, verdict in check(World(Estate(graph))) if each.rpartition("/")[2].lower() == subject.lower()]
    return [(verdict.name, verdict.reason) for verdict in found]


@pytest.mark.parametrize("name", CASES)
def test_a_way_comes_out_as_it_must(name: str) -> None:
    case = CASES[name]
    graph = read_arm(json.dumps({"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": [*case.resources]}), name="template.json")
    found = verdicts(graph, case.subject)
    assert {verdict for verdict, _ in found} == {case.verdict}, found


@pytest.mark.parametrize("name", PLANS)
def test_a_way_in_a_plan_comes_out_as_it_must(name: str) -> None:
    verdict, rows = PLANS[name]
    found = verdicts(read_plan(planned(*rows), name="plan.json"), WHO)
    assert {each for each, _ in found} == {verdict}, found


@pytest.mark.parametrize("scope", [SUB, GROUP])
def test_a_plan_that_does_not_say_where_it_is_deployed_to_may_be_deployed_to_any_scope(scope: str) -> None:
    rows = (*PLAN_WORTH, plan_given("Azure Kubernetes Service RBAC Writer", scope), TRUSTS)
    assert {each for each, _ in verdicts(read_plan(planned(*rows), name="plan.json"), WHO)} == {"refuted"}
    assert {each for each, _ in verdicts(read_plan(planned(*rows, home=""), name="plan.json"), WHO)} == {"unknown"}


@pytest.mark.parametrize("name", EXPORTS)
def test_a_way_in_an_export_comes_out_as_it_must(name: str) -> None:
    verdict, rows = EXPORTS[name]
    found = verdicts(read_observed({"complete": True, "resources": [*rows]}, name="export.json"), WHO)
    assert {each for each, _ in found} == {verdict}, found
