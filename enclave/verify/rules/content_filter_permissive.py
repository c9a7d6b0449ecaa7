"""Rule content-filter-permissive: a content filter lets through what it was made to stop."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import flag, items, text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import content_policy


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """Every filter must stop what it finds, at medium severity at the latest, before the answer is sent."""
    for part in items(resource.body, "properties.contentFilters"):
        name = f"{text(part, 'name')} of the {text(part, 'source', 'Prompt').lower()}"
        if not flag(part, "enabled", True):
            yield f"the filter {name} is off"
        elif not flag(part, "blocking", True):
            yield f"the filter {name} does not block"
        elif text(part, "severityThreshold").lower() == "high":
            yield f"the filter {name} stops only what is of high severity"
    if text(resource.body, "properties.mode").lower() in ("asynchronous_filter", "deferred"):
        yield f"mode is {text(resource.body, 'properties.mode')}: an answer is sent before it is filtered"


RULE = Rule(
    id="content-filter-permissive",
    title="a content filter lets through what it was made to stop",
    severity=Severity.HIGH,
    why=(
        "a filter that is off, only annotates, stops only the worst, or runs after the answer was sent does not stop what it finds: "
        "injected instructions and harmful text reach the model and the user"
    ),
    fix="in `contentFilters` set `enabled` and `blocking`, and `severityThreshold` to `Low` or `Medium`; keep `mode: Blocking`",
    check=each(("Microsoft.CognitiveServices/accounts/raiPolicies",), judge),
    references=References(
        mcsb=("AI-2",),
        policies=("af253d37-136a-42f8-a1fc-30010c083d41", "f3a9c2e0-7b4d-4d8f-9c3a-2e1f6b9a8d4e"),
        pages=("learn.microsoft.com/azure/ai-foundry/openai/how-to/content-filters",),
    ),
    fails=(content_policy({"name": "Jailbreak", "blocking": False}),),
    passes=(content_policy({"name": "Jailbreak", "blocking": True}),),
    azurerm=(
        Native("azurerm_cognitive_account_rai_policy", "content_filter.block_enabled", True),
        Native("azurerm_cognitive_account_rai_policy", "content_filter.severity_threshold", "Medium"),
        Native("azurerm_cognitive_account_rai_policy", "mode", "Default"),
    ),
)
