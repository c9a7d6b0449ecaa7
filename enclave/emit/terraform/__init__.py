"""Prints a layout as Terraform with azapi: a root module, its values, and a module for each module of the graph.

A module that all regions have is called for each of them; `terraform.tfvars` holds what differs between regions.
"""

from __future__ import annotations

from enclave.emit.layout.entry import Layout
from enclave.emit.terraform.root import RootPrinter

__all__ = ["emit_terraform"]


def emit_terraform(layout: Layout) -> dict[str, str]:
    """`main.tf`, `variables.tf`, `terraform.tfvars`, `outputs.tf`, `versions.tf`, and `modules/<module>/`."""
    return RootPrinter(layout).files()
