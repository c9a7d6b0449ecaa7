"""Secrets: from a file or the environment, asked for together, and never told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.deploy.secrets import hidden, secret_values, variable
from enclave.errors import InputError

WANTED = {"sqlPassword": "password of SQL", "tlsCertificate": ""}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("sqlPassword", "ENCLAVE_PARAM_SQL_PASSWORD"), ("tls-certificate", "ENCLAVE_PARAM_TLS_CERTIFICATE"), ("a1B", "ENCLAVE_PARAM_A1_B")],
)
def test_the_variable_of_a_secret(name: str, expected: str) -> None:
    assert variable(name) == expected


@pytest.mark.parametrize(
    "given",
    [
        {"sqlPassword": "one"},
        {"sqlPassword": {"value": "one"}},
        {"$schema": "x", "contentVersion": "1.0.0.0", "parameters": {"sqlPassword": {"value": "one"}}},
    ],
)
def test_a_file_wins_over_the_environment(given: Any) -> None:
    environment = {"ENCLAVE_PARAM_TLS_CERTIFICATE": "two", "ENCLAVE_PARAM_SQL_PASSWORD": "other"}
    assert secret_values(WANTED, given, environment, "p.json") == {"sqlPassword": "one", "tlsCertificate": "two"}


def test_all_that_are_missing_are_named_at_once() -> None:
    with pytest.raises(InputError) as refused:
        secret_values(WANTED, {}, {"ENCLAVE_PARAM_SQL_PASSWORD": ""}, "--parameters")
    assert "2 secrets without a value: `sqlPassword` (password of SQL), `tlsCertificate`" in refused.value.message
    assert "ENCLAVE_PARAM_SQL_PASSWORD, ENCLAVE_PARAM_TLS_CERTIFICATE" in refused.value.hint


@pytest.mark.parametrize("given", [{"sqlPasword": "hunter2"}, {"sqlPassword": ["hunter2"]}, {"sqlPassword": {"reference": "hunter2"}}])
def test_a_file_that_does_not_fit_is_refused_without_its_values(given: Any) -> None:
    with pytest.raises(InputError) as refused:
        secret_values(WANTED, given, {}, "p.json")
    assert "hunter2" not in str(refused.value)
    assert refused.value.where == "p.json"


SECRET = st.text(min_size=1, max_size=6)


@given(st.lists(SECRET, max_size=3), st.recursive(st.text(max_size=20) | SECRET, lambda one: st.lists(one) | st.dictionaries(SECRET, one)))
def test_no_secret_is_left_in_anything(secrets: list[str], value: Any) -> None:
    plain = [secret for secret in secrets if secret not in "(secret)"]
    found = str(hidden(value, plain)).replace("(secret)", "")
    assert all(secret not in text for secret in plain for text in _texts(hidden(value, plain))), found


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.split("(secret)")
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    return [text for item in value for text in _texts(item)]
