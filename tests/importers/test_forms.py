"""Special forms: arguments that are not needed are not evaluated, and wrong numbers of them are no failure."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Unresolved
from enclave.importers.evaluator import Evaluator
from enclave.importers.forms import FORMS
from enclave.importers.functions import FUNCTIONS
from enclave.importers.scopes import Surroundings
from enclave.importers.template import Deployment
from enclave.importers.values import Budget, Deployed, Lambda


def evaluated(text: str, **template: Any) -> Any:
    evaluator = Evaluator(Budget("x"))
    deployment = Deployment({"resources": [], **template}, evaluator, Surroundings("", "main"), where="x", given={})
    return evaluator.run(evaluator.value(text, deployment.frame))


def test_branches_that_are_not_taken_are_not_evaluated() -> None:
    circle = {"v": "[variables('v')]"}
    assert evaluated("[if(true(), 'a', variables('v'))]", variables=circle) == "a"
    assert evaluated("[or(true(), variables('v'))]", variables=circle) is True
    assert evaluated("[and(false(), variables('v'))]", variables=circle) is False
    assert evaluated("[coalesce('a', variables('v'))]", variables=circle) == "a"


@pytest.mark.parametrize("name", sorted(set(FORMS) - {"and", "or", "coalesce", "lambda"}))
@pytest.mark.parametrize("arguments", ["", "1", "null(), null()", "createArray(1), createArray(2), createArray(3), createArray(4)"])
def test_wrong_arguments_are_no_failure(name: str, arguments: str) -> None:
    value = evaluated(f"[{name}({arguments})]")
    assert value is None or isinstance(value, Unresolved | Deployed | int | Lambda)


@pytest.mark.parametrize("text", ["[if(1)]", "[tryGet()]", "[lambda()]", "[last()]", "[map(createArray(1))]",
"[reduce(createArray(1), 0)]"])
def test_missing_arguments_leave_it_unresolved(text: str) -> None:
    assert isinstance(evaluated(text), Unresolved)


def test_every_function_has_one_home() -> None:
    assert set(FORMS) & set(FUNCTIONS) == {"last"}


def test_a_reduction_may_ask_for_the_index() -> None:
    assert evaluated("[reduce(createArray(5, 5), 0, lambda('a', 'b', 'i', add(lambdaVariables('a'), lambdaVariables('i'))))]") == 1


def test_what_a_loop_makes_is_known_one_by_one() -> None:
    site = {"type": "A.B/c", "apiVersion": "1", "name": "[format('c{0}', copyIndex())]", "copy": {"name": "many", "count": 2}}
    found = evaluated("[references('many', 'full')[1].identity.principalId]", languageVersion="2.0", resources={"many": site})
    assert isinstance(found, Deployed)
    assert (found.resource.rpartition("/")[2], found.path) == ("c1", "identity.principalId")
    assert isinstance(evaluated("[references('others')]"), Unresolved)
    name = evaluated("[resourceInfo('one').name]", languageVersion="2.0", resources={"one": {**site, "copy": None, "name": "x"}})
    assert name == "x"


@pytest.mark.parametrize(("field", "value"), [("type", "Microsoft.Web/sites"), ("apiVersion", "2024-04-01"), ("resourceGroup", "g")])
def test_what_is_known_of_a_resource_before_it_is_there(field: str, value: str) -> None:
    site = {"type": "Microsoft.Web/sites", "apiVersion": "2024-04-01", "name": "x"}
    document = {"languageVersion": "2.0", "resources": {"one": site, "none": {**site, "condition": False}}}
    evaluator = Evaluator(Budget("x"))
    deployment = Deployment(document, evaluator, Surroundings("/subscriptions/s/resourceGroups/g", "main"), where="x", given={})
    assert evaluator.run(evaluator.value(f"[resourceInfo('one').{field}]", deployment.frame)) == value
    assert isinstance(evaluator.run(evaluator.value(f"[resourceInfo('none').{field}]", deployment.frame)), Unresolved)



def test_one_turn_of_a_loop_has_a_name_of_its_own() -> None:
    """`zones[1].outputs.id` and `map(zones, zone => zone.outputs.id)` of Bicep, compiled."""
    inner = {"parameters": {"n": {}}, "resources": [], "outputs": {"id": {"value": "[format('zone-{0}', parameters('n'))]"}}}
    zones = {
        "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "[format('d{0}', copyIndex())]",
        "properties": {
            "expressionEvaluationOptions": {"scope": "inner"}, "template": inner, "parameters": {"n": {"value": "[copyIndex()]"}},
        },
    }
    sites = {"type": "A.B/c", "apiVersion": "1", "name": "[format('c{0}', copyIndex())]", "copy": {"name": "s", "count": 2}}

    def found(text: str, count: Any = 2) -> Any:
        resources = {"zones": {**zones, "copy": {"name": "zones", "count": count}}, "sites": sites}
        return evaluated(text, languageVersion="2.0", resources=resources)

    assert found("[reference('zones[1]').outputs.id.value]") == "zone-1"
    assert found("[reference(format('ZONES[{0}]', 0)).outputs.id.value]") == "zone-0"
    assert found("[map(references('zones'), lambda('z', lambdaVariables('z').outputs.id.value))]") == ["zone-0", "zone-1"]
    assert found("[reference('sites[1]').key]").resource.endswith("/c1")
    unknown = "[reference('other').count]"
    for text in ("[reference('zones[2]').outputs.id.value]", "[references('zones')]", "[reference('zones[0]').outputs.id.value]"):
        assert isinstance(found(text, 2 if "[2]" in text else unknown), Unresolved)
