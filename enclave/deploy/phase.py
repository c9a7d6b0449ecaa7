"""What is deployed in which phase: a template with its digest, the secrets that it needs, and the requests that follow it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from enclave.deploy.requests import Request, requests_of
from enclave.emit import emit_part
from enclave.emit.requests import is_template
from enclave.graph.ids import GROUP_TYPE
from enclave.graph.model import Graph, Resource
from enclave.graph.phases import PHASES, phases

LONGEST_NAME = 64
"""Characters of a deployment's name (Microsoft Learn, "Azure Resource Manager limits", 2026)."""


@dataclass(frozen=True)
class Phase:
    """One of the four phases of one enclave."""

    number: int
    title: str
    deployment: str
    """Name of its deployment in Azure, the same every time."""
    location: str
    """Where Azure keeps the record of the deployment."""
    resources: tuple[Resource, ...]
    """What the template deploys."""
    template: Mapping[str, Any]
    digest: str
    """Of the template and the requests, `sha256:...`. The values of secrets are no part of it."""
    requests: tuple[Request, ...]
    """What no template can say; sent when the template is deployed."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Names of the secure parameters that the template takes."""
        return tuple(self.template.get("parameters", {}))

    @property
    def heading(self) -> str:
        return f"phase {self.number}, {self.title}"


def plan_phases(graph: Graph, name: str) -> tuple[Phase, ...]:
    """The phases of an enclave that have anything in them, in order. Raises UnsupportedError."""
    number_of = phases(graph)
    location = next((resource.location or "" for resource in graph if resource.type.lower() == GROUP_TYPE.lower()), "")
    found = (_phase(graph, name, number, location, number_of) for number in PHASES)
    return tuple(phase for phase in found if phase.resources or phase.requests)


def descriptions(graph: Graph) -> dict[str, str]:
    """Every secure parameter of a graph with what is said about it."""
    found: dict[str, str] = {}
    for resource in graph:
        for secret in resource.secrets:
            found[secret.parameter] = found.get(secret.parameter) or secret.description
    return found


def _phase(graph: Graph, name: str, number: int, location: str, number_of: Mapping[str, int]) -> Phase:
    chosen = [resource for resource in graph if number_of[resource.id.lower()] == number]
    requests = requests_of(graph, number)
    printed = tuple(resource for resource in chosen if is_template(resource))
    text = emit_part(graph, [resource.id for resource in printed]) if printed else "{}"
    told = json.dumps([request.document for request in requests], sort_keys=True)
    return Phase(
        number=number,
        title=PHASES[number],
        deployment=deployment_name(name, number),
        location=location,
        resources=printed,
        template=json.loads(text),
        digest=f"sha256:{sha256(f'{text}{told}'.encode()).hexdigest()}",
        requests=requests,
    )


def deployment_name(name: str, number: int) -> str:
    """The name of a phase's deployment: `contoso-bank-1-network-foundation`."""
    full = f"{name}-{number}-{PHASES[number].replace(' ', '-')}"
    return full if len(full) <= LONGEST_NAME else f"{full[: LONGEST_NAME - 9]}-{sha256(full.encode()).hexdigest()[:8]}"
