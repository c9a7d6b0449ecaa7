"""Rule container-app-insecure: a container app answers without encryption."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import container_app
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.App/containerApps",
        "properties.configuration.ingress.allowInsecure",
        OneOf(("false",)),
        absent="false",
        source="learn.microsoft.com/azure/container-apps/ingress-overview",
    ),
)

RULE = Rule(
    id="container-app-insecure",
    title="a container app answers without encryption",
    severity=Severity.HIGH,
    why="tokens, prompts and answers can be read and changed on the way",
    fix="set `ingress.allowInsecure: false`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("DP-3",),
        policies=("0e80e269-43a4-4ae9-b5bc-178126b8a5cb",),
        pages=("learn.microsoft.com/azure/container-apps/ingress-overview",),
    ),
    fails=(container_app({"targetPort": 8080, "allowInsecure": True}),),
    passes=(container_app({"targetPort": 8080, "allowInsecure": False}),),
    azurerm=(Native("azurerm_container_app", "ingress.allow_insecure_connections", False),),
    settings=SETTINGS,
)
