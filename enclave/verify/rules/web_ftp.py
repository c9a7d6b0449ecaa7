"""Rule web-ftp: the files of a web app can be changed by plain FTP."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import web_site
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting("Microsoft.Web/sites", "properties.siteConfig.ftpsState", OneOf(("disabled", "ftpsonly")), absent="AllAllowed"),
    Setting("Microsoft.Web/sites/slots", "properties.siteConfig.ftpsState", OneOf(("disabled", "ftpsonly")), absent="AllAllowed"),
    Setting("Microsoft.Web/sites/config", "properties.ftpsState", OneOf(("disabled", "ftpsonly")), absent=None),
    Setting("Microsoft.Web/sites/slots/config", "properties.ftpsState", OneOf(("disabled", "ftpsonly")), absent=None),
)

RULE = Rule(
    id="web-ftp",
    title="the files of a web app can be changed by plain FTP",
    severity=Severity.HIGH,
    why="the password and the code are sent in the clear; whoever reads them replaces the app",
    fix="set `ftpsState` to `Disabled` or `FtpsOnly`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("DP-3",),
        cis=("3.0 9.3",),
        policies=("4d24b6d4-5e53-4a4f-a7f4-618fa573ee4b", "399b2637-a50f-4f95-96f8-3a145476eb15"),
        pages=("learn.microsoft.com/azure/app-service/deploy-ftp",),
    ),
    fails=(web_site({"ftpsState": "AllAllowed"}),),
    passes=(web_site({"ftpsState": "Disabled"}),),
    azurerm=(Native("azurerm_linux_web_app", "site_config.ftps_state", "Disabled"),),
    settings=SETTINGS,
)
