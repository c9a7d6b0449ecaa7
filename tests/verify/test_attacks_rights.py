"""Rights that come from elsewhere than a plain assignment: other tenants, publishers, services, outside workloads, and their ends."""

from __future__ import annotations

import json
from typing import Any

import pytest

from enclave.graph.azure_facts import role
from enclave.importers.arm import read_arm
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.least_privilege import check

from .test_attacks_identity import OTHER, WHO, Case, bad, good, made, unsure

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
OWN = "11111111-1111-1111-1111-111111111111"
ROLES, ID = "Microsoft.Authorization/roleDefinitions", "Microsoft.ManagedIdentity/userAssignedIdentities"
MODEL, STORE, VAULT = "Microsoft.CognitiveServices/accounts", "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"
VM, CLUSTER, COSMOS = (
    "Microsoft.Compute/virtualMachines",
    "Microsoft.ContainerService/managedClusters",
    "Microsoft.DocumentDB/databaseAccounts",
)
LIGHT, TAKEN = "Microsoft.ManagedServices/registrationDefinitions", "Microsoft.ManagedServices/registrationAssignments"
OFFER, APP = "Microsoft.Solutions/applicationDefinitions", "Microsoft.Solutions/applications"
AML = "Microsoft.MachineLearningServices/workspaces"
POLICY = "Microsoft.Authorization/policyAssignments"
TRUST = f"{ID}/federatedIdentityCredentials"
GITHUB = "https://token.actions.githubusercontent.com"
Body = dict[str, Any]


def own(*actions: str, data: tuple[str, ...] = (), **more: Any) -> Body:
    sets = [{"actions": [*actions], "dataActions": [*data], **more}]
    return made(ROLES, OWN, {"roleName": "own", "type": "CustomRole", "permissions": sets, "assignableScopes": ["[subscription().id]"]})


def given(what: str = OWN, who: str = WHO, name: str = "a", **more: Any) -> Body:
    guid = what if what == OWN else role(what)
    scope = {"scope": more.pop("scope")} if "scope" in more else {}
    properties = {"roleDefinitionId": f"[subscriptionResourceId('{ROLES}', '{guid}')]", "principalId": who, **more}
    return made("Microsoft.Authorization/roleAssignments", f"[guid('{name}')]", properties, **scope)


def definition(what: str) -> str:
    return f"[subscriptionResourceId('{ROLES}', '{role(what)}')]"


def as_i(kind: str, name: str = "h", properties: Any = None) -> Body:
    return made(kind, name, properties, identity={"type": "UserAssigned", "userAssignedIdentities": {f"[resourceId('{ID}', 'i')]": {}}})


WORTH = (
    made(ID, "i"),
    made(VAULT, "v", {"enableRbacAuthorization": True}),
    given("Key Vault Secrets User", f"[reference(resourceId('{ID}', 'i')).principalId]", "w", scope=f"[resourceId('{VAULT}', 'v')]"),
)
HOST = (*WORTH, as_i(VM))
CLOSED, KEYED = made(MODEL, "m", {"disableLocalAuth": True}), made(MODEL, "m", {"disableLocalAuth": False})


def light(what: str, *, how: str = "authorizations", **more: Any) -> tuple[Body, ...]:
    """A delegation to another tenant, in the definition and the assignment of it."""
    one = {"principalId": WHO, "roleDefinitionId": role(what), "principalIdDisplayName": "them", **more}
    return (
        made(LIGHT, OTHER, {"managedByTenantId": OTHER, "authorizations": [], how: [one]}),
        made(TAKEN, WHO.replace("9", "7"), {"registrationDefinitionId": f"[resourceId('{LIGHT}', '{OTHER}')]"}),
    )


def offer(what: str, *, group: str = "[resourceGroup().id]", lock: str = "ReadOnly", **more: Any) -> tuple[Body, ...]:
    """An application of a publisher over a group."""
    one = {"principalId": WHO, "roleDefinitionId": role(what)}
    return (
        made(OFFER, "o", {"lockLevel": lock, "authorizations": [one], **more}),
        made(
            APP,
            "p",
            {
                "applicationDefinitionId": f"[resourceId('{OFFER}', 'o')]",
                "managedResourceGroupId": group,
            },
            kind="ServiceCatalog",
        ),
    )


