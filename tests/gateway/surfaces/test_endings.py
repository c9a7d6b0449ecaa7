"""Why answers ended is on record in words that the APIs know."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.gateway.surfaces.endings import MAX_CHOICES, of_choices, of_response


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"choices": [{"finish_reason": "stop"}, {"finish_reason": "length"}]}, ("stop", "length")),
        ({"choices": [{"finish_reason": "write to jane@example.com"}, {"finish_reason": 7}]}, ("other", "other")),
        ({"choices": [{"finish_reason": None}, {}, "nothing"]}, ()),
        ({"choices": None}, ()),
        ({"data": []}, ()),
        ({"choices": [{"finish_reason": "stop"}] * 1_000}, ("stop",) * MAX_CHOICES),
    ],
)
def test_of_choices(answer: dict[str, Any], found: tuple[str, ...]) -> None:
    assert of_choices(answer) == found


@pytest.mark.parametrize(
    ("response", "found"),
    [
        ({"status": "completed"}, ("completed",)),
        ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, ("max_output_tokens",)),
        ({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, ("content_filter",)),
        ({"status": "incomplete", "incomplete_details": None}, ("other",)),
        ({"status": "failed"}, ("failed",)),
        ({"status": "in_progress"}, ()),
        ({"status": ["x"]}, ("other",)),
        ({}, ()),
    ],
)
def test_of_a_response(response: dict[str, Any], found: tuple[str, ...]) -> None:
    assert of_response(response) == found
