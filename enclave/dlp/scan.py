"""Finds values: one multi-pattern pass for anchors, the exact expression and the check around them, then one match per place."""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

import hyperscan
import msgspec

from enclave.dlp import DETECTORS
from enclave.dlp.canonical import View
from enclave.dlp.detector import Detector, Pattern
from enclave.dlp.settle import lanes
from enclave.errors import InputError

_BESIDE = 8
"""Characters beside a match or a window of evidence that look-behind may read."""


class Match(msgspec.Struct, frozen=True, order=True):
    """One value. Offsets are code points of the text as given; `confidence` is 65, 75 or 85, `detector` the id of what found it."""

    start: int
    end: int
    entity: str
    confidence: int
    detector: str


Hide: TypeAlias = Mapping[str, int]
"""The confidence from which the values of an entity are hidden."""


def is_hidden(match: Match, hide: Hide) -> bool:
    """Whether the value is to be hidden."""
    return match.confidence >= hide.get(match.entity, _NEVER)


_NEVER = 101


def entity_names(names: Iterable[str], detectors: Sequence[Detector] = DETECTORS) -> tuple[str, ...]:
    """The entities that are meant (`ssn` is `us_ssn`), in the order of `detectors`. Raises InputError for one that nobody finds."""
    meant = {name: detector.entity for detector in detectors for name in (detector.entity, *detector.aliases)}
    entities = tuple(dict.fromkeys(meant.values()))
    known = set()
    for name in names:
        if name not in meant:
            near = difflib.get_close_matches(name, meant, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(entities)}"
            raise InputError(f"no detector finds `{name}`", hint=hint)
        known.add(meant[name])
    return tuple(entity for entity in entities if entity in known)


def clusters(matches: Sequence[Match]) -> Iterator[list[Match]]:
    """Groups of matches that overlap, directly or through others, in order. `matches` are sorted by their start."""
    group: list[Match] = []
    end = 0
    for match in matches:
        if group and match.start >= end:
            yield group
            group = []
        group.append(match)
        end = max(end, match.end) if len(group) > 1 else match.end
    if group:
        yield group


NOTHING: Hide = MappingProxyType({})


def resolve(matches: Sequence[Match], hide: Hide = NOTHING, rank: Mapping[str, int] = NOTHING) -> list[Match]:
    """One match per place. Matches that overlap become one that covers them all, named after the longest, then the surest, then
    the one of the lowest `rank`.

    Values to be hidden go before all others, so that none is ever lost to a longer one that is only reported.
    """
    result: list[Match] = []
    for group in clusters(matches):
        hidden = [match for match in group if is_hidden(match, hide)]
        merged = [_merge(part, rank) for part in clusters(hidden)] if hidden else [_merge(group, rank)]
        result += merged
        if hidden and len(hidden) < len(group):
            others = [match for match in group if match not in hidden and not any(_overlap(match, kept) for kept in merged)]
            result += [_merge(part, rank) for part in clusters(others)]
    return sorted(result)


def _merge(group: Sequence[Match], rank: Mapping[str, int]) -> Match:
    if len(group) == 1:
        return group[0]
    best = max(group, key=lambda match: (match.end - match.start, match.confidence, -rank.get(match.detector, 0)))
    return msgspec.structs.replace(best, start=min(match.start for match in group), end=max(match.end for match in group))


def _overlap(left: Match, right: Match) -> bool:
    return left.start < right.end and right.start < left.end


class Scanner:
    """Looks for some entities (None: all) with `detectors`, strictest first. Made once and shared by threads; raises InputError for
    an unknown entity."""

    def __init__(self, entities: Iterable[str] | None = None, detectors: Sequence[Detector] = DETECTORS) -> None:
        self.entities = entity_names((detector.entity for detector in detectors) if entities is None else entities, detectors)
        chosen = [detector for detector in detectors if detector.entity in self.entities]
        self.detectors = tuple(chosen)
        self.patterns: tuple[tuple[Detector, Pattern], ...] = tuple(
            (detector, pattern) for detector in chosen for pattern in detector.patterns
        )
        self._rank = {detector.id: rank for rank, detector in enumerate(chosen)}
        windows = [pattern.evidence.window for _, pattern in self.patterns if pattern.evidence]
        self.lead = max((pattern.lead for _, pattern in self.patterns), default=0)
        self.context = max([self.lead, *windows]) + _BESIDE
        """Characters before a place that decide about what begins there."""
        self.longest = max((pattern.shape.length or pattern.reach for _, pattern in self.patterns), default=0)
        """Characters after the beginning of a match in which an anchor of it ends."""
        self.lanes = lanes(pattern.shape for _, pattern in self.patterns)
        """For streams: where a text that goes on is settled."""
        self._anchors = _Anchors([pattern.anchor for _, pattern in self.patterns])
        gates = {number: pattern.evidence.gate for number, (_, pattern) in enumerate(self.patterns)
                 if pattern.confidence is None and pattern.evidence and pattern.evidence.gate}
        self._gated = frozenset(gates)
        self._gates = _Gates(gates)

    def resolve(self, matches: Sequence[Match], hide: Hide = NOTHING) -> list[Match]:
        """See `resolve`."""
        return resolve(matches, hide, self._rank)

    def scan(self, text: str, hide: Hide = NOTHING) -> list[Match]:
        """The values in `text`, in order and not overlapping. `hide`: see `resolve`."""
        view = View()
        canonical = view.extend(text)
        found = self.find(canonical, 0, len(canonical))
        if not found:
            return found
        matches = self.resolve(found, hide)
        return matches if canonical is text else [to_raw(match, view) for match in matches]

    def find(self, text: str, start: int, stop: int) -> list[Match]:
        """Every match that begins in `start`..`stop` of the canonical `text`, overlapping ones too, sorted.

        What stands before `start` is only read as context; no match may cross `start`.
        """
        low = max(0, start - self.lead)
        high = min(len(text), stop + self.longest)
        found: list[Match] = []
        hits = self._anchors.ends(text[low:high] if high - low < len(text) else text)
        shut = self._gates.shut(text[max(0, start - self.context) : high]) if not self._gated.isdisjoint(hits) else frozenset()
        for number, ends in hits.items():
            if number in shut:
                continue
            detector, pattern = self.patterns[number]
            position = start
            for first, last in _places(pattern, [end + low for end in ends]):
                for match in _matches(pattern, text, max(position, first), min(last, stop)):
                    found.append(Match(match[0], match[1], detector.entity, match[2], detector.id))
                    position = match[1]
        found.sort()
        return found


