from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.postgresql_transport import RULE
from enclave.verify.samples import arm

CASES: tuple[tuple[Any, str | None], ...] = (
    (
        arm("Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01", "p/SSL_min_protocol_version", {"value": "TLSv1"}),
        "SSL_min_protocol_version is TLSv1",
    ),
    (arm("Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01", "p/max_connections", {"value": "off"}), None),
    (arm("Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01", "p/require_secure_transport", {"value": "ON"}), None),
    (
        arm(
            "Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01",
            "p/require_secure_transport",
            {"value": "[parameters('x')]"},
        ),
        "? `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
