"""What a policy does to text: one scanner, and which entities it blocks, hides or only counts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import msgspec

from enclave.audit.event import Verdict
from enclave.dlp.detector import LOW
from enclave.dlp.redact import redact
from enclave.dlp.scan import Hide, Match, Scanner, is_hidden
from enclave.dlp.stream import StreamScanner
from enclave.gateway.strict_json import Field
from enclave.spec.policy import Action, Policy

SEPARATOR = "\n\x00\n"
"""Between the texts of a document, which are scanned as one: no value of any detector contains it."""


class Examined(msgspec.Struct):
    """What was found in the texts of one document, and done about it."""

    chars: int = 0
    findings: dict[str, int] = {}
    redactions: int = 0
    blocked: list[tuple[Field, str]] = []
    """Fields with a value that must not pass, and its entity."""

    @property
    def outcome(self) -> str:
        """`pass`, `redact` or `refuse`, as audited."""
        return "refuse" if self.blocked else "redact" if self.redactions else "pass"

    def verdict(self, stage: str) -> Verdict:
        """For the record: what was really scanned and found."""
        return Verdict(stage, self.outcome, self.chars, self.findings)


class Guard:
    """One policy's rules for text. `hide`: entities that never get through, `block` those of them that end the call."""

    def __init__(self, policy: Policy) -> None:
        """Raises InputError for an entity that no detector knows."""
        self.scanner = Scanner(policy.dlp)
        self.block: Hide = {entity: LOW for entity, action in policy.dlp.items() if action == Action.BLOCK}
        self.hide: Hide = {**self.block, **{entity: LOW for entity, action in policy.dlp.items() if action == Action.REDACT}}

    def stream(self) -> StreamScanner:
        """A scanner for one text that comes in pieces."""
        return StreamScanner(self.scanner, self.hide)

    def examine(self, fields: Sequence[Field]) -> Examined:
        """Scan every field; hide in place what must be hidden, unless something is blocked."""
        examined = Examined()
        texts = [field.text for field in fields]
        joined = SEPARATOR.join(texts)
        examined.chars = len(joined) - len(SEPARATOR) * max(0, len(texts) - 1)
        matches = self.scanner.scan(joined, self.hide)
        if not matches:
            return examined
        hidden: dict[int, list[Match]] = {}
        starts = list(accumulate((len(text) + len(SEPARATOR) for text in texts[:-1]), initial=0))
        for match in matches:
            examined.findings[match.entity] = examined.findings.get(match.entity, 0) + 1
            if not is_hidden(match, self.hide):
                continue
            first = bisect_right(starts, match.start) - 1
            last = bisect_right(starts, match.end - 1) - 1
            for index in range(first, last + 1):  # more than one would need a separator inside a value; hide both ends then
                start = max(0, match.start - starts[index])
                end = min(len(texts[index]), match.end - starts[index])
                hidden.setdefault(index, []).append(msgspec.structs.replace(match, start=start, end=end))
                if is_hidden(match, self.block):
                    examined.blocked.append((fields[index], match.entity))
        if not examined.blocked:
            self._redact(fields, hidden, examined)
        return examined

    def _redact(self, fields: Sequence[Field], hidden: dict[int, list[Match]], examined: Examined) -> None:
        # keys last: a value is replaced under the key that it was read with
        for index in sorted(hidden, key=lambda index: fields[index].is_key):
            field = fields[index]
            field.replace(redact(field.text, hidden[index]))
            examined.redactions += len(hidden[index])
