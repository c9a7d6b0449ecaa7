"""Diagnostic settings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose import PASSES
from enclave.compose.passes.diagnostics import diagnostics
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.site import Site, sites
from enclave.errors import UnsupportedError
from enclave.graph.azure_facts import DIAGNOSTICS
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import cognitive_accounts, diagnostic_settings, storage_accounts
from enclave.spec.models import Spec


def test_everything_that_can_send_sends_to_the_workspace_of_its_region(bank_graph: Graph, bank_spec: Spec) -> None:
    workspaces = {site.key: workspace_id(site) for site in sites(bank_spec)}
    senders = [found for found in bank_graph if found.type.lower() in DIAGNOSTICS]
    assert len(senders) > 20
    for sender in senders:
        (setting,) = (found for found in bank_graph.extending(sender.id) if found.type == diagnostic_settings.TYPE)
        view = diagnostic_settings.read(setting)
        known = DIAGNOSTICS[sender.type.lower()]
        assert (view.target, view.workspace) == (sender.id, workspaces[sender.stamp])
        assert (view.logs, view.metrics, view.destination) == (known.logs, known.metrics, known.destination)
    assert len(bank_graph.of_type(diagnostic_settings.TYPE)) == len(senders)


def test_ai_services_send_to_the_archive_of_their_region_too_and_nothing_else_does(bank_graph: Graph, bank_spec: Spec) -> None:
    archives = {site.key: site.archive for site in sites(bank_spec)}
    for found in bank_graph.of_type(diagnostic_settings.TYPE):
        view = diagnostic_settings.read(found)
        sender = bank_graph.get(view.target)
        assert sender is not None
        assert view.storage_account == (archives[sender.stamp] if sender.type == cognitive_accounts.TYPE else None)
        if sender.type == cognitive_accounts.TYPE:
            assert {"Audit", "RequestResponse"} <= set(view.logs)
            assert view.metrics == ("AllMetrics",)


def test_who_reads_the_archive_is_logged(bank_graph: Graph) -> None:
    for account in bank_graph.of_type(storage_accounts.TYPE):
        (setting,) = bank_graph.extending(f"{account.id}/blobServices/default")
        view = diagnostic_settings.read(setting)
        assert view.logs == ("StorageRead", "StorageWrite", "StorageDelete")
        assert view.storage_account is None


def test_it_comes_last() -> None:
    assert PASSES[-1] is diagnostics


def test_a_type_that_nothing_is_known_of_raises(site: Site, run: Callable[..., Graph]) -> None:
    stranger = Resource("Microsoft.Nobody/knows", "v1", "x", site.group, {})
    with pytest.raises(UnsupportedError, match=r"Microsoft\.Nobody/knows"):
        run(diagnostics, site, (stranger,))
