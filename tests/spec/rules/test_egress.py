"""The names that workloads may reach."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.spec.rules.egress import SHARED_SUFFIXES, each_egress_once, feeds_go_with_selective_isolation, no_shared_wildcard
from enclave.verify.network.shared_names import SHARED

EGRESS = ("network", "egress")


def declared(*names: str) -> dict[tuple[str, ...], Any]:
    return {EGRESS: [{"fqdn": name, "why": "a good reason"} for name in names]}


def test_a_name_is_declared_once(places: Any) -> None:
    assert places(each_egress_once, declared("a.example.com", "b.example.com")) == []
    assert places(each_egress_once, declared("a.example.com", "b.example.com", "a.example.com")) == ["network.egress.2.fqdn"]


@pytest.mark.parametrize("isolation", ["complete", "managed", "selective"])
def test_package_feeds_go_with_selective_isolation_only(isolation: str, places: Any) -> None:
    feeds = {("network", "package_feeds"): ["packages.example.com"], ("network_isolation",): isolation}
    assert places(feeds_go_with_selective_isolation, feeds) == ([] if isolation == "selective" else ["network.package_feeds"])
    assert places(feeds_go_with_selective_isolation, {("network_isolation",): isolation}) == []


@pytest.mark.parametrize("suffix", SHARED_SUFFIXES)
def test_a_wildcard_over_a_shared_suffix_needs_a_reason(suffix: str, places: Any) -> None:
    assert places(no_shared_wildcard, declared(f"*.{suffix}")) == ["network.egress.0.fqdn"]
    assert places(no_shared_wildcard, declared(f"contoso.{suffix}")) == []
    assert places(no_shared_wildcard, declared(f"*.westeurope.{suffix}")) == ["network.egress.0.fqdn"]
    reasoned = {EGRESS: [{"fqdn": f"*.{suffix}", "why": "partners", "unsafe_allow_shared_suffix": {"reason": "accepted by risk"}}]}
    assert places(no_shared_wildcard, reasoned) == []


@pytest.mark.parametrize("name", ["*.windows.net", "*.core.windows.net", "*.azure.com"])
def test_a_wildcard_above_a_shared_suffix_covers_it(name: str, places: Any) -> None:
    assert places(no_shared_wildcard, declared(name)) == ["network.egress.0.fqdn"]


@pytest.mark.parametrize("name", ["*.contoso.com", "*.notgithub.io", "*.mcr.microsoft.com"])
def test_a_wildcard_over_the_names_of_one_owner_is_fine(name: str, places: Any) -> None:
    assert places(no_shared_wildcard, declared(name)) == []


def test_the_table_is_the_verifier_s() -> None:
    assert tuple(SHARED) == SHARED_SUFFIXES


def test_the_table_is_clean() -> None:
    assert len(set(SHARED_SUFFIXES)) == len(SHARED_SUFFIXES)
    assert all(suffix == suffix.lower().strip(".") and "." in suffix for suffix in SHARED_SUFFIXES)
