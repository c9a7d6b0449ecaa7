"""Rule connection-with-key: an AI project or workspace reaches another service with a key."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import References, Rule, holding
from enclave.verify.samples import connection
from enclave.verify.settings import NoneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.CognitiveServices/accounts/connections",
        "properties.authType",
        NoneOf(("accesskey", "accountkey", "apikey", "customkeys", "pat", "sas", "serviceprincipal", "usernamepassword")),
        absent=None,
    ),
    Setting(
        "Microsoft.CognitiveServices/accounts/projects/connections",
        "properties.authType",
        NoneOf(("accesskey", "accountkey", "apikey", "customkeys", "pat", "sas", "serviceprincipal", "usernamepassword")),
        absent=None,
    ),
    Setting(
        "Microsoft.MachineLearningServices/workspaces/connections",
        "properties.authType",
        NoneOf(("accesskey", "accountkey", "apikey", "customkeys", "pat", "sas", "serviceprincipal", "usernamepassword")),
        absent=None,
    ),
)

RULE = Rule(
    id="connection-with-key",
    title="an AI project or workspace reaches another service with a key",
    severity=Severity.HIGH,
    why=(
        "the key lies in the connection; whoever may list the connection's secrets has it, it never expires by itself, and nobody sees "
        "who used it"
    ),
    fix="set `authType` to `AAD` or `ManagedIdentity` and give the identity a role on the target",
    check=holding(SETTINGS),
    references=References(mcsb=("IM-1", "IM-3", "IM-8"), pages=("learn.microsoft.com/azure/ai-foundry/how-to/connections-add",)),
    fails=(connection(authType="ApiKey", credentials={"key": "[parameters('key')]"}),),
    passes=(connection(authType="AAD"),),
    azurerm=(),
    settings=SETTINGS,
)
