"""What a policy does to text: one scanner, and from which confidence values of an entity are blocked, hidden or only told of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set

import msgspec

from enclave.audit.event import MOST_SEEN, Seen, Verdict
from enclave.dlp import DETECTORS
from enclave.dlp.detector import Detector
from enclave.dlp.recognisers.interface import Recogniser
from enclave.dlp.redact import Write, gone, redact
from enclave.dlp.scan import Hide, Match, Scanner, is_hidden
from enclave.dlp.stream import HoldBackOverflow, StreamScanner
from enclave.gateway.strict_json import KNOWN_KEYS, PROSE, Field, JsonObject, replace
from enclave.spec.handling import NEVER, Action
from enclave.spec.policy import Policy

SEPARATOR = "\n\x00\n"
"""Between texts that are read one after the other, and scanned as one: halves of a value are put together over it."""
WALL = " \n" + "\0" * 40 + "\n"
"""Between all other texts of a document: evidence counts over it, and nothing is put together. The space in front makes it no break
of a line, in which a scan would look for the halves of a value."""


MOST_KNOWN, MOST_KNOWN_LENGTH = 256, 256
"""Texts, and characters of one, of which it is remembered that they hold nothing."""

LONG = 262_144
"""Characters of a text that are scanned at once. A longer one is read as a stream is, a few at a time: nobody else gets on meanwhile."""


class Found(msgspec.Struct):
    """What was found, for the record."""

    counts: dict[str, int] = {}
    """Matches by entity."""
    seen: list[Seen] = []
    """The first ones, one by one."""

    def add(self, match: Match, field: str, offset: int = 0) -> None:
        """One more, in a field whose text begins at `offset` of what the match counts."""
        self.counts[match.entity] = self.counts.get(match.entity, 0) + 1
        if len(self.seen) < MOST_SEEN:
            self.seen.append(Seen(match.detector, match.confidence, field, match.start - offset, match.end - offset))


class Examined(msgspec.Struct):
    """What was found in the texts of one document, and done about it."""

    chars: int = 0
    found: Found = msgspec.field(default_factory=Found)
    redactions: int = 0
    blocked: list[tuple[str, str]] = []
    """Where a value stands that must not pass, and its entity."""

    @property
    def outcome(self) -> str:
        """`pass`, `redact` or `refuse`, as audited."""
        return "refuse" if self.blocked else "redact" if self.redactions else "pass"

    def refused(self, stage: str) -> Verdict:
        """For the record, where something else than a value ends the call."""
        return Verdict(stage, "refuse", self.chars, self.found.counts, tuple(self.found.seen))

    def verdict(self, stage: str) -> Verdict:
        """For the record: what was really scanned and found."""
        return Verdict(stage, self.outcome, self.chars, self.found.counts, tuple(self.found.seen))


class Guard:
    """One policy's rules for text, each the confidence from which it holds for an entity.

    `block`: values that end the call. `redact`: those and values that are never put back. `hide`: those and values that a token may
    stand for; none of them gets through. `log`: those and values that are only told of.
    """

    def __init__(self, policy: Policy, own: Sequence[Detector] = (), recognisers: Sequence[Recogniser] = ()) -> None:
        """`own`: detectors of the file's own. Raises InputError for an entity that no detector knows."""
        self.scanner = Scanner(policy.dlp, (*DETECTORS, *own), recognisers)
        self.block = _from(policy, Action.BLOCK)
        self.redact = _from(policy, Action.REDACT)
        self.hide = _from(policy, Action.TOKENISE)
        self.log = _from(policy, Action.LOG)
        self._known: dict[str, bool] = {}
        self.standing = policy.surrogates
        """What stands for values that are tokenised."""
        self.tokenises_any = any(least < self.redact.get(entity, NEVER) for entity, least in self.hide.items())
        """Whether surrogates may stand for some values."""

    @property
    def is_slow(self) -> bool:
        """Whether others would wait too long while a text is scanned."""
        return bool(self.scanner.recognisers)

    def tokenises(self, match: Match) -> bool:
        """Whether a surrogate may stand for the value. Where none is made for it, it is hidden like the others."""
        return is_hidden(match, self.hide) and not is_hidden(match, self.redact)

    def stream(self, stand_for: Write = gone) -> StreamScanner:
        """A scanner for one text that comes in pieces. `stand_for`: what is written for values that are tokenised."""
        def write(match: Match, value: str) -> str:
            return (stand_for if self.tokenises(match) else gone)(match, value)

        return StreamScanner(self.scanner, self.hide, write=write)

    def has_anything_to_hide(self, text: str) -> bool:
        """Whether a text has a value that may not be in it."""
        return any(is_hidden(match, self.hide) for match in self.scanner.scan(text, self.hide))

    def is_known(self, text: object) -> bool:
        """Whether a short text that comes with one answer after the other has nothing in it, as when it came first."""
        if type(text) is not str or len(text) > MOST_KNOWN_LENGTH:
            return False
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[text] = not self.scanner.scan(text)
        return known

    def _scan(self, text: str) -> list[Match]:
        """The values in a text. One that ends the call is not lost to a longer one that is only hidden."""
        matches = self._matches(text, self.hide)
        hidden = [match for match in matches if is_hidden(match, self.hide)]
        if hidden and not any(is_hidden(match, self.block) for match in hidden):
            strictest = self._matches(text, self.block)
            if any(is_hidden(match, self.block) for match in strictest):
                return strictest
        return matches

    def _matches(self, text: str, hide: Hide) -> list[Match]:
        """As `Scanner.scan` finds them."""
        if len(text) <= LONG or self.scanner.recognisers:
            return self.scanner.scan(text, hide)
        reading = StreamScanner(self.scanner, hide, limit=len(text))
        try:
            pieces = [reading.push(text[start : start + LONG]) for start in range(0, len(text), LONG)]
            return [match for piece in (*pieces, reading.finish()) for match in piece.matches]
        except HoldBackOverflow:  # what cannot be read in pieces is read at once
            return self.scanner.scan(text, hide)

    def examine(self, fields: Sequence[Field], document: JsonObject | None = None, stand_for: Write = gone) -> Examined:
        """Scan every field; hide in place what must be hidden, unless something is blocked.

        `document`: what the fields stand in. `stand_for`: what is written for values that are tokenised.
        """
        examined = Examined()
        texts = [field.text for field in fields]
        joined, starts = _joined(fields)
        examined.chars = sum(map(len, texts))
        matches = self._scan(joined)
        if not matches:
            return examined
        hidden: dict[int, list[Match]] = {}
        torn: set[Match] = set()  # parts of values, which nothing can stand for
        where = places(document) if document is not None else {}
        for match in matches:
            first = bisect_right(starts, match.start) - 1
            if is_hidden(match, self.log):
                examined.found.add(match, place(fields[first], where), starts[first])
            if not is_hidden(match, self.hide):
                continue
            last = bisect_right(starts, match.end - 1) - 1
            for index in range(first, last + 1):  # a value in parts: each is hidden
                start = max(0, match.start - starts[index])
                end = min(len(texts[index]), match.end - starts[index])
                part = msgspec.structs.replace(match, start=start, end=end)
                hidden.setdefault(index, []).append(part)
                torn.update([part] if first < last else [])
                if is_hidden(match, self.block):
                    examined.blocked.append((place(fields[index], where), match.entity))
        if not examined.blocked:
            self._redact(fields, hidden, torn, examined, stand_for)
        return examined

    def look(self, texts: Sequence[str], place: str, examined: Examined) -> None:
        """Scan texts that cannot be rewritten, of a file, and add what was found: what would be hidden ends the call."""
        for text in texts:
            examined.chars += len(text)
            for match in self._scan(text):
                if is_hidden(match, self.log):
                    examined.found.add(match, place)
                if is_hidden(match, self.hide):
                    examined.blocked.append((place, match.entity))

    def _redact(
        self, fields: Sequence[Field], hidden: Mapping[int, list[Match]], torn: Set[Match], examined: Examined, stand_for: Write
    ) -> None:
        def write(match: Match, value: str) -> str:
            return (stand_for if self.tokenises(match) and match not in torn else gone)(match, value)

        # keys last: a value is replaced under the key that it was read with
        written: list[tuple[Field, str]] = []
        for index in sorted(hidden, key=lambda index: fields[index].is_key):
            written.append((fields[index], redact(fields[index].text, hidden[index], write=write)))
            examined.redactions += len(hidden[index])
        replace(written)


