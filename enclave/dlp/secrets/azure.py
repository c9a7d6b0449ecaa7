"""Secrets of Microsoft's cloud: keys that carry the mark of their service, keys that are named, tokens and signatures.

Connection strings: `connection_strings.py`.
"""

from __future__ import annotations

from enclave.dlp.secrets.secret import Secret

_MARKED = "Microsoft Security Utilities (public repository microsoft/security-utilities), identifiable keys"
_KEYS = "Microsoft Learn, {}, keys and endpoint"

SECRETS: tuple[Secret, ...] = (
    Secret("azure_client_secret", "Microsoft Entra client secret", "{T3}{D1}Q~{T31-34}",
           "Microsoft Learn, Microsoft Purview, Azure AD client secret entity definition"),
    Secret("azure_storage_marked_key", "Azure Storage, Batch or Machine Learning key with a mark",
           "{B76}+ASt{B6}== {B76}+ABa{B6}== {B76}+AMC{B6}==", _MARKED),
    Secret("azure_cosmos_marked_key", "Azure Cosmos DB or API Management key with a mark", "{B76}ACDb{B6}== {B76}APIM{B6}==", _MARKED),
    Secret("azure_messaging_marked_key", "Azure Service Bus, Event Hubs, Relay or IoT key with a mark",
           "{B33}+ASb{B6}= {B33}+AEh{B6}= {B33}+ARm{B6}= {B33}AIoT{B6}=", _MARKED),
    Secret("azure_cache_marked_key", "Azure Cache for Redis key with a mark", "{A33}AzCa{A6}=", _MARKED),
    Secret("azure_function_marked_key", "Azure Functions key with a mark", "{W44}AzFu{W6}==", _MARKED),
    Secret("azure_search_marked_key", "Azure AI Search key with a mark", "{A42}AzSe{A6}", _MARKED),
    Secret("azure_registry_marked_key", "Azure Container Registry password with a mark", "{B42}+ACR{A6}", _MARKED),
    Secret("azure_common_marked_key", "Azure key in the common format (AI services, DevOps tokens and others)", "{A52}JQQJ99{A26}",
           _MARKED),
    Secret("azure_devops_token", "Azure DevOps personal access token", "{L52}",
           "Microsoft Learn, Azure DevOps, Use personal access tokens",
           ("azure devops", "ado", "devops", "azdo", "vsts", "tfs", "system access")),
    Secret("azure_openai_key", "Azure OpenAI and AI services key", "{H32} {A84}", _KEYS.format("Azure OpenAI in Foundry Models"),
           ("azure openai", "openai azure", "azure ai", "cognitive", "ocp apim", "azure", "speech", "form recognizer")),
    Secret("azure_storage_account_key", "Azure Storage account key", "{B86}==",
           "Microsoft Learn, Azure Storage, Manage account access keys", ("storage", "azure", "blob", "account", "cosmos", "batch")),
    Secret("azure_shared_access_key", "Azure Service Bus, Event Hubs, IoT or Event Grid key", "{B43}=",
           "Microsoft Learn, Azure Service Bus, Shared access signatures",
           ("service bus", "event hub", "event grid", "aeg sas", "iot", "azure", "shared access", "signalr")),
    Secret("azure_sas_signature", "signature of an Azure shared access signature", "sig={P43-64}%3D sig={P43-64}%3d sig={B43}=",
           "Microsoft Learn, Azure Storage, Create a service SAS"),
    Secret("azure_function_key", "Azure Functions key", "{W40-64} {W54}==", "Microsoft Learn, Azure Functions, Work with access keys",
           ("azurewebsites", "x functions", "function")),
    Secret("azure_search_key", "Azure AI Search key", "{U32} {A52}", "Microsoft Learn, Azure AI Search, Connect using API keys",
           ("search windows net", "azure search", "search", "cognitive")),
    Secret("azure_registry_password", "Azure Container Registry password", "{B32} {B52}",
           "Microsoft Learn, Azure Container Registry, Authentication", ("azurecr", "acr", "container registry")),
    Secret("azure_maps_key", "Azure Maps key", "{W43} {A84}", "Microsoft Learn, Azure Maps, Manage authentication",
           ("azure maps", "atlas microsoft")),
    Secret("azure_logic_app_signature", "signature of an Azure Logic Apps or Teams workflow address", "sig={W43}",
           "Microsoft Learn, Azure Logic Apps, Secure access and data"),
    Secret("azure_web_deploy_password", "Azure App Service publishing password", "{A60}",
           "Microsoft Learn, Azure App Service, Deployment credentials", ("userpwd", "publishprofile", "publish profile", "msdeploy")),
    Secret("azure_entra_refresh_token", "Microsoft identity refresh token", "0.A{W60+}.{W100+} 1.A{W60+}.{W100+}",
           "Microsoft Learn, Microsoft identity platform, Refresh tokens"),
    Secret("microsoft_teams_webhook", "Microsoft Teams webhook address",
           "webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{H32}/{uuid}", "Microsoft Learn, Teams, Create incoming webhooks"),
    Secret("bing_search_key", "Bing Search or Translator key", "{H32}", _KEYS.format("Translator"), ("bing", "translator")),
    Secret("azure_application_insights_key", "Application Insights API key", "{L40}", "Microsoft Learn, Azure Monitor, API access keys",
           ("application insights", "app insights", "appinsights")),
)
