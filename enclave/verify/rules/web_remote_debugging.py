"""Rule web-remote-debugging: a debugger can be attached to a web app."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import web_site
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Web/sites",
        "properties.siteConfig.remoteDebuggingEnabled",
        OneOf(("false",)),
        absent="false",
        source="learn.microsoft.com/azure/app-service/configure-common",
    ),
    Setting(
        "Microsoft.Web/sites/slots",
        "properties.siteConfig.remoteDebuggingEnabled",
        OneOf(("false",)),
        absent="false",
        source="learn.microsoft.com/azure/app-service/configure-common",
    ),
    Setting("Microsoft.Web/sites/config", "properties.remoteDebuggingEnabled", OneOf(("false",)), absent=None),
    Setting("Microsoft.Web/sites/slots/config", "properties.remoteDebuggingEnabled", OneOf(("false",)), absent=None),
)

RULE = Rule(
    id="web-remote-debugging",
    title="a debugger can be attached to a web app",
    severity=Severity.HIGH,
    why="who attaches one stops the app, reads its memory and runs code in it, through ports that are otherwise closed",
    fix="set `remoteDebuggingEnabled: false`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("PV-2",),
        policies=("cb510bfd-1cba-4d9f-a230-cb0976f4bb71", "0e60b895-3786-45da-8377-9c6b4b6ac5f9"),
        pages=("learn.microsoft.com/azure/app-service/configure-common",),
    ),
    fails=(web_site({"remoteDebuggingEnabled": True}),),
    passes=(web_site({"remoteDebuggingEnabled": False}),),
    azurerm=(Native("azurerm_linux_web_app", "site_config.remote_debugging_enabled", False),),
    settings=SETTINGS,
)
