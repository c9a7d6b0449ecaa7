"""azurerm: role assignments and definitions, managed identities, locks, policies."""

from __future__ import annotations

import re

from enclave.errors import EnclaveError
from enclave.graph.azure_facts import role
from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Ref, Unresolved, Value
from enclave.importers.terraform.managed_identity import IDENTITY
from enclave.importers.terraform.mapping import AtSubscription, Blocks, Field, Fixed, Home, Link, Made, Mapped, On, Part, Under
from enclave.importers.terraform.view import View

IDENTITY_TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities"
IDENTITIES = ("azurerm_user_assigned_identity",)
DEFINITION = ("azurerm_role_definition",)
DEFINITIONS = "/providers/Microsoft.Authorization/roleDefinitions/"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)


def _definition(view: View) -> Value | Absent:
    """The role by its id, or by its name when it is one of Azure's own."""
    label = view.text("role_definition_name")
    # the provider takes one of the two: of a name that is known, the id is what apply finds for it
    named = isinstance(label, str) and bool(label) and not isinstance(view.values.get("role_definition_id"), str)
    found = MISSING if named else view.link("role_definition_id", DEFINITION)
    if isinstance(found, Ref):
        # of another resource, or of Azure's own roles, which no subscription holds
        name = found.resource.rpartition("/")[2]
        return f"{DEFINITIONS}{name}" if GUID.fullmatch(name) else found
    if isinstance(found, str) and DEFINITIONS.lower() in found.lower():
        return f"{DEFINITIONS}{found.rpartition('/')[2]}"
    if found is not MISSING:
        return found
    if not isinstance(label, str) or not label:
        return label if isinstance(label, Unresolved) else MISSING
    try:
        return f"{DEFINITIONS}{role(label)}"
    except EnclaveError:
        return Unresolved(f"role `{label}`", "its definition is not known here")


ASSIGNMENT: tuple[Part, ...] = (
    Made("properties.roleDefinitionId", _definition),
    Field("principal_id", "properties.principalId"),
    Field("principal_type", "properties.principalType"),
    Field("condition", "properties.condition"),
    Field("condition_version", "properties.conditionVersion"),
)
DELEGATED: tuple[Part, ...] = (
    Field("principal_id", "principalId"),
    Field("principal_display_name", "principalIdDisplayName"),
    Field("role_definition_id", "roleDefinitionId"),
    Field("delegated_role_definition_ids", "delegatedRoleDefinitionIds"),
)
POLICY: tuple[Part, ...] = (
    Link("policy_definition_id", "properties.policyDefinitionId", ("azurerm_policy_definition", "azurerm_policy_set_definition")),
    Field("display_name", "properties.displayName"),
    Field("enforce", "properties.enforcementMode", "Default", {"true": "Default", "false": "DoNotEnforce"}),
    Field("not_scopes", "properties.notScopes"),
    IDENTITY,
)


def _policy(level: str, home: Home) -> Mapped:
    return Mapped(f"azurerm_{level}_policy_assignment", "Microsoft.Authorization/policyAssignments", POLICY, home)


def _permissions(view: View) -> Value:
    rows = view.blocks("permissions")
    if isinstance(rows, Unresolved):
        return rows
    names = (("actions", "actions"), ("not_actions", "notActions"), ("data_actions", "dataActions"), ("not_data_actions", "notDataActions"))
    return [{target: [] if (found := row.value(source)) is MISSING else found for source, target in names} for row in rows]


def _scopes(view: View) -> Value | Absent:
    found = view.links("assignable_scopes")
    return view.link("scope") if found is MISSING else found


