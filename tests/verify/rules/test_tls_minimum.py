from __future__ import annotations

from typing import Any

from enclave.verify.rules.tls_minimum import RULE, check


def found(build: Any) -> dict[str, str]:
    return {resource.rpartition("/")[2]: message for resource, message in check(build.world())}


def test_old_versions_are_told_whether_written_or_left_to_the_default(build: Any) -> None:
    build.add("Microsoft.Storage/storageAccounts", "old", {"minimumTlsVersion": "TLS1_1"})
    build.add("Microsoft.Storage/storageAccounts", "absent", {})
    build.add("Microsoft.Storage/storageAccounts", "good", {"minimumTlsVersion": "TLS1_2"})
    build.add("Microsoft.Web/sites", "site", {"siteConfig": {"minTlsVersion": "1.0"}})
    build.add("Microsoft.Web/sites", "default", {})
    assert found(build) == {
        "old": "minimumTlsVersion is TLS1_1", "absent": "minimumTlsVersion is TLS1_0", "site": "siteConfig.minTlsVersion is 1.0",
    }
    assert RULE.fix
