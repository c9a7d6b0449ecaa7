"""Rule secrets-in-settings: a secret stands in the settings of an app."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from enclave.finding import Severity
from enclave.graph.body import MISSING, last_segment, lookup, member, text, undecided
from enclave.graph.model import Graph, Resource, Unresolved, Value
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import web_site
from enclave.verify.secret_words import holds_a_secret, is_undecided
from enclave.verify.settings import values

LISTS = (
    ("properties.siteConfig.appSettings[]", "value"),
    ("properties.siteConfig.connectionStrings[]", "connectionString"),
    ("properties.appSettings[]", "value"),
    ("properties.template.containers[].env[]", "value"),
    ("properties.template.initContainers[].env[]", "value"),
    ("properties.configuration.secrets[]", "value"),
    ("properties.containers[].properties.environmentVariables[]", "value"),
    ("properties.environmentVariables[]", "value"),
)
"""Where settings are lists, and which property of an element is the value."""
KEPT = "properties.configuration.secrets[]"
"""Secrets of a container app, which it keeps to itself: only one that the template itself says is open."""
MAPS = ("appsettings", "connectionstrings")
"""Children of an app whose properties are settings."""


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """No setting of an app may hold a secret in the clear."""
    doubt: Unresolved | None = None
    for place, name, value in _settings(resource):
        kept = place == KEPT
        if kept and not isinstance(value, str):
            continue
        named = "password" if kept else name
        why = holds_a_secret(named, value)
        if why:
            yield f"{name}: {why}"
        elif is_undecided(named, value) and isinstance(value, Unresolved):
            doubt = doubt or value
    if doubt is not None:
        raise undecided(doubt)


def _settings(resource: Resource) -> Iterator[tuple[str, str, Value]]:
    if last_segment(resource.name).lower() in MAPS:
        inner = lookup(resource.body, "properties")
        if isinstance(inner, Unresolved):
            raise undecided(inner)
        for name, value in inner.items() if isinstance(inner, Mapping) else ():
            plain = member(value, "value") if isinstance(value, Mapping) else value
            yield "properties", name, None if plain is MISSING else plain
        return
    for path, key in LISTS:
        for _, element in values(resource.body, path):
            if isinstance(element, Unresolved):
                raise undecided(element)
            if isinstance(element, Mapping):
                given = lookup(element, key)
                yield path, text(element, "name"), None if given is MISSING else given


RULE = Rule(
    id="secrets-in-settings",
    title="a secret stands in the settings of an app",
    severity=Severity.HIGH,
    why=(
        "settings and environment variables are shown to everybody who may read the app, lie in its files and its logs, and are handed "
        "to every library it loads"
    ),
    fix=(
        "keep it in a vault: `@Microsoft.KeyVault(...)`, `keyVaultUrl` with `secretRef`, `secureValue`, or better an identity and no "
        "secret"
    ),
    check=each(
        (
            "Microsoft.Web/sites",
            "Microsoft.Web/sites/slots",
            "Microsoft.Web/sites/config",
            "Microsoft.Web/sites/slots/config",
            "Microsoft.App/containerApps",
            "Microsoft.App/jobs",
            "Microsoft.ContainerInstance/containerGroups",
            "Microsoft.Resources/deploymentScripts",
        ),
        judge,
    ),
    references=References(
        mcsb=("IM-8",),
        policies=("3ac7c827-eea2-4bde-acc7-9568cd320efa",),
        pages=(
            "learn.microsoft.com/azure/app-service/app-service-key-vault-references",
            "learn.microsoft.com/azure/container-apps/manage-secrets",
        ),
    ),
    fails=(web_site({"appSettings": [{"name": "SEARCH_API_KEY", "value": "[parameters('key')]"}]}),),
    passes=(
        web_site({"appSettings": [{"name": "SEARCH_API_KEY", "value": "@Microsoft.KeyVault(VaultName=kv-cases;SecretName=search)"}]}),
    ),
    azurerm=(
        Native("azurerm_linux_web_app", "app_settings", {"SEARCH_API_KEY": "@Microsoft.KeyVault(VaultName=kv-cases;SecretName=search)"}),
        Native("azurerm_container_app", "secret.key_vault_secret_id", "azurerm_key_vault_secret.search.versionless_id"),
    ),
)
