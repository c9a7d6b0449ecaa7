"""Whatever a property names that is not in the template leaves its resource open, whether anybody reads the property or not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from enclave.importers.arm import read_arm
from enclave.importers.terraform.read import read_plan
from enclave.verify.estate import Estate
from enclave.verify.mentions import ANSWERS, KEYS, TARGETS, TYPES
from enclave.verify.network.world import World
from enclave.verify.obligations.egress_only_declared import check
from tests.verify.attacks_network import (
    ELSEWHERE,
    NET,
    VNET,
    Body,
    alone,
    document,
    environment,
    foundry,
    hub,
    ref,
    res,
    rid,
    site,
    storage,
)
from tests.verify.every_property import types

THEIRS = f"{ELSEWHERE}/Microsoft.EventHub/namespaces/theirs/eventhubs/alerts"
STORAGE = "Microsoft.Storage/storageAccounts"
GUID = "99999999-9999-9999-9999-999999999999"
OPEN = f"{ELSEWHERE}/Microsoft.Logic/workflows/theirs"
NODES = {"computeType": "ComputeInstance", "disableLocalAuth": True, "properties": {"enableNodePublicIp": False}}


def machine(**properties: Any) -> Body:
    """The machine of the one network, as it stands there but for what is given."""
    nic = ref(f"{NET}/networkInterfaces", "nic-vm")
    return res("Microsoft.Compute/virtualMachines", "vm", {"networkProfile": {"networkInterfaces": [nic]}, **properties})


def containers(**properties: Any) -> Body:
    own = {"id": rid(f"{VNET}/subnets", "vnet", "snet-app")}
    return res("Microsoft.ContainerInstance/containerGroups", "ci", {"subnetIds": [own], **properties}, "2023-05-01")


def part(kind: str, name: str, **properties: Any) -> Body:
    return res(kind, name, properties, "2025-06-01")


def host(**connections: list[str]) -> list[Body]:
    kind = "Microsoft.CognitiveServices/accounts"
    known = part(f"{kind}/connections", "fdry/files", category="AzureBlob", authType="AAD", target=rid(STORAGE, "stdata"))
    return [foundry(), known, part(f"{kind}/projects/capabilityHosts", "fdry/p/agents", **connections)]


LEAKS: dict[str, list[Body]] = {
    "a model router sends to somebody's account": [
        foundry(),
        part(
            "Microsoft.CognitiveServices/accounts/deployments",
            "fdry/router",
            routing={"models": [{"sourceAccount": f"{ELSEWHERE}/Microsoft.CognitiveServices/accounts/theirs"}]},
        ),
    ],
    "an account tells somebody's event hubs": [
        foundry(apiProperties={"eventHubConnectionString": "Endpoint=sb://theirs.servicebus.windows.net/"})
    ],
    "an account keeps files by a connection string": [
        foundry(apiProperties={"storageAccountConnectionString": "DefaultEndpointsProtocol=https;AccountName=theirs;AccountKey=x"})
    ],
    "an account keeps files by a connection string that is not known": [
        foundry(apiProperties={"storageAccountConnectionString": "[parameters('nobody')]"})
    ],
    "agents keep threads where nobody said": host(threadStorageConnections=["theirs"]),
    "agents run in a network of everybody's": [
        *host(storageConnections=["files"])[:2],
        *[
            part(
                "Microsoft.CognitiveServices/accounts/capabilityHosts",
                "fdry/agents",
                capabilityHostKind="Agents",
                enablePublicHostingEnvironment=True,
            )
        ],
    ],
    "containers mount somebody's share": [
        containers(volumes=[{"name": "v", "azureFile": {"shareName": "s", "storageAccountName": "theirs"}}])
    ],
    "containers tell somebody's workspace": [containers(diagnostics={"logAnalytics": {"workspaceId": GUID, "workspaceKey": "x"}})],
    "containers of an environment mount somebody's share": [
        environment(),
        part("Microsoft.App/managedEnvironments/storages", "cae/files", azureFile={"accountName": "theirs", "shareName": "s"}),
    ],
    "an environment tells somebody's Application Insights by a key": [environment(daprAIInstrumentationKey=GUID)],
    "an environment tells somebody's Application Insights": [
        environment(
            daprAIConnectionString=f"InstrumentationKey={GUID};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/"
        )
    ],
    "a store of data is somebody's account": [
        hub(),
        part(
            "Microsoft.MachineLearningServices/workspaces/datastores",
            "mlw/d",
            datastoreType="AzureBlob",
            accountName="theirs",
            containerName="c",
        ),
    ],
    "a workspace computes on somebody's pool of Synapse": [
        hub(),
        part(
            "Microsoft.MachineLearningServices/workspaces/computes",
            "mlw/s",
            **NODES | {"computeType": "SynapseSpark", "properties": {"workspaceName": "theirs"}},
        ),
    ],
    "a workspace computes on a machine that it knows by address": [
        hub(),
        part(
            "Microsoft.MachineLearningServices/workspaces/computes",
            "mlw/m",
            **NODES | {"computeType": "VirtualMachine", "properties": {"address": "203.0.113.9"}},
        ),
    ],
    "somebody's manager of networks writes rules here": [
        part(f"{NET}/networkManagerConnections", "c", networkManagerId=f"{ELSEWHERE}/{NET}/networkManagers/theirs")
    ],
    "alerts go to somebody's event hubs": [
        part("Microsoft.Insights/actionGroups", "a", eventHubReceivers=[{"name": "e", "eventHubNameSpace": "theirs", "eventHubName": "x"}])
    ],
    "alerts go to somebody's site": [
        part("Microsoft.Insights/actionGroups", "a", webhookReceivers=[{"name": "w", "serviceUri": "https://alerts.x.example/in"}])
    ],
    "what is spent is told to somebody's account": [
        part(
            "Microsoft.CostManagement/exports",
            "e",
            definition={"type": "ActualCost", "timeframe": "MonthToDate"},
            deliveryInfo={"destination": {"resourceId": f"{ELSEWHERE}/Microsoft.Storage/storageAccounts/theirs", "container": "c"}},
        )
    ],
    "Defender exports what it finds": [
        part("Microsoft.Security/automations", "a", actions=[{"actionType": "EventHub", "eventHubResourceId": THEIRS}])
    ],
    "a scan of files is told to somebody's topic": [
        part(
            "Microsoft.Security/defenderForStorageSettings",
            "current",
            malwareScanning={"scanResultsEventGridTopicResourceId": f"{ELSEWHERE}/Microsoft.EventGrid/topics/theirs"},
        )
        | {"scope": rid(STORAGE, "stdata")}
    ],
    "Sentinel runs somebody's playbook": [
        part(
            "Microsoft.SecurityInsights/automationRules",
            "r",
            actions=[{"actionType": "RunPlaybook", "actionConfiguration": {"logicAppResourceId": OPEN}}],
        )
    ],
    "a workspace hands its records to somebody's rule": [
        part(
            "Microsoft.OperationalInsights/workspaces",
            "log",
            publicNetworkAccessForIngestion="Disabled",
            publicNetworkAccessForQuery="Disabled",
            features={"disableLocalAuth": True},
            defaultDataCollectionRuleResourceId=f"{ELSEWHERE}/Microsoft.Insights/dataCollectionRules/theirs",
        )
    ],
    "a site asks a server of names on the internet": [site(dnsConfiguration={"dnsServers": ["8.8.8.8"]})],
    "a site asks a server of names on the internet by its setting": [
        site(siteConfig={"appSettings": [{"name": "WEBSITE_DNS_SERVER", "value": "9.9.9.9"}]})
    ],
    "a site asks somebody where its callers go": [
        site(siteConfig={"experiments": {"rampUpRules": [{"name": "r", "changeDecisionCallbackUrl": "https://x.example/decide"}]}})
    ],
    "the configuration of a site mounts somebody's share": [
        site(),
        part(
            "Microsoft.Web/sites/config",
            "func/web",
            azureStorageAccounts={"m": {"type": "AzureFiles", "accountName": "theirs", "shareName": "s"}},
        ),
    ],
    "a plan of sites mounts somebody's share": [
        part(
            "Microsoft.Web/serverfarms",
            "plan",
            storageMounts=[{"name": "m", "source": r"\\theirs.file.core.windows.net\s", "type": "AzureFiles"}],
        )
    ],
    "a machine's disk is in somebody's storage": [
        machine(
            storageProfile={"osDisk": {"createOption": "FromImage", "vhd": {"uri": "https://theirs.blob.core.windows.net/vhds/os.vhd"}}}
        )
    ],
    "a second injection of agents is in a network of Microsoft's": [
        foundry(
            networkInjections=[
                {"scenario": "agent", "subnetArmId": rid(f"{VNET}/subnets", "vnet", "snet-app"), "useMicrosoftManagedNetwork": managed}
                for managed in (False, True)
            ]
        )
    ],
    "the files of an app are in somebody's storage": [
        site(
            siteConfig={
                "appSettings": [
                    {
                        "name": "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
                        "value": "DefaultEndpointsProtocol=https;AccountName=theirs;AccountKey=x",
                    }
                ]
            }
        )
    ],
    "the keys of an app are in somebody's storage, by a part": [
        site(),
        part("Microsoft.Web/sites/config", "func/appsettings", AzureWebJobsStorage="AccountName=theirs;AccountKey=x"),
    ],
    "the keys of an app are in somebody's storage, by its name": [
        site(siteConfig={"appSettings": [{"name": "AzureWebJobsStorage__accountName", "value": "theirs"}]})
    ],
    "the keys of an app are in somebody's storage, by its address": [
        site(),
        part("Microsoft.Web/sites/config", "func/appsettings", AzureWebJobsStorage__blobServiceUri="https://theirs.blob.core.windows.net"),
    ],
    "a property that nobody has heard of": [storage(copiesTo={"deep": [{"account": f"{ELSEWHERE}/{STORAGE}/theirs"}]})],
    "a property that nobody has heard of, by its address": [storage(copiesTo="theirs.table.core.windows.net")],
}
OWN: dict[str, list[Body]] = {
    "what is spent is told to one's own account": [
        part(
            "Microsoft.CostManagement/exports",
            "e",
            definition={"type": "ActualCost", "timeframe": "MonthToDate"},
            deliveryInfo={"destination": {"resourceId": rid(STORAGE, "stdata"), "container": "c"}},
        ),
    ],
    "agents keep threads in a connection of the template": host(storageConnections=["files"]),
    "containers mount one's own share": [
        containers(volumes=[{"name": "v", "azureFile": {"shareName": "s", "storageAccountName": "stdata"}}])
    ],
    "a store of data is one's own account": [
        hub(),
        part(
            "Microsoft.MachineLearningServices/workspaces/datastores",
            "mlw/d",
            datastoreType="AzureBlob",
            accountName="stdata",
            containerName="c",
        ),
    ],
    "the keys of an app are in one's own storage": [
        site(siteConfig={"appSettings": [{"name": "AzureWebJobsStorage__accountName", "value": "stdata"}]})
    ],
    "a site asks the network's own server of names": [site(dnsConfiguration={"dnsServers": ["10.0.0.4", "168.63.129.16"]})],
    "a site sends everything through its subnet, said in the newest way": [
        site(vnetRouteAllEnabled=..., outboundVnetRouting={"applicationTraffic": True})
    ],
    "the code of a site is told of an address by a part": [
        site(),
        part("Microsoft.Web/sites/config", "func/appsettings", MODELS="https://theirs.openai.azure.com/"),
    ],
    "the code of a site is told of an address": [
        site(siteConfig={"appSettings": [{"name": "MODELS", "value": "https://theirs.openai.azure.com/"}]})
    ],
    "one's own address, id and connection string, in a property that nobody has heard of": [
        storage(
            to=[
                "https://stdata.blob.core.windows.net/c",
                "https://stdata.z6.web.core.windows.net",
                rid("Microsoft.KeyVault/vaults", "kv"),
                rid(STORAGE, "stdata"),
            ],
            storageUri="[reference(resourceId('Microsoft.Search/searchServices', 'srch'), '2023-11-01').endpoint]",
            connectionString="DefaultEndpointsProtocol=https;AccountName=stdata;AccountKey=x",
        )
    ],
    "what Azure answers of a service": [
        storage(primaryEndpoints={"web": "https://stdata.z6.web.core.windows.net/"}, secondaryEndpoints={"x": "https://x.example/"}),
        site(hostNameSslStates=[{"name": "func.scm.azurewebsites.net"}], enabledHostNames=["func.scm.azurewebsites.net"]),
    ],
    "whom an account lets in": [
        storage(
            networkAcls={
                "defaultAction": "Deny",
                "resourceAccessRules": [
                    {"tenantId": GUID, "resourceId": f"{ELSEWHERE}/Microsoft.Security/datascanners/storageDataScanner"}
                ],
            }
        )
    ],
    "a key of somebody's vault": [
        storage(encryption={"keyvaultproperties": {"keyvaulturi": "https://theirs.vault.azure.net/", "keyname": "k"}})
    ],
    "an image of somebody's gallery": [
        machine(storageProfile={"imageReference": {"id": f"{ELSEWHERE}/Microsoft.Compute/galleries/g/images/i"}})
    ],
}


def open_results(given: list[Body]) -> list[str]:
    named = {(each["type"].lower(), each["name"]) for each in given}
    kept = [each for each in alone() if (each["type"].lower(), each["name"]) not in named]
    for each in given:
        each["properties"] = {key: value for key, value in each["properties"].items() if value is not ...}
    template = document([*kept, *given])
    template["parameters"] = {"nobody": {"type": "string"}}
    return [verdict.reason for _, verdict in check(World(Estate(read_arm(template, name="azuredeploy.json")))) if verdict.name != "proved"]


@pytest.mark.parametrize("name", LEAKS)
def test_what_leads_to_somebody_else_is_open(name: str) -> None:
    assert open_results(LEAKS[name]) != []


@pytest.mark.parametrize("name", OWN)
def test_what_leads_to_the_template_or_comes_in_is_not(name: str) -> None:
    assert open_results(OWN[name]) == []


def test_the_reason_names_the_property_and_what_it_leads_to() -> None:
    (told,) = open_results(LEAKS["a property that nobody has heard of"])
    assert told == f"properties.copiesTo.deep.account names {ELSEWHERE}/{STORAGE}/theirs, which is not in the template and may be anybody's"


def planned(address: str) -> list[str]:
    values = {"name": "a", "resource_group_name": "rg", "short_name": "a", "webhook_receiver": [{"name": "w", "service_uri": address}]}
    row = {"address": "azurerm_monitor_action_group.a", "mode": "managed", "type": "azurerm_monitor_action_group", "name": "a"}
    written = {name: {"constant_value": value} for name, value in values.items() if isinstance(value, str)}
    blocks = {"webhook_receiver": [{"name": {"constant_value": "w"}, "service_uri": {"constant_value": address}}]}
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [{**row, "values": values}]}},
        "resource_changes": [{**row, "change": {"actions": ["create"], "before": None, "after": values, "after_unknown": {}}}],
        "configuration": {"root_module": {"resources": [{**row, "expressions": {**written, **blocks}}]}},
    }
    graph = read_plan(json.dumps(plan), name="plan.json")
    return [verdict.reason for _, verdict in check(World(Estate(graph))) if verdict.name != "proved"]


def test_an_attribute_of_a_plan_that_no_mapping_reads_is_asked_the_same() -> None:
    (told,) = planned("https://alerts.x.example/in")
    assert told.startswith("attributes.webhook_receiver.service_uri names https://alerts.x.example/in")
    assert planned("https://theirs.vault.azure.net/") == []


def test_what_is_passed_over_is_written_in_lower_case_and_once() -> None:
    assert all(each == each.lower() for each in (*TYPES, *TARGETS, *KEYS, *ANSWERS))


def test_what_azure_sets_itself_is_what_its_types_say(shared: Path) -> None:
    writable: dict[str, set[str]] = {}
    for kind, _, properties in types(shared):
        writable[kind.lower()] = {step.lower() for each in properties for step in each.path if isinstance(step, str)}
    assert {kind: sorted(names & writable[kind]) for kind, names in ANSWERS.items() if names & writable[kind]} == {}
