"""Azure Policy: the owner's own definitions, the initiative with all guardrails, and its assignment at the governed scope.

The assignment is at the management group where the spec names one, which should hold this enclave alone, else at the
subscription. What exists before and does not fit is reported; what is deployed later and does not fit is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.guardrails import assignment_id, condition, guardrails, own
from enclave.compose.whole import Whole
from enclave.graph.model import Resource, Value
from enclave.graph.policy_facts import GROUPS, PolicyFacts
from enclave.graph.resources import policy_assignments, policy_definitions, policy_set_definitions
from enclave.graph.resources.policy_assignments import PolicyAssignment
from enclave.graph.resources.policy_definitions import PolicyDefinition
from enclave.graph.resources.policy_set_definitions import Initiative, Member


def policies(whole: Whole, built: Sequence[Resource]) -> Iterator[Resource]:
    """Definitions, initiative, assignment."""
    spec = whole.spec
    if not spec.components.policies.enabled:
        return
    place = whole.place("governance/policy-definitions", scope=whole.governed)
    for policy in own(whole, built):
        definition = PolicyDefinition(
            id=policy.id,
            name=f"{spec.name}: {policy.name}",
            description=GROUPS[policy.group],
            mode="All",
            condition=condition(spec, policy),
            effect=policy.effect.lower(),
        )
        yield from policy_definitions.write(definition, place)
    chosen = guardrails(whole, built)
    initiative = Initiative(
        id=f"{whole.governed}/providers/{policy_set_definitions.TYPE}/{whole.name(policy_set_definitions.TYPE)}",
        name=f"Secure AI enclave {spec.name}",
        description=f"What the file of {spec.name} says, held to by Azure whoever deploys",
        groups=GROUPS,
        members=tuple(Member(policy.reference, policy.id, _parameters(policy), (policy.group,)) for policy in chosen),
    )
    yield from policy_set_definitions.write(initiative, place)
    assignment = PolicyAssignment(
        id=assignment_id(whole),
        scope=whole.governed,
        name=initiative.name,
        description=initiative.description,
        definition=initiative.id,
        enforced=spec.components.policies.enforce,
        messages=_messages(whole, chosen),
    )
    yield from policy_assignments.write(assignment, whole.place("governance/policy-assignments", scope=whole.governed))


def _parameters(policy: PolicyFacts) -> dict[str, Value]:
    return {**({} if policy.fixed_effect else {"effect": policy.effect}), **policy.parameters}


def _messages(whole: Whole, chosen: Sequence[PolicyFacts]) -> dict[str, str]:
    """What somebody reads whose deployment is refused: what does not fit, and where it is decided."""
    where = f"the file of the enclave {whole.spec.name} decides this"
    refused = {policy.reference: f"{policy.name}: {where}." for policy in chosen if policy.effect == "Deny"}
    return {"": f"This does not fit; {where}.", **refused}
