"""The access review: what is in it, and what keeps one from being finished."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace as with_values

from enclave.errors import InputError
from enclave.graph.model import Graph, Resource
from enclave.report.access import COLUMNS, access, decided, open_points, read, render, summary
from enclave.spec.models import Spec
from enclave.verify.model import Verification

Proved = tuple[Spec, Graph, Verification]
STRANGER = "99999999-0000-0000-0000-000000000001"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
NOBODYS_ROLE = "12341234-0000-0000-0000-000000000000"


def assignment(name: str, principal: str, role: str) -> Resource:
    body = {"properties": {"principalId": principal, "roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{role}"}}
    return Resource("Microsoft.Authorization/roleAssignments", "2022-04-01", name, "", body)


def test_every_holding_of_the_graph_and_every_group_of_the_file_is_a_row(proved: Proved) -> None:
    spec, graph, _ = proved
    rows = access(spec, graph)
    assert {row.kind for row in rows} == {"gateway", "standing", "eligible", "service"}
    assert {(row.scope, row.role, row.principal) for row in rows if row.kind == "gateway"} == {
        (name, each.role, str(each.group)) for name, project in spec.projects.items() for each in project.access
    }
    assert len({row.key for row in rows}) == len(rows)
    assert {row.source for row in rows} >= {each.id for each in graph.of_type("Microsoft.Authorization/roleAssignments")}


def test_what_runs_and_is_not_in_the_file_stands_out(proved: Proved) -> None:
    spec, graph, _ = proved
    own = graph.of_type("Microsoft.Authorization/roleAssignments")[0]
    observed = Graph((own, assignment("a", STRANGER, CONTRIBUTOR), assignment("b", STRANGER, NOBODYS_ROLE)))
    rows = access(spec, graph, observed)
    assert [row.role for row in rows if row.where == "runs"] == ["Contributor", f"role {NOBODYS_ROLE}, which nobody here knows"]
    assert [row.source for row in rows if row.where == "file and runs"] == [own.id]
    assert summary(rows).endswith("; 2 that the file does not give")


def test_an_assignment_that_cannot_be_read_is_a_row_of_its_own(proved: Proved) -> None:
    spec, graph, _ = proved
    broken = Graph((assignment("a", "", CONTRIBUTOR), assignment("b", "", CONTRIBUTOR)))
    unread = [row for row in access(spec, graph, broken) if row.kind == "unread"]
    assert [row.source[-1] for row in unread] == ["a", "b"]
    assert all("unread" not in point and "could not be read" in point for point in open_points(unread))


def test_who_called_comes_out_of_a_log_that_verifies(proved: Proved, write_log: Callable[..., Path]) -> None:
    spec, graph, _ = proved
    data = write_log(kind="refused", roles=("user", "auditor"))
    rows = access(spec, graph, data=data)
    [caller] = [row for row in rows if row.kind == "caller"]
    assert (caller.principal, caller.role, caller.scope, caller.calls, caller.refused) == ("someone", "user, auditor", "fraud-triage", 0, 1)
    used = {row.role: row.refused for row in rows if row.kind == "gateway" and row.scope == "fraud-triage"}
    assert used == {"user": 1, "auditor": 1, "contributor": 0}
    assert not any("someone" in point for point in open_points(rows))
    for tile in (data / "log").rglob("*"):
        if tile.is_file() and "entries" in str(tile):
            tile.write_bytes(tile.read_bytes().replace(b"someone", b"anybody"))
    with pytest.raises(InputError):
        access(spec, graph, data=data)


def test_a_review_is_finished_when_each_row_is_decided_and_what_was_to_go_is_gone(proved: Proved) -> None:
    spec, graph, _ = proved
    before = access(spec, graph, Graph((assignment("a", STRANGER, CONTRIBUTOR),)))
    assert len(open_points(before)) == len(before)
    filled = tuple(
        with_values(row, decision="remove" if row.principal == STRANGER else "keep", reviewer="Ada", note="=why") for row in before
    )
    review = read(render(filled), "access.csv")
    assert tuple(review.values()) == filled
    still = decided(before, review)
    assert open_points(still) == (f"{STRANGER}, Contributor on the subscription (standing): was to be removed, and is still there",)
    after = decided(access(spec, graph, Graph(())), review)
    assert open_points(after) == ()
    assert [(row.where, row.note) for row in after if row.principal == STRANGER] == [("gone", "=why")]
    new = decided(access(spec, graph, Graph((assignment("b", "new", CONTRIBUTOR),))), review)
    assert [point.rpartition(": ")[2] for point in open_points(new)] == ["is not decided"]
    nameless = tuple(with_values(row, reviewer=" ") for row in filled if row.decision == "keep")
    assert all("nobody's name" in point for point in open_points(nameless))


def test_a_table_that_is_no_review_is_refused_with_its_line(proved: Proved) -> None:
    rows = access(proved[0], proved[1])[:2]
    good = render(rows)
    header, first, second = good.splitlines()
    for text, told in (
        ("", "no column `kind`"),
        ("a,b\n1,2\n", "no column `kind`"),
        (good.replace(",decision", ",verdict"), "no column `decision`"),
        (f"{header}\n{first}\n{first}\n", "stands twice"),
        (f"{header}\n{first.removesuffix(',,,')},perhaps,,\n", "`perhaps` is no decision"),
        (f"{header}\n{first.replace('gateway', 'door', 1)}\n", "`door` is no kind"),
        (f'{header}\n"{second}\n', "not a table"),
    ):
        with pytest.raises(InputError, match=told):
            read(text, "r.csv")
    assert tuple(read(good, "r.csv").values()) == rows
    assert header == ",".join(COLUMNS)
