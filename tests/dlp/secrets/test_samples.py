"""Samples are the same in every run, of many containers, and nobody's."""

from __future__ import annotations

from enclave.dlp.secrets import SECRETS
from enclave.dlp.secrets.samples import EACH, Samples
from enclave.dlp.secrets.secret import detector, openings


def test_made_alike_twice_and_of_each_form() -> None:
    secret = next(secret for secret in SECRETS if secret.id == "gitlab_token")
    first, second = (detector(secret, openings(SECRETS)).positives for _ in range(2))
    assert list(first) == list(second)
    assert len(first) == len(secret.forms.split())
    assert all(form.partition("{")[0] in text for form, text in zip(secret.forms.split(), first, strict=True))


def test_a_sequence() -> None:
    samples = Samples("x", ("key-{H32}",), (), lambda form, text: 1, found=True)
    assert len(samples) == EACH
    assert samples[0] in samples
    assert list(samples[:2]) == list(samples)[:2]
    assert len({text.partition("«")[0] for text in samples}) > 1
