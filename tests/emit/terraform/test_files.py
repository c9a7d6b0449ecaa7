"""Modules in Terraform: variables, outputs, versions, the way from one to another."""

from __future__ import annotations

import pytest

from enclave.emit import emit
from enclave.emit.layout.levels import Parameter
from enclave.emit.layout.terms import Choice
from enclave.emit.terraform.files import document, output, sorted_parameters, variable, versions, way
from enclave.emit.terraform.spelling import Spelling
from enclave.emit.terraform.terms import Terms
from enclave.emit.values import Expression
from enclave.graph.model import Graph, Ref, Resource

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg", "", {}, "westeurope", "groups", "europe")


def test_a_variable_has_type_description_and_the_words_that_it_may_be() -> None:
    text = "\n".join(variable(Terms(Spelling()), Parameter("skuName", Choice(("Basic", "Premium")), "Name of the sku.")))
    assert text.startswith('variable "sku_name" {\n  type        = string\n  description = "Name of the SKU."\n')
    assert 'condition     = contains(["Basic", "Premium"], var.sku_name)' in text
    secret = "\n".join(variable(Terms(Spelling()), Parameter("key", "string", "A key.", is_secure=True)))
    assert "sensitive   = true" in secret
    assert "ephemeral   = true" in secret


def test_an_output_says_what_it_waits_for() -> None:
    assert output("x", "An id.", Expression("a.id"), ["module.b"]) == [
        'output "x" {', '  description = "An id."', "  value       = a.id", "", "  depends_on = [module.b]", "}"]


@pytest.mark.parametrize(("is_root", "is_secret", "is_empty", "said"), [
    (True, False, False, ['required_version = ">= 1.9"', "required_providers", 'provider "azapi"']),
    (False, True, False, ['required_version = ">= 1.11"', "required_providers"]),
    (False, False, True, ['required_version = ">= 1.9"']),
])
def test_versions_are_pinned(is_root: bool, is_secret: bool, is_empty: bool, said: list[str]) -> None:
    text = document("x", versions(is_root=is_root, is_secret=is_secret, is_empty=is_empty))
    assert all(one in text for one in said)
    assert ('provider "azapi"' in text) is is_root
    assert ('version = "~> 2.' in text) is not is_empty


@pytest.mark.parametrize(("path", "other", "found"), [
    ("a/b", "a/c", "../c"), ("a/b", "d/e", "../../d/e"), ("a/b", "a/b-thing", "../b-thing"),
])
def test_the_way_between_modules(path: str, other: str, found: str) -> None:
    assert way(path, other) == found


def test_what_many_modules_have_comes_first() -> None:
    names = ("zones", "tags", "location", "enclave")
    assert [one.name for one in sorted_parameters({name: Parameter(name, "string", "") for name in names})] == [
        "enclave", "location", "tags", "zones"]


def test_a_name_that_only_an_id_of_bicep_needs_is_no_variable() -> None:
    things = [Resource("A.B/things", "2025-01-01", f"{name}-europe", GROUP.id, {}, None, "a/b", "europe") for name in "xyz"]
    asking = Resource("A.B/asker", "2025-01-01", "q", GROUP.id, {"at": Ref(things[0].id)}, None, "c/d", "europe")
    files = emit(Graph((GROUP, *things, asking)), "terraform")
    declared = files.get("modules/a/b/variables.tf", "")
    for name in ("region", "enclave"):
        assert (f'variable "{name}"' in declared) is (f"var.{name}" in files["modules/a/b/main.tf"] + files["modules/a/b/outputs.tf"])
