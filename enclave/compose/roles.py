"""Roles of the owner's own: least privilege where no built-in role is narrow enough. What they may do stands in `data/custom_roles.json`.

An enclave defines a role only where somebody holds it: operators and auditors where they are named, contributors where
their rights are activated (`components.privileged_identity`); without that they hold the built-in role that the seed gives them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal
from uuid import NAMESPACE_URL, uuid5

from enclave.spec.models import Spec

DATA: Final[Mapping[str, Any]] = json.loads((Path(__file__).parent / "data" / "custom_roles.json").read_text(encoding="utf-8"))
CustomRole = Literal["operator", "contributor", "auditor", "restorer", "stager", "anchor"]


def role_guid(spec: Spec, role: CustomRole) -> str:
    """GUID of a role: always the same for an enclave of a tenant, since a tenant has every GUID once."""
    return str(uuid5(NAMESPACE_URL, "|".join((str(spec.identity.tenant), spec.name, "role", role))))


def held(spec: Spec) -> tuple[CustomRole, ...]:
    """The roles that somebody holds."""
    contributors = any(entry.role == "contributor" for project in spec.projects.values() for entry in project.access)
    wanted: tuple[tuple[CustomRole, bool], ...] = (
        ("operator", spec.identity.operators is not None),
        ("contributor", contributors and bool(spec.components.privileged_identity.enabled)),
        ("auditor", spec.identity.auditors is not None),
        ("restorer", bool(spec.components.backup.enabled)),
        ("stager", bool(spec.components.backup.enabled and spec.components.virtual_machines.enabled)),
        ("anchor", bool(spec.components.kubernetes.enabled)),
    )
    return tuple(role for role, is_held in wanted if is_held)
