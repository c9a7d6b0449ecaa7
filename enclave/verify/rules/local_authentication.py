"""Rule local-authentication: a service takes keys beside identities."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import ai_account
from enclave.verify.settings import Changed, OneOf, Setting

SETTINGS = (
    Setting("Microsoft.CognitiveServices/accounts", "properties.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.Search/searchServices", "properties.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.BotService/botServices", "properties.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.AppConfiguration/configurationStores", "properties.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.EventHub/namespaces", "properties.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.ServiceBus/namespaces", "properties.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.EventGrid/topics", "properties.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.EventGrid/domains", "properties.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.DocumentDB/databaseAccounts", "properties.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.SignalRService/signalR", "properties.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.SignalRService/webPubSub", "properties.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.Automation/automationAccounts", "properties.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.Devices/IotHubs", "properties.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting(
        "Microsoft.MachineLearningServices/workspaces/computes",
        "properties.disableLocalAuth",
        OneOf(("true",)),
        absent="false",
        when=(
            Setting(
                "Microsoft.MachineLearningServices/workspaces/computes",
                "properties.computeType",
                OneOf(("amlcompute", "computeinstance")),
                absent="",
            ),
        ),
    ),
    Setting("Microsoft.OperationalInsights/workspaces", "properties.features.disableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.Insights/components", "properties.DisableLocalAuth", OneOf(("true",)), absent="false"),
    Setting("Microsoft.Cache/redis", "properties.disableAccessKeyAuthentication", OneOf(("true",)), absent="false"),
    Setting(
        "Microsoft.Cache/redisEnterprise/databases",
        "properties.accessKeysAuthentication",
        OneOf(("disabled",)),
        absent=Changed("2025-07-01", before="Enabled", after="Disabled"),
    ),
)

RULE = Rule(
    id="local-authentication",
    title="a service takes keys beside identities",
    severity=Severity.HIGH,
    why=(
        "a key says nothing about who uses it, is copied from machine to machine, and opens the service to whoever finds it; "
        "conditional access and reviews know nothing of it"
    ),
    fix="set `disableLocalAuth: true` and give identities roles",
    check=holding(SETTINGS),
    references=References(
        mcsb=("IM-1",),
        policies=(
            "71ef260a-8f18-47b7-abcb-62d0673d94dc",
            "6300012e-e9a4-4649-b41f-a85f5c43be91",
            "5450f5bd-9c72-4390-a9c4-a7aba4edfdd2",
            "5d4e3c65-4873-47be-94f3-6f8b953a3598",
            "cfb11c26-f069-4c14-8e36-56c394dae5af",
            "b08ab3ca-1062-4db3-8803-eec9cae605d6",
            "199d5677-e4d9-4264-9465-efe1839c06bd",
            "e15effd4-2278-4c65-a0da-4d6f6d1890e2",
            "e96a9a5f-07ca-471b-9bc5-6a0f33cbd68f",
            "3827af20-8f80-4b15-8300-6db0873ec901",
        ),
        pages=("learn.microsoft.com/azure/ai-services/disable-local-auth",),
    ),
    fails=(ai_account(disableLocalAuth=False),),
    passes=(ai_account(disableLocalAuth=True),),
    azurerm=(
        Native("azurerm_cognitive_account", "local_auth_enabled", False),
        Native("azurerm_search_service", "local_authentication_enabled", False),
        Native("azurerm_cosmosdb_account", "local_authentication_disabled", True),
        Native("azurerm_servicebus_namespace", "local_auth_enabled", False),
        Native("azurerm_eventhub_namespace", "local_authentication_enabled", False),
    ),
    settings=SETTINGS,
)
