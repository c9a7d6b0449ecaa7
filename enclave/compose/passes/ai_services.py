"""One Azure OpenAI account for each project, its model deployments, then its private endpoint.

The endpoint comes after the deployments: Azure refuses it while the account is changing (Azure/bicep-registry-modules#5957).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.endpoints import private_endpoint
from enclave.compose.site import AI_ENDPOINTS, Site
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import cognitive_accounts, cognitive_deployments
from enclave.graph.resources.cognitive_accounts import CognitiveAccount
from enclave.graph.resources.cognitive_deployments import CognitiveDeployment
from enclave.spec.models import Project


def ai_services(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Accounts, deployments and endpoints, project by project."""
    place = site.place("ai-services/azure-openai")
    for name, project in site.projects.items():
        (account,) = cognitive_accounts.write(_account(site, name, project), place)
        yield account
        last: tuple[str, ...] = ()
        for deployment in _deployments(project, account, place):
            yield deployment
            last = (deployment.id,)
        yield from private_endpoint(site, place, (cognitive_accounts.TYPE, "account"), account.id, AI_ENDPOINTS, after=last)


def _account(site: Site, name: str, project: Project) -> CognitiveAccount:
    public = project.unsafe_allow_public_access is not None
    account_id = site.account(name)
    return CognitiveAccount(
        id=account_id,
        kind="OpenAI",
        location=site.region.location,
        public_network_access="Enabled" if public else "Disabled",
        default_action="Allow" if public else "Deny",
        ip_rules=(),
        subnet_rules=(),
        bypass="None",
        local_auth_disabled=True,
        custom_subdomain=last_segment(account_id),
        tls="TLS1_2",
        restrict_outbound=True,
        identity=Identity("SystemAssigned"),
        allowed_fqdns=(),
    )


def _deployments(project: Project, account: Resource, place: Place) -> Iterator[Resource]:
    before: tuple[str, ...] = ()
    for name, deployment in project.deployments.items():
        view = CognitiveDeployment(
            id=f"{account.id}/deployments/{name}",
            account=account.id,
            name=name,
            model_format="OpenAI",
            model=deployment.model,
            version=deployment.version,
            sku=deployment.sku,
            capacity=deployment.capacity,
            # another version is another model: it must be chosen, not happen
            upgrade="NoAutoUpgrade",
            rai_policy=None,
        )
        (written,) = cognitive_deployments.write(view, account, place, depends_on=before)
        yield written
        before = (written.id,)
