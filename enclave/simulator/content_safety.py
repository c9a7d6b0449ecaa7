"""Azure AI Content Safety, as far as the gateway asks it (API 2024-09-01): what texts say of themselves is what is found in them.

`hate: 4` on a line of its own is hate of severity 4, and so on for each harm; `attack: jailbreak`, `attack: indirect` and `known: text`
are found where they are looked for.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from enclave.simulator.answer import JSON, Reply

PATH = "/contentsafety/text:"
_SEVERITY = re.compile(r"^(hate|selfharm|sexual|violence): ([0-7])\b", re.MULTILINE | re.IGNORECASE)
_TRIMMED = (0, 2, 4, 6)


def answer(path: str, body: bytes) -> Reply:
    """The answer to one question."""
    try:
        asked = json.loads(body)
        return Reply(200, JSON, (msgspec.json.encode(_KINDS[path.removeprefix(PATH)](asked)),))
    except (KeyError, TypeError, AttributeError, ValueError):
        error = {"code": "InvalidRequestBody", "message": "[simulated] the request cannot be read"}
        return Reply(400, JSON, (msgspec.json.encode({"error": error}),))


def _analyze(asked: dict[str, Any]) -> dict[str, Any]:
    worst: dict[str, int] = {}
    for name, severity in _SEVERITY.findall(asked["text"]):
        worst[name.lower()] = max(worst.get(name.lower(), 0), int(severity))
    found = [{"category": name, "severity": _TRIMMED[worst.get(name.lower(), 0) // 2]} for name in asked["categories"]]
    return {"blocklistsMatch": [], "categoriesAnalysis": found}


def _shield(asked: dict[str, Any]) -> dict[str, Any]:
    told = {"userPromptAnalysis": {"attackDetected": "attack: jailbreak" in asked["userPrompt"]}} if "userPrompt" in asked else {}
    return {**told, "documentsAnalysis": [{"attackDetected": "attack: indirect" in text} for text in asked.get("documents", [])]}


def _protected(asked: dict[str, Any]) -> dict[str, Any]:
    return {"protectedMaterialAnalysis": {"detected": "known: text" in asked["text"]}}


_KINDS = {"analyze": _analyze, "shieldPrompt": _shield, "detectProtectedMaterial": _protected}
