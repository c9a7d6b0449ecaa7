"""Identities: how a call is authorised from end to end, and who holds which role."""

from __future__ import annotations

from collections import defaultdict

from enclave.graph.model import Value
from enclave.report.controls.evidence import Given
from enclave.report.runbook.blocks import Part, Picture, Section, Table, Text
from enclave.report.runbook.drawing import chain
from enclave.report.runbook.names import Names

ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"
ELIGIBLE = "Microsoft.Authorization/roleEligibilityScheduleRequests"


def section(given: Given) -> Section:
    """The flow, the groups of each project, the matrix."""
    spec, names = given.spec, Names(given.spec, given.graph)
    projects = tuple(
        (f"`{name}`", access.role, str(access.group)) for name, project in spec.projects.items() for access in project.access
    )
    standing, eligible = _held(given, names, ASSIGNMENTS), _held(given, names, ELIGIBLE)
    picture = chain((
        ("person", "caller", ("a person or a workload, a member of a named group",)),
        ("guard", "Microsoft Entra", ("signs a token", f"for {spec.identity.audience}", "conditional access applies")),
        ("guard", "gateway", ("checks signature, issuer, audience, tenant, time", "role in the project: user, contributor, auditor")),
        ("person", "managed identity", ("of the gateway's pods, federated; no key, no secret",)),
        ("data", "model", ("role of the identity on the account; keys are off",)),
    ), "how a call is authorised: caller, token, gateway, managed identity, model")
    return Section("identity", "Identities", (
        Picture("identity", picture, "A call from end to end. Nobody holds a key: each arrow is a token that ends within hours."),
        Part("Who may use what", (Table(("Project", "Role", "Group"), projects, empty="No project gives access to anybody."),)),
        Part("Roles that are held all the time", (
            Text("By principal and role; obligation 8 proves that nobody can obtain more from these than what is here."),
            Table(("Principal", "Role", "On"), standing),
        )),
        Part("Roles that must be activated", (
            Table(("Principal", "Role", "On"), eligible, empty="None: `components.privileged_identity` is off."),
        )),
    ))  # fmt: skip


def _held(given: Given, names: Names, kind: str) -> tuple[tuple[str, ...], ...]:
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in given.graph.of_type(kind):
        properties = each.body.get("properties")
        if isinstance(properties, dict):
            principal: Value = properties.get("principalId")
            held[names.principal(principal), names.role(properties.get("roleDefinitionId"))].append(f"`{names.scope(each)}`")
    rows = ((principal, role, ", ".join(sorted(set(scopes)))) for (principal, role), scopes in held.items())
    return tuple(sorted(rows))
