"""The share of texts that are refusals, by how they begin or what they say, against the reference's."""

from __future__ import annotations

from enclave.monitor.detector import Detector, Null
from enclave.monitor.detectors.missing_values import measure

PATTERN = (
    r"(?i)^\W*(i'?m sorry|i am sorry|sorry,|i apologi[sz]e|unfortunately,? i)"
    r"|\b(i|we) (can'?t|cannot|can not|won'?t|will not|am unable to|am not able to|must decline)\b[^.]{0,60}"
    r"\b(help|assist|provide|answer|discuss|comply|fulfill?|share|generate|create|do that|with that|that request|this request)"
    r"|\b(i'm (unable|not able) to)\b|\bas an ai\b[^.]{0,80}\b(can'?t|cannot|unable|not able)"
    r"|^\W*(es tut mir leid|tut mir leid|je suis désolée?|lo siento|mi dispiace)\b"
)
"""What refusals of assistants say, in RE2's syntax: English, and the beginnings of a few other languages."""
DETECTOR = Detector("refusal_rate", "share of refusals", ("refusal",), measure, Null(is_mean=True, is_level=True, is_share=True))
