"""The single AI services, one account each: Document Intelligence, Content Safety, Language, Speech, Translator, Vision.

Their endpoints lie with the data and not with the models, so that workloads reach them and still no model. Content Safety that the
gateway asks lies with the models, and is the gateway's alone: whoever else could call it could use up its quota, and nothing would pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from enclave.compose.ai_account import account, key_needs
from enclave.compose.endpoints import private_endpoint
from enclave.compose.grants import GROUP, grant
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.site import AI_ENDPOINTS, DATA_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.resources import cognitive_accounts
from enclave.spec.models import Role, Spec
from enclave.spec.policy import effective_policies


class Service(Struct, frozen=True):
    """A single AI service."""

    kind: str
    sku: str


SERVICES: Mapping[str, Service] = MappingProxyType({
    "document_intelligence": Service("FormRecognizer", "S0"),
    "content_safety": Service("ContentSafety", "S0"),
    "language": Service("TextAnalytics", "S"),
    "speech": Service("SpeechServices", "S0"),
    "translator": Service("TextTranslation", "S1"),
    "vision": Service("ComputerVision", "S1"),
})
"""Component -> its account."""
USER = "Cognitive Services User"
CALLING: tuple[Role, ...] = ("user", "contributor")
"""Roles of a project whose groups may call them."""


def cognitive_services(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The accounts with their private endpoints, and who may call them."""
    callers = dict.fromkeys(
        str(entry.group) for project in site.projects.values() for entry in project.access if entry.role in CALLING
    )
    for component, service in SERVICES.items():
        if not getattr(site.spec.components, component).enabled:
            continue
        is_asked = component == "content_safety" and asks_content_safety(site.spec)
        subnet = AI_ENDPOINTS if is_asked else DATA_ENDPOINTS
        place = site.place(f"ai-services/{component.replace('_', '-')}")
        view = replace(account(site, service_id(site, component), service.kind, "cognitive-services"), sku=service.sku)
        (written,) = cognitive_accounts.write(view, place, depends_on=key_needs(site, "cognitive-services"))
        yield written
        yield from private_endpoint(site, place, (cognitive_accounts.TYPE, "account"), written.id, subnet)
        if is_asked:
            yield grant(site, gateway_identity_id(site), USER, written.id)
        else:
            yield from (grant(site, group, USER, written.id, GROUP) for group in callers)


def asks_content_safety(spec: Spec) -> bool:
    """Whether the gateway asks Content Safety about any project's prompts and answers."""
    return any(policy.content_safety for policy in effective_policies(spec).values())


def service_id(site: Site, component: str) -> str:
    """Id of the account of a component. Its name is also its host name, which the whole world shares."""
    return site.unique(f"{cognitive_accounts.TYPE}({SERVICES[component].kind})")
