"""AI accounts as the hub wants them: closed, without keys, with its content filters and models, and watched.

Nothing in Azure hands policy down to accounts and projects of its own accord, so each account gets all of it, whatever its
kind and whoever's project it serves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from enclave.compose.encryption import CustomerKey, key
from enclave.compose.endpoints import private_endpoint
from enclave.compose.site import AI_ENDPOINTS, Site
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import cognitive_accounts, cognitive_deployments, defender_for_ai_settings, rai_policies
from enclave.graph.resources.cognitive_accounts import AccountKey, CognitiveAccount, Injection
from enclave.graph.resources.cognitive_deployments import CognitiveDeployment
from enclave.graph.resources.defender_for_ai_settings import DefenderForAiSetting
from enclave.graph.resources.rai_policies import ContentFilter, RaiPolicy
from enclave.spec.models import Project, Upgrade
from enclave.spec.policy import Policy, Threshold, effective_policies

OPENAI, FOUNDRY = "OpenAI", "AIServices"
POLICY = "hub"
"""Name of the content filters of every account."""
BASE = "Microsoft.DefaultV2"
HARMS: Mapping[str, str] = MappingProxyType({"hate": "Hate", "sexual": "Sexual", "violence": "Violence", "self_harm": "Selfharm"})
"""A filter of the spec -> Azure's, which knows severities and looks at prompts and answers."""
SHIELDS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "jailbreak": ("Jailbreak", "Prompt"),
    "indirect_attacks": ("Indirect Attack", "Prompt"),
    "protected_text": ("Protected Material Text", "Completion"),
    "protected_code": ("Protected Material Code", "Completion"),
})
"""A filter of the spec -> Azure's, and which side it looks at."""
UPGRADES: Mapping[Upgrade, str] = MappingProxyType({
    "never": "NoAutoUpgrade", "when-retired": "OnceCurrentVersionExpired", "when-newer": "OnceNewDefaultVersionAvailable",
})
"""Another version is another model: it must be chosen, not happen, unless the owner lets it."""


def account(
    site: Site, account_id: str, kind: str, purpose: str, *,
    public: bool = False, projects: bool = False, injection: Injection | None = None, allowed_fqdns: tuple[str, ...] = (),
) -> CognitiveAccount:
    """An account of any kind. `purpose` is what its key is for, `public` whether the owner opened it to the internet."""
    open_to_all = public or site.public_access == "Enabled"
    found = key(site, purpose)
    return CognitiveAccount(
        id=account_id,
        kind=kind,
        location=site.region.location,
        public_network_access="Enabled" if open_to_all else "Disabled",
        default_action="Allow" if open_to_all else "Deny",
        ip_rules=(),
        subnet_rules=(),
        bypass="None",
        local_auth_disabled=True,
        custom_subdomain=last_segment(account_id),
        tls="TLS1_2",
        restrict_outbound=True,
        identity=_identity(found),
        allowed_fqdns=allowed_fqdns,
        key_source=cognitive_accounts.PLATFORM if found is None else "Microsoft.KeyVault",
        key=None if found is None else AccountKey(found.vault, found.key_name, found.identity),
        projects=projects,
        injection=injection,
        stored_completions_disabled=kind in (OPENAI, FOUNDRY),
    )


def openai_kind(site: Site) -> str:
    """The kind of an account that only serves models.

    Azure OpenAI takes a customer's key from its system-assigned identity and from access policies alone, so not in one
    deployment (learn.microsoft.com/azure/ai-foundry/openai/encrypt-data-at-rest); a Foundry account serves the same models at
    the same names and takes it from an identity that exists before (.../foundry/concepts/encryption-keys-portal).
    """
    return OPENAI if key(site, "ai-services") is None else FOUNDRY


def write_account(
    site: Site, name: str, project: Project, view: CognitiveAccount, place: Place, *, after: tuple[str, ...] = ()
) -> Iterator[Resource]:
    """The account of a project, then one after another its filters, Defender, deployments, and the private endpoint.

    Azure changes an account one thing at a time, and refuses an endpoint while it does (Azure/bicep-registry-modules#5957).
    """
    place = replace(place, tags={**place.tags, "project": name})  # budgets count by it
    (written,) = cognitive_accounts.write(view, place, depends_on=(*key_needs(site, "ai-services"), *after))
    yield written
    (policy,) = rai_policies.write(filters(view.id, effective_policies(site.spec)[name]), written, place)
    yield policy
    last = policy
    if site.spec.security.defender:
        setting = DefenderForAiSetting(f"{view.id}/defenderForAISettings/{defender_for_ai_settings.NAME}", view.id, True)
        (last,) = defender_for_ai_settings.write(setting, written, place, depends_on=(last.id,))
        yield last
    for deployment in _deployments(project, written, place, last):
        yield deployment
        last = deployment
    yield from private_endpoint(site, place, (cognitive_accounts.TYPE, "account"), view.id, AI_ENDPOINTS, after=(last.id,))


def filters(account_id: str, policy: Policy) -> RaiPolicy:
    """The content filters of a policy. What is off is said to be off: else the base policy's would hold."""
    found: list[ContentFilter] = []
    for name, harm in HARMS.items():
        threshold = policy.content_filters.get(name, Threshold.OFF)
        on = threshold > Threshold.OFF
        # Azure has no other severity than these three, and wants one of a filter that is off, too
        severity = threshold.name.capitalize() if on else "High"
        found += (ContentFilter(harm, source, on, on, severity) for source in ("Prompt", "Completion"))
    for name, (shield, source) in SHIELDS.items():
        on = name in policy.content_filters
        found.append(ContentFilter(shield, source, on, on, None))
    return RaiPolicy(f"{account_id}/raiPolicies/{POLICY}", account_id, POLICY, BASE, "Blocking", tuple(found))


def key_needs(site: Site, purpose: str) -> tuple[str, ...]:
    """What must be there before a service with a customer's key: the right of its identity to use it."""
    found = key(site, purpose)
    return () if found is None else found.depends_on


def _identity(found: CustomerKey | None) -> Identity:
    return Identity("SystemAssigned") if found is None else Identity("SystemAssigned, UserAssigned", (found.identity,))


def _deployments(project: Project, written: Resource, place: Place, after: Resource) -> Iterator[Resource]:
    before = (after.id,)
    for name, deployment in project.deployments.items():
        view = CognitiveDeployment(
            id=f"{written.id}/deployments/{name}",
            account=written.id,
            name=name,
            model_format="OpenAI",
            model=deployment.model,
            version=deployment.version,
            sku=deployment.sku,
            capacity=deployment.capacity,
            upgrade=UPGRADES[deployment.upgrade],
            rai_policy=POLICY,
        )
        (made,) = cognitive_deployments.write(view, written, place, depends_on=before)
        yield made
        before = (made.id,)
