"""Whether the caller may: a project, a role in it that may call, one of its deployments, an allowed model."""

from __future__ import annotations

from collections.abc import Iterable

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.rules import CALLING_ROLES, ProjectRules
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.tokens import Caller
from enclave.wire.message import Request

HEADER = "x-enclave-project"
OVERAGE = (
    "the caller is in more groups than a token carries, so that it names none: have the application emit only the groups that are"
    " assigned to it, or give the caller an application role `<project>.<role>`"
)


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `rules` and `roles`."""
    caller = exchange.caller
    if caller is None or not caller.memberships:
        why = OVERAGE if caller is not None and caller.overage else "none of the token's groups has access to a project"
        return _forbidden("no_project", why)
    wanted = exchange.project.encode() or exchange.request.header(HEADER.encode())
    if wanted is not None and is_said_twice(exchange.request, HEADER):
        return Refusal("access", 400, "invalid_value", f"`{HEADER}` is sent twice, with two values", HEADER)
    chosen = _named(caller, wanted) if wanted is not None else _only(caller, exchange.deployment, runtime)
    if isinstance(chosen, Refusal):
        return chosen
    roles = caller.memberships[chosen]
    exchange.rules = rules = runtime.projects[chosen]
    exchange.roles = tuple(sorted(roles))
    if not roles & CALLING_ROLES:
        return _missing_role(roles)
    deployment = rules.deployments.get(exchange.deployment)
    if deployment is None:
        return _not_found()
    if rules.policy.models is not None and deployment.model not in rules.policy.models:
        return _forbidden("model_not_allowed", f"the model of deployment `{exchange.deployment}` is not allowed by policy")
    return exchange


def is_said_twice(request: Request, header: str) -> bool:
    """Whether a header has two values: somebody in between may have meant the other one."""
    return len(set(request.all(header.encode()))) > 1


def _named(caller: Caller, wanted: bytes) -> str | Refusal:
    """The project of the header, if the caller is in it. Whether it exists otherwise is not said."""
    name = wanted.decode("latin-1")
    if name not in caller.memberships:
        return _forbidden("no_access_to_project", f"the token's groups have no access to the project that `{HEADER}` names")
    return name


def _only(caller: Caller, deployment: str, runtime: Runtime) -> str | Refusal:
    """The one project that can be meant."""
    memberships = caller.memberships
    if len(memberships) == 1:
        return next(iter(memberships))
    calling = [name for name, roles in memberships.items() if roles & CALLING_ROLES]
    if not calling:
        return _missing_role(frozenset().union(*memberships.values()))
    if len(calling) == 1:
        return calling[0]
    having = [name for name in calling if _has(runtime.projects[name], deployment)]
    if not having:
        return _not_found()
    if len(having) == 1:
        return having[0]
    names = ", ".join(f"`{name}`" for name in sorted(having))
    return Refusal("access", 400, "project_ambiguous", f"several projects have this deployment: send `{HEADER}` with one of {names}")


def _has(rules: ProjectRules, deployment: str) -> bool:
    return deployment in rules.deployments


def _missing_role(roles: Iterable[str]) -> Refusal:
    has = " and ".join(f"`{role}`" for role in sorted(roles))
    needed = " or ".join(f"`{role}`" for role in sorted(CALLING_ROLES, reverse=True))
    return _forbidden("missing_role", f"calling a model needs the role {needed}; the token's groups give {has}")


def _forbidden(code: str, message: str) -> Refusal:
    return Refusal("access", 403, code, message)


def _not_found() -> Refusal:
    """Azure's words for a deployment that does not exist."""
    return Refusal("access", 404, "DeploymentNotFound", "The API deployment for this resource does not exist.", "model")


STAGE = Stage("access", "whether the caller may: project, role, deployment, model", run)
