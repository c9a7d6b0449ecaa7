"""Rule ml-endpoint-keys: a model endpoint takes a key instead of an identity."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import References, Rule, holding
from enclave.verify.samples import ml_endpoint
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
        "properties.authMode",
        OneOf(("aadtoken", "amltoken", "aad")),
        absent="Key",
    ),
    Setting(
        "Microsoft.MachineLearningServices/workspaces/serverlessEndpoints",
        "properties.authMode",
        OneOf(("aadtoken", "amltoken", "aad")),
        absent="Key",
    ),
)

RULE = Rule(
    id="ml-endpoint-keys",
    title="a model endpoint takes a key instead of an identity",
    severity=Severity.MEDIUM,
    why="a key says nothing about who calls, is copied from machine to machine, and opens the endpoint to whoever finds it",
    fix="set `authMode: AADToken`",
    check=holding(SETTINGS),
    references=References(mcsb=("IM-1",), pages=("learn.microsoft.com/azure/machine-learning/how-to-authenticate-online-endpoint",)),
    fails=(ml_endpoint(authMode="Key"),),
    passes=(ml_endpoint(authMode="AADToken"),),
    azurerm=(),
    settings=SETTINGS,
)