def _places(pattern: Pattern, ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where matches may begin, given the ends of anchors: ranges, far enough from each other that no character is looked at twice."""
    if pattern.shape.length is None:  # the anchor says exactly where
        for end in ends:
            yield end - pattern.reach, end - pattern.reach + 1
        return
    first, last = ends[0] - pattern.reach, ends[0]
    for end in ends:
        if end - pattern.reach > last + pattern.shape.length:
            yield first, last
            first = end - pattern.reach
        last = end
    yield first, last


def _matches(pattern: Pattern, text: str, position: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """Start, end and confidence of what `pattern` accepts that begins in `position`..`stop`.

    A candidate that is not accepted leaves no trace: the search goes on with the character after its first.
    """
    length = pattern.shape.length
    while position < stop:
        match = pattern.exact.match(text, position) if length is None else pattern.exact.search(text, position, stop + length)
        if match is None or match.start() >= stop:
            return
        accepted, confidence = _judged(pattern, text, match)
        if accepted:
            yield match.start(), match.start() + accepted, confidence
        position = match.start() + (accepted or 1)


def _judged(pattern: Pattern, text: str, match: re.Match[str]) -> tuple[int, int]:
    """How much of a candidate is a value, and how sure that is. Evidence directly before it is asked first, a far one last."""
    if pattern.lead and not pattern.confidence and not _is_supported(pattern, text, match.start()):
        return 0, 0
    accepted = pattern.accept(match.group())
    if not accepted:
        return 0, 0
    confidence = pattern.supported if _is_supported(pattern, text, match.start()) else pattern.confidence
    return (accepted, confidence) if confidence else (0, 0)


def _is_supported(pattern: Pattern, text: str, start: int) -> bool:
    evidence = pattern.evidence
    return evidence is not None and bool(evidence.words.search(text[max(0, start - evidence.window) : start].lower()))


def to_raw(match: Match, view: View) -> Match:
    """The match with offsets of the text as given."""
    start, end = view.span(match.start, match.end)
    return msgspec.structs.replace(match, start=start, end=end)


class _Anchors:
    """One database for the anchors of all patterns. Equal anchors are looked for once."""

    def __init__(self, anchors: Sequence[str], flags: int = 0) -> None:
        distinct = list(dict.fromkeys(anchors))
        self._users = [[number for number, anchor in enumerate(anchors) if anchor == one] for one in distinct]
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._scratches = threading.local()
        if distinct:
            self._database.compile(
                expressions=[anchor.encode() for anchor in distinct],
                ids=list(range(len(distinct))),
                elements=len(distinct),
                flags=flags,
            )

    def ends(self, text: str) -> dict[int, list[int]]:
        """Number of a pattern -> ends of its anchors in `text`, ascending, in code points."""
        if not self._users or not text:
            return {}
        data = text.encode("utf-8", "replace")
        hits: list[tuple[int, int]] = []
        self._database.scan(data, match_event_handler=_note, context=hits, scratch=self._scratch())
        if not hits:
            return {}
        hits.sort()
        result: dict[int, list[int]] = {}
        for end, anchor in hits if len(data) == len(text) else _code_points(data, hits):
            for number in self._users[anchor]:
                result.setdefault(number, []).append(end)
        return result

    def _scratch(self) -> hyperscan.Scratch:
        """Hyperscan's working memory, which only one scan at a time may use: each thread has its own."""
        scratch: hyperscan.Scratch | None = getattr(self._scratches, "own", None)
        if scratch is None:
            scratch = self._scratches.own = hyperscan.Scratch(self._database)
        return scratch


class _Gates:
    """Which patterns need words that a text does not have: number of the pattern -> expression."""

    def __init__(self, gates: Mapping[int, str]) -> None:
        self._expressions = tuple(dict.fromkeys(gates.values()))
        self._behind = [frozenset(number for number, gate in gates.items() if gate == one) for one in self._expressions]
        self._anchors = _Anchors(self._expressions, flags=_ONCE)

    def shut(self, text: str) -> frozenset[int]:
        """The patterns that nothing in `text` supports."""
        open_ = self._anchors.ends(text)
        return frozenset().union(*(behind for number, behind in enumerate(self._behind) if number not in open_))


_ONCE = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_UCP | hyperscan.HS_FLAG_SINGLEMATCH


def _note(anchor: int, start: int, end: int, flags: int, hits: object) -> None:
    if isinstance(hits, list):
        hits.append((end, anchor))


_CONTINUATION = bytes(range(0x80, 0xC0))


def _code_points(data: bytes, hits: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The hits with code points for bytes."""
    at = points = 0
    for end, anchor in hits:
        points += len(data[at:end].translate(None, _CONTINUATION))
        at = end
        yield points, anchor
