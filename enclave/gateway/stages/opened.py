"""Which file, batch or vector store is meant: one whose id this gateway sealed for a project of the caller's, and no other; or whose
are listed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from enclave.gateway import strict_json
from enclave.gateway.account import missing
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.file_ids import BATCH, FILE, STORE
from enclave.gateway.rules import CALLING_ROLES, ProjectRules
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.access import HEADER
from enclave.gateway.stages.parse import encoded
from enclave.gateway.stages.permit import allows, surface
from enclave.gateway.vector_stores import OPERATIONS

CREATE = "Batches_Create"
LISTS = frozenset({"Files_List", "Batches_List", *(name for name, one in OPERATIONS.items() if one.chosen)})
KINDS: Mapping[str, str] = MappingProxyType({"files": FILE, "batches": BATCH, "vector_stores": STORE})
"""How ids begin, by surface."""
PARTS = frozenset({"document", "group"})
"""What is in a vector store."""


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `kept`, `member`, `project`, `region` and `deployment`; and `body` and `fields` where something is asked for in one."""
    if exchange.caller is None:
        raise ValueError("opened before identity")
    name, named = surface(exchange), exchange.resource
    if exchange.operation == CREATE or (name == "vector_stores" and exchange.request.body):
        if (wrong := encoded(exchange, "opened")) is not None:
            return wrong
        try:
            exchange.body, exchange.fields = strict_json.read(exchange.request.body)
        except strict_json.BadJsonError as error:
            return Refusal("opened", 400, "invalid_json", error.message)
    if exchange.operation in LISTS:
        return choose(exchange, runtime, name)
    if exchange.operation == CREATE:
        named, name = exchange.body.pop("input_file_id", None), "files"
        exchange.fields = [field for field in exchange.fields if field.place != "input_file_id" or field.holder is not exchange.body]
    kept = runtime.file_ids.open(KINDS[name], named)
    if kept is None or kept.project not in exchange.caller.memberships or kept.region not in runtime.projects[kept.project].regions:
        return missing()
    if exchange.part:
        exchange.member = runtime.file_ids.open(OPERATIONS[exchange.operation].part, exchange.part)
        member = exchange.member
        if member is None or member.use not in PARTS or (member.project, member.region) != (kept.project, kept.region):
            return missing()
    exchange.kept, exchange.project, exchange.region, exchange.deployment = kept, kept.project, kept.region, kept.deployment
    return exchange


def choose(exchange: Exchange, runtime: Runtime, name: str, only: str = "") -> Exchange | Refusal:
    """Fills in the one project that can be meant by a surface's name, and any of its deployments: all are in the same accounts.

    `only`: the project, where it is known.
    """
    caller = exchange.caller
    wanted = only.encode() or exchange.request.header(HEADER.encode())
    found = [
        (project, key)
        for project, roles in (caller.memberships.items() if caller is not None else ())
        if (wanted is None or project == wanted.decode("latin-1")) and roles & CALLING_ROLES and allows(runtime.projects[project], name)
        for key in _deployments(runtime.projects[project], name)[:1]
    ]
    if len(found) > 1:
        names = ", ".join(f"`{project}`" for project, _ in sorted(found))
        return Refusal("opened", 400, "project_ambiguous", f"several projects have `{name}`: send `{HEADER}` with one of {names}")
    if not found:
        kind = "a deployment" if name == "vector_stores" else "a deployment for batches"
        return Refusal("opened", 403, "surface_not_allowed", f"no project that you may call has `{name}` and {kind}")
    exchange.project, exchange.deployment = found[0]
    return exchange


def _deployments(rules: ProjectRules, name: str) -> list[str]:
    """Deployments that a surface goes by, the one that stays nearest first."""
    models = rules.policy.models
    own = [key for key, one in rules.deployments.items() if models is None or one.model in models]
    if name == "vector_stores" or (name == "files" and allows(rules, "vector_stores")):
        return sorted(own, key=lambda key: rules.deployments[key].sku.startswith("Global"))
    return [key for key in own if rules.deployments[key].sku.endswith("Batch")]


STAGE = Stage("opened", "which file, batch or vector store is meant: ids that were sealed for the caller's project", run)
