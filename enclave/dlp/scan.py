"""Finds values: one multi-pattern pass for anchors, the exact expression and the check around them, then one match per place."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple, TypeAlias, TypeVar

import hyperscan
import msgspec

from enclave.dlp import DETECTORS
from enclave.dlp.anchors import Anchors, Key
from enclave.dlp.candidates import Behind, Changes, Checked, Gates, Words
from enclave.dlp.detector import HIGH, LOW, MEDIUM, PROXIMITY, Detector, Pattern
from enclave.dlp.following import AFTER
from enclave.dlp.recognisers.interface import Recogniser
from enclave.dlp.recognisers.look import recognised
from enclave.dlp.recognisers.windows import Windows
from enclave.dlp.settle import Lane, across, lanes
from enclave.dlp.views import JOINING, SOURCES, Views, breaks, encoded, escapes
from enclave.dlp.views.breaks import Breaks
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


Span = TypeVar("Span", "Match", "Found")


def clusters(matches: Sequence[Span]) -> Iterator[list[Span]]:
    """Groups of matches that overlap, directly or through others, in order. `matches` are sorted by their start."""
    group: list[Span] = []
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
    the one of the lowest `rank`; as sure as the surest of them that is of the same entity.

    Values to be hidden go before all others, so that none is ever lost to a longer one that is only reported.
    """
    result: list[Match] = []
    for group in clusters(matches):
        if len(group) == 1:
            result += group
            continue
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
    surest = max(match.confidence for match in group if match.entity == best.entity)
    start, end = min(match.start for match in group), max(match.end for match in group)
    return msgspec.structs.replace(best, start=start, end=end, confidence=surest)


def _overlap(left: Match, right: Match) -> bool:
    return left.start < right.end and right.start < left.end


class Found(msgspec.Struct, frozen=True, order=True):
    """A match in one view, before those of all views are put together. Offsets are that view's."""

    start: int
    end: int
    entity: str
    confidence: int
    detector: str
    supported: bool = False
    """Evidence supports it."""
    encoded: bool = False
    """It stands in what the run encodes."""
    lasting: bool = False
    """Its pattern is certain from its beginning, see `Pattern.certain`."""
    breaks: tuple[tuple[int, int], ...] = ()
    """What was left out to put it together, as places of the text as given."""
    open: bool = False
    """What comes behind it may yet support it: nothing is known of it."""

    def match(self) -> Match:
        """What is reported."""
        return Match(self.start, self.end, self.entity, self.confidence, self.detector)


class _Hits(NamedTuple):
    """Where anchors end, counted from `low`."""

    ends: Mapping[str, list[int]]
    low: int
    words: Words


class _Nested(NamedTuple):
    """Texts in texts: what encoded runs hold that were seen already, and how often this text was decoded."""

    known: dict[tuple[str, str, int], list[Found]]
    checked: Checked
    silent: set[str]
    """Runs that encode no text."""
    depth: int = 0

    @property
    def deeper(self) -> _Nested:
        """For what a run encodes."""
        return self._replace(depth=self.depth + 1)


LASTING = 2_048
"""A match of more characters of a pattern that is certain from its beginning stands for everything that begins in it."""
_WEAKER = MappingProxyType({HIGH: MEDIUM, MEDIUM: LOW})
"""The confidence of what is put together without evidence."""


