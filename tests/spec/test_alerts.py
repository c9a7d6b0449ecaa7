"""What a file may say of alerts."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from enclave.spec.alerts import Alerts, Route


def test_a_file_may_say() -> None:
    alerts = Alerts.model_validate(
        {
            "rules": {"error-rate": {"bound": 0.1, "seconds": 60}, "drift": {"enabled": False}},
            "routes": {"ops": {"email": {"server": "mail.example.com:587", "sender": "a@b.cd", "to": ["b@b.cd"]}, "severity": 2}},
            "silences": [{"rule": "drift", "labels": {"project": "p"}, "until": "2026-12-01T08:00:00Z", "reason": "moving house"}],
        }
    )  # fmt: skip
    assert alerts.routes["ops"].kinds == ("email",)
    assert Route.model_validate({"teams": {}, "pagerduty": {}}).kinds == ("teams", "pagerduty")
    assert Alerts().enabled


@pytest.mark.parametrize(
    "wrong",
    [
        {"rules": {"made-up": {}}}, {"rules": {"drift": {"bound": -1}}}, {"rules": {"drift": {"severity": 5}}}, {"repeat_hours": 0},
        {"silences": [{"until": "tomorrow", "reason": "why"}]}, {"silences": [{"until": "2026-12-01T08:00:00Z"}]},
        {"routes": {"ops": {"webhook": {"url": "https://user:secret@example.com"}}}}, {"false_alarms_per_month": 0},
        {"routes": {"ops": {"email": {"server": "mail.example.com", "sender": "a@b.cd", "to": ["a@b.cd"]}}}},
    ],
)  # fmt: skip
def test_and_what_it_may_not(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Alerts.model_validate(wrong)
