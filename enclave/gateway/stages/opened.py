"""Which file or batch is meant: one whose id this gateway sealed for a project of the caller's, and no other; or whose are listed."""

from __future__ import annotations

from enclave.gateway import strict_json
from enclave.gateway.account import missing
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.file_ids import BATCH, FILE
from enclave.gateway.rules import CALLING_ROLES
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.access import HEADER
from enclave.gateway.stages.permit import allows, surface

CREATE = "Batches_Create"
LISTS = frozenset({"Files_List", "Batches_List"})


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `kept`, `project`, `region` and `deployment`; and `body` and `fields` of a batch that is asked for."""
    if exchange.caller is None:
        raise ValueError("opened before identity")
    if exchange.operation in LISTS:
        return _listed(exchange, runtime)
    named: object = exchange.resource
    if exchange.operation == CREATE:
        try:
            exchange.body, exchange.fields = strict_json.read(exchange.request.body)
        except strict_json.BadJsonError as error:
            return Refusal("opened", 400, "invalid_json", error.message)
        named = exchange.body.pop("input_file_id", None)
        exchange.fields = [field for field in exchange.fields if field.place != "input_file_id" or field.holder is not exchange.body]
    is_file = exchange.operation == CREATE or surface(exchange) == "files"
    kept = runtime.file_ids.open(FILE if is_file else BATCH, named)
    if kept is None or kept.project not in exchange.caller.memberships or kept.region not in runtime.projects[kept.project].regions:
        return missing()
    exchange.kept, exchange.project, exchange.region, exchange.deployment = kept, kept.project, kept.region, kept.deployment
    return exchange


def _listed(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """The one project that can be meant, by any of its deployments for batches."""
    caller = exchange.caller
    wanted = exchange.request.header(HEADER.encode())
    name = surface(exchange)
    found = [
        (project, key)
        for project, roles in (caller.memberships.items() if caller is not None else ())
        if (wanted is None or project == wanted.decode("latin-1")) and roles & CALLING_ROLES and allows(runtime.projects[project], name)
        for key in [key for key, one in runtime.projects[project].deployments.items() if one.sku.endswith("Batch")][:1]
    ]
    if len(found) > 1:
        names = ", ".join(f"`{project}`" for project, _ in sorted(found))
        return Refusal("opened", 400, "project_ambiguous", f"several projects have `{name}`: send `{HEADER}` with one of {names}")
    if not found:
        return Refusal("opened", 403, "surface_not_allowed", f"no project that you may call has `{name}` and a deployment for batches")
    exchange.project, exchange.deployment = found[0]
    return exchange


STAGE = Stage("opened", "which file or batch is meant: ids that were sealed for the caller's project", run)
