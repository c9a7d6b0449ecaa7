"""The connection: real tokens of the real credential chain, pages, and errors that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from enclave.deploy.cloud import cloud
from enclave.deploy.session import AzureProblem, Session, sign_in
from enclave.errors import EnclaveError


def test_the_token_is_for_the_endpoint_that_it_is_sent_to(session: Session, azure: Any, server: Any, arm_server: Any) -> None:
    assert session.arm("GET", f"/subscriptions/{session.subscription}", "2022-12-01")["tenantId"] == arm_server.TENANT
    assert set(azure.tokens.values()) == {server.address}


def test_a_token_that_is_not_accepted_says_how_to_sign_in(session: Session, azure: Any) -> None:
    session.arm("GET", "/subscriptions", "2022-12-01")
    azure.tokens.clear()
    with pytest.raises(EnclaveError) as refused:
        session.arm("GET", f"/subscriptions/{session.subscription}", "2022-12-01")
    assert "did not accept the sign-in" in refused.value.message
    assert "az login" in refused.value.hint


def test_nobody_signed_in_is_told_so(server: Any, arm_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_HEADER", "wrong")
    with pytest.raises(EnclaveError) as refused:
        sign_in(cloud("public", server.environment), arm_server.SUBSCRIPTION, lambda _: None).arm("GET", "/subscriptions", "2022-12-01")
    assert "az login" in refused.value.hint
    assert "header" not in str(refused.value).lower().replace("identity_header", "")


def test_a_server_that_is_not_there(server: Any, arm_server: Any) -> None:
    nowhere = cloud("public", {"ENCLAVE_ARM_ENDPOINT": "https://127.0.0.1:9"})
    session = sign_in(nowhere, arm_server.SUBSCRIPTION, lambda _: None)
    session.client._config.retry_policy.connect_retries = 0
    session.client._config.retry_policy.total_retries = 0
    with pytest.raises(EnclaveError, match="azure could not be reached") as refused:
        session.arm("GET", "/subscriptions", "2022-12-01")
    assert refused.value.hint == "check the network, then run it again"


def test_what_is_not_there_is_none_only_when_asked_so(session: Session) -> None:
    path = f"/subscriptions/{session.subscription}/resourceGroups/none"
    assert session.arm("GET", path, "2021-04-01", absent_ok=True) is None
    with pytest.raises(AzureProblem) as refused:
        session.arm("GET", path, "2021-04-01")
    assert (refused.value.code, refused.value.status) == ("ResourceNotFound", 404)
    assert refused.value.where == f"GET {path}"


def test_every_page_of_a_list_is_read(session: Session, azure: Any, arm_server: Any) -> None:
    place = f"{arm_server.PREFIX}/resourceGroups/rg"
    for number in range(45):
        azure.resources[f"{place}/providers/a.b/c/n{number}".lower()] = {"id": f"{place}/providers/A.B/c/n{number}", "properties": {}}
    found = [row["id"] for row in session.pages(f"{place}/resources", "2021-04-01")]
    assert len(set(found)) == 45


def test_a_page_elsewhere_gets_no_token(session: Session, azure: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EnclaveError, match="is not an address of Microsoft Graph"):
        session.graph("GET", "https://evil.example/v1.0/next")


def test_microsoft_graph_is_asked_with_its_own_token(session: Session, azure: Any) -> None:
    assert session.graph("POST", "/v1.0/things", {"displayName": "x"})["displayName"] == "x"
    assert [item["displayName"] for item in session.graph("GET", "/v1.0/things")["value"]] == ["x"]


@pytest.fixture(autouse=True)
def _no_leftovers(session: Session) -> Iterator[None]:
    yield
    session.close()
