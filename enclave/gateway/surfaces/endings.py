"""Why answers ended, for the record: words that the APIs know, and never one that a model service made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from enclave.gateway.surfaces.call import MAX_CHOICES

KNOWN = frozenset({
    "stop", "length", "content_filter", "tool_calls", "function_call",
    "completed", "max_output_tokens", "failed", "cancelled",
})  # fmt: skip
"""`finish_reason` of chat and completions; `status` of a response, and the `reason` of one that is incomplete."""
OTHER = "other"


def known(reasons: Iterable[object]) -> tuple[str, ...]:
    """Reasons as they stand in the record."""
    return tuple([reason if isinstance(reason, str) and reason in KNOWN else OTHER for reason in reasons])


def of_choices(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Of a whole answer of chat or completions; none for one without choices that ended."""
    choices = answer.get("choices")
    listed = choices[:MAX_CHOICES] if isinstance(choices, list) else ()
    return known([reason for choice in listed if isinstance(choice, dict) and (reason := choice.get("finish_reason")) is not None])


def of_response(response: Mapping[str, Any]) -> tuple[str, ...]:
    """Of a response of the Responses API; none while it goes on."""
    status, details = response.get("status"), response.get("incomplete_details")
    if status == "incomplete":
        return known((details.get("reason") if isinstance(details, dict) else None,))
    return () if status in (None, "queued", "in_progress") else known((status,))
