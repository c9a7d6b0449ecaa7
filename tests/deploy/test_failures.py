"""Failures: taken out of Azure's wrappers to the single causes, each with what to do."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.deploy.failures import Failure, advice, failures_in, told


def test_causes_are_found_inside_details_and_inside_messages() -> None:
    inner = {"status": "Failed", "error": {"code": "ResourceDeploymentFailure", "message": "x", "details": [
        {"code": "InUseSubnetCannotBeDeleted", "message": "Subnet snet-agents is in use.", "details": []},
    ]}}
    error = {"code": "DeploymentFailed", "message": "At least one resource failed.", "details": [
        {"code": "Conflict", "message": json.dumps(inner)},
        {"code": "BadRequest", "message": json.dumps({"error": {"code": "QuotaExceeded", "message": "no more", "target": "/sub/x"}})},
    ]}
    found = failures_in(error, "/subscriptions/s/resourceGroups/g/providers/A.B/c/d", "A.B/c")
    assert [(failure.code, failure.resource.rpartition("/")[2]) for failure in found] == [
        ("InUseSubnetCannotBeDeleted", "d"), ("QuotaExceeded", "x"),
    ]
    assert all(failure.hint and failure.type == "A.B/c" for failure in found)


def test_the_same_cause_is_told_once() -> None:
    cause = {"code": "Odd", "message": "odd"}
    assert failures_in({"code": "DeploymentFailed", "details": [cause, cause]}) == (Failure("Odd", "odd"),)


@pytest.mark.parametrize(
    ("code", "message", "words"),
    [
        ("FlagMustBeSetForRestore", "An existing resource with ID ... has been soft-deleted.", "purge"),
        ("AccountProvisioningStateInvalid", "Account in state Accepted", "again"),
        ("InUseSubnetCannotBeDeleted", "", "service association link"),
        ("InsufficientQuota", "This operation require 50 new capacity", "capacity"),
        ("OperationNotAllowed", "It results in exceeding approved Total Regional Cores quota.", "cores"),
        ("SubscriptionNotRegisteredForFeature", "", "az feature register"),
        ("MissingSubscriptionRegistration", "", "az provider register"),
        ("LocationNotAvailableForResourceType", "", "region"),
        ("VaultAlreadyExists", "", "recover"),
        ("RequestDisallowedByPolicy", "", "policy"),
        ("authorizationfailed", "", "role"),
    ],
)
def test_known_failures_say_what_to_do(code: str, message: str, words: str) -> None:
    assert words in advice(code, message)


def test_advice_that_rests_on_words_is_not_given_without_them() -> None:
    assert advice("OperationNotAllowed", "Changing property 'osDisk' is not allowed.") == ""


def test_a_failure_is_told_on_one_line_and_its_cure_on_the_next() -> None:
    failure = Failure("QuotaExceeded", "no\n  more", "/subscriptions/s/resourceGroups/g/providers/A.B/c/d", "A.B/c", "ask")
    assert told(failure) == "`d` (A.B/c) failed: QuotaExceeded: no more\n  ask"
    assert told(Failure("Odd", "")) == "azure refused: Odd"


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=8)
    | st.sampled_from(["{", '{"error": {"code": "A", "message": "{}"}}', "DeploymentFailed"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["code", "message", "details", "target", "error"]), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["code", "message", "details", "target"]), JSON))
def test_no_error_of_any_shape_is_too_much(error: dict[str, object]) -> None:
    for failure in failures_in(error):
        assert told(failure)


def test_depth_has_an_end() -> None:
    error: dict[str, object] = {"code": "Last", "message": "m"}
    for _ in range(50):
        error = {"code": "DeploymentFailed", "message": "outer", "details": [error]}
    assert len(failures_in(error)) == 1
