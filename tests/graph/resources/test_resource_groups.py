"""Resource groups."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from enclave.graph.parts import Place
from enclave.graph.resources import resource_groups
from enclave.graph.resources.resource_groups import ResourceGroup

GROUP = ResourceGroup("/resourceGroups/rg-a", "rg-a", "westeurope")


def test_what_is_written_is_read_back(place: Place, problems: Callable[..., list[str]]) -> None:
    (written,) = resource_groups.write(GROUP, replace(place, scope=""))
    assert written.id == GROUP.id
    assert resource_groups.read(written) == GROUP
    assert problems([written]) == []
