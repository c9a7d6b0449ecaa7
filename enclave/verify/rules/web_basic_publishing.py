"""Rule web-basic-publishing: a web app takes its publishing password."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import flag, last_segment
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import arm, web_site


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """Both ways of publishing must refuse the password; Azure's default takes it."""
    policies = {
        last_segment(child.name).lower(): flag(child.body, "properties.allow", True)
        for child in graph.children(resource.id)
        if child.type.lower().endswith("/basicpublishingcredentialspolicies")
    }
    for way in ("scm", "ftp"):
        if policies.get(way, True):
            yield f"no basicPublishingCredentialsPolicies/{way} says allow: false"


RULE = Rule(
    id="web-basic-publishing",
    title="a web app takes its publishing password",
    severity=Severity.MEDIUM,
    why="the password of the publishing profile replaces the app's code and reads its settings; Entra knows nothing of it",
    fix="add `basicPublishingCredentialsPolicies/scm` and `/ftp` with `allow: false`",
    check=each(("Microsoft.Web/sites", "Microsoft.Web/sites/slots"), judge),
    references=References(
        mcsb=("IM-1",),
        policies=("aede300b-d67f-480a-ae26-4b3dfb1a1fdc", "871b205b-57cf-4e1e-a234-492616998bf7"),
        pages=("learn.microsoft.com/azure/app-service/configure-basic-auth-disable",),
    ),
    fails=(web_site(),),
    passes=(
        web_site(),
        arm("Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01", "app-cases/scm", {"allow": False}),
        arm("Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01", "app-cases/ftp", {"allow": False}),
    ),
    azurerm=(
        Native("azurerm_linux_web_app", "webdeploy_publish_basic_authentication_enabled", False),
        Native("azurerm_linux_web_app", "ftp_publish_basic_authentication_enabled", False),
    ),
)
