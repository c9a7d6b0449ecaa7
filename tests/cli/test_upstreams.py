"""What `enclave serve` puts behind the gateway, and what it says of what it does not take."""

from __future__ import annotations

import dataclasses

import pytest

from enclave.cli.upstreams import chosen_upstream
from enclave.errors import InputError
from enclave.spec.load import load


@pytest.fixture
def document(bank):
    return load(bank)


def test_without_anything_the_enclaves_own_accounts(document):
    upstream = chosen_upstream(document, None, None, {})
    assert upstream.url == ""
    assert upstream.sign_in is not None
    assert upstream.accounts["fraud-triage", "europe"] == "https://oai-contoso-bank-fraud-triage-p5fby.openai.azure.com/openai/v1"
    assert len(upstream.accounts) == 3


def test_one_server_with_its_key_and_model(document):
    environment = {"ENCLAVE_UPSTREAM_KEY": "k", "ENCLAVE_UPSTREAM_MODEL": "llama"}
    upstream = chosen_upstream(document, "http://127.0.0.1:11434/v1", None, environment)
    assert (upstream.url, upstream.key, upstream.model, upstream.sign_in) == ("http://127.0.0.1:11434/v1", "k", "llama", None)


def test_accounts_that_exist_already_come_before_the_enclaves_own(document, tmp_path):
    file = tmp_path / "endpoints.yaml"
    file.write_text("fraud-triage: {europe: https://mine.openai.azure.com/}\npolicy-search: {europe: 'http://127.0.0.1:9/x/v1'}\n")
    accounts = chosen_upstream(document, None, file, {}).accounts
    assert accounts["fraud-triage", "europe"] == "https://mine.openai.azure.com/openai/v1"
    assert accounts["policy-search", "europe"] == "http://127.0.0.1:9/x/v1"
    assert accounts["claims-assistant", "us_healthcare"].startswith("https://oai-contoso-bank-claims")


BAD = {
    "": "names no endpoints",
    "[1, 2]": "names no endpoints",
    "fraud-triage: https://x.openai.azure.com": "names no endpoints",
    "fraud-triage: {europe: [": "is not YAML",
    "\x00": "is not YAML",
    "fraud-triage: {us_healthcare: https://x.openai.azure.com}": "region `us_healthcare` does not serve project `fraud-triage`",
    "nobody: {europe: https://x.openai.azure.com}": "does not serve project `nobody`",
    "fraud-triage: {europe: x.openai.azure.com}": "is not the address of an account",
    "fraud-triage: {europe: 'https://x.openai.azure.com/?a=b'}": "is not the address of an account",
    "fraud-triage: {europe: 'https://a:b@x.openai.azure.com'}": "is not the address of an account",
    "fraud-triage: {europe: 'https://x:99999/'}": "is not the address of an account",
    "fraud-triage: {europe: 7}": "is not the address of an account",
    "fraud-triage: {europe: http://x.openai.azure.com}": "does not say who answers there",
}


def test_what_is_not_taken_is_said(document, tmp_path):
    file = tmp_path / "endpoints.yaml"
    for text, message in BAD.items():
        file.write_text(text)
        with pytest.raises(InputError) as caught:
            chosen_upstream(document, None, file, {})
        assert message in str(caught.value), (text, str(caught.value))
        assert str(file) in str(caught.value)
    with pytest.raises(InputError, match="cannot be read"):
        chosen_upstream(document, None, tmp_path / "nowhere.yaml", {})
    with pytest.raises(InputError, match="leave one out"):
        chosen_upstream(document, "http://127.0.0.1:9/v1", file, {})
    with pytest.raises(InputError, match="line break"):
        chosen_upstream(document, "http://127.0.0.1:9/v1", None, {"ENCLAVE_UPSTREAM_KEY": "a\nb"})
    with pytest.raises(InputError, match="not a base URL"):
        chosen_upstream(document, "127.0.0.1:9", None, {})


def test_content_safety_is_the_enclaves_own_or_one_that_is_named_and_never_missing(document):
    spec = document.spec
    asking = dataclasses.replace(document, spec=spec.model_copy(update={"hub": spec.hub.model_copy(update={"content_safety": True})}))
    own = chosen_upstream(asking, None, None, {})
    assert own.content_safety.keys() == spec.regions.keys()
    assert own.content_safety["europe"].startswith("https://cs-contoso-bank-")
    assert own.content_safety["europe"].endswith(".cognitiveservices.azure.com")
    named = {"ENCLAVE_CONTENT_SAFETY": "https://mine.cognitiveservices.azure.com/"}
    local = {"ENCLAVE_CONTENT_SAFETY": "http://127.0.0.1:9"}
    for url in (None, "http://127.0.0.1:1/v1"):
        upstream = chosen_upstream(asking, url, None, named)
        assert {*upstream.content_safety.values()} == {"https://mine.cognitiveservices.azure.com"}
        assert upstream.sign_in is not None
        assert {*chosen_upstream(asking, url, None, local).content_safety.values()} == {"http://127.0.0.1:9"}
    assert chosen_upstream(asking, "http://127.0.0.1:1/v1", None, local).sign_in is None
    assert chosen_upstream(document, "http://127.0.0.1:1/v1", None, named).content_safety == {}
    with pytest.raises(InputError, match="policy lets nothing pass without Content Safety"):
        chosen_upstream(asking, "http://127.0.0.1:1/v1", None, {})
    with pytest.raises(InputError, match="does not say who answers there"):
        chosen_upstream(asking, None, None, {"ENCLAVE_CONTENT_SAFETY": "http://mine.example"})


def test_groups_are_looked_up_by_the_gateways_own_identity(document):
    spec = document.spec
    identity = spec.identity.model_copy(update={"look_up_groups": True})
    asking = dataclasses.replace(document, spec=spec.model_copy(update={"identity": identity}))
    for url in (None, "http://127.0.0.1:1/v1"):
        assert chosen_upstream(asking, url, None, {}).graph_sign_in is not None
        assert chosen_upstream(document, url, None, {}).graph_sign_in is None
        assert chosen_upstream(asking, url, None, {}).graph == "https://graph.microsoft.com"
        government = chosen_upstream(asking, url, None, {"AZURE_AUTHORITY_HOST": "https://login.microsoftonline.us/"})
        assert government.graph == "https://graph.microsoft.us"
        assert government.graph_sign_in.args == ("https://graph.microsoft.us/.default",)