class Scanner:
    """Looks for some entities (None: all) with `detectors`, strictest first, and with `recognisers`. Made once and shared by threads;
    raises InputError for an unknown entity."""

    def __init__(
        self, entities: Iterable[str] | None = None, detectors: Sequence[Detector] = DETECTORS, recognisers: Sequence[Recogniser] = ()
    ) -> None:
        self.entities = entity_names((detector.entity for detector in detectors) if entities is None else entities, detectors)
        self.recognisers = tuple(one for one in recognisers if not set(one.entities).isdisjoint(self.entities))
        chosen = [detector for detector in detectors if detector.entity in self.entities]
        self.detectors = tuple(chosen)
        self.patterns: tuple[tuple[Detector, Pattern], ...] = tuple(
            (detector, pattern) for detector in chosen for pattern in detector.patterns
        )
        self._certain = [(detector, pattern) for detector, pattern in self.patterns if pattern.certain]
        self._rank = {id_: rank for rank, id_ in enumerate([*(one.id for one in chosen), *(one.id for one in self.recognisers)])}
        windows = [pattern.evidence.window for _, pattern in self.patterns if pattern.evidence]
        self.lead = max([1, *(pattern.lead for _, pattern in self.patterns)])
        self.context = max([self.lead, *windows]) + _BESIDE
        """Characters before a place that decide about what begins there."""
        self.longest = max([encoded.PAIRS_LEAST, *(pattern.shape.length or pattern.reach for _, pattern in self.patterns)])
        """Characters after the beginning of a match in which an anchor of it ends."""
        shapes = [pattern.shape for _, pattern in self.patterns]
        self._shapes = [*shapes, encoded.SHAPE, encoded.PAIRS_SHAPE, encoded.APART_SHAPE] if shapes else []
        anchors = [*(pattern.anchor for _, pattern in self.patterns), *(anchor for anchor, _, _ in encoded.FORMS)]
        flags = [0] * len(anchors) + [hyperscan.HS_FLAG_SINGLEMATCH] * len(breaks.PLACES)
        self._gates = Gates([pattern for _, pattern in self.patterns])
        self._anchors = Anchors([*anchors, *breaks.PLACES], flags, self._gates.keys)
        self._behind = Behind(self.patterns, self._gates)
        self._gates.wait()
        self._anchors.wait()

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        """For streams: where a text that goes on is settled."""
        return lanes(self._shapes)

    @cached_property
    def across(self) -> re.Pattern[str]:
        """The same for what a space does not end."""
        return across(self.lanes)

    def resolve(self, matches: Sequence[Match], hide: Hide = NOTHING) -> list[Match]:
        """See `resolve`."""
        return resolve(matches, hide, self._rank)

    def scan(self, text: str, hide: Hide = NOTHING) -> list[Match]:
        """The values in `text`, in order and not overlapping. `hide`: see `resolve`."""
        found = self._everywhere(text, _Nested({}, {}, set()))
        if self.recognisers:
            found = [*found, *self.recognised(list(Windows().feed(text, over=True)))]
        return self.settle(found, hide) if found else []

    def recognised(self, windows: Sequence[tuple[int, str]]) -> list[Found]:
        """What recognisers find in windows of the text as given, each with its offset. Raises RecogniserFailed."""
        spans = recognised(self.recognisers, [text for _, text in windows], self.entities)
        return [
            Found(one.start + offset, one.end + offset, one.entity, one.confidence, one.detector)
            for (offset, _), inside in zip(windows, spans, strict=True) for one in inside
        ]

    def settle(self, found: Sequence[Found], hide: Hide) -> list[Match]:
        """One match per place of what was found in all views, with offsets of the text as given."""
        if len(found) == 1:
            return [found[0].match()]
        if any(one.breaks for one in found):
            found = _without_chance(found)
        if any(one.lasting and one.end - one.start > LASTING and is_hidden(one.match(), hide) for one in found):
            found = _without_inner(found, hide, self._rank)
        return self.resolve(sorted({one.match() for one in found}), hide)

    def _everywhere(self, text: str, nested: _Nested) -> list[Found]:
        """What all views of a text show, with offsets of the text."""
        known: dict[str, _Hits] = {}
        texts: list[str] = []
        joints: list[breaks.Kinds] = []
        found: list[Found] = []
        if text.isascii() and not escapes.may_hold(text):  # mostly, all views are the same
            places = self._anchors.seen(text)
            if not places:
                return []
            known[text] = hits = self._hits(text, 0, len(text), nested.checked, seen=places)
            if not hits.ends:
                return []
            found = self._look(text, (0, len(text)), hits, nested)
            if hits.ends.keys().isdisjoint(breaks.PLACES):
                return found
            texts, joints = [text] * JOINING, [breaks.Kinds.of(hits.ends)] * JOINING
        views = Views()
        for number in range(len(texts), len(SOURCES)):
            view, source = views.all[number], SOURCES[number]
            given = texts[source] if texts else text
            if isinstance(view, Breaks):
                view.kinds = joints[source]
                if not view.may_join:
                    continue
            read = view.feed(given, over=True)
            texts.append(read)
            if read is given and texts[1:]:
                joints.append(joints[source])
                continue
            hits = known.get(read) or self._hits(read, 0, len(read), nested.checked)
            joints.append(breaks.Kinds.of(hits.ends))
            for one in self._look(read, (0, len(read)), hits, nested, view.touched if view.partial else None):
                if seen := self.given(views, number, one, read[one.start : one.end]):
                    found.append(seen)
        return found

    def given(self, views: Views, number: int, found: Found, text: str) -> Found | None:
        """What was found in the text of a view, with offsets of the text as given. None: it does not count."""
        view, source = views.all[number], SOURCES[number]
        joined: tuple[tuple[int, int], ...] = ()
        confidence: int | None = found.confidence
        start, end = views.start(number, found.start), views.end(number, found.end)
        if view.joins:
            changes = view.offsets.changes(found.start, found.end)
            joined = tuple((views.end(source, stop), views.start(source, start)) for stop, start in changes)
            if not joined:
                return None
            if found.encoded or found.lasting:
                joined = ()  # what reads as text, or has a header and a footer, was not put together by chance
            elif not found.supported:
                confidence = _WEAKER.get(found.confidence)
            elif len(joined) > 1 and text[:1].isdecimal() and not breaks.are_groups(start, joined, end):
                confidence = LOW  # neighbours in a table, mostly
        if confidence is None or not view.keeps(text, found.start, found.end):
            return None
        return msgspec.structs.replace(found, start=start, end=end, confidence=confidence, breaks=joined)

    def certain(self, text: str, start: int, hide: Hide) -> tuple[Match, re.Pattern[str]] | None:
        """What begins at `start` and is to be hidden, however it goes on: as far as it is certain, and what of the rest can be left out."""
        for detector, pattern in self._certain:
            begun = pattern.certain and pattern.certain.match(text, start)
            if begun and pattern.steady and pattern.accept(begun[0]):
                match = Match(start, begun.end(), detector.entity, pattern.confidence or 0, detector.id)
                if is_hidden(match, hide):
                    return match, pattern.steady
        return None

    def find(self, text: str, start: int, stop: int) -> list[Match]:
        """Every match that begins in `start`..`stop` of `text`, as it stands and not decoded, overlapping ones too, sorted.

        What stands before `start` is only read as context; no match may cross `start`.
        """
        return [one.match() for one in sorted(self._patterns(text, (start, stop), self._hits(text, start, stop)))]

    def look(self, text: str, start: int, stop: int, *, over: bool = True) -> list[Found]:
        """The same with what encoded runs hold. Unless `over`, text may come that supports what was found, which is open then."""
        hits = self._hits(text, start, stop, over=over, since=start)
        behind = {anchor: ends[bisect_right(ends, start - hits.low) :] for anchor, ends in hits.ends.items()}
        ends = {anchor: ends for anchor, ends in behind.items() if ends}  # an anchor ends behind the beginning of its match
        return self._look(text, (start, stop), hits._replace(ends=ends), _Nested({}, {}, set())) if ends else []

    def is_clean(self, text: str, start: int, stop: int) -> bool:
        """Whether nothing that begins in `start`..`stop` can be a match, since no anchor stands there."""
        low = max(0, start - self.lead)
        places = self._anchors.places(text[low : stop + self.longest], since=start - low)
        return not places or not any(ends[-1] + low > start for ends in places.values())

    def _hits(
        self, text: str, start: int, stop: int, checked: Checked | None = None, *, over: bool = True, since: int = 0,
        seen: dict[str, list[int]] | None = None,
    ) -> _Hits:
        """The anchors that matter for what begins in `start`..`stop`. Some that end before `since` may be left out. `seen`: of all."""
        low = max(0, start - self.lead)
        high = min(len(text), stop + self.longest)
        words = Words(self._gates, text, max(0, start - self.context), stop + self.longest + AFTER, over=over, checked=checked)
        piece = text[low:high] if high - low < len(text) else text
        ranges = words.ranges if not low else lambda sign: _moved(words.ranges(sign), low)
        places = self._anchors.places(piece, ranges, max(0, since - low), seen)
        return _Hits(places, low, words)

    def _look(
        self, text: str, span: tuple[int, int], hits: _Hits, nested: _Nested, changes: Changes | None = None
    ) -> list[Found]:
        start, stop = span
        found = list(self._patterns(text, span, hits, changes))
        for anchor, least, form in encoded.FORMS if self.patterns and nested.depth < _DEPTH else ():
            for end in hits.ends.get(anchor, ()):
                run = form.match(text, max(0, end + hits.low - least))
                if run and start <= run.start() < stop and (changes is None or changes(*run.span())):
                    inside = self._inside(run[0], text[max(0, run.start() - min(self.context, PROXIMITY)) : run.start()], nested)
                    if not inside:
                        continue
                    found += {Found(run.start(), run.end(), one.entity, one.confidence, one.detector, encoded=True) for one in inside}
        found.sort()
        return found

    def _inside(self, run: str, before: str, nested: _Nested) -> list[Found]:
        """What the text shows that a run encodes, by itself and with the words before the run."""
        if (run, "", nested.depth) in nested.known:
            alone, text = nested.known[run, "", nested.depth], None
        else:
            text = encoded.decoded(run)
            alone = nested.known[run, "", nested.depth] = self._everywhere(text, nested.deeper) if text else []
            if not text:
                nested.silent.add(run)
        before = encoded.words(before) if run not in nested.silent else ""
        if not before:
            return alone
        inside = nested.known.get((run, before, nested.depth))
        if inside is None:
            text = text or encoded.decoded(run) or ""
            said = self._everywhere(before + text, nested.deeper)
            inside = nested.known[run, before, nested.depth] = [*alone, *(one for one in said if one.start >= len(before))]
        return inside

    def _patterns(self, text: str, span: tuple[int, int], hits: _Hits, changes: Changes | None = None) -> Iterator[Found]:
        for anchor, ends in hits.ends.items():
            places: Sequence[int] | None = None
            for candidates in self._behind.of(anchor, hits.words, len(ends)):
                if places is None:
                    places = [end + hits.low for end in ends] if hits.low else ends
                entity, id_, lasting = candidates.detector.entity, candidates.detector.id, candidates.is_lasting
                for begin, end, confidence, supported in candidates.find(text, places, span, hits.words, changes):
                    yield Found(begin, end, entity, confidence, id_, supported, lasting=lasting, open=not confidence)


