"""Where sessions are opened: the path of each dialect, by the gateway's own identity."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from enclave.gateway.stages import dial
from enclave.wire.client import Client
from enclave.wire.message import Request


def request(path, *headers):
    return Request("GET", path, "", headers, b"", "", None, is_upgrade=True)


BETA = (
    (request("/openai/realtime"), True),
    (request("/v1/realtime"), False),
    (request("/v1/realtime", (b"openai-beta", b"realtime=v1")), True),
    (request("/v1/realtime", (b"sec-websocket-protocol", b"realtime, openai-beta.realtime-v1")), True),
    (request("/openai/v1/realtime", (b"openai-beta", b"assistants=v2")), False),
)


@pytest.mark.parametrize(("asked", "is_beta"), BETA)
def test_the_dialect_is_the_clients(asked, is_beta):
    assert dial.is_beta(asked) is is_beta


@pytest.mark.parametrize(
    ("asked", "is_account", "path"),
    [
        (BETA[1][0], True, "/openai/v1/realtime?model=a+b"),
        (BETA[0][0], True, "/openai/realtime?api-version=2025-04-01-preview&deployment=a+b"),
        (BETA[0][0], False, "/openai/v1/realtime?model=a+b"),
    ],
)
def test_an_account_speaks_the_beta_at_a_path_of_its_own(asked, is_account, path):
    endpoint = SimpleNamespace(client=Client("https://a.openai.azure.com/openai/v1"), is_account=is_account, model=lambda *_: "a b")
    assert dial._path(SimpleNamespace(request=asked, deployment="a b"), endpoint, None) == path
