"""The notation says exactly which texts are of a form, and its anchors stand in every one of them."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.secrets import SECRETS
from enclave.dlp.secrets.form import Form

NOTATIONS = sorted({notation for secret in SECRETS for notation in secret.forms.split()})


@pytest.mark.parametrize(("notation", "text", "fits"), [
    ("ghp_{A36+}", "ghp_" + "aB3" * 12, True),
    ("ghp_{A36+}", "ghp_" + "aB3" * 30, True),
    ("ghp_{A36+}", "ghp_" + "aB3" * 11, False),
    ("ghp_{A36+}", "ghp_" + "aB-" * 12, False),
    ("AC{H32}", "AC" + "0f" * 16, True),
    ("AC{H32}", "AC" + "0F" * 16, False),
    ("{D8-10}:AA{W3}", "12345678:AA_-x", True),
    ("{D8-10}:AA{W3}", "1234567:AA_-x", False),
    ("{uuid}:fx", "123e4567-e89b-12d3-a456-426614174000:fx", True),
    ("{H4}.{A2}", "00ffxA2", False),
])
def test_what_fits(notation: str, text: str, fits: bool) -> None:
    assert bool(re.fullmatch(Form.of(notation).body, text)) is fits


@pytest.mark.parametrize("notation", ["", "ghp_{A}", "ghp_{?4}", "x{A4", "x}y", "{Y4}", "a{}b"])
def test_what_is_no_form_is_refused(notation: str) -> None:
    with pytest.raises(ValueError, match="no form"):
        Form.of(notation)


@given(st.sampled_from(NOTATIONS), st.integers(0, 999))
def test_an_example_fits_and_holds_the_anchors(notation: str, seed: int) -> None:
    form = Form.of(notation)
    value = form.example(Random(seed))
    assert re.fullmatch(form.body, value)
    assert form.shortest <= len(value)
    assert form.longest is None or len(value) <= form.longest
    beginning, width = form.beginning()
    found = re.match(beginning, value)
    assert found
    assert found.end() == width
    assert value.startswith(form.prefix)
    middle = form.middle()
    if middle:
        inside = re.search(middle[0], value)
        assert inside
        assert form.longest is None or inside.end() <= middle[1]


def test_the_places_are_what_is_not_written_in_the_form() -> None:
    assert Form.of("a-{H2}.{D3}").free("a-ff.123") == "ff123"
    assert Form.of("{A2}").free("no value") == "no value"


@pytest.mark.parametrize(("notation", "run"), [("{H32}", True), ("key_{W20}", True), ("{A6}.{A6}", False), ("{uuid}", True)])
def test_what_is_one_run(notation: str, run: bool) -> None:
    assert Form.of(notation).is_run is run
