"""Microsoft Sentinel on each region's workspace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.passes.sentinel import DIRECTORY_LOGS, directory_logs, is_home, onboarding_id, sentinel
from enclave.compose.site import Site, sites
from enclave.compose.whole import Whole
from enclave.graph.model import Graph
from enclave.graph.resources import directory_diagnostic_settings, sentinel_data_connectors, sentinel_onboarding_states, sentinel_settings
from enclave.spec.models import Spec

TENANT = {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme", "directory_logs": True}
ALL = {"sentinel": True, "threat_intelligence": True, "behavioral_analytics": True}


def made(site: Site) -> Graph:
    return Graph(tuple(sentinel(site, ())))


def kinds(graph: Graph) -> list[str]:
    return [sentinel_data_connectors.read(each).kind for each in graph.of_type(sentinel_data_connectors.TYPE)]


def learnt(graph: Graph) -> dict[str, tuple[str, ...]]:
    found = (sentinel_settings.read(each) for each in graph.of_type(sentinel_settings.TYPE))
    return {each.kind: each.members for each in found}


def test_every_region_has_it_and_the_first_has_what_belongs_to_none(spec: Callable[..., Spec]) -> None:
    home, other = sites(spec(security=ALL, identity=TENANT))
    assert (is_home(home), is_home(other)) == (True, False)
    for site in (home, other):
        (state,) = made(site).of_type(sentinel_onboarding_states.TYPE)
        assert (state.id, state.scope) == (onboarding_id(site), workspace_id(site))
    assert kinds(made(home)) == ["MicrosoftThreatIntelligence", "AzureActiveDirectory"]
    assert kinds(made(other)) == ["MicrosoftThreatIntelligence"]
    assert learnt(made(home)) == {"EntityAnalytics": ("AzureActiveDirectory",), "Ueba": ("AuditLogs", "AzureActivity", "SigninLogs")}
    assert learnt(made(other)) == {}


def test_everything_waits_for_sentinel_and_behaviour_for_who_there_is(spec: Callable[..., Spec]) -> None:
    home = sites(spec(security=ALL, identity=TENANT))[0]
    graph = made(home)
    after = {each.name: each.depends_on for each in graph if each.type != sentinel_onboarding_states.TYPE}
    (entities,) = (each for each in graph if each.name == "EntityAnalytics")
    assert after.pop("Ueba") == (entities.id,)
    assert set(after.values()) == {(onboarding_id(home),)}


def test_switches(spec: Callable[..., Spec]) -> None:
    def of(**security: Any) -> Graph:
        return made(sites(spec(security=security))[0])

    assert not of(sentinel=False, threat_intelligence=True, behavioral_analytics=True).resources
    assert [each.type for each in of(sentinel=True)] == [sentinel_onboarding_states.TYPE]
    assert kinds(of(sentinel=True, threat_intelligence=True)) == ["MicrosoftThreatIntelligence"]
    assert learnt(of(sentinel=True, behavioral_analytics=True))["Ueba"] == ("AzureActivity",)


def test_the_tenants_logs_come_only_where_the_file_wants_them(spec: Callable[..., Spec]) -> None:
    def of(**changes: Any) -> list[Any]:
        one = spec(**changes)
        return [*directory_logs(Whole(one, sites(one)), ())]

    (written,) = of(security=ALL, identity=TENANT)
    found = directory_diagnostic_settings.read(written)
    assert (written.scope, found.logs) == ("/tenant", DIRECTORY_LOGS)
    assert found.workspace == workspace_id(sites(spec())[0])
    assert of(security=ALL) == of(identity=TENANT) == []


def test_azure_takes_what_is_written(spec: Callable[..., Spec], problems: Callable[..., list[str]]) -> None:
    assert problems(made(sites(spec(security=ALL, identity=TENANT))[0]).resources) == []
