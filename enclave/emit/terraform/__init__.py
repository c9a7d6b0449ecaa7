"""Prints a graph as Terraform with the azapi provider."""

from __future__ import annotations

from enclave.emit.old_terraform import emit_terraform

__all__ = ["emit_terraform"]
