"""Obligation 13: the running gateway's policy is the composed one.

Protocol, for each identity that carries a policy digest, and each workload that runs `enclave serve`:
 1. The digest that it states is the composed one.
 2. The file that the workload mounts is in the graph, and its text is the one that was composed.
A workload that states no digest or mounts no file of the graph is unknown. So is a digest without any gateway that states
it, and a gateway in a template that declares no policy. A template with neither has nothing to prove here.
That the program runs what its file says is shown at run time: the gateway logs the digest of what it loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import sha256

from enclave.finding import Refuted, Unknown, Verdict
from enclave.graph.body import MISSING, Undecided, items, last_segment, lookup, member, text, texts
from enclave.graph.model import Body, Intent, Resource, Unresolved
from enclave.graph.resources import user_assigned_identities
from enclave.graph.resources.user_assigned_identities import DIGEST_TAG
from enclave.verify.estate import presence
from enclave.verify.model import Obligation, Step, if_deployed, refuted, settle
from enclave.verify.network.world import World

ANNOTATION = "enclave/policy-digest"
PODS = {
    "kubernetes/deployment": "spec.template", "kubernetes/statefulset": "spec.template", "kubernetes/daemonset": "spec.template",
    "kubernetes/replicaset": "spec.template", "kubernetes/job": "spec.template", "kubernetes/cronjob": "spec.jobTemplate.spec.template",
}
"""Kind of Kubernetes object -> where the pod stands in it."""
ELSEWHERE = {
    "microsoft.containerinstance/containergroups": "properties.containers",
    "microsoft.app/containerapps": "properties.template.containers",
    "microsoft.app/jobs": "properties.template.containers",
}
"""Other types that run containers -> where they are listed."""


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each resource that says which policy it runs, or runs the gateway."""
    intent = world.estate.graph.intent or Intent()
    found = False
    for resource in world.estate.graph.of_type(user_assigned_identities.TYPE, *PODS, *ELSEWHERE):
        steps = _steps(resource, intent, world)
        if steps:
            found = True
            yield resource.id, if_deployed(settle(steps, f"it says {intent.policy_digest}"), presence(resource))
    if intent.policy_digest and not found:
        yield "", Unknown("a policy is composed, and nothing in the graph says that it runs it")


def _steps(resource: Resource, intent: Intent, world: World) -> list[Step]:
    kind = resource.type.lower()
    if kind == user_assigned_identities.TYPE.lower():
        tags = lookup(resource.body, "tags")
        stated = member(tags, DIGEST_TAG) if isinstance(tags, Mapping) else MISSING
        if stated is not MISSING:
            return [partial(_says, resource, f"tags.{DIGEST_TAG}", {"digest": stated}, intent)]
    pod = PODS.get(kind)
    if pod is not None:
        template = lookup(resource.body, pod)
        notes = lookup(template, "metadata.annotations") if isinstance(template, Mapping) else MISSING
        stated = member(notes, ANNOTATION) if isinstance(notes, Mapping) else MISSING
        if stated is not MISSING or _serves(template, "spec.containers"):
            said: Body = {} if stated is MISSING else {"digest": stated}
            return [partial(_says, resource, f"annotation {ANNOTATION}", said, intent), partial(_mounts, resource, template, intent, world)]
    listed = ELSEWHERE.get(kind)
    if listed is not None and _serves(resource.body, listed):
        return [partial(_says, resource, "policy digest", {}, intent)]
    return []


def _serves(body: object, path: str) -> bool:
    """Whether a container runs `enclave serve`; one that cannot be read may."""
    if not isinstance(body, Mapping):
        return isinstance(body, Unresolved)
    try:
        for container in items(body, path):
            inner = lookup(container, "properties")
            words = [word for part in (container, inner if isinstance(inner, Mapping) else {})
                     for key in ("command", "args") for word in texts(part, key)]
            if any(word.rpartition("/")[2] == "enclave" for word in words) and "serve" in words:
                return True
    except Undecided:
        return False
    return False


def _says(resource: Resource, where: str, stated: Body, intent: Intent) -> Refuted | Unknown | None:
    digest = text(stated, "digest", "")
    if not digest:
        return Unknown(f"{last_segment(resource.id)} runs the gateway and states no policy digest")
    if not intent.policy_digest:
        return Unknown(f"{last_segment(resource.id)} states {digest}, and the template declares no composed policy")
    if digest != intent.policy_digest:
        told = f"{where} is {digest}, composed is {intent.policy_digest}: build and deploy again"
        return refuted(f"compare the policy of {last_segment(resource.id)}", (resource.id, told), reason="it runs another policy")
    return None


def _mounts(resource: Resource, template: object, intent: Intent, world: World) -> Refuted | Unknown | None:
    """Whether the file that the pod reads is the composed one."""
    if not intent.policy_file or not isinstance(template, Mapping):
        return Unknown(f"which file {last_segment(resource.id)} reads is not declared")
    graph = world.estate.graph
    checked = False
    words = [word for container in items(template, "spec.containers") for key in ("command", "args") for word in texts(container, key)]
    folders = {text(mount, "name"): text(mount, "mountPath").rstrip("/")
               for container in items(template, "spec.containers") for mount in items(container, "volumeMounts")}
    for volume in items(template, "spec.volumes"):
        name = text(volume, "configMap.name", "")
        if not name:
            continue
        owner = graph.get(f"{resource.scope}/providers/Kubernetes/ConfigMap/{name}")
        if owner is None:
            return Unknown(f"config map {name} is not in the graph")
        data = lookup(owner.body, "data")
        for key, value in (data.items() if isinstance(data, Mapping) else ()):
            if f"{folders.get(text(volume, 'name'), '')}/{key}" not in words:
                continue
            written = text({"file": value}, "file")
            checked = True
            if f"sha256:{sha256(written.encode()).hexdigest()}" != intent.policy_file:
                told = f"its file {key} is not the text that was composed: build and apply again"
                path = ((resource.id, f"reads config map {name}"), (owner.id, told))
                return refuted(f"compare the file of {last_segment(resource.id)}", *path, reason="it reads another policy")
    return None if checked else Unknown(f"{last_segment(resource.id)} is started with no file of a config map that it mounts")


OBLIGATION = Obligation("gateway-policy", 13, "the running gateway's policy is the composed one", check)
