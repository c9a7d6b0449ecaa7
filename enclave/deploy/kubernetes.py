"""The objects of the clusters: written with what only the deployed resources know, and applied with kubectl when asked."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from enclave.deploy.paths import value_at
from enclave.deploy.session import Session
from enclave.emit.kubernetes import emit_kubernetes, parameter_file, parameters
from enclave.emit.requests import OBJECTS
from enclave.errors import EnclaveError, InputError
from enclave.graph.model import Graph, Ref

DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
LONGEST: Final = 600.0
"""Seconds that kubectl may take."""


@dataclass(frozen=True)
class Cluster:
    """What is applied to the cluster of one region."""

    stamp: str
    context: str
    """Name of the cluster, as `az aks get-credentials` calls its context."""
    directory: Path
    missing: tuple[str, ...]
    """Values that somebody has to give: digests of images."""


def image_digests(given: list[str]) -> dict[str, str]:
    """`gateway-digest=sha256:...` of the command line. Raises InputError."""
    found: dict[str, str] = {}
    for text in given:
        name, _, digest = text.partition("=")
        if not name or not DIGEST.fullmatch(digest):
            raise InputError(f"`{text}` is not the digest of an image", "--image", "write it as `NAME=sha256:` and 64 hexadecimal digits")
        found[name] = digest
    return found


def write_objects(session: Session, graph: Graph, digests: Mapping[str, str], output: Path) -> tuple[Cluster, ...]:
    """Writes every object and the parameters that Azure knows, one directory for each region. Raises EnclaveError."""
    wanted = parameters(graph)
    unknown = sorted(set(digests) - {key for keys in wanted.values() for key, ref in keys.items() if ref is None})
    if unknown:
        raise InputError(f"no object needs the digest `{unknown[0]}`", "--image")
    values = {
        stamp: {key: _value(session, graph, ref, digests.get(key, "")) for key, ref in keys.items()} for stamp, keys in wanted.items()
    }
    files = emit_kubernetes(graph)
    files |= {f"{stamp}/parameters.yaml": parameter_file(_shown(found)) for stamp, found in values.items() if found}
    try:
        for name, text in files.items():
            place = output / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EnclaveError(f"cannot be written: {(error.strerror or str(error)).lower()}", str(output)) from error
    return tuple(
        Cluster(stamp, _cluster(graph, stamp), output / stamp, tuple(key for key, value in found.items() if not value))
        for stamp, found in values.items()
    )


def apply(cluster: Cluster) -> str:
    """Applies the objects of a region with kubectl, and says what kubectl said. Raises EnclaveError."""
    program = shutil.which("kubectl")
    if program is None:
        raise EnclaveError("`kubectl` is not installed", hint=command(cluster))
    if cluster.missing:
        raise EnclaveError(f"`{cluster.missing[0]}` has no value", str(cluster.directory / "parameters.yaml"),
                           f"give it with `--image {cluster.missing[0]}=sha256:...`")
    try:
        done = subprocess.run(
            [program, "--context", cluster.context, "apply", "-k", str(cluster.directory)],
            capture_output=True, text=True, check=False, timeout=LONGEST,
        )
    except subprocess.TimeoutExpired as error:
        raise EnclaveError(f"kubectl took more than {LONGEST:.0f} s", cluster.context, command(cluster)) from error
    if done.returncode:
        said = done.stderr.strip() or f"exit code {done.returncode}"
        hint = "run it where the private cluster can be reached, after `az aks get-credentials`"
        raise EnclaveError(f"kubectl failed: {said}", cluster.context, hint)
    return done.stdout.strip()


def command(cluster: Cluster) -> str:
    """What a person types instead."""
    return f"kubectl --context {cluster.context} apply -k {cluster.directory}"


def _shown(values: Mapping[str, str]) -> dict[str, str]:
    """Values as they are written: one that is missing stays such that no cluster takes it."""
    return {key: value or f"<{key}>" for key, value in values.items()}


def _value(session: Session, graph: Graph, ref: Ref | None, digest: str) -> str:
    if ref is None:
        return digest
    full = f"/subscriptions/{session.subscription}{ref.resource}"
    if ref.path == "id":
        return f"{ref.prefix}{full}{ref.suffix}"
    if ref.path == "name":
        return ref.resource.rpartition("/")[2]
    resource = graph.get(ref.resource)
    value = value_at(session.arm("GET", full, resource.api_version if resource else ""), ref.path)
    if not isinstance(value, str) or not value:
        raise EnclaveError(f"azure does not say the `{ref.path}` of it", full, "deploy the phases before first")
    return value


def _cluster(graph: Graph, stamp: str) -> str:
    """The name of the cluster that the objects of a region are for."""
    scopes = {one.scope for one in graph if one.type.lower().startswith(OBJECTS) and (one.stamp or "enclave") == stamp}
    if len(scopes) != 1:
        raise EnclaveError(f"the objects of `{stamp}` are for {len(scopes)} clusters", hint="this is a defect of the program")
    return scopes.pop().rpartition("/")[2]
