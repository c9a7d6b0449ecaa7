"""What was served, by model: the other side of every ledger."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from enclave.simulator.script import Usage


@dataclass
class Line:
    """Sums of one model. `cached_tokens` are part of the prompt, `reasoning_tokens` part of the completion."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0
    images: int = 0
    seconds: int = 0
    characters: int = 0


class Bill:
    """Adds up usage. An answer that was begun is billed in full, also when the client never saw its end."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}

    def add(self, model: str, usage: Usage) -> None:
        line = self._lines.setdefault(model, Line())
        line.requests += 1
        line.prompt_tokens += usage.prompt
        line.completion_tokens += usage.completion
        line.cached_tokens += usage.cached
        line.reasoning_tokens += usage.reasoning
        line.images += usage.images
        line.seconds += usage.seconds
        line.characters += usage.characters

    def document(self) -> dict[str, object]:
        """`{"simulation": true, "models": {name: sums}}`, without pictures and sound where there were none."""
        return {"simulation": True, "models": {model: _sums(line) for model, line in sorted(self._lines.items())}}


def _sums(line: Line) -> dict[str, int]:
    return {key: value for key, value in asdict(line).items() if value or key not in ("images", "seconds", "characters")}
