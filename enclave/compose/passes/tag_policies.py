"""Azure Policy on tags: whatever is made in the enclave's groups says how sensitive its data is, as its group does.

Assigned to the enclave's own groups and not to the subscription, where platforms make groups that nobody can tag. What
somebody makes without the tag gets the group's; a resource that would still have none is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from enclave.compose.guardrails import assignment_id
from enclave.compose.whole import Whole
from enclave.graph.azure_facts import role
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.policy_facts import NOWHERE
from enclave.graph.resources import policy_assignments, role_assignments
from enclave.graph.resources.policy_assignments import PolicyAssignment
from enclave.graph.resources.role_assignments import RoleAssignment, assignment_name

INHERIT: Final = f"{NOWHERE}policyDefinitions/ea3f2387-9b95-492a-a190-fcdc54f7b070"
REQUIRE: Final = f"{NOWHERE}policyDefinitions/871b6d14-10aa-478d-b590-94f262ecfa99"
"""Built-in policies "Inherit a tag from the resource group if missing" and "Require a tag on resources"."""
CLASSIFICATION = "data-classification"


def tag_policies(whole: Whole, built: Sequence[Resource]) -> Iterator[Resource]:
    """Both assignments on each of the enclave's groups, and what the identity of the first one may do there."""
    spec = whole.spec
    if not (spec.components.policies.enabled and spec.security.classify_data):
        return
    shared = [("global", whole.group, whole.location)] if any(resource.scope == whole.group for resource in built) else []
    for key, group, location in (*((site.key, site.group, site.region.location) for site in whole.sites), *shared):
        place = whole.place("governance/tag-policies", scope=group)
        inherit, require = (
            PolicyAssignment(
                id=assignment_id(whole, word, key, scope=group),
                scope=group,
                name=f"{spec.name}: {said}",
                description="Every resource says how sensitive its data is",
                definition=definition,
                parameters={"tagName": CLASSIFICATION},
                enforced=spec.components.policies.enforce,
                messages={"": f"A resource of {spec.name} needs the tag `{CLASSIFICATION}`."} if not changes else {},
                identity=Identity("SystemAssigned") if changes else Identity(),
                location=location,
            )
            for word, said, definition, changes in (
                ("tags", f"a resource gets the tag `{CLASSIFICATION}` of its group", INHERIT, True),
                ("tagged", f"a resource has the tag `{CLASSIFICATION}`", REQUIRE, False),
            )
        )
        yield from policy_assignments.write(inherit, place)
        guid = role("Tag Contributor")
        named = f"{group}/providers/{role_assignments.TYPE}/{assignment_name(group, inherit.id, guid)}"
        yield from role_assignments.write(RoleAssignment(named, group, inherit.id, "ServicePrincipal", guid), place)
        yield from policy_assignments.write(require, place)
