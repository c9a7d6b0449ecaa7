"""The model list: the deployments that the caller may use, in OpenAI's form; and one of them."""

from __future__ import annotations

from typing import Any

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages import identity

OPERATION = "Models_List"
ONE = "Models_Get"


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `answer`: every deployment of every project that the caller has a role in, or the one that the path names."""
    caller = exchange.caller
    if caller is None or not caller.memberships:
        return Refusal("models", 403, "no_project", "none of the token's groups has access to a project")
    deployments: dict[str, dict[str, Any]] = {
        key: {"id": key, "object": "model", "created": 0, "owned_by": "enclave"}
        for project in sorted(caller.memberships)
        for key in runtime.projects[project].deployments
    }
    if exchange.operation == OPERATION:
        exchange.answer = {"object": "list", "data": list(deployments.values())}
    elif exchange.resource in deployments:
        exchange.answer = deployments[exchange.resource]
    else:
        return Refusal("models", 404, "model_not_found", "there is no deployment of this name in a project of yours", "model")
    return exchange


STAGES: tuple[Stage, ...] = (identity.STAGE, Stage("models", "which deployments the caller may use", run))
