from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.tls_minimum import RULE
from enclave.verify.samples import arm, cosmos, redis, service_bus, sql_server, storage_account, web_site

CASES: tuple[tuple[Any, str | None], ...] = (
    (storage_account(), "minimumTlsVersion is not written, and Azure takes TLS1_0"),
    (storage_account(minimumTlsVersion="tls1_3"), None),
    (web_site({"minTlsVersion": "1.0"}), "siteConfig.minTlsVersion is 1.0"),
    (web_site(), None),
    (sql_server(), None),
    (sql_server(minimalTlsVersion="None"), "minimalTlsVersion is None"),
    (cosmos(minimalTlsVersion="Tls11"), "minimalTlsVersion is Tls11"),
    (cosmos(minimalTlsVersion="Tls12"), None),
    (redis(minimumTlsVersion=1.2), None),
    (arm("Microsoft.Web/sites/config@2024-04-01", "app/web", {"minTlsVersion": "1.1"}), "minTlsVersion is 1.1"),
    (service_bus(), None),
    (storage_account(minimumTlsVersion="[parameters('x')]"), "? minimumTlsVersion: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
