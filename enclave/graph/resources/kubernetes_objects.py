"""Objects of a Kubernetes cluster as resources: `Kubernetes/<Kind>`, in the cluster whose id is their scope.

The body is the object without `apiVersion`, `kind` and its name, which the resource has.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from enclave.graph.body import lookup, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place, stated

NAMESPACE = "Kubernetes"


class KubernetesObject(Struct, frozen=True):
    """One object."""

    cluster: str
    """Id of the cluster."""
    api_version: str
    kind: str
    name: str
    rest: Mapping[str, Value]
    """`spec`, `data`, ...: everything but its metadata."""
    namespace: str = ""
    """Empty for what belongs to the cluster as a whole."""
    labels: Mapping[str, Value] = field(default_factory=dict)
    annotations: Mapping[str, Value] = field(default_factory=dict)


def read(resource: Resource) -> KubernetesObject:
    """An object. Raises `Undecided`."""
    labels, annotations = (lookup(resource.body, f"metadata.{key}") for key in ("labels", "annotations"))
    return KubernetesObject(
        cluster=resource.scope,
        api_version=resource.api_version,
        kind=resource.type.partition("/")[2],
        name=resource.name,
        rest={key: value for key, value in resource.body.items() if key != "metadata"},
        namespace=text(resource.body, "metadata.namespace"),
        labels=labels if isinstance(labels, Mapping) else {},
        annotations=annotations if isinstance(annotations, Mapping) else {},
    )


def write(thing: KubernetesObject, place: Place) -> Resource:
    """The object."""
    metadata = stated(
        namespace=thing.namespace or None, labels=dict(thing.labels) or None, annotations=dict(thing.annotations) or None
    )
    return Resource(
        type=f"{NAMESPACE}/{thing.kind}",
        api_version=thing.api_version,
        name=thing.name,
        scope=thing.cluster,
        body=stated(metadata=metadata or None, **thing.rest),
        module=place.module,
        stamp=place.stamp,
    )
