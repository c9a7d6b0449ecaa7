"""Recognisers at work: every reading of every window, and the values at their places in the windows as given."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from enclave.dlp.recognisers.interface import Recogniser, Span
from enclave.dlp.views import SOURCES, Views, escapes


class _Reading:
    """A text as one view reads it."""

    def __init__(self, window: int, text: str, views: Views | None = None, number: int = 0) -> None:
        self.window = window
        self.text = text
        self._views = views
        self._number = number

    def given(self, span: Span) -> Span | None:
        """The value at its place in the window; None: it does not count."""
        if self._views is None:
            return span
        if not self._views.all[self._number].keeps(self.text[span.start : span.end], span.start, span.end):
            return None
        start, end = self._views.start(self._number, span.start), self._views.end(self._number, span.end)
        return msgspec.structs.replace(span, start=start, end=end)


def recognised(recognisers: Sequence[Recogniser], windows: Sequence[str], entities: Collection[str]) -> list[list[Span]]:
    """The values of some entities in each window, in no order; they may overlap. Raises RecogniserFailed."""
    found: list[list[Span]] = [[] for _ in windows]
    readings = [reading for number, window in enumerate(windows) if window.strip() for reading in _readings(number, window)]
    texts = [reading.text for reading in readings]
    for recogniser in recognisers if texts else ():
        if not set(recogniser.entities).isdisjoint(entities):
            for reading, spans in zip(readings, recogniser.find(texts), strict=True):
                seen = (reading.given(span) for span in spans if span.entity in entities)
                found[reading.window] += [span for span in seen if span is not None]
    return found


def _readings(number: int, window: str) -> list[_Reading]:
    """The window, and what it reads as without its disguises. Values that are broken over lines are left to the recogniser."""
    readings = [_Reading(number, window)]
    if window.isascii() and not escapes.may_hold(window):
        return readings
    views = Views()
    texts: list[str] = []
    for place, (view, source) in enumerate(zip(views.all, SOURCES, strict=True)):
        given = texts[source] if texts else window
        texts.append(view.feed(given, over=True))
        if not view.joins and texts[-1] != given and texts[-1]:
            readings.append(_Reading(number, texts[-1], views, place))
    return readings
