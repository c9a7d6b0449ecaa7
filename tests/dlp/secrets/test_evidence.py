"""A service is named before a name for a secret, and that stands directly before the value."""

from __future__ import annotations

import pytest

from enclave.dlp.detector import alone
from enclave.dlp.secrets.evidence import assigned

DATADOG = assigned(("datadog", "dd api"))


@pytest.mark.parametrize("before", [
    "DATADOG_API_KEY=", 'datadog_api_key = "', "datadog:\n  site: eu\n  api_key: ", '{"datadog": {"apiKey": "', "our datadog api key is ",
    "--datadog-api-key ",
    "DD_API_KEY: '", "myDatadogKey := `", "datadog.configure(key='", '<add key="datadogToken" value="',
    "env:\n- name: DATADOG_SECRET\n  value: ",
    'datadog\n-H "Authorization: Bearer ', "https://datadog.example/v1?api_key=", "DATADOG_API_KEY_PROD=", "datadog key (prod) token: ",
])
def test_names_that_count(before: str) -> None:
    assert DATADOG.words.search(before.lower())


@pytest.mark.parametrize("before", [
    "api_key=", "datadog ", "datadog commit ", "DATADOG_APP_ID=", "datadog_key_name = ", "datadog token hash ",
    "datadog" + " x" * 60 + " key=", "key of datadog ",
    "add api key = ", "datadog key" + " " * 20,
])
def test_names_that_do_not(before: str) -> None:
    assert not DATADOG.words.search(before.lower())


def test_the_gate_stands_in_every_text_that_counts() -> None:
    assert DATADOG.gates == ("datadog", alone("dd[ _.-]?api", "a-z"))


def test_a_short_word_is_not_the_beginning_of_another() -> None:
    exa = assigned(("exa",))
    for before in ('exaapikey: "', "exa_api_key=", "my exa key is ", "exa.key = "):
        assert exa.words.search(before), before
    for before in ('"exampleids", "changetoken": "', "exact key=", "exabyte_token: "):
        assert not exa.words.search(before), before
