"""Rule cors-any-origin: pages of any site may call a service as its user."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import MISSING, texts
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import web_site
from enclave.verify.settings import values

LISTS = {
    "microsoft.web": ("properties.siteConfig.cors.allowedOrigins", "properties.cors.allowedOrigins"),
    "microsoft.app": ("properties.configuration.ingress.corsPolicy.allowedOrigins",),
    "microsoft.storage": ("properties.cors.corsRules[].allowedOrigins",),
    "microsoft.documentdb": ("properties.cors[].allowedOrigins",),
}
"""Provider -> where its services list the origins that they take."""


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """No list of origins may hold a star."""
    provider = resource.type.partition("/")[0].lower()
    for path in LISTS[provider]:
        for place, value in values(resource.body, path):
            origins = texts({"value": None if value is MISSING else value}, "value")
            if any("*" in (part.strip() for part in origin.split(",")) for origin in origins):
                yield f"{place.removeprefix('properties.')} holds *"


RULE = Rule(
    id="cors-any-origin",
    title="pages of any site may call a service as its user",
    severity=Severity.MEDIUM,
    why="a page that a user opens elsewhere can read what the service answers to that user",
    fix="list the origins of your own pages",
    check=each(
        (
            "Microsoft.Web/sites",
            "Microsoft.Web/sites/slots",
            "Microsoft.Web/sites/config",
            "Microsoft.Web/sites/slots/config",
            "Microsoft.App/containerApps",
            "Microsoft.Storage/storageAccounts/blobServices",
            "Microsoft.Storage/storageAccounts/fileServices",
            "Microsoft.Storage/storageAccounts/queueServices",
            "Microsoft.Storage/storageAccounts/tableServices",
            "Microsoft.DocumentDB/databaseAccounts",
        ),
        judge,
    ),
    references=References(
        mcsb=("PV-2",),
        policies=("5744710e-cc2f-4ee8-8809-3b11e89f4bc9", "0820b7b9-23aa-4725-a1ce-ae4558f718e5"),
        pages=("learn.microsoft.com/azure/app-service/app-service-web-tutorial-rest-api",),
    ),
    fails=(web_site({"cors": {"allowedOrigins": ["*"]}}),),
    passes=(web_site({"cors": {"allowedOrigins": ["https://cases.contoso.com"]}}),),
    azurerm=(Native("azurerm_linux_web_app", "site_config.cors.allowed_origins", ["https://cases.contoso.com"]),),
)
