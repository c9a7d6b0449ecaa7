"""The resource group that holds everything of a region."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from enclave.compose.site import Site
from enclave.graph.model import Resource
from enclave.graph.resources import resource_groups
from enclave.graph.resources.resource_groups import ResourceGroup


def resource_group(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """The resource group."""
    name = site.name(resource_groups.TYPE)
    return resource_groups.write(ResourceGroup(site.group, name, site.region.location), site.place("resource-groups", scope=""))
