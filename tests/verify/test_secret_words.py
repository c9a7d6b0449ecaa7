from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.graph.model import Secret, Unresolved
from enclave.verify.secret_words import holds_a_secret, is_undecided, names_a_secret


@pytest.mark.parametrize("name", [
    "DB_PASSWORD", "dbPassword", "API_KEY", "openAiApiKey", "AZURE_CLIENT_SECRET", "SAS",
    "storage-account-key", "ConnectionString", "accessToken",
])
def test_names_of_secrets(name: str) -> None:
    assert names_a_secret(name)


@pytest.mark.parametrize("name", [
    "MAX_TOKENS", "TOKEN_ISSUER", "PUBLIC_KEY", "KEY", "SECRET_NAME", "PASSWORD_FILE", "KEYVAULT_URI", "MONKEY", "partitionKey", "", "__",
    "APPLICATIONINSIGHTS_CONNECTION_STRING", "AppInsights_ConnectionString",
])
def test_names_that_only_sound_like_them(name: str) -> None:
    assert not names_a_secret(name)


@pytest.mark.parametrize(("name", "value"), [
    ("anything", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abcdefghijkl=="),
    ("url", "https://st.blob.core.windows.net/c?sv=2024&sig=abcdefghijklmnopqrstuvwxyz%3D"),
    ("cert", "-----BEGIN RSA PRIVATE KEY-----"),
    ("x", Secret("password")),
    ("x", Unresolved("listKeys(resourceId('a'), '2024').keys[0].value")),
    ("x", Unresolved("list(...).properties.publishingPassword")),
    ("x", Unresolved("listcallbackurl(...).value")),
    ("x", Unresolved("listSecret(...).secretValue")),
    ("x", Unresolved("listClusterAdminCredential(...).kubeconfigs[0].value")),
    ("x", Unresolved("format('Key={0}', parameters('p'))", "`p` is a secret")),
    ("x", Unresolved("concat('a', listAdminKeys('s', '2025').primaryKey)")),
    ("API_KEY", "Tr0ub4dor&3"),
])
def test_secrets_are_found_and_never_said(name: str, value: Any) -> None:
    why = holds_a_secret(name, value)
    assert why
    assert str(value) not in why


@pytest.mark.parametrize(("name", "value"), [
    ("API_KEY", "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/x)"),
    ("API_KEY", "secretref:key"), ("API_KEY", "$(KEY)"), ("API_KEY", ""), ("PASSWORD", "true"), ("ACCESS_TOKEN", "disabled"),
    ("REGION", "westeurope"), ("TOKEN_URL", "https://login.example/token"), ("API_KEY", 5), ("API_KEY", None),
    ("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://x"),
])
def test_what_is_no_secret(name: str, value: Any) -> None:
    assert holds_a_secret(name, value) is None


def test_a_value_that_nobody_gave_is_a_doubt_only_under_such_a_name() -> None:
    assert is_undecided("API_KEY", Unresolved("parameters('x')"))
    assert not is_undecided("REGION", Unresolved("parameters('x')"))
    assert not is_undecided("API_KEY", Unresolved("listKeys('x')"))
    assert not is_undecided("API_KEY", "text")


@given(st.text(max_size=40), st.text(max_size=200))
def test_no_text_stops_it_and_none_is_repeated(name: str, value: str) -> None:
    why = holds_a_secret(name, value)
    assert why is None or len(value) <= 5 or value not in why
