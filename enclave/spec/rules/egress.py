"""The names that workloads may reach."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem

DATA = Path(__file__).parent.parent / "data" / "shared_suffixes.json"
SHARED_SUFFIXES: tuple[str, ...] = tuple(json.loads(DATA.read_text(encoding="utf-8"))["suffixes"])
"""Names under which anybody can have one, as dated data; `data/shared_suffixes.json` says its source. The rooms of the two
halves may not read each other's files, so the verifier has the same table; a test holds them together."""


def each_egress_once(subject: Subject) -> Iterator[Problem]:
    """A name is declared once, with one reason."""
    first: dict[str, int] = {}
    for index, egress in enumerate(subject.spec.network.egress):
        other = first.setdefault(egress.fqdn, index)
        if other != index:
            keys: Keys = ("network", "egress", other, "fqdn")
            message = f"`{egress.fqdn}` is declared twice, first at {subject.place(keys)}"
            yield subject.problem(("network", "egress", index, "fqdn"), message, "keep one")


def feeds_go_with_selective_isolation(subject: Subject) -> Iterator[Problem]:
    """Package feeds are reachable only where isolation is selective: anywhere else they would be a promise that nobody keeps."""
    isolation = subject.spec.network_isolation
    if subject.spec.network.package_feeds and isolation != "selective":
        other: Keys = ("network_isolation",)
        where = subject.place(other)
        message = f"`package_feeds` are reachable with `network_isolation: selective` only, and it is `{isolation}` ({where})"
        hint = "leave them out, or mirror the packages to where the enclave reaches them without the internet"
        yield subject.problem(("network", "package_feeds"), message, hint, (other,))


def no_shared_wildcard(subject: Subject) -> Iterator[Problem]:
    """A wildcard covers the names of one owner: under a shared suffix anybody can register a place to send data to."""
    for index, egress in enumerate(subject.spec.network.egress):
        if not egress.fqdn.startswith("*.") or egress.unsafe_allow_shared_suffix is not None:
            continue
        base = egress.fqdn.removeprefix("*.")
        shared = [suffix for suffix in SHARED_SUFFIXES if f".{suffix}".endswith(f".{base}") or base.endswith(f".{suffix}")]
        if shared:
            message = f"`{egress.fqdn}` lets data out to anybody who registers a name under `{shared[0]}`"
            hint = f"name the host, `<yours>.{shared[0]}`, or add `unsafe_allow_shared_suffix: {{reason: ...}}`"
            yield subject.problem(("network", "egress", index, "fqdn"), message, hint)
