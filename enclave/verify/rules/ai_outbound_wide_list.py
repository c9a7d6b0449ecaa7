"""Rule ai-outbound-wide-list: the list of names that an AI account may call holds names that anybody can have."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import texts
from enclave.graph.model import Graph, Resource
from enclave.verify.network.shared_names import SHARED
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import ai_account


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """Names with a wildcard, and whole domains of strangers."""
    for name in texts(resource.body, "properties.allowedFqdnList"):
        bare = name.strip().lower().rstrip(".")
        shared = next((suffix for suffix in SHARED if bare.removeprefix("*.") == suffix), None)
        if shared:
            yield f"allowedFqdnList holds {name}: anybody can have a name under {shared}"
        elif "*" in bare:
            yield f"allowedFqdnList holds {name}"


RULE = Rule(
    id="ai-outbound-wide-list",
    title="the list of names that an AI account may call holds names that anybody can have",
    severity=Severity.HIGH,
    why=(
        "a name under a domain where everybody gets names of their own lets a prompt, a plug-in or an uploaded file send data to a "
        "stranger's account"
    ),
    fix="list whole names of your own services in `allowedFqdnList`",
    check=each(("Microsoft.CognitiveServices/accounts",), judge),
    references=References(
        mcsb=("NS-2", "AI-4"),
        pages=("learn.microsoft.com/azure/ai-services/cognitive-services-data-loss-prevention",),
    ),
    fails=(ai_account(restrictOutboundNetworkAccess=True, allowedFqdnList=["*.blob.core.windows.net"]),),
    passes=(ai_account(restrictOutboundNetworkAccess=True, allowedFqdnList=["stcases.blob.core.windows.net"]),),
    azurerm=(Native("azurerm_cognitive_account", "fqdns", ["stcases.blob.core.windows.net"]),),
)
