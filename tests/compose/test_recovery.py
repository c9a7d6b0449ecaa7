"""Where copies for recovery go, and how long they stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.compose.recovery import Copies, azure_pair, copies, database_redundancy, storage_sku, vault_redundancy
from enclave.compose.site import Site, sites
from enclave.regions import REGIONS
from enclave.spec.models import Spec


def at(spec: Callable[..., Spec], location: str, pair: str | None, **more: object) -> Site:
    return sites(spec(regions={"north": {"location": location, "pair": pair, **more}, "us_east": {"location": "centralus"}}))[0]


@pytest.mark.parametrize(("location", "pair", "copied"), [
    ("westeurope", "northeurope", "northeurope"),
    ("westeurope", "swedencentral", "northeurope"),
    ("westeurope", None, None),
    ("eastus", "westus3", "westus"),
    ("brazilsouth", "brazilsoutheast", None),
    ("polandcentral", "germanywestcentral", None),
])
def test_azures_own_pair_only_where_copies_may_go_there(
    spec: Callable[..., Spec], location: str, pair: str | None, copied: str | None
) -> None:
    assert azure_pair(at(spec, location, pair)) == copied


@given(location=st.sampled_from(sorted(REGIONS)), pair=st.none() | st.sampled_from(sorted(REGIONS)))
def test_no_copy_leaves_the_boundary(location: str, pair: str | None) -> None:
    spec = Spec.model_validate({
        "enclave": "v1", "name": "acme-labs", "regions": {"north": {"location": location, "pair": pair}},
        "identity": {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme"},
    })
    found = azure_pair(sites(spec)[0])
    assert found is None or REGIONS[found].boundary == REGIONS[location].boundary
    assert pair is not None or found is None


@pytest.mark.parametrize(("location", "pair", "storage", "vault", "database"), [
    ("westeurope", "northeurope", "Standard_GZRS", "GeoRedundant", "GeoZone"),
    ("westeurope", None, "Standard_ZRS", "ZoneRedundant", "Zone"),
    ("westus", "eastus", "Standard_GRS", "GeoRedundant", "Geo"),
    ("westus", None, "Standard_LRS", "LocallyRedundant", "Local"),
])
def test_the_most_redundant_that_is_allowed(
    spec: Callable[..., Spec], location: str, pair: str | None, storage: str, vault: str, database: str
) -> None:
    site = at(spec, location, pair)
    assert (storage_sku(site), vault_redundancy(site), database_redundancy(site)) == (storage, vault, database)


def test_copies_are_kept_as_long_as_records_unless_the_file_says_otherwise(spec: Callable[..., Spec]) -> None:
    assert copies(at(spec, "westeurope", None)) == Copies(90, 12, 12, 1)
    assert copies(at(spec, "westeurope", None, compliance=["hipaa"])) == Copies(90, 12, 12, 6)
    short = {"retention": {"audit_days": 366, "request_response_days": 7, "metrics_days": 7}}
    assert copies(sites(spec(hub=short))[0]) == Copies(30, 12, 12, 2)
    said = {"backup": {"daily_days": 7, "weeks": 0, "months": 0, "years": 0}}
    assert copies(sites(spec(components=said))[0]) == Copies(7, 0, 0, 0)
