"""What exists once for all regions: its resource group, names and places."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from enclave.compose.names import resource_name
from enclave.compose.site import Site, own_ending
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import resource_groups
from enclave.graph.resources.resource_groups import ResourceGroup
from enclave.spec.models import Spec

MANAGEMENT_GROUP = "Microsoft.Management/managementGroups"


class Whole(Struct, frozen=True):
    """The enclave as a whole: what is not in one region has stamp `""`."""

    spec: Spec
    sites: tuple[Site, ...]

    @property
    def location(self) -> str:
        """Azure region of what is global but must say a region: the first one's."""
        return self.sites[0].region.location

    @property
    def group(self) -> str:
        """Id of the resource group of what is global."""
        return f"/resourceGroups/{self.name(resource_groups.TYPE, 'global')}"

    @property
    def governed(self) -> str:
        """Scope of policies: the management group where the spec names one, else the subscription."""
        name = self.spec.governance.management_group
        return "" if name is None else f"/providers/{MANAGEMENT_GROUP}/{name}"

    def name(self, resource_type: str, *parts: str) -> str:
        """The name of a resource that exists once."""
        return resource_name(resource_type, self.spec.name, *parts)

    def id(self, resource_type: str, *parts: str) -> str:
        """The id of a resource in the global group, by what it is for."""
        return f"{self.group}/providers/{resource_type}/{self.name(resource_type, *parts)}"

    def unique(self, resource_type: str, *parts: str) -> str:
        """The id of a resource in the global group whose name the whole world shares."""
        ending = own_ending(self.spec, *parts, str(self.spec.identity.tenant))
        return f"{self.group}/providers/{resource_type}/{resource_name(resource_type, self.spec.name, *parts, ending=ending)}"

    def place(self, module: str, scope: str | None = None, location: str | None = None) -> Place:
        """Where resources of a module go: the global group, or the scope."""
        tags = {"enclave": self.spec.name, "data-classification": self.spec.data_classification, "scenario": self.spec.scenario}
        return Place(self.group if scope is None else scope, location or self.location, module, "", tags)


def global_group(whole: Whole, built: Sequence[Resource]) -> tuple[Resource, ...]:
    """The resource group of what is global, where anything is in it."""
    if not any(resource.scope == whole.group for resource in built):
        return ()
    group = ResourceGroup(whole.group, last_segment(whole.group), whole.location)
    return resource_groups.write(group, whole.place("resource-groups", scope=""))
