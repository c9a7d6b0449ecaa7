"""The right subscription, or a message."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.deploy.session import Session
from enclave.deploy.subscription import check_subscription, subscription_id
from enclave.errors import EnclaveError, InputError

ID = "3F2504E0-4F89-41D3-9A0C-0305E82C3301"


def test_the_option_wins_over_the_environment() -> None:
    assert subscription_id(ID, {"AZURE_SUBSCRIPTION_ID": "x"}) == ID.lower()
    assert subscription_id(None, {"AZURE_SUBSCRIPTION_ID": ID}) == ID.lower()


@pytest.mark.parametrize(("option", "message"), [(None, "no subscription is given"), ("prod", "`prod` is not the id")])
def test_none_or_a_name_is_refused(option: str | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        subscription_id(option, {})


def test_the_tenant_must_be_that_of_the_file(session: Session, arm_server: Any) -> None:
    assert check_subscription(session, arm_server.TENANT.upper()) == "test"
    with pytest.raises(EnclaveError, match=r"belongs to tenant 1111.*, the file is for tenant 2222"):
        check_subscription(session, "22222222-1111-1111-1111-111111111111")


def test_a_subscription_that_is_not_there(session: Session, azure: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.deploy.arm_server.SUBSCRIPTION", "another")
    with pytest.raises(EnclaveError, match="SubscriptionNotFound") as refused:
        check_subscription(session, "t")
    assert "correct `--subscription`" in str(refused.value)


def test_a_disabled_subscription(session: Session, arm_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.deploy.arm_server._Manager.about", lambda self: {"tenantId": arm_server.TENANT, "state": "Disabled"})
    with pytest.raises(EnclaveError, match="is disabled"):
        check_subscription(session, arm_server.TENANT)
