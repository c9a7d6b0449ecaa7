from __future__ import annotations

import pytest

from enclave.verify.network.shared_names import SHARED, is_shared, is_under_shared


@pytest.mark.parametrize("host", ["theirs.blob.core.windows.net", "a.b.azurewebsites.net", "THEIRS.GitHub.IO"])
def test_a_host_below_a_shared_domain_is_somebodys(host: str) -> None:
    assert is_under_shared(host)


@pytest.mark.parametrize(
    "host",
    ["blob.core.windows.net", "www.contoso.com", "xblob.core.windows.net", "", "management.azure.com", "privatelink.blob.core.windows.net"],
)
def test_the_domain_itself_and_what_lies_elsewhere_is_not(host: str) -> None:
    assert not is_under_shared(host)


def test_a_wildcard_over_what_holds_names_of_everybody_is_shared() -> None:
    assert all(is_shared(f"*.{each}") and is_under_shared(f"theirs.{each}") for each in SHARED)