def trust(expression: str = "", issuer: str = GITHUB, **more: Any) -> Body:
    if expression:
        more["claimsMatchingExpression"] = {"value": expression, "languageVersion": 1}
    return made(TRUST, "i/f", {"issuer": issuer, "audiences": ["api://AzureADTokenExchange"], **more})


CASES: dict[str, Case] = {
    # Azure Lighthouse
    "other tenant: contributes where a machine runs as an identity": bad(*HOST, *light("Contributor")),
    "other tenant: may activate it": bad(*HOST, *light("Contributor", how="eligibleAuthorizations")),
    "other tenant: reads": good(*HOST, *light("Reader")),
    "other tenant: lists keys of a model service": bad(KEYED, *light("Cognitive Services Contributor")),
    "other tenant: lists keys of one that takes none, and may let it": bad(CLOSED, *light("Cognitive Services Contributor")),
    "other tenant: gives roles to identities": bad(*light("User Access Administrator", delegatedRoleDefinitionIds=[role("Contributor")])),
    "other tenant: gives identities only to read": good(*light("User Access Administrator", delegatedRoleDefinitionIds=[role("Reader")])),
    "other tenant: gives any role, as none is named": bad(*light("User Access Administrator")),
    "other tenant: gives one that nobody knows": unsure(*light("User Access Administrator", delegatedRoleDefinitionIds=[OWN])),
    "other tenant: gives what is not known": unsure(
        *light("User Access Administrator", delegatedRoleDefinitionIds="[reference('x').y]")[:1],
        subject=OTHER,
    ),
    "other tenant: by a definition that is elsewhere": unsure(
        made(TAKEN, "t", {"registrationDefinitionId": "/subscriptions/x/providers/Microsoft.ManagedServices/registrationDefinitions/y"}),
        subject="t",
    ),
    "other tenant: who reads a model service then": unsure(
        CLOSED,
        made(TAKEN, "t", {"registrationDefinitionId": "/subscriptions/x/providers/Microsoft.ManagedServices/registrationDefinitions/y"}),
        subject="m",
    ),
    "other tenant: to whom is not known": unsure(made(LIGHT, "l", {"authorizations": "[reference('x').y]"}), subject="l"),
    "other tenant: a role that nobody knows": unsure(
        made(LIGHT, "l", {"authorizations": [{"principalId": WHO, "roleDefinitionId": OWN}]}),
    ),
    # managed applications
    "publisher: owns the group of an application": bad(*HOST, *offer("Owner")),
    "publisher: contributes to it": bad(*HOST, *offer("Contributor")),
    "publisher: contributes to another group": good(
        *HOST, *offer("Contributor", group="[concat(subscription().id, '/resourceGroups/theirs')]")
    ),
    "publisher: owns another group": bad(*offer("Owner", group="[concat(subscription().id, '/resourceGroups/theirs')]")),
    "publisher: reads": good(*HOST, *offer("Reader")),
    "publisher: when somebody lets it": bad(*HOST, *offer("Contributor", isEnabled=True, jitAccessPolicy={"jitAccessEnabled": True})),
    "publisher: of a market place": unsure(
        made(
            APP,
            "p",
            {"managedResourceGroupId": "[resourceGroup().id]"},
            kind="MarketPlace",
            plan={"name": "n", "publisher": "x", "product": "y", "version": "1"},
        ),
        subject="p",
    ),
    "publisher: of a definition that is elsewhere": unsure(
        made(APP, "p", {"managedResourceGroupId": "[resourceGroup().id]", "applicationDefinitionId": "/x/y"}, kind="ServiceCatalog"),
        subject="p",
    ),
    "publisher: over what group is not known": unsure(*offer("Contributor", group="[reference('x').y]"), subject="p"),
    # what deploys more than a template shows
    "a stack": unsure(made("Microsoft.Resources/deploymentStacks", "s", {"template": {"resources": []}}), subject="s"),
    "a linked template": unsure(
        made("Microsoft.Resources/deployments", "n", {"mode": "Incremental", "templateLink": {"uri": "https://x/y.json"}}),
        subject="n",
    ),
    "a linked template, and who reads a model service then": unsure(
        CLOSED,
        made("Microsoft.Resources/deployments", "n", {"mode": "Incremental", "templateLink": {"uri": "https://x/y.json"}}),
        subject="m",
    ),
    "the same right under the same condition about whoever asks": bad(
        *HOST[:2],
        as_i(VM),
        given("Virtual Machine Contributor"),
        *(
            given("Key Vault Secrets User", who, name, condition="@Principal[a:b] StringEquals 'c'")
            for who, name in ((f"[reference(resourceId('{ID}', 'i')).principalId]", "w"), (WHO, "b"))
        ),
    ),
    "a blueprint": unsure(made("Microsoft.Blueprint/blueprintAssignments", "s", {"blueprintId": "x"}), subject="s"),
    "a subscription that is moved below other managers": unsure(
        made("Microsoft.Management/managementGroups/subscriptions", "m/s"),
        subject="s",
    ),
    "a definition that a condition of its own holds back": unsure(
        own("Microsoft.Authorization/roleAssignments/write", condition="@Request[a:b] StringEquals 'c'", conditionVersion="2.0"),
        given(),
        subject="3703365d-5a9f-59b4-bca7-b9681389e4c1",
    ),
    "elevation to the whole tenant": unsure(own("Microsoft.Authorization/elevateAccess/action"), given()),
    # outside workloads
    "trust: one branch": good(*WORTH, trust(subject="repo:contoso/cases:ref:refs/heads/main"), subject="i"),
    "trust: one branch is told": unsure(*WORTH, trust(subject="repo:contoso/cases:ref:refs/heads/main"), subject="f"),
    "trust: anybody's repository": bad(*WORTH, trust("claims['sub'] matches 'repo:*'"), subject="f"),
    "trust: anybody's repository, perhaps": unsure(
        *WORTH, {**trust("claims['sub'] matches 'repo:*'"), "condition": "[equals(reference('x').y, 'z')]"}, subject="f"
    ),
    "trust: anybody's main branch": bad(*WORTH, trust("claims['sub'] matches 'repo:*:ref:refs/heads/main'"), subject="f"),
    "trust: any repository of one's own": unsure(*WORTH, trust("claims['sub'] matches 'repo:contoso/*'"), subject="f"),
    "trust: any owner that begins so": bad(*WORTH, trust("claims['sub'] matches 'repo:contoso*'"), subject="f"),
    "trust: one subject in an expression": unsure(*WORTH, trust("claims['sub'] eq 'repo:contoso/cases:ref:refs/heads/main'"), subject="f"),
    "trust: one or anybody": bad(
        *WORTH,
        trust("claims['sub'] eq 'repo:contoso/cases:ref:refs/heads/main' or claims['sub'] matches 'repo:*'"),
        subject="f",
    ),
    "trust: one workflow of anybody": unsure(
        *WORTH,
        trust("claims['sub'] matches 'repo:*' and claims['job_workflow_ref'] matches 'contoso/*'"),
        subject="f",
    ),
    "trust: only a claim that the caller writes": unsure(*WORTH, trust("claims['environment'] eq 'production'"), subject="f"),
    "trust: an expression that nobody reads": unsure(*WORTH, trust("claims[sub] ~ 'x'"), subject="f"),
    "trust: everybody": bad(*WORTH, trust("claims['sub'] matches '*'"), subject="f"),
    "trust: an issuer that is not known": unsure(*WORTH, trust(subject="x", issuer="[reference('x').y]"), subject="f"),
    "trust: a subject that is not known": unsure(*WORTH, trust(subject="[reference('x').y]"), subject="f"),
    "trust: a group of GitLab": unsure(
        *WORTH,
        trust("claims['sub'] matches 'project_path:contoso/*'", issuer="https://gitlab.com"),
        subject="f",
    ),
    "trust: anybody of GitLab": bad(
        *WORTH, trust("claims['sub'] matches 'project_path:*:ref:main'", issuer="https://gitlab.com"), subject="f"
    ),
    "trust: an issuer of one's own, whole": unsure(
        *WORTH, trust("claims['sub'] matches '*'", issuer="https://login.contoso.example"), subject="f"
    ),
    # services that let somebody in by themselves
    "a vault's access policy": good(
        made(VAULT, "p", {"enableRbacAuthorization": False, "accessPolicies": [{"objectId": WHO, "permissions": {"secrets": ["get"]}}]}),
    ),
    "a vault's access policy to whom is not known": unsure(
        made(VAULT, "p", {"enableRbacAuthorization": False, "accessPolicies": "[reference('x').y]"}),
        subject="p",
    ),
    "a vault whose way is not known": unsure(
        made(VAULT, "p", {"enableRbacAuthorization": "[reference('x').y]"}),
        own(f"{VAULT}/accessPolicies/write"),
        given(),
    ),
    "certificates for machines that are deployed": unsure(
        made(VAULT, "p", {"enableRbacAuthorization": True, "enabledForDeployment": True}), own(f"{VAULT}/deploy/action"), given()
    ),
    "certificates for machines, where none are given": good(
        made(VAULT, "p", {"enableRbacAuthorization": True}), own(f"{VAULT}/deploy/action"), given()
    ),
    "administrators of a managed HSM": good(made("Microsoft.KeyVault/managedHSMs", "h", {"initialAdminObjectIds": [WHO]})),
    "administrators of a managed HSM who are not known": unsure(
        made("Microsoft.KeyVault/managedHSMs", "h", {"initialAdminObjectIds": "[reference('x').y]"}),
        subject="h",
    ),
    "a role of tables of Cosmos DB": good(
        made(COSMOS, "c", {"disableLocalAuth": True}), made(f"{COSMOS}/tableRoleAssignments", "c/t", {"principalId": WHO})
    ),
    "a role of Cassandra": good(
        made(COSMOS, "c", {"disableLocalAuth": True}), made(f"{COSMOS}/cassandraRoleAssignments", "c/t", {"principalId": WHO})
    ),
    "roles of Cosmos DB given by oneself": bad(
        made(COSMOS, "c", {"disableLocalAuth": True}),
        own(f"{COSMOS}/sqlRoleAssignments/write"),
        given(),
    ),
    "a role of Cosmos DB rewritten": unsure(
        made(COSMOS, "c", {"disableLocalAuth": True}),
        made(f"{COSMOS}/sqlRoleAssignments", "c/t", {"principalId": WHO, "roleDefinitionId": "x"}),
        own(f"{COSMOS}/sqlRoleDefinitions/write"),
        given(),
    ),
    "keys of Cosmos DB, which takes none": good(
        made(COSMOS, "c", {"disableLocalAuth": True}),
        own(f"{COSMOS}/listKeys/action"),
        given(),
    ),
    "keys of Cosmos DB": bad(made(COSMOS, "c"), own(f"{COSMOS}/readonlykeys/action"), given()),
    "who operates Cosmos DB": good(made(COSMOS, "c", {"disableLocalAuth": True}), given("Cosmos DB Operator")),
    "administrators of a server written anew": bad(
        made("Microsoft.Sql/servers", "s", {"administrators": {"azureADOnlyAuthentication": True, "sid": OTHER}}),
        given("SQL Server Contributor"),
    ),
    "passwords of a server allowed again": unsure(
        made("Microsoft.Sql/servers", "s", {"administrators": {"azureADOnlyAuthentication": True, "sid": OTHER}}),
        own("Microsoft.Sql/servers/azureADOnlyAuthentications/delete", "Microsoft.Sql/servers/azureADOnlyAuthentications/write"),
        given(),
    ),
    "administrators of PostgreSQL written anew": bad(
        made("Microsoft.DBforPostgreSQL/flexibleServers", "s", {"authConfig": {"passwordAuth": "Disabled"}}),
        own("Microsoft.DBforPostgreSQL/flexibleServers/administrators/write"),
        given(),
    ),
    "users of vCore clusters": good(
        made("Microsoft.DocumentDB/mongoClusters", "c"), made("Microsoft.DocumentDB/mongoClusters/users", f"c/{WHO}")
    ),
    # keys, tokens and addresses that open without a role
    "a signed address of an account": bad(made(STORE, "s"), own(f"{STORE}/ListServiceSas/action"), given()),
    "a signed address of one that takes none": good(
        made(STORE, "s", {"allowSharedKeyAccess": False}),
        own(f"{STORE}/listAccountSas/action"),
        given(),
    ),
    "an address signed as oneself": good(
        made(STORE, "s"),
        own(f"{STORE}/blobServices/generateUserDelegationKey/action"),
        given(),
    ),
    "passwords of local users": unsure(
        made(STORE, "s", {"allowSharedKeyAccess": False}), own(f"{STORE}/localUsers/regeneratePassword/action"), given()
    ),
    "copies to another tenant": bad(
        made(STORE, "s", {"allowSharedKeyAccess": False, "allowCrossTenantReplication": True}),
        own(f"{STORE}/objectReplicationPolicies/write"),
        given(),
    ),
    "copies to another tenant, which are forbidden": good(
        made(STORE, "s", {"allowSharedKeyAccess": False, "allowCrossTenantReplication": False}),
        own(f"{STORE}/objectReplicationPolicies/write"),
        given(),
    ),
    "copies to another tenant by a role of Azure's": bad(
        made(STORE, "s", {"allowSharedKeyAccess": False, "allowCrossTenantReplication": True}),
        given("Storage Account Backup Contributor"),
    ),
    "tokens of a registry": unsure(
        made("Microsoft.ContainerRegistry/registries", "r", {"adminUserEnabled": False}),
        own("Microsoft.ContainerRegistry/registries/generateCredentials/action"),
        given(),
    ),
    "tokens and their maps": unsure(
        made("Microsoft.ContainerRegistry/registries", "r"),
        own("Microsoft.ContainerRegistry/registries/tokens/write", "Microsoft.ContainerRegistry/registries/scopeMaps/write"),
        given(),
    ),
    "rules of a namespace": bad(
        made("Microsoft.ServiceBus/namespaces", "n"), own("Microsoft.ServiceBus/namespaces/authorizationRules/*"), given()
    ),
    "rules of a namespace that takes none": good(
        made("Microsoft.ServiceBus/namespaces", "n", {"disableLocalAuth": True}),
        own("Microsoft.ServiceBus/namespaces/authorizationRules/listkeys/action"),
        given(),
    ),
    "rules of a queue": unsure(
        made("Microsoft.ServiceBus/namespaces", "n"),
        own("Microsoft.ServiceBus/namespaces/queues/authorizationRules/write"),
        given(),
    ),
    "rules of a hub": bad(
        made("Microsoft.EventHub/namespaces", "n"),
        own("Microsoft.EventHub/namespaces/eventhubs/authorizationRules/listkeys/action"),
        given(),
    ),
    "a registry's administrator": bad(
        made("Microsoft.ContainerRegistry/registries", "r", {"adminUserEnabled": True}),
        own("Microsoft.ContainerRegistry/registries/listCredentials/action"),
        given(),
    ),
    "secrets of a connection": unsure(
        CLOSED,
        made(f"{MODEL}/projects", "m/p"),
        made(f"{MODEL}/projects/connections", "m/p/c", {"authType": "ApiKey", "category": "CognitiveSearch", "target": "https://x"}),
        own(f"{MODEL}/projects/connections/listsecrets/action"),
        given(),
    ),
    "secrets of a workspace's connection by a role of Azure's": unsure(
        made("Microsoft.MachineLearningServices/workspaces", "w"),
        made(
            "Microsoft.MachineLearningServices/workspaces/connections",
            "w/c",
            {"authType": "ApiKey", "category": "AzureOpenAI", "target": "https://x"},
        ),
        own("Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action"),
        given(),
    ),
    "secrets of a connection to an account of the template by a role of Azure's": bad(
        KEYED,
        made(AML, "w"),
        made(
            f"{AML}/connections",
            "w/c",
            {"authType": "ApiKey", "category": "AzureOpenAI", "metadata": {"ResourceId": f"[resourceId('{MODEL}', 'm')]"}},
        ),
        given("Azure AI Developer"),
    ),
    "secrets of a connection to an account that takes none": good(
        CLOSED,
        made(AML, "w"),
        made(
            f"{AML}/connections",
            "w/c",
            {"authType": "ApiKey", "category": "AzureOpenAI", "metadata": {"ResourceId": f"[resourceId('{MODEL}', 'm')]"}},
        ),
        given("Azure AI Developer"),
    ),
    "secrets of a connection to somewhere": unsure(
        made(AML, "w"), made(f"{AML}/connections", "w/c", {"authType": "ApiKey", "target": "https://x"}), given("Azure AI Developer")
    ),
    "secrets of a connection whose way is not known": unsure(
        made(AML, "w"), made(f"{AML}/connections", "w/c", {"authType": "[reference('x').y]"}), given("Azure AI Developer")
    ),
    "a connection that has no secret": good(
        made(AML, "w"), made(f"{AML}/connections", "w/c", {"authType": "AAD", "target": "https://x"}), given("Azure AI Developer")
    ),
    "secrets of a datastore": unsure(
        made(AML, "w"),
        made(f"{AML}/datastores", "w/d", {"datastoreType": "AzureBlob", "credentials": {"credentialsType": "AccountKey"}}),
        given("AzureML Data Scientist"),
    ),
    "keys of a workspace's storage by a role of Azure's": bad(
        made(STORE, "s"), made(AML, "w", {"storageAccount": f"[resourceId('{STORE}', 's')]"}), given("Azure AI Developer")
    ),
    "keys of a workspace's storage, which takes none": good(
        made(STORE, "s", {"allowSharedKeyAccess": False}),
        made(AML, "w", {"storageAccount": f"[resourceId('{STORE}', 's')]"}),
        given("Azure AI Developer"),
    ),
    "keys of a gateway's subscriptions": unsure(
        made("Microsoft.ApiManagement/service", "g"),
        own("Microsoft.ApiManagement/service/subscriptions/listSecrets/action"),
        given(),
    ),
    "a workspace's storage key": unsure(
        made("Microsoft.MachineLearningServices/workspaces", "w"),
        own("Microsoft.MachineLearningServices/workspaces/listKeys/action"),
        given(),
    ),
    # code that runs as somebody else
    "a cluster's administrator": bad(*WORTH, as_i(CLUSTER), own(f"{CLUSTER}/listClusterAdminCredential/action"), given()),
    "a cluster's administrator, whose certificate is gone": good(
        *WORTH,
        as_i(CLUSTER, properties={"disableLocalAccounts": True}),
        own(f"{CLUSTER}/listClusterAdminCredential/action"),
        given(),
    ),
    "commands in a cluster": bad(*WORTH, as_i(CLUSTER), own(f"{CLUSTER}/runCommand/action"), given()),
    "commands in a cluster that takes none": good(
        *WORTH,
        as_i(CLUSTER, properties={"apiServerAccessProfile": {"disableRunCommand": True}}),
        own(f"{CLUSTER}/runCommand/action"),
        given(),
    ),
    "files of others in a cluster": bad(
        *WORTH,
        as_i(CLUSTER),
        own("Microsoft.KubernetesConfiguration/fluxConfigurations/write"),
        given(),
    ),
    "a call address of a workflow": unsure(
        *WORTH,
        as_i("Microsoft.Logic/workflows"),
        own("Microsoft.Logic/workflows/triggers/listCallbackUrl/action"),
        given(),
    ),
    "keys of functions": bad(*WORTH, as_i("Microsoft.Web/sites"), own("Microsoft.Web/sites/host/listkeys/action"), given()),
    "keys of one function": bad(*WORTH, as_i("Microsoft.Web/sites"), own("Microsoft.Web/sites/functions/listkeys/action"), given()),
    "publishing profile": bad(*WORTH, as_i("Microsoft.Web/sites"), own("Microsoft.Web/sites/publishxml/action"), given()),
    "basic publishing allowed": bad(
        *WORTH,
        as_i("Microsoft.Web/sites"),
        own("Microsoft.Web/sites/basicPublishingCredentialsPolicies/write"),
        given(),
    ),
    "workers of an automation account": unsure(
        *WORTH,
        as_i("Microsoft.Automation/automationAccounts"),
        own("Microsoft.Automation/automationAccounts/listKeys/action"),
        given(),
    ),
    "an extension of a machine": bad(*HOST, own(f"{VM}/extensions/write"), given()),
    "a disk taken off and put on": unsure(*HOST, own(f"{VM}/attachDetachDataDisks/action"), given()),
    "an identity put on a new compute": bad(
        *WORTH,
        own("Microsoft.MachineLearningServices/workspaces/computes/write", f"{ID}/assign/action"),
        given(),
    ),
    "an assignment that repairs as a contributor": bad(
        *WORTH,
        as_i("Microsoft.Authorization/policyAssignments", "q"),
        given("Resource Policy Contributor"),
    ),
    "the identity of one that repairs": bad(
        *HOST,
        made("Microsoft.Authorization/policyAssignments", "q", {"policyDefinitionId": "x"}, identity={"type": "SystemAssigned"}),
        given("Contributor", f"[reference(resourceId('{POLICY}', 'q'), '2024-04-01', 'Full').identity.principalId]", "z"),
        subject="q",
    ),
    "a repair that is started": good(
        *WORTH,
        as_i("Microsoft.Authorization/policyAssignments", "q"),
        own("Microsoft.PolicyInsights/remediations/write"),
        given(),
    ),
    "a disk's restore points": unsure(
        made("Microsoft.Compute/disks", "d"),
        own("Microsoft.Compute/restorePointCollections/write", "Microsoft.Compute/restorePointCollections/restorePoints/*"),
        given(),
    ),
    # Privileged Identity Management and groups
    "eligible: as an export lists it": bad(
        made(
            "Microsoft.Authorization/roleEligibilityScheduleInstances", "e", {"principalId": WHO, "roleDefinitionId": definition("Owner")}
        ),
    ),
    "eligible: taken away": good(
        made(
            "Microsoft.Authorization/roleEligibilityScheduleRequests",
            "e",
            {"principalId": WHO, "roleDefinitionId": definition("Owner"), "requestType": "AdminRemove"},
        ),
        given("Reader"),
    ),
    "eligible: rules of activation": good(
        made("Microsoft.Authorization/roleManagementPolicies", "e", {"rules": []}),
        given("Reader"),
    ),
    "a kind of right that nobody knows": unsure(
        made("Microsoft.Authorization/roleAssignmentApprovals", "e"),
        subject="e",
    ),
}


def results(case: Case) -> dict[str, list[tuple[str, str]]]:
    graph = read_arm(json.dumps({"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": [*case.resources]}), name="template.json")
    found: dict[str, list[tuple[str, str]]] = {}
    for subject, verdict in check(World(Estate(graph))):
        found.setdefault(subject.rpartition("/")[2].lower(), []).append((verdict.name, verdict.reason))
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_right_comes_out_as_it_must(name: str) -> None:
    case = CASES[name]
    found = results(case)
    assert {verdict for verdict, _ in found.get(case.subject.lower(), [])} == {case.verdict}, found
