"""Whether any project of the caller's may use the surface at all: what policy allows for none is refused by name, first of all."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.rules import ProjectRules
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage

SPELLED: Mapping[str, str] = MappingProxyType({"VectorStores": "vector_stores", "Uploads": "files"})


def surface(exchange: Exchange) -> str:
    """What policy calls the surface: `Images_Edit` is of `images`."""
    first = exchange.operation.partition("_")[0]
    return SPELLED.get(first, first.lower())


def allows(rules: ProjectRules, name: str) -> bool:
    """Whether a project has a surface."""
    return rules.policy.surfaces is None or name in rules.policy.surfaces


def refused(stage: str, name: str, project: str = "") -> Refusal:
    """By name, with what would allow it."""
    who = f"project `{project}` may not use" if project else "no project of yours may use"
    return Refusal(stage, 403, "surface_not_allowed", f"{who} `{name}`: policy allows it where `surfaces` of hub and project name it")


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Decides nothing about which project it is."""
    name, caller = surface(exchange), exchange.caller
    if caller is None or not any(allows(runtime.projects[project], name) for project in caller.memberships):
        return refused("permit", name)
    return exchange


STAGE = Stage("permit", "whether the caller has the surface in any project", run)
