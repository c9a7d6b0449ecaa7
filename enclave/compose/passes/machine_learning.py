"""The region's Machine Learning workspace: a managed network that sends to approved services only, and what trains and watches models.

Its endpoint lies with the data and not with the models of the AI accounts, so that machines reach it and still no model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.grants import GROUP, grant
from enclave.compose.passes.data_lake import data_lake_id
from enclave.compose.site import Site
from enclave.compose.workspaces import Base, workspace
from enclave.graph.body import last_segment
from enclave.graph.managed_network import OutboundRule
from enclave.graph.model import Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import (
    machine_learning_computes,
    machine_learning_schedules,
    machine_learning_workspaces,
    user_assigned_identities,
)
from enclave.graph.resources.machine_learning_computes import ComputeCluster
from enclave.graph.resources.machine_learning_schedules import ModelMonitor
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity

MODULE = "ai-services/machine-learning"
CLUSTER = "training"
SIGNALS = ("DataDrift", "DataQuality", "PredictionDrift")


def machine_learning(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The workspace and what it stands on; its cluster where models are trained; its monitors; who may work in it."""
    if not site.spec.components.machine_learning.enabled:
        return
    place, base = site.place(MODULE), _base(site)
    lake = data_lake_id(site)
    rules = tuple(OutboundRule(f"data-lake-{group}", "PrivateEndpoint", lake, group) for group in ("blob", "dfs"))
    made = (*workspace(base, place, rules, image_build=CLUSTER if trains(site) else ""),)
    yield from made
    parent = next(found for found in made if found.type == machine_learning_workspaces.TYPE)
    last = made[-1].id
    if trains(site):
        cluster = (*_cluster(base, parent, place, last),)
        yield from cluster
        last = cluster[-1].id
    yield grant(site, base.identity, "Storage Blob Data Reader", lake)
    for monitor in _monitors(site, parent):
        (written,) = machine_learning_schedules.write(monitor, parent, place, depends_on=(last,))
        yield written
    groups = [str(entry.group) for project in site.projects.values() for entry in project.access if entry.role == "contributor"]
    yield from (grant(site, group, "AzureML Data Scientist", parent.id, GROUP) for group in dict.fromkeys(groups))


def trains(site: Site) -> bool:
    """Whether models are trained here."""
    return bool(site.spec.components.machine_learning.enabled) and site.spec.scenario == "ai-training"


def machine_learning_id(site: Site) -> str:
    """Id of the workspace."""
    return _base(site).workspace


def cluster_id(site: Site) -> str:
    """Id of what models are trained on."""
    return f"{machine_learning_id(site)}/computes/{CLUSTER}"


def cluster_identity_id(site: Site) -> str:
    """Id of what it acts as."""
    return site.id(user_assigned_identities.TYPE, "ml", CLUSTER)


def _base(site: Site) -> Base:
    return Base(site, "ml", "Default")


def _cluster(base: Base, parent: Resource, place: Place, after: str) -> Iterator[Resource]:
    """The cluster, with an identity that reads data sets and images and writes results."""
    site, said = base.site, base.site.spec.components.machine_learning
    identity = cluster_identity_id(site)
    view = UserAssignedIdentity(identity, last_segment(identity), site.region.location, None)
    yield from user_assigned_identities.write(view, place)
    rights = [("Storage Blob Data Reader", data_lake_id(site)), ("Storage Blob Data Contributor", base.storage)]
    rights += [("AcrPull", base.registry)] if base.registry else []
    given = [grant(site, identity, role, target, module=place.module) for role, target in rights]
    yield from given
    cluster = ComputeCluster(
        id=cluster_id(site),
        workspace=parent.id,
        name=CLUSTER,
        location=site.region.location,
        vm_size=said.vm_size,
        least=0,
        most=said.most_nodes,
        idle="PT15M",
        public_addresses=False,
        remote_login=False,
        local_auth_disabled=True,
        identity=Identity("UserAssigned", (identity,)),
    )
    yield from machine_learning_computes.write(cluster, parent, place, depends_on=(after, *(right.id for right in given)))


def _monitors(site: Site, parent: Resource) -> Iterator[ModelMonitor]:
    for said in site.spec.components.machine_learning.monitors:
        name = f"watch-{said.endpoint}-{said.deployment}"
        yield ModelMonitor(
            id=f"{parent.id}/schedules/{name}",
            workspace=parent.id,
            name=name,
            endpoint=said.endpoint,
            deployment=said.deployment,
            task=said.task,
            signals=SIGNALS,
            emails=site.spec.contacts,
            window="P7D",
            every="Day",
            interval=1,
            instance="standard_e4s_v3",
        )
