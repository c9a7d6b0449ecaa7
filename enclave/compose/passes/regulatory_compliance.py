"""Microsoft's initiatives for regulations: one for each tag of compliance in the file, and the cloud security benchmark.

They only report, into the dashboard of regulatory compliance: what is refused, the enclave's own initiative refuses. Their
identity holds no role, so nothing that they would deploy or change is deployed or changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.guardrails import assignment_id
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.whole import Whole
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Identity
from enclave.graph.policy_facts import INITIATIVES
from enclave.graph.resources import policy_assignments
from enclave.graph.resources.policy_assignments import PolicyAssignment
from enclave.spec.models import Spec

BENCHMARK = "mcsb"
IRAP = "irap"


def regulatory_compliance(whole: Whole, _built: Sequence[Resource]) -> Iterator[Resource]:
    """An assignment for each regulation."""
    spec = whole.spec
    if not spec.components.policies.enabled:
        return
    place = whole.place("governance/regulatory-compliance", scope=whole.governed)
    for tag in (BENCHMARK, *_tags(spec)):
        initiative, name = INITIATIVES[tag]
        assignment = PolicyAssignment(
            id=assignment_id(whole, tag),
            scope=whole.governed,
            name=f"{spec.name}: {name}",
            description=f"Reports what {name} asks for",
            definition=initiative,
            parameters=_irap(whole) if tag == IRAP else {},
            enforced=False,
            identity=Identity("SystemAssigned"),
            location=whole.location,
        )
        yield from policy_assignments.write(assignment, place)


def _tags(spec: Spec) -> tuple[str, ...]:
    """Every tag that the hub, a region or a project has, in the order of the table."""
    said = {
        *spec.hub.compliance,
        *(tag for region in spec.regions.values() for tag in region.compliance),
        *(tag for project in spec.projects.values() for tag in project.compliance),
    }
    return tuple(tag for tag in INITIATIVES if tag in said)


def _irap(whole: Whole) -> dict[str, Value]:
    """The one initiative whose parameters have no default: who may be an administrator of machines, where logs go."""
    return {
        "membersToExclude": "Guest",
        "logAnalyticsWorkspaceId": Ref(workspace_id(whole.sites[0]), "properties.customerId"),
        "listOfResourceTypes": ["Microsoft.CognitiveServices/accounts", "Microsoft.KeyVault/vaults"],
    }
