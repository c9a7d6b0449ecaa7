"""What principals, roles and scopes are called: ids in a graph, in words."""

from __future__ import annotations

from functools import cached_property

from enclave.graph.azure_facts import ROLES
from enclave.graph.model import Graph, Ref, Resource, Value
from enclave.report.text import short
from enclave.spec.models import Spec

ROLE_NAMES = {guid: name for name, guid in ROLES.items()}
DEFINITIONS = "Microsoft.Authorization/roleDefinitions"


class Names:
    """Names in one enclave."""

    def __init__(self, spec: Spec, graph: Graph) -> None:
        self._spec, self._graph = spec, graph

    @cached_property
    def groups(self) -> dict[str, str]:
        """What the file says of each group, by its object id."""
        found: dict[str, list[str]] = {}
        for name in ("operators", "auditors", "break_glass"):
            if (group := getattr(self._spec.identity, name)) is not None:
                found.setdefault(str(group), []).append(name.replace("_", " "))
        for project, each in self._spec.projects.items():
            for access in each.access:
                found.setdefault(str(access.group), []).append(f"{access.role} of {project}")
        return {group: ", ".join(said) for group, said in found.items()}

    @cached_property
    def roles(self) -> dict[str, str]:
        """Roles of the enclave's own, by GUID."""
        found = {}
        for each in self._graph.of_type(DEFINITIONS):
            properties = each.body.get("properties")
            if isinstance(properties, dict):
                found[each.name] = str(properties.get("roleName", each.name))
        return found

    def principal(self, value: Value) -> str:
        """Who it is: a group of the file, or the identity of a resource."""
        if isinstance(value, Ref):
            return f"`{short(value.resource)}`"
        return f"group {value}" + (f" ({self.groups[str(value)]})" if str(value) in self.groups else "")

    def role(self, value: Value) -> str:
        """What a role is called. Its GUID where nobody knows its name."""
        guid = value.resource.rpartition("/")[2] if isinstance(value, Ref) else str(value).rpartition("/")[2]
        return self.roles.get(guid) or ROLE_NAMES.get(guid) or guid

    def scope(self, resource: Resource) -> str:
        """What an assignment is for."""
        return short(resource.scope) if resource.scope else "the subscription"