def _moved(found: Iterable[tuple[Key | None, Iterable[tuple[int, int]]]], by: int) -> Iterator[tuple[Key | None, list[tuple[int, int]]]]:
    """Ranges of a text as ranges of what begins so many characters later."""
    for key, ranges in found:
        yield key, [(first - by, last - by) for first, last in ranges]


_DEPTH = 3
"""How often a text is decoded that was encoded again and again."""


def _without_chance(found: Sequence[Found]) -> list[Found]:
    """Without what was put together of two values that are whole on their own, and of which one is as sure."""
    starts, ends = dict[int, int](), dict[int, int]()
    for one in found:
        if not one.breaks:
            starts[one.start] = max(one.confidence, starts.get(one.start, 0))
            ends[one.end] = max(one.confidence, ends.get(one.end, 0))
    return [
        one for one in found
        if not any(stop in ends and start in starts and max(ends[stop], starts[start]) >= one.confidence for stop, start in one.breaks)
    ]


def _without_inner(found: Sequence[Found], hide: Hide, rank: Mapping[str, int]) -> list[Found]:
    """Without what begins in a long match to be hidden that is certain from its beginning; what is as long only makes that longer."""
    long = [one for one in found if one.lasting and one.end - one.start > LASTING and is_hidden(one.match(), hide)]
    kept: list[Found] = []
    for one in sorted(long, key=lambda one: (one.start, rank.get(one.detector, 0), -one.confidence)):
        if kept and one.start < kept[-1].end:
            kept[-1] = msgspec.structs.replace(kept[-1], end=max(kept[-1].end, one.end))
        else:
            kept.append(one)
    return kept + [one for one in found if one not in long and not any(first.start <= one.start < first.end for first in kept)]
