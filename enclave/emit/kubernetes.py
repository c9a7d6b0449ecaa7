"""Prints the objects of each region's cluster: one file for each, and a `kustomization.yaml` that puts them together.

What only a deployed resource knows stands in one file, `parameters.yaml`; the kustomization puts it into place. Until that file is
filled in, its values are such that nothing starts with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ruamel.yaml.scalarstring import LiteralScalarString, SingleQuotedScalarString

from enclave.emit.requests import OBJECTS
from enclave.errors import UnsupportedError
from enclave.graph.body import last_segment
from enclave.graph.model import Graph, Ref, Resource, Secret, Unresolved, Value
from enclave.graph.yaml_text import Form, yaml_text

PARAMETERS: Final = "enclave-parameters"
"""Name of the object whose values are put into the others. It stays on this side: no cluster gets it."""
LOCAL: Final = {"config.kubernetes.io/local-config": "true"}
FIRST: Final = ("Namespace", "ServiceAccount", "StorageClass")
"""Kinds that others need when they are applied."""
AMBIGUOUS: Final = re.compile(r"(?i)y|yes|n|no|on|off|[-+.]?[0-9][0-9a-fox_.:+-]*")
"""Texts that are something else for kubectl, which reads YAML 1.1."""
FORM: Final = Form(offset=2, kept=True)
Path = tuple[str, ...]


@dataclass(frozen=True)
class Unknown:
    """A value that is known after deployment only, and the place in an object where it belongs."""

    key: str
    """Its name in `parameters.yaml`."""
    source: Ref | None
    """What tells it; None for the digest of an image, which somebody built."""
    kind: str
    name: str
    path: Path


def emit_kubernetes(graph: Graph) -> dict[str, str]:
    """`<region>/<kind>-<name>.yaml`, `<region>/parameters.yaml` and `<region>/kustomization.yaml`. Raises UnsupportedError."""
    files: dict[str, str] = {}
    for stamp, found in _objects(graph).items():
        unknowns = [unknown for resource in found for unknown in _unknowns(resource)]
        names: list[str] = []
        for resource in sorted(found, key=_rank):
            name = f"{_kind(resource).lower()}-{resource.name.lower()}.yaml"
            if f"{stamp}/{name}" in files:
                raise UnsupportedError(f"two objects would be written to `{name}`", resource.id)
            files[f"{stamp}/{name}"] = _yaml(_manifest(resource))
            names.append(name)
        if unknowns:
            files[f"{stamp}/parameters.yaml"] = parameter_file({unknown.key: _placeholder(unknown) for unknown in unknowns})
            names.append("parameters.yaml")
        files[f"{stamp}/kustomization.yaml"] = _yaml(_kustomization(names, unknowns))
    return files


def parameters(graph: Graph) -> dict[str, dict[str, Ref | None]]:
    """Region -> name of each value in its `parameters.yaml` -> what tells it; None for the digest of an image."""
    return {
        stamp: {unknown.key: unknown.source for resource in found for unknown in _unknowns(resource)}
        for stamp, found in _objects(graph).items()
    }


def parameter_file(values: Mapping[str, str]) -> str:
    """`parameters.yaml` with these values."""
    metadata = {"name": PARAMETERS, "annotations": dict(LOCAL)}
    return _yaml({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": dict(values)})


def _objects(graph: Graph) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for resource in graph:
        if resource.type.lower().startswith(OBJECTS):
            found.setdefault(resource.stamp or "enclave", []).append(resource)
    return found


def _kind(resource: Resource) -> str:
    return resource.type.partition("/")[2]


def _rank(resource: Resource) -> int:
    kind = _kind(resource)
    return FIRST.index(kind) if kind in FIRST else len(FIRST)


def _manifest(resource: Resource) -> dict[str, object]:
    given = resource.body.get("metadata")
    metadata = {"name": resource.name, **(given if isinstance(given, Mapping) else {})}
    rest = {key: value for key, value in resource.body.items() if key != "metadata"}
    printed: dict[str, object] = {"apiVersion": resource.api_version, "kind": _kind(resource), "metadata": _value(metadata, resource)}
    return printed | {key: _value(value, resource) for key, value in rest.items()}


def _value(value: Value, resource: Resource) -> object:
    if isinstance(value, Mapping):
        return {key: _value(item, resource) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_value(item, resource) for item in value]
    if isinstance(value, Secret):
        raise UnsupportedError(f"the secret `{value.parameter}` cannot stand in a manifest, which is kept in a file", resource.id)
    if isinstance(value, Unresolved):
        raise UnsupportedError(f"`{value.expression}` could not be evaluated, so it cannot be written again", resource.id)
    return f"<{key_of(value)}>" if isinstance(value, Ref) else value


def _unknowns(resource: Resource) -> Iterator[Unknown]:
    for path, value in _leaves(resource.body, ()):
        kind, name = _kind(resource), resource.name
        if isinstance(value, Ref):
            yield Unknown(key_of(value), value, kind, name, path)
        elif path[-1] == "image" and isinstance(value, str) and value.endswith("@"):
            yield Unknown(f"{last_segment(value[:-1])}-digest", None, kind, name, path)


def _leaves(value: Value, path: Path) -> Iterator[tuple[Path, Value]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, (*path, f"[{key}]" if "." in key else key))
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from _leaves(item, (*path, str(number)))
    else:
        yield path, value


def key_of(ref: Ref) -> str:
    """The name of a value in `parameters.yaml`: the resource that tells it, and what it tells."""
    told = ref.path.removeprefix("properties.").rpartition(".")[2]
    return re.sub("[^A-Za-z0-9-]+", "-", f"{last_segment(ref.resource + ref.suffix)}-{told}").strip("-")


def _placeholder(unknown: Unknown) -> str:
    """Angle brackets are in no label, no image and no id: nothing starts with them."""
    return f"<{unknown.key}>"


def _kustomization(names: list[str], unknowns: list[Unknown]) -> dict[str, object]:
    printed: dict[str, object] = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": names}
    if unknowns:
        printed["replacements"] = [
            {
                "source": {"kind": "ConfigMap", "name": PARAMETERS, "fieldPath": f"data.{key}"},
                "targets": [_target(unknown) for unknown in unknowns if unknown.key == key],
            }
            for key in dict.fromkeys(unknown.key for unknown in unknowns)
        ]
    return printed


def _target(unknown: Unknown) -> dict[str, object]:
    target: dict[str, object] = {"select": {"kind": unknown.kind, "name": unknown.name}, "fieldPaths": [".".join(unknown.path)]}
    return target if unknown.source is not None else target | {"options": {"delimiter": "@", "index": 1}}


def _yaml(document: Mapping[str, object]) -> str:
    return yaml_text({_readable(key): _readable(item) for key, item in document.items()}, FORM)


def _readable(value: object) -> Any:
    """Texts of several lines as blocks, and in quotes those that could be read as something else."""
    if isinstance(value, Mapping):
        return {_readable(key): _readable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_readable(item) for item in value]
    if not isinstance(value, str):
        return value
    if AMBIGUOUS.fullmatch(value):
        return SingleQuotedScalarString(value)
    return LiteralScalarString(value) if "\n" in value else value
