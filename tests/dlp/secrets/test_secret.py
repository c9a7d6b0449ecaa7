"""The tables: 200 services and more, each with a documented form, found in files, commands, code, logs and prose, and hidden to the end."""

from __future__ import annotations

import random
import re
import string
from collections import Counter

import pytest

from enclave.dlp.scan import Scanner
from enclave.dlp.secrets import DETECTORS, SECRETS
from enclave.dlp.secrets.evidence import Assigned
from enclave.dlp.secrets.form import Form
from enclave.dlp.secrets.secret import Secret, detector, openings

SCANNER = Scanner(detectors=DETECTORS)
MIXED = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
WORDED = MIXED + "-_"


def drawn(seed: int, characters: str, length: int) -> str:
    return "".join(random.Random(seed).choices(characters, k=length))


def found(text: str) -> list[tuple[str, str]]:
    return [(text[match.start : match.end], match.detector) for match in SCANNER.scan(text)]


def test_two_hundred_services_with_ids_and_sources_of_their_own() -> None:
    assert len({secret.title.split()[0] for secret in SECRETS}) >= 200
    assert max(Counter(one.id for one in DETECTORS).values()) == 1
    assert all(re.fullmatch("[a-z][a-z0-9_]+", one.id) for one in DETECTORS)
    assert all(secret.title and len(secret.source) > 8 and secret.forms.split() for secret in SECRETS)


FORMATS = [
    ("anthropic_key", "sk-ant-api03-", WORDED, 95), ("aws_access_key_id", "AKIA", string.ascii_uppercase + "234567", 16),
    ("aws_access_key_id", "ASIA", string.ascii_uppercase + "234567", 16), ("github_token", "ghp_", MIXED, 36),
    ("github_token", "ghs_", MIXED, 36),
    ("github_fine_grained_token", "github_pat_", MIXED + "_", 82), ("gitlab_token", "glpat-", MIXED, 20),
    ("slack_token", "xoxb-", string.digits, 40),
    ("stripe_key", "sk_live_", MIXED, 24), ("google_api_key", "AIza", MIXED + "_", 35),
    ("azure_account_key", "AccountKey=", MIXED + "+/", 86),
    ("azure_shared_access_key_string", "SharedAccessKey=", MIXED + "+/", 43), ("npm_token", "npm_", MIXED, 36),
    ("huggingface_token", "hf_", string.ascii_letters, 34), ("digitalocean_token", "dop_v1_", HEX, 64),
    ("shopify_token", "shpat_", HEX, 32),
    ("vault_token", "hvs.", WORDED, 95), ("pypi_token", "pypi-AgEIcHlwaS5vcmc", WORDED, 150),
    ("postman_key", "PMAK-" + "0a" * 12 + "-", HEX, 34),
    ("grafana_token", "glc_", MIXED + "+/", 80), ("twilio_account", "SK", HEX, 32), ("databricks_token", "dapi", HEX, 32),
    ("groq_key", "gsk_", MIXED, 52),
    ("replicate_token", "r8_", MIXED, 37), ("mailgun_key", "key-", HEX, 32), ("linear_key", "lin_api_", MIXED, 40),
    ("cloudflare_credential", "cfut_", MIXED, 48),
]


AROUND = (("", ""), ("key=", "\n"), ('"', '",'), ("`", "`"), ("(", ")"), ("使用", "。"), ("-H 'x: ", "'"), (">", "<"), ("\t", ";"))


@pytest.mark.parametrize(("name", "prefix", "characters", "length"), FORMATS, ids=[prefix for _, prefix, _, _ in FORMATS])
def test_documented_formats_whatever_stands_around(name: str, prefix: str, characters: str, length: int) -> None:
    for seed in range(20):
        key = prefix + drawn(seed, characters, length - 1) + "7"
        for before, after in AROUND:
            (only,) = found(before + key + after)
            assert only[0] == key
    assert found(key)[0][1] == name


