"""Auditing, alerts and assessment of SQL servers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import sql_guards, sql_servers
from enclave.graph.resources.sql_guards import ALERT_TYPE, ASSESSMENT_TYPE, AUDIT_TYPE, SqlGuards

SERVER = f"/resourceGroups/rg-test/providers/{sql_servers.TYPE}/sql-a"
GUARDS = SqlGuards(SERVER, ("BATCH_COMPLETED_GROUP",), True, True, 365, True, ("soc@example.com",), True)
NONE = SqlGuards(SERVER, (), False, False, 0, False, (), False)


@pytest.fixture
def server(make: Callable[..., Resource]) -> Resource:
    return make(sql_servers.TYPE, "sql-a", {})


@pytest.mark.parametrize("guards", [GUARDS, NONE, replace(GUARDS, recipients=())])
def test_what_is_written_is_read_back(
    guards: SqlGuards, server: Resource, place: Place, problems: Callable[..., list[str]]
) -> None:
    written = sql_guards.write(guards, server, place, depends_on=("/before",))
    graph = Graph((server, *written))
    assert {sql_guards.read(part, graph) for part in (server, *written)} == {guards}
    assert problems(written) == []


def test_one_change_comes_after_another_and_the_assessment_after_the_alerts(server: Resource, place: Place) -> None:
    audit, alerts, assessment = sql_guards.write(GUARDS, server, place, depends_on=("/before",))
    assert [part.type for part in (audit, alerts, assessment)] == [AUDIT_TYPE, ALERT_TYPE, ASSESSMENT_TYPE]
    assert (audit.depends_on, alerts.depends_on, assessment.depends_on) == (("/before",), (audit.id,), (alerts.id,))


def test_a_server_without_guards_has_none(server: Resource) -> None:
    assert sql_guards.read(server, Graph((server,))) == NONE


def test_auditing_that_is_off_audits_nothing(server: Resource, make: Callable[..., Resource]) -> None:
    off = make(AUDIT_TYPE, "sql-a/default", {"properties": {
        "state": "Disabled", "isAzureMonitorTargetEnabled": True, "auditActionsAndGroups": ["BATCH_COMPLETED_GROUP"],
    }})
    found = sql_guards.read(server, Graph((server, off)))
    assert (found.audited, found.to_workspace) == ((), False)
