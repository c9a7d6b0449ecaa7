"""Workflows: an incident that somebody reports, and a model that somebody lets train again.

Consumption, not Standard: Standard keeps its state behind a storage account's keys, needs a plan that always runs, and takes its
workflows as files that no template can send. A Consumption workflow reaches no private endpoint, and these need none: they ask
Resource Manager, each as an identity that may do this one thing. Nobody calls them over the internet, since their triggers let no
address in; operators start them through Resource Manager (learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.grants import grant
from enclave.compose.passes.machine_learning import CLUSTER, cluster_id, cluster_identity_id, machine_learning_id, trains
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.procedures import Ask, Call, Procedure, at, told, within, workflow
from enclave.compose.site import Site
from enclave.graph.body import last_segment
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.resources import (
    logic_workflows,
    machine_learning_workspaces,
    sentinel_onboarding_states,
    user_assigned_identities,
)
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity

MODULE = "ai-services/logic-apps"
RETRAIN = "retrain"
"""The program that trains, in the image of its environment: whoever registers an image says what it does, an operator when."""


def logic_apps(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Each workflow with its identity and the one right that it has."""
    if not site.spec.components.logic_apps.enabled:
        return
    if site.spec.security.sentinel:
        yield from _workflow(site, _incident(site), "Microsoft Sentinel Responder", workspace_id(site))
    if trains(site):
        yield from _workflow(site, _retraining(site), "AzureML Data Scientist", machine_learning_id(site))


def _workflow(site: Site, procedure: Procedure, role_name: str, target: str) -> Iterator[Resource]:
    place, identity = site.place(MODULE), site.id(user_assigned_identities.TYPE, procedure.name)
    yield from user_assigned_identities.write(
        UserAssignedIdentity(identity, last_segment(identity), site.region.location, None), place
    )
    right = grant(site, identity, role_name, target, module=MODULE)
    yield right
    yield from logic_workflows.write(workflow(site, procedure, identity), place, depends_on=(right.id,))


def _incident(site: Site) -> Procedure:
    """An incident of Sentinel, for what no analytics rule can see: a user's report, a finding of an audit."""
    properties: dict[str, Value] = {
        "title": told("title"), "description": told("description"), "severity": told("severity"), "status": "New",
        "labels": [{"labelName": site.spec.name}],
    }
    path = f"{at('workspace')}/providers/Microsoft.SecurityInsights/incidents/@{{guid()}}"
    return Procedure(
        "incident",
        "opens an incident in Sentinel",
        (
            Ask("title", "what happened, in a line", "^.{1,200}$"),
            Ask("description", "what is known; no personal data and no prompts", "^[\\s\\S]{1,4000}$"),
            Ask("severity", "`High`, `Medium`, `Low` or `Informational`", "^(High|Medium|Low|Informational)$"),
        ),
        (Call("open", "PUT", path, sentinel_onboarding_states.API_VERSION, {"properties": properties}),),
        {"workspace": Ref(workspace_id(site))},
    )


def _retraining(site: Site) -> Procedure:
    """A job on the cluster, with the image that was registered for it: no command and no data come from whoever starts it."""
    image = f"{within('workspace')}/environments/{told('environment')}/versions/{told('version')}"
    properties: dict[str, Value] = {
        "jobType": "Command",
        "command": RETRAIN,
        "environmentId": image,
        "computeId": within("compute"),
        "experimentName": RETRAIN,
        "identity": {"identityType": "Managed", "clientId": within("runner")},
    }
    path = f"{at('workspace')}/jobs/{RETRAIN}-@{{guid()}}"
    return Procedure(
        "retraining",
        f"trains a model again: runs `{RETRAIN}` of a registered image on the cluster `{CLUSTER}`",
        (
            Ask("environment", "name of the registered environment"),
            Ask("version", "its version", "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"),
        ),
        (Call("start", "PUT", path, machine_learning_workspaces.API_VERSION, {"properties": properties}),),
        {
            "workspace": Ref(machine_learning_id(site)),
            "compute": Ref(cluster_id(site)),
            "runner": Ref(cluster_identity_id(site), "properties.clientId"),
        },
    )
