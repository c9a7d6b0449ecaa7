"""What restore procedures ask Resource Manager: only what their role allows, in a form that Azure takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from enclave.compose.passes.backup_storage import backup_storage, backup_storage_id
from enclave.compose.procedures import Call, Procedure, triggers
from enclave.compose.restore import procedures
from enclave.compose.roles import DATA
from enclave.compose.site import Site
from enclave.graph.ids import parse
from enclave.graph.model import Ref, Resource

ALL = {"backup": True, "sql": True, "cosmos_db": True, "postgresql": True, "virtual_machines": True}
ROLE = {action.lower() for action in DATA["roles"]["restorer"]["actions"]}


@pytest.fixture
def every(furnished: Callable[..., Site]) -> tuple[Procedure, ...]:
    """All procedures of a region that has everything."""
    site = furnished(ALL)
    return tuple(procedures(site, (*backup_storage(site, ()),)))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts(key)
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def target(call: Call, procedure: Procedure) -> str:
    """The id that a call goes to, with every answer `xyz`."""

    def known(match: re.Match[str]) -> str:
        value = procedure.parameters[match[1]]
        assert isinstance(value, Ref)
        return (value.resource + value.suffix)[1:]

    path = re.sub(r"@\{substring\(parameters\('(\w+)'\), 1\)\}", known, call.path)
    return "/" + re.sub(r"@\{.*?\}", "xyz", path)


def test_every_expression_is_whole_and_names_what_is_there(every: tuple[Procedure, ...]) -> None:
    for procedure in every:
        asked = {ask.name for ask in procedure.asks}
        earlier: set[str] = set()
        for call in procedure.calls:
            for text in texts([call.path, call.body]):
                assert text.count("{") == text.count("}")
                assert text.count("(") == text.count(")")
                assert text.count("'") % 2 == 0
                assert set(re.findall(r"parameters\('(\w+)'\)", text)) <= {*procedure.parameters, "identity"}, procedure.name
                assert set(re.findall(r"triggerBody\(\)\?\['(\w+)'\]", text)) <= asked, procedure.name
                assert set(re.findall(r"body\('(\w+)'\)", text)) <= earlier, procedure.name
            earlier.add(call.name)


def test_every_answer_and_every_parameter_is_used(every: tuple[Procedure, ...]) -> None:
    for procedure in every:
        said = " ".join(texts([[call.path, call.body] for call in procedure.calls]))
        for name in procedure.parameters:
            assert f"parameters('{name}')" in said, (procedure.name, name)
        for ask in procedure.asks:
            assert f"triggerBody()?['{ask.name}']" in said, (procedure.name, ask.name)


def test_the_role_allows_every_call_and_nothing_that_none_makes(every: tuple[Procedure, ...]) -> None:
    # what Azure asks for besides: identities that are handed on, networks that are joined
    besides = {action for action in ROLE if action.endswith(("/assign/action", "/join/action", "approval/action"))} | {"*/read"}
    needed = set()
    for procedure in every:
        for call in procedure.calls:
            path = target(call, procedure)
            if call.method == "PUT":
                found = parse(path)
                assert found is not None
                needed.add(f"{found.type}/write".lower())
            elif call.method == "POST":
                owner, _, action = path.rpartition("/")
                found = parse(owner)
                assert found is not None
                needed.add(f"{found.type}/{action}/action".lower())
            else:
                assert call.method == "GET"
    assert needed == ROLE - besides


def test_azure_takes_what_is_put(every: tuple[Procedure, ...], problems: Callable[..., list[str]]) -> None:
    puts = [(procedure, call) for procedure in every for call in procedure.calls if call.method == "PUT"]
    assert len(puts) == 8
    for procedure, call in puts:
        found = parse(target(call, procedure))
        assert found is not None

        def plain(value: Any) -> Any:
            if isinstance(value, Mapping):
                return {key: plain(item) for key, item in value.items()}
            if isinstance(value, list | tuple):
                return [plain(item) for item in value]
            return "[parameters('x')]" if isinstance(value, str) and "@" in value else value

        body = plain(call.body)
        location = body.pop("location", None)
        resource = Resource(found.type, call.version, "/".join(found.names), "/resourceGroups/rg", body, location)
        # an account that comes back says its kind and size itself
        assert [text for text in problems((resource,)) if "sku" not in text and "kind" not in text] == [], procedure.name


def test_no_answer_can_leave_the_path_that_it_stands_in(every: tuple[Procedure, ...]) -> None:
    for procedure in every:
        for ask in procedure.asks:
            assert ask.pattern.startswith("^")
            assert ask.pattern.endswith("$")
            for nasty in ("..", "a/../b", "x?api-version=1", "x#y", "a%2fb", "@{workflow()}", "x\ny"):
                assert not re.search(ask.pattern, nasty), (procedure.name, ask.name, nasty)


def test_only_whole_answers_are_taken(every: tuple[Procedure, ...]) -> None:
    for procedure in every:
        (trigger,) = triggers(procedure).values()
        assert isinstance(trigger, Mapping)
        assert trigger["operationOptions"] == "EnableSchemaValidation"
        inputs: Any = trigger["inputs"]
        schema = inputs["schema"]
        assert set(schema["required"]) == {ask.name for ask in procedure.asks if ask.needed}
        assert schema["additionalProperties"] is False


def test_accounts_and_vaults_are_chosen_from_those_that_are_there(every: tuple[Procedure, ...], furnished: Callable[..., Site]) -> None:
    found = {procedure.name: procedure for procedure in every}
    (account, *_) = found["restore-blobs"].asks
    assert re.search(account.pattern, backup_storage_id(furnished(ALL)).rpartition("/")[2])
    assert not re.search(account.pattern, "stsomebodyelse")
    (vault,) = found["recover-key-vault"].asks
    assert "kv-keys" in vault.pattern


def test_without_keys_of_the_owner_nothing_names_one(furnished: Callable[..., Site]) -> None:
    site = furnished(ALL, security={"customer_managed_keys": False})
    found = {procedure.name: procedure for procedure in procedures(site, (*backup_storage(site, ()),))}
    assert "disks" not in found["restore-machine"].parameters
    assert "key" not in found["restore-postgresql"].parameters
    assert "dataEncryption" not in str(found["restore-postgresql"].calls[0].body)
    (vault,) = found["recover-key-vault"].asks
    assert "kv-keys" not in vault.pattern


def test_the_page_tells_of_every_procedure_and_of_what_it_asks(every: tuple[Procedure, ...]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "restore.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line.rpartition("|")[0].rpartition("|")[2] for line in page.splitlines() if line.startswith("| `logic-")}
    assert set(rows) == {f"logic-{procedure.name}" for procedure in every}
    for procedure in every:
        told = rows[f"logic-{procedure.name}"]
        assert {ask.name for ask in procedure.asks} <= set(re.findall(r"`(\w+)`", told)), procedure.name
