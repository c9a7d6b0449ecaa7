"""Diagnostic settings."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

import pytest

from enclave.compose import PASSES
from enclave.compose.passes.diagnostics import NOT_IN_AZURE, diagnostics, whole_diagnostics
from enclave.compose.passes.monitoring import monitoring, workspace_id
from enclave.compose.site import Site, sites
from enclave.compose.whole import Whole
from enclave.errors import UnsupportedError
from enclave.graph import resources
from enclave.graph.azure_facts import DIAGNOSTICS, WITHOUT_DIAGNOSTICS
from enclave.graph.body import text
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import cognitive_accounts, diagnostic_settings, log_analytics_workspaces, storage_accounts
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
        logs = known.logs_of(text(sender.body, "kind"))
        assert (view.logs, view.metrics, view.destination) == (logs, known.metrics, known.destination)
    assert len(bank_graph.of_type(diagnostic_settings.TYPE)) == len(senders) + 1


def test_ai_services_send_to_the_archive_of_their_region_too_and_nothing_else_does(bank_graph: Graph, bank_spec: Spec) -> None:
    archives = {site.key: site.archive for site in sites(bank_spec)}
    for found in bank_graph.of_type(diagnostic_settings.TYPE):
        view = diagnostic_settings.read(found)
        if not view.target:
            continue
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


def test_the_subscriptions_activity_log_goes_to_the_first_region(bank_graph: Graph, bank_spec: Spec) -> None:
    (setting,) = (found for found in bank_graph.of_type(diagnostic_settings.TYPE) if not found.scope)
    view = diagnostic_settings.read(setting)
    assert view.workspace == workspace_id(sites(bank_spec)[0])
    assert {"Administrative", "Security", "Policy"} <= set(view.logs)
    assert (view.metrics, setting.stamp, setting.name) == ((), "", "diag-contoso-bank")


def test_what_exists_once_sends_to_the_first_region(spec: Callable[..., Spec]) -> None:
    stamps = sites(spec())
    whole = Whole(stamps[0].spec, stamps)
    door = Resource("Microsoft.Cdn/profiles", "v1", "afd", whole.group, {}, "global")
    regional = Resource("Microsoft.Cdn/profiles", "v1", "other", whole.group, {}, "global", stamp="north")
    found = [diagnostic_settings.read(each) for each in whole_diagnostics(whole, (door, regional))]
    assert [(view.target, view.workspace, view.logs) for view in found if view.target] == [
        (door.id, workspace_id(stamps[0]), ("group:allLogs",))
    ]


@pytest.mark.parametrize("module", [module.name for module in pkgutil.iter_modules(resources.__path__)])
def test_of_every_type_that_can_be_written_it_is_known_whether_it_has_logs(module: str) -> None:
    kind = str(getattr(importlib.import_module(f"{resources.__name__}.{module}"), "TYPE", NOT_IN_AZURE[0])).lower()
    ours = kind.partition("/")[0] not in NOT_IN_AZURE
    assert (kind in DIAGNOSTICS) + (kind in WITHOUT_DIAGNOSTICS) == ours, kind


@pytest.mark.parametrize(("kind", "last"), [("OpenAI", "AzureOpenAIRequestUsage"), ("FormRecognizer", "Trace")])
def test_a_category_that_only_some_kinds_have_is_asked_of_them_only(run: Callable[..., Graph], site: Site, kind: str, last: str) -> None:
    account = Resource(cognitive_accounts.TYPE, "v1", "x", site.group, {"kind": kind})
    (setting,) = run(diagnostics, site, (account,)).of_type(diagnostic_settings.TYPE)
    assert diagnostic_settings.read(setting).logs[-1] == last


@pytest.mark.parametrize("kind", ["Kubernetes/Deployment", "Microsoft.Graph/namedLocations", "Microsoft.Network/natGateways"])
def test_what_azure_monitor_knows_nothing_of_has_no_setting(run: Callable[..., Graph], site: Site, kind: str) -> None:
    stranger = Resource(kind, "v1", "x", site.group, {})
    assert not run(diagnostics, site, (stranger,)).of_type(diagnostic_settings.TYPE)


@pytest.mark.parametrize(("audit", "names"), [(730, set()), (731, {"AZFWNetworkRule", "LAQueryLogs", "AzureActivity", "Syslog"})])
def test_tables_say_how_long_they_keep_where_the_workspace_cannot(
    run: Callable[..., Graph], spec: Callable[..., Spec], audit: int, names: set[str]
) -> None:
    hub = {"models": ["gpt-4o"], "retention": {"audit_days": audit, "request_response_days": 90, "metrics_days": 90}}
    site = sites(spec(hub=hub, projects={}))[0]
    built = (*monitoring(site, ()), Resource("Microsoft.Network/azureFirewalls", "v1", "afw", site.group, {}))
    workspace = run(diagnostics, site, built).get(workspace_id(site))
    assert workspace is not None
    tables = {table.name: table for table in log_analytics_workspaces.read(workspace, run(diagnostics, site, built)).tables}
    assert names <= set(tables)
    assert "AKSControlPlane" not in tables  # nothing here sends to it
    assert all((tables[name].total_retention_days or 0) >= audit for name in names)