def _joined(fields: Sequence[Field]) -> tuple[str, list[int]]:
    """All texts as one, and where each begins in it."""
    if len(fields) == 1:
        return fields[0].text, [0]
    pieces: list[str] = []
    starts: list[int] = []
    end = 0
    before: Field | None = None
    for field in fields:
        if before is not None:
            are_read_on = (before.place in PROSE and field.place in PROSE) or (before.holder is field.holder and type(field.place) is int)
            between = SEPARATOR if are_read_on else WALL
            pieces.append(between)
            end += len(between)
        starts.append(end)
        pieces.append(field.text)
        end += len(field.text)
        before = field
    return "".join(pieces), starts


def _from(policy: Policy, action: Action) -> Hide:
    """Entity -> the confidence from which the action, or a stricter one, is taken."""
    return {entity: least for entity, handling in policy.dlp.items() if (least := handling.least(action)) < NEVER}


def places(document: JsonObject) -> Mapping[int, str]:
    """Where each object and list of a document stands, `messages[1]`, by its `id`. A key that somebody chose is `*`."""
    found = {id(document): ""}
    stack: list[tuple[object, str]] = [(document, "")]
    while stack:
        node, where = stack.pop()
        children: Iterable[tuple[str | int, object]] = ()
        if isinstance(node, dict):
            children = node.items()
        elif isinstance(node, list):
            children = enumerate(node)
        for key, child in children:
            if isinstance(child, dict | list):
                found[id(child)] = where + step(key)
                stack.append((child, found[id(child)]))
    return found


def place(field: Field, found: Mapping[int, str]) -> str:
    """Where a field stands, `messages[1].content`, without repeating anything that somebody chose."""
    return (found.get(id(field.holder), "") + step(field.place)).removeprefix(".")


def step(key: str | int) -> str:
    """One step of a place: `.content`, `[1]`, or `.*` for a key that somebody chose."""
    return f"[{key}]" if isinstance(key, int) else f".{key if key in KNOWN_KEYS else '*'}"