@pytest.mark.parametrize(("name", "value", "before"), [
    ("datadog_key", drawn(1, HEX, 32), "DD_API_KEY="), ("heroku_api_key", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", "HEROKU_API_KEY: "),
    ("aws_secret_access_key", drawn(2, MIXED + "+/", 40), "aws_secret_access_key = "),
    ("aws_secret_access_key", drawn(3, MIXED + "+/", 40), '"SecretAccessKey": "'),
    ("twilio_auth_token", drawn(4, HEX, 32), 'twilio:\n  sid: x\n  auth_token: "'),
    ("openweather_key", drawn(5, HEX, 32), "https://api.openweathermap.org/data/2.5?appid="),
    ("azure_openai_key", drawn(6, HEX, 32), "AZURE_OPENAI_API_KEY="), ("sonarcloud_token", drawn(7, HEX, 40), "-Dsonar.token="),
    ("cohere_key", drawn(8, MIXED, 40), "CO_API_KEY="),
    ("okta_token", "00" + drawn(9, WORDED, 40), "Okta\nAuthorization: SSWS "), ("mailchimp_key", drawn(10, HEX, 32) + "-us12", "key: "),
    ("telegram_bot_token", "1234567890:AA" + drawn(11, WORDED, 33), "bot "),
    ("algolia_key", drawn(12, HEX, 32), 'algoliasearch("APPID", apiKey: "'),
    ("google_service_account_key_id", drawn(13, HEX, 40), '"type": "service_account",\n "private_key_id": "'),
    ("asana_token", "1/12345678901234:" + drawn(14, HEX, 32), "pat "),
    ("azure_devops_token", drawn(15, "abcdefghijklmnopqrstuvwxyz234567", 52), "AZURE_DEVOPS_EXT_PAT="),
    ("discord_bot_token", "MTA" + drawn(16, MIXED, 21) + ".GaBcDe." + drawn(17, MIXED, 38), "bot: "),
    ("terraform_cloud_token", drawn(18, MIXED, 14) + ".atlasv1." + drawn(19, MIXED, 67), 'token = "'),
    ("npm_legacy_token", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", "//registry.example/:_authToken="),
    ("slack_webhook", "hooks.slack.com/services/T0AB12CD3/B0EF45GH6/" + drawn(20, MIXED, 24), "https://"),
    ("azure_sas_signature", "sig=" + drawn(21, MIXED, 43) + "%3D", "?sv=2024-11-04&"),
])
def test_forms_that_only_evidence_tells(name: str, value: str, before: str) -> None:
    assert found(f"{before}{value}\n") == [(value, name)]


@pytest.mark.parametrize("length", [300, 3_000, 12_000])
def test_a_long_key_is_hidden_to_its_end(length: int) -> None:
    key = "ghp_" + drawn(length, MIXED, length)
    assert found(f"x {key} y") == [(key, "github_token")]


def test_a_vendors_name_far_away_or_another_name_is_no_evidence() -> None:
    value = drawn(1, HEX, 32)
    for text in (f"datadog {value}", f"datadog_id = {value}", f"datadog commit {value}", f"key_name {value}"):
        assert found(text) == []


def test_a_form_that_other_things_have_needs_words() -> None:
    for secret in SECRETS:
        for form in map(Form.of, secret.forms.split()):
            assert secret.words or any(place.literal for place in form.places), secret.id
    for one in DETECTORS:
        for pattern in one.patterns:
            if pattern.evidence and isinstance(pattern.evidence.words, Assigned):
                assert pattern.confidence is None


@pytest.mark.parametrize(("forms", "words"), [("{A20+}", ("x",)), ("x{A20+}", ()), ("{A8}", ("x",))])
def test_a_row_that_cannot_be_looked_for_is_refused(forms: str, words: tuple[str, ...]) -> None:
    row = Secret("some_key", "Some key", forms, "somewhere", words)
    with pytest.raises(ValueError, match=r"open-ended|too short|worth"):
        detector(row, openings([row]))
