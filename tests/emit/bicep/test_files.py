"""Module files in Bicep: declarations, calls, types without a parent that Bicep lacks, functions."""

from __future__ import annotations

from enclave.emit import emit
from enclave.emit.bicep.files import PAIR_TYPE, import_block, joined, parameter_block, type_block, up
from enclave.emit.layout.levels import Parameter
from enclave.graph.model import Graph, Resource

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg", "", {}, "westeurope", "groups", "europe")


def test_blocks_of_types_and_parameters() -> None:
    assert parameter_block(Parameter("x", "string", "It's secret.", is_secure=True)) == [
        "@secure()", r"@description('It\'s secret.')", "param x string"]
    assert type_block(PAIR_TYPE)[:2] == ["@export()", "@description('An entry of a dictionary that is told as a list.')"]
    assert type_block(PAIR_TYPE, is_exported=False)[1] == "type pairType = {"
    assert import_block(["b", "a", "b"], "x.bicep") == ["import { a, b } from 'x.bicep'"]
    assert joined([["a", "b"], [], ["c"]]) == "a\nb\n\nc\n"
    assert up("a/b") == "../../"


def test_a_parent_that_bicep_has_no_type_for_stands_in_the_name() -> None:
    vaults = "Microsoft.RecoveryServices/vaults"
    vault = Resource(vaults, "2026-07-01", "v", GROUP.id, {}, "westeurope", "a/vault", "europe")
    item = Resource(f"{vaults}/backupFabrics/protectionContainers/protectedItems", "2026-07-01", "v/Azure/c/i", GROUP.id,
                    {"properties": {}}, None, "a/items", "europe")
    text = emit(Graph((GROUP, vault, item)), "bicep")["modules/a/items.bicep"]
    assert "backupFabrics@" not in text
    head = "resource protectionContainer 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers@2026-07-01' existing = {"
    assert f"{head}\n  name: '${{vVault.name}}/Azure/c'\n}}" in text
    assert "  parent: protectionContainer\n  name: 'i'\n" in text


def test_the_index_of_a_loop_is_named_only_where_it_is_used() -> None:
    things = [Resource("A.B/things", "2025-01-01", name, GROUP.id, {}, None, "a/b", "europe") for name in ("x", "y", "z")]
    below = [Resource("A.B/things/parts", "2025-01-01", f"{name}/p", GROUP.id, {"sku": {"size": 1, "kind": "a", "more": [1, 2, 3, 4]}},
                      None, "a/b", "europe") for name in ("x", "y", "z")]
    text = emit(Graph((GROUP, *things, *below)), "bicep")["modules/a/b.bicep"]
    if "[for " in text:
        assert "[for (name, i) in" in text
        assert "parent: thing[i]" in text
    else:
        assert text.count("\n  parent: ") == 3
