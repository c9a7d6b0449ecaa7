"""What a text says of itself is found in it, in Content Safety's form."""

from __future__ import annotations

import json

import msgspec
import pytest

from enclave.simulator.content_safety import answer


@pytest.mark.parametrize(
    ("kind", "asked", "told"),
    [
        ("analyze", {"text": "x\nHate: 5\n", "categories": ["Hate", "Sexual"]}, [("Hate", 4), ("Sexual", 0)]),
        ("analyze", {"text": "hate: 9", "categories": ["Hate"]}, [("Hate", 0)]),
    ],
)
def test_severities(kind: str, asked: dict[str, object], told: list[tuple[str, int]]) -> None:
    document = json.loads(b"".join(answer(f"/contentsafety/text:{kind}", msgspec.json.encode(asked)).frames))
    assert [(one["category"], one["severity"]) for one in document["categoriesAnalysis"]] == told


def test_attacks_known_texts_and_mistakes() -> None:
    def ask(kind: str, asked: object) -> tuple[int, dict[str, object]]:
        reply = answer(f"/contentsafety/text:{kind}", json.dumps(asked).encode())
        return reply.status, json.loads(b"".join(reply.frames))

    assert ask("shieldPrompt", {"userPrompt": "attack: jailbreak"})[1]["userPromptAnalysis"] == {"attackDetected": True}
    assert ask("shieldPrompt", {"documents": ["x", "attack: indirect"]})[1]["documentsAnalysis"] == [
        {"attackDetected": False},
        {"attackDetected": True},
    ]
    assert ask("detectProtectedMaterial", {"text": "known: text"})[1]["protectedMaterialAnalysis"] == {"detected": True}
    for kind, asked in (("other", {}), ("analyze", {}), ("analyze", []), ("shieldPrompt", 5)):
        assert ask(kind, asked)[0] == 400
