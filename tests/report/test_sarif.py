"""The log against what the standard asks of the objects that it is made of (SARIF 2.1.0, section 3)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from msgspec.structs import replace

from enclave.finding import Unknown
from enclave.report.sarif import render
from enclave.verify import OBLIGATIONS, RULES
from enclave.verify.model import ObligationResult, Verification


def closed(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


TEXT = {"type": "string", "minLength": 1}
MESSAGE = closed(("text",), text=TEXT, markdown=TEXT)
LEVEL = {"enum": ["none", "note", "warning", "error"]}
LOGICAL = closed((), name=TEXT, fullyQualifiedName=TEXT, kind=TEXT, decoratedName=TEXT)
PHYSICAL = closed(
    ("artifactLocation",), artifactLocation=closed(("uri",), uri={**TEXT, "pattern": "^[^ \\\\]+$"}),
    region=closed(("startLine",), startLine={"type": "integer", "minimum": 1}),
)
LOCATION = closed((), physicalLocation=PHYSICAL, logicalLocations={"type": "array", "items": LOGICAL, "uniqueItems": True}, message=MESSAGE)
IMPORTANCE = {"enum": ["important", "essential", "unimportant"]}
STEP = closed((), location=LOCATION, executionOrder={"type": "integer", "minimum": -1}, importance=IMPORTANCE)
FLOW = closed(("threadFlows",), message=MESSAGE, threadFlows={
    "type": "array", "minItems": 1, "items": closed(("locations",), locations={"type": "array", "minItems": 1, "items": STEP}),
})
RESULT = closed(
    ("message",), ruleId=TEXT, ruleIndex={"type": "integer", "minimum": -1}, level=LEVEL, message=MESSAGE,
    kind={"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
    locations={"type": "array", "items": LOCATION}, codeFlows={"type": "array", "items": FLOW},
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}}, properties={"type": "object"},
)
RULE = closed(
    ("id",), id=TEXT, name=TEXT, shortDescription=MESSAGE, fullDescription=MESSAGE, help=MESSAGE, helpUri={"type": "string"},
    defaultConfiguration=closed((), level=LEVEL, enabled={"type": "boolean"}), properties={"type": "object"},
)
DRIVER = closed(("name",), name=TEXT, semanticVersion=TEXT, version=TEXT, rules={"type": "array", "items": RULE, "uniqueItems": True})
LOG = closed(
    ("version", "runs"), version={"const": "2.1.0"}, **{"$schema": {"type": "string"}},
    runs={"type": "array", "items": closed(
        ("tool",), tool=closed(("driver",), driver=DRIVER), results={"type": "array", "items": RESULT},
        columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]}, properties={"type": "object"},
        invocations={"type": "array", "items": closed(("executionSuccessful",), executionSuccessful={"const": True})},
    )},
)
"""The part of the standard's schema for the properties that are used; every object is closed, as in the standard's."""


def log(verification: Verification, *arguments: Any, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render(verification, *arguments, **more))
    assert [error.message for error in Draft202012Validator(LOG).iter_errors(found)] == []
    return found


def test_a_result_for_each_thing_that_is_not_proved(verification: Verification) -> None:
    (run,) = log(verification, "t.json")["runs"]
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("no-internet-ingress", "error"), ("not-vacuous", "warning"), ("tls-minimum", "warning"), ("public-address", "error"),
        ("latent-egress", "note"),
    ]
    assert "cannot be decided" in run["results"][-1]["message"]["text"]
    assert run["properties"]["verdict"] == "refuted"
    assert run["properties"]["proved"] == 1
    assert run["properties"]["unmodelled"] == ["Microsoft.Unheard/ofs: thing"]


def test_the_hops_are_the_steps_of_a_flow(verification: Verification) -> None:
    refuted = log(verification, "t.json")["runs"][0]["results"][0]
    (flow,) = refuted["codeFlows"]
    (thread,) = flow["threadFlows"]
    assert flow["message"]["text"] == "counterexample: tcp 203.0.113.7:50000 -> 10.0.0.4:443"
    assert [step["executionOrder"] for step in thread["locations"]] == [1, 2, 3]
    assert thread["locations"][1]["location"]["message"]["text"].startswith("nsg: rule Allow|All (priority 100)")


def test_places_come_from_the_file(verification: Verification) -> None:
    network = "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/VNET-A"
    results = log(
        verification, "t.json", sources={network: "t.json#/resources/4"}, line={"t.json#/resources/4": 12, "t.json#/resources/1": 5}.get,
    )["runs"][0]["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert places[0] == {"artifactLocation": {"uri": "t.json"}, "region": {"startLine": 12}}
    assert places[2]["region"] == {"startLine": 5}
    assert places[3]["region"] == {"startLine": 12}


def test_every_rule_of_a_result_is_described(verification: Verification) -> None:
    run = log(verification)["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [*(each.id for each in OBLIGATIONS), *(each.id for each in RULES)]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_fingerprints_tell_results_apart_and_do_not_change(verification: Verification) -> None:
    def prints() -> list[str]:
        return [next(iter(each["partialFingerprints"].values())) for each in log(verification)["runs"][0]["results"]]

    assert len(set(prints())) == len(prints())
    assert prints() == prints()


def test_a_file_anywhere(verification: Verification, tmp_path: Path) -> None:
    for path, uri in ((tmp_path / "a b.json", (tmp_path / "a b.json").as_uri()), (Path("dir/a b.json"), "dir/a%20b.json")):
        found = log(verification, str(path))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert found == uri


def test_what_is_no_resource_stands_in_the_file_too(verification: Verification) -> None:
    """Code scanning refuses the whole file for one result without a place."""
    who = ObligationResult("least-privilege", 8, "nobody obtains more", "11111111-0000-0000-0000-000000000000", Unknown("not known"))
    where = ObligationResult("recoverable", 11, "it comes back", "", Unknown("not known"))
    results = log(replace(verification, obligations=(*verification.obligations, who, where)), "t.json")["runs"][0]["results"]
    assert all(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "t.json" for result in results)
    steps = results[0]["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["physicalLocation"]["artifactLocation"]["uri"] for step in steps] == ["t.json"] * 3


def test_a_name_says_more_than_the_id(verification: Verification) -> None:
    rules = log(verification)["runs"][0]["tool"]["driver"]["rules"]
    assert all(rule["name"].lower() != rule["id"] for rule in rules if "name" in rule)
    assert sum("name" not in rule for rule in rules) < 5


def test_nothing_to_prove() -> None:
    assert log(Verification((), (), (), ()))["runs"][0]["results"] == []
