"""Where it is processed."""

from __future__ import annotations

import pytest


def with_failover(spec):
    europe = spec.regions["europe"]
    regions = spec.regions | {
        "nordics": europe.model_copy(update={"location": "swedencentral"}),
        "bare": europe.model_copy(update={"location": "francecentral", "compliance": ("gdpr",)}),
        "elsewhere": europe.model_copy(update={"location": "uksouth"}),
    }
    fraud = spec.projects["fraud-triage"].model_copy(update={"failover_regions": ("nordics",)})
    return spec.model_copy(update={"regions": regions, "projects": spec.projects | {"fraud-triage": fraud}})


CASES = {
    "its own": (None, 200, "europe", "westeurope", ""),
    "its own, named": ("europe", 200, "europe", "westeurope", ""),
    "failover": ("nordics", 200, "nordics", "swedencentral", ""),
    "no region": ("mars", 400, "", "", "unknown_region"),
    "case matters": ("Europe", 400, "", "", "unknown_region"),
    "without the tags": ("us_healthcare", 403, "", "", "region_not_compliant"),
    "without one tag": ("bare", 403, "", "", "region_not_compliant"),
    "with the tags but not the project's": ("elsewhere", 403, "", "", "region_not_allowed"),
}


@pytest.mark.parametrize("name", CASES)
def test_regions(run, world, name):
    region, status, used, location, code = CASES[name]

    async def main():
        async with world(spec=with_failover) as w:
            response = await w.ask(headers={"x-enclave-region": region} if region else {})
            records = await w.recorded(2 if status == 200 else 1)
            return response, records[-1], len(w.upstream.requests)

    response, record, sent = run(main)
    assert response.status_code == status, response.text
    assert sent == (status == 200)
    assert (record.region, record.location) == (used, location)
    if status == 200:
        assert response.headers["x-enclave-region"] == used
    else:
        assert response.json()["error"]["code"] == code
        assert record.stage == "residency"


def test_the_missing_tags_are_named(run, world):
    async def main():
        async with world(spec=with_failover) as w:
            first = await w.ask(headers={"x-enclave-region": "us_healthcare"})
            second = await w.ask(headers={"x-enclave-region": "bare"})
            return first.json()["error"]["message"], second.json()["error"]["message"]

    first, second = run(main)
    assert "lacks `gdpr`," in first
    assert "lacks `soc-2`," in second


@pytest.mark.parametrize(("allowed", "status"), [(False, 403), (True, 200)])
def test_a_global_deployment_needs_to_be_allowed(run, world, allowed, status):
    def globally(spec):
        fraud = spec.projects["fraud-triage"]
        deployment = fraud.deployments["gpt-4o"].model_copy(update={"sku": "GlobalStandard"})
        unsafe = {"reason": "test"} if allowed else None
        changed = fraud.model_dump() | {"unsafe_allow_global_processing": unsafe}
        changed["deployments"]["gpt-4o"] = deployment.model_dump()
        return spec.model_copy(update={"projects": spec.projects | {"fraud-triage": type(fraud).model_validate(changed)}})

    async def main():
        async with world(spec=globally) as w:
            return await w.ask()

    response = run(main)
    assert response.status_code == status
    if status == 403:
        assert response.json()["error"]["code"] == "global_processing_not_allowed"
