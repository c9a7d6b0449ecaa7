"""A full id in the few words that a person needs."""

from __future__ import annotations


def label(resource_id: str) -> str:
    """`diag-enclave on kv-x (rg-y)`: the names of an id, what it extends, and its resource group."""
    head, *tails = resource_id.split("/providers/")
    if not tails:
        return resource_id.rpartition("/")[2]
    names = ["/".join(tail.split("/")[2::2]) for tail in reversed(tails)]
    group = head.rpartition("/")[2] if "/resourcegroups/" in head.lower() else ""
    if len(names) == 1 and tails[0].lower().startswith("microsoft.authorization/") and group:
        return f"{names[0]} on {group}"
    return " on ".join(names) + (f" ({group})" if group else "")
