"""Where it is processed: a region of the project whose compliance tags cover what policy demands."""

from __future__ import annotations

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.access import is_said_twice

HEADER = "x-enclave-region"


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `target`, and `alternatives` unless the caller chose the region."""
    rules = exchange.rules
    if rules is None:
        raise ValueError("residency before access")
    wanted = exchange.region.encode() or exchange.request.header(HEADER.encode())
    if wanted is not None and is_said_twice(exchange.request, HEADER):
        return Refusal("residency", 400, "invalid_value", f"`{HEADER}` is sent twice, with two values", HEADER)
    region = rules.regions[0] if wanted is None else wanted.decode("latin-1")
    known = runtime.spec.regions.get(region)
    if known is None:
        keys = ", ".join(f"`{key}`" for key in rules.regions)
        return Refusal("residency", 400, "unknown_region", f"`{HEADER}` names no region; this project has {keys}", HEADER)
    missing = sorted(rules.policy.compliance - set(known.compliance))
    if missing:
        tags = ", ".join(f"`{tag}`" for tag in missing)
        return _forbidden("region_not_compliant", f"region `{region}` lacks {tags}, which project `{rules.name}` needs")
    if region not in rules.regions:
        return _forbidden("region_not_allowed", f"region `{region}` does not serve project `{rules.name}`")
    target = rules.targets[exchange.deployment, region]
    if target.deployment.sku.startswith("Global") and not rules.global_processing:
        message = f"deployment `{exchange.deployment}` processes data in any geography, which policy does not allow"
        return _forbidden("global_processing_not_allowed", message)
    exchange.target = target
    if wanted is None and len(rules.regions) > 1:
        exchange.alternatives = rules.others(exchange.deployment, target, runtime.spec.regions)
    return exchange


def _forbidden(code: str, message: str) -> Refusal:
    return Refusal("residency", 403, code, message, HEADER)


STAGE = Stage("residency", "where it is processed: a region with the tags that policy demands", run)
