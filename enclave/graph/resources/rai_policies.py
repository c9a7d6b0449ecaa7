"""Content filters of an AI services account, which its model deployments name."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, text
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.CognitiveServices/accounts/raiPolicies"
API_VERSION = "2026-07-01"


class ContentFilter(Struct, frozen=True):
    """One filter on what goes in or comes out."""

    name: str
    """`Hate`, `Jailbreak`, ..."""
    source: str
    """`Prompt`, `Completion`, or a step of an agent: `PreToolCall`, `PostToolCall`, `PreRun`, `PostRun`."""
    enabled: bool
    blocking: bool
    """It stops the text; otherwise it only marks it."""
    threshold: str | None
    """Severity from which it does: `Low`, `Medium` or `High`; None for a filter that knows no severities."""


class RaiPolicy(Struct, frozen=True):
    """A set of content filters."""

    id: str
    account: str
    """Id of the account."""
    name: str
    base: str
    """The built-in policy that it changes, `Microsoft.DefaultV2`."""
    mode: str
    """`Blocking` or `Default`: an answer waits for its filters; `Deferred` or `Asynchronous_filter`: it does not."""
    filters: tuple[ContentFilter, ...]
    blocklists: tuple[str, ...] = ()


def read(resource: Resource) -> RaiPolicy:
    """A set of content filters. Raises `Undecided`."""
    body = resource.body
    lists = (text(found, "blocklistName") for found in items(body, "properties.customBlocklists"))
    return RaiPolicy(
        id=resource.id,
        account=resource.parent or "",
        name=last_segment(resource.name),
        base=text(body, "properties.basePolicyName"),
        mode=text(body, "properties.mode", "Default"),
        filters=tuple(_filter(found) for found in items(body, "properties.contentFilters")),
        blocklists=tuple(dict.fromkeys(lists)),
    )


def write(policy: RaiPolicy, account: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The policy; a block list holds for prompts and for answers. Azure makes one child of an account at a time."""
    filters: list[Value] = [
        stated(
            name=found.name, source=found.source, enabled=found.enabled, blocking=found.blocking, severityThreshold=found.threshold
        )
        for found in policy.filters
    ]
    lists: list[Value] = [
        {"blocklistName": name, "source": source, "blocking": True}
        for name in policy.blocklists for source in ("Prompt", "Completion")
    ]
    properties = stated(basePolicyName=policy.base, mode=policy.mode, contentFilters=filters, customBlocklists=lists or None)
    body: dict[str, Value] = {"properties": properties}
    return (place.below(account, "raiPolicies", API_VERSION, policy.name, body, tagged=True, depends_on=depends_on),)


def _filter(found: Body) -> ContentFilter:
    return ContentFilter(
        name=text(found, "name"),
        source=text(found, "source"),
        enabled=flag(found, "enabled"),
        blocking=flag(found, "blocking"),
        threshold=text(found, "severityThreshold", None),
    )
