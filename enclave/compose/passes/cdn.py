"""Static files of the gateway's host, kept at the front door's edge: a route of its own, and for how long.

The files come from where everything else comes from, over the private links: a front door cannot sign in at a storage account
that it reaches by a private link (learn.microsoft.com/azure/frontdoor/origin-authentication-with-managed-identities), and one
that needs no signing in is public. Azure takes no new profiles of its older CDN (learn.microsoft.com/azure/cdn/tier-migration).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.passes.front_door import endpoint_name, front_door_id, route
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import front_door_rule_sets, front_doors
from enclave.graph.resources.front_door_rule_sets import CacheRule, RuleSet

MODULE = "application-gateway/cdn"
NAME = "static"
ANSWERS = (("X-Content-Type-Options", "nosniff"),)
"""Headers of what is kept: a file is what its type says."""


def cdn(whole: Whole, built: Sequence[Resource]) -> Iterator[Resource]:
    """The rule set, and a route at each project's endpoint, which the front door's rules guard already."""
    settings = whole.spec.components.cdn
    if not settings.enabled:
        return
    made = {resource.id: resource for resource in built}
    profile = made[front_door_id(whole)]
    place = whole.place(MODULE)
    kept = CacheRule("keep", 1, (), f"{settings.days}.00:00:00", ANSWERS)
    rules = front_door_rule_sets.write(RuleSet(NAME, (kept,)), profile, place)
    yield from rules
    before = tuple(resource.id for resource in built if resource.type in (front_doors.ORIGIN_TYPE, front_doors.SECURITY_TYPE))
    for name in whole.spec.projects:
        endpoint = made[f"{profile.id}/afdEndpoints/{endpoint_name(whole, name)}"]
        static = route(whole, name, NAME, settings.paths, rule_sets=(NAME,))
        yield front_doors.write_route(static, endpoint, profile.id, place, depends_on=(*before, *(rule.id for rule in rules[1:])))