MAPPINGS = (
    Mapped("azurerm_role_assignment", "Microsoft.Authorization/roleAssignments", ASSIGNMENT, On("scope")),
    Mapped(
        "azurerm_pim_eligible_role_assignment",
        "Microsoft.Authorization/roleEligibilityScheduleRequests",
        (*ASSIGNMENT, Fixed("properties.requestType", "AdminAssign")),
        On("scope"),
        name="'eligible'",
    ),
    Mapped("azurerm_pim_active_role_assignment", "Microsoft.Authorization/roleAssignments", ASSIGNMENT, On("scope"), name="'active'"),
    Mapped(
        "azurerm_role_definition",
        "Microsoft.Authorization/roleDefinitions",
        (
            Field("name", "properties.roleName"),
            Fixed("properties.type", "CustomRole"),
            Field("description", "properties.description"),
            Made("properties.permissions", _permissions),
            Made("properties.assignableScopes", _scopes),
        ),
        On("scope"),
        name="role_definition_id",
        answers={"role_definition_resource_id": "id"},
    ),
    Mapped(
        "azurerm_user_assigned_identity",
        IDENTITY_TYPE,
        (),
        answers={"principal_id": "properties.principalId", "client_id": "properties.clientId", "tenant_id": "properties.tenantId"},
    ),
    Mapped(
        "azurerm_federated_identity_credential",
        f"{IDENTITY_TYPE}/federatedIdentityCredentials",
        (Field("issuer", "properties.issuer"), Field("subject", "properties.subject"), Field("audience", "properties.audiences")),
        Under("parent_id", IDENTITIES),
    ),
    Mapped(
        "azurerm_lighthouse_definition",
        "Microsoft.ManagedServices/registrationDefinitions",
        (
            Field("managing_tenant_id", "properties.managedByTenantId"),
            Blocks("authorization", "properties.authorizations", DELEGATED),
            Blocks("eligible_authorization", "properties.eligibleAuthorizations", DELEGATED),
        ),
        On("scope"),
        name="lighthouse_definition_id",
    ),
    Mapped(
        "azurerm_lighthouse_assignment",
        "Microsoft.ManagedServices/registrationAssignments",
        (Link("lighthouse_definition_id", "properties.registrationDefinitionId", ("azurerm_lighthouse_definition",)),),
        On("scope"),
    ),
    Mapped(
        "azurerm_management_lock",
        "Microsoft.Authorization/locks",
        (Field("lock_level", "properties.level"), Field("notes", "properties.notes")),
        On("scope"),
    ),
    Mapped("azurerm_management_group", "Microsoft.Management/managementGroups", (), AtSubscription()),
    _policy("resource_group", On("resource_group_id")),
    _policy("subscription", On("subscription_id")),
    _policy("management_group", On("management_group_id")),
    _policy("resource", On("resource_id")),
    *(
        Mapped(
            f"azurerm_{level}_policy_exemption",
            "Microsoft.Authorization/policyExemptions",
            (Field("exemption_category", "properties.exemptionCategory"), Link("policy_assignment_id", "properties.policyAssignmentId")),
            On(f"{level}_id"),
        )
        for level in ("resource_group", "subscription", "resource")
    ),
    Mapped(
        "azurerm_policy_definition",
        "Microsoft.Authorization/policyDefinitions",
        (Field("display_name", "properties.displayName"),),
        AtSubscription(),
    ),
    Mapped(
        "azurerm_policy_set_definition",
        "Microsoft.Authorization/policySetDefinitions",
        (Field("display_name", "properties.displayName"),),
        AtSubscription(),
    ),
    Mapped(
        "azurerm_security_center_subscription_pricing",
        "Microsoft.Security/pricings",
        (Field("tier", "properties.pricingTier"), Field("subplan", "properties.subPlan")),
        AtSubscription(),
        name="resource_type",
    ),
    Mapped("azurerm_security_center_contact", "Microsoft.Security/securityContacts", (), AtSubscription()),
    Mapped(
        "azurerm_sentinel_log_analytics_workspace_onboarding",
        "Microsoft.SecurityInsights/onboardingStates",
        (),
        On("workspace_id"),
        name="'default'",
    ),
)
