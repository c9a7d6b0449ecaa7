"""Microsoft Defender for Cloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from enclave.compose.passes.defender import PLANS, defender, defender_export
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.model import Graph
from enclave.graph.resources import security_automations, security_contacts, security_pricings, security_settings
from enclave.spec.models import Spec


def made(spec: Spec) -> Graph:
    whole = Whole(spec, sites(spec))
    return Graph((*defender(whole, ()), *(each for site in whole.sites for each in defender_export(site, ()))))


def plans(graph: Graph) -> Mapping[str, security_pricings.DefenderPlan]:
    return {each.name: security_pricings.read(each) for each in graph.of_type(security_pricings.TYPE)}


def test_every_plan_is_on_one_after_another(spec: Callable[..., Spec]) -> None:
    found = made(spec(security={"defender": True}))
    assert [*plans(found)] == [row["name"] for row in PLANS]
    assert {"AI", "Containers", "StorageAccounts", "KeyVaults", "SqlServers", "OpenSourceRelationalDatabases", "CosmosDbs",
            "VirtualMachines", "Arm", "Api", "CloudPosture"} <= set(plans(found))
    assert {plan.tier for plan in plans(found).values()} == {"Standard"}
    assert plans(found)["VirtualMachines"].sub_plan == "P2"
    chained = [each.depends_on for each in found.of_type(security_pricings.TYPE)]
    assert chained == [(), *((each.id,) for each in found.of_type(security_pricings.TYPE)[:-1])]


def test_sensitive_data_is_looked_for_where_it_is_classified(spec: Callable[..., Spec]) -> None:
    for classified in (True, False):
        found = plans(made(spec(security={"defender": True, "classify_data": classified})))
        for name in ("StorageAccounts", "CloudPosture"):
            looks = {part.name: part.enabled for part in found[name].extensions}
            assert looks["SensitiveDataDiscovery"] is classified
        assert {part.name for part in found["StorageAccounts"].extensions if part.enabled} >= {"OnUploadMalwareScanning"}


def test_no_prompt_leaves_in_an_alert(spec: Callable[..., Spec]) -> None:
    (found,) = (plan for name, plan in plans(made(spec(security={"defender": True}))).items() if name == "AI")
    assert {part.name: part.enabled for part in found.extensions} == {
        "AIModelScanner": True, "AIPromptEvidence": False, "AIPromptSharingWithPurview": False,
    }


def test_findings_stay_in_the_region(spec: Callable[..., Spec]) -> None:
    one = spec(security={"defender": True})
    found = [security_automations.read(each) for each in made(one).of_type(security_automations.TYPE)]
    assert [(each.scopes, each.workspace) for each in found] == [((site.group,), workspace_id(site)) for site in sites(one)]


def test_contacts_are_told(spec: Callable[..., Spec]) -> None:
    (found,) = made(spec(security={"defender": True}, contacts=["soc@acme.example"])).of_type(security_contacts.TYPE)
    assert security_contacts.read(found).emails == ("soc@acme.example",)
    assert not made(spec(security={"defender": True})).of_type(security_contacts.TYPE)


def test_sensors_are_put_where_they_have_a_way_out(spec: Callable[..., Spec]) -> None:
    def settings(**changes: Any) -> dict[str, bool]:
        found = made(spec(**changes)).of_type(security_settings.TYPE)
        return {each.name: security_settings.read(each).enabled for each in found}

    egress = [{"fqdn": "*.endpoint.security.microsoft.com", "why": "sensors of Defender"}]
    assert settings(security={"defender": True}) == {"Sentinel": False, "WDATP": False}
    assert settings(security={"defender": True, "sentinel": True}, network={"egress": egress}) == {"Sentinel": True, "WDATP": True}


def test_without_defender_there_is_nothing(spec: Callable[..., Spec]) -> None:
    assert not made(spec(security={"defender": False})).resources


def test_azure_takes_what_is_written(spec: Callable[..., Spec], problems: Callable[..., list[str]]) -> None:
    assert problems(made(spec(security={"defender": True, "classify_data": True}, contacts=["soc@acme.example"])).resources) == []
