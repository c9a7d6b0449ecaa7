"""Rule web-https-only: a web app answers without encryption."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import web_site
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Web/sites",
        "properties.httpsOnly",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/app-service/configure-ssl-bindings",
    ),
    Setting(
        "Microsoft.Web/sites/slots",
        "properties.httpsOnly",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/app-service/configure-ssl-bindings",
    ),
)

RULE = Rule(
    id="web-https-only",
    title="a web app answers without encryption",
    severity=Severity.HIGH,
    why="tokens and data can be read and changed on the way",
    fix="set `httpsOnly: true`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("DP-3",),
        cis=("3.0 9.1",),
        policies=("6d555dd1-86f2-4f1c-8ed7-5abae7c6cbab",),
        pages=("learn.microsoft.com/azure/app-service/configure-ssl-bindings",),
    ),
    fails=(web_site(httpsOnly=False),),
    passes=(web_site(httpsOnly=True),),
    azurerm=(Native("azurerm_linux_web_app", "https_only", True), Native("azurerm_linux_function_app", "https_only", True)),
    settings=SETTINGS,
)
