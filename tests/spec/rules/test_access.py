"""Who may use a project."""

from __future__ import annotations

from typing import Any

from enclave.spec.rules.access import access_is_given, groups_can_be_looked_up, one_role_per_group

ACCESS = ("projects", "fraud-triage", "access")
GROUP = "22222222-2222-2222-2222-222222222222"


def test_an_empty_list_is_a_mistake_and_one_group_is_enough(places: Any) -> None:
    assert places(access_is_given, {ACCESS: []}) == ["projects.fraud-triage.access"]
    assert places(access_is_given, {ACCESS: [{"group": GROUP, "role": "auditor"}]}) == []


def test_a_group_stands_once(found: Any, places: Any) -> None:
    twice = [{"group": GROUP, "role": "user"}, {"group": GROUP.upper(), "role": "contributor"}]
    assert places(one_role_per_group, {ACCESS: twice}) == ["projects.fraud-triage.access.1"]
    same = [{"group": GROUP, "role": "user"}] * 3
    messages = [problem.message for problem in found(one_role_per_group, {ACCESS: same})]
    assert len(messages) == 2
    assert all("`user` twice" in message for message in messages)


def test_a_group_may_have_another_role_in_another_project(places: Any) -> None:
    other = {"region": "europe", "access": [{"group": "44444444-4444-4444-4444-444444444444", "role": "user"}]}
    assert places(one_role_per_group, {("projects", "other"): other}) == []


def test_groups_are_looked_up_where_graph_can_be_reached(found: Any, places: Any) -> None:
    asks = {("identity", "look_up_groups"): True}
    (problem,) = found(groups_can_be_looked_up, asks | {("network", "egress"): []})
    assert "`graph.microsoft.com` is not in `network.egress`" in problem.message
    reached = {("network", "egress"): [{"fqdn": "graph.microsoft.com", "why": "groups of callers"}]}
    assert places(groups_can_be_looked_up, asks | reached) == places(groups_can_be_looked_up, {("network", "egress"): []}) == []
