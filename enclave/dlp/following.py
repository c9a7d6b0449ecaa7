"""What stands behind a value and speaks of it: "123-45-6789 is my SSN".

It is a short part of the same sentence, so that a stream waits for little.
"""

from __future__ import annotations

import re

AFTER = 60
"""Characters behind a value in which supporting evidence counts."""
_FOLLOWING = re.compile(rf"[^0-9\n]{{0,{AFTER}}}")
_SENTENCE_ENDS = re.compile(r"[.!?](?=\s|\Z)")
_NEXT_LABEL = re.compile(r"(?:\A|[,;|{(\t])[^,;|{(\t]*[^\W\d_][^,;|{(\t:=]*[:=].*", re.DOTALL)
"""The label of another value: `, "ssn": "` and the like."""
_LAST_PART = re.compile(r"[,;|{(\t\[&][^,;|{(\t\[&]*\Z")
_SAYS = re.compile(r"[^\w\n]{0,3}(?:is|was|are|being|ist|war|est|es|è|é|jest|är|er)\b", re.IGNORECASE)


def clause(text: str, end: int) -> str:
    """What is said behind `end` of what stands before, in lower case. What leads up to the next number is that number's."""
    found = _FOLLOWING.match(text, end)
    stop = found.end() if found else end
    said = text[end:stop]
    if sentence := _SENTENCE_ENDS.search(said):
        said, stop = said[: sentence.start()], end
    said = _NEXT_LABEL.sub("", said)
    if stop < len(text) and stop - end < AFTER and text[stop] != "\n" and stop > end:
        parted = _LAST_PART.search(said)
        said = said[: parted.start()] if parted else said if _SAYS.match(said) else ""
    return said.lower()


_OF_ANOTHER = re.compile(
    r"(?<![\w.\-])[\w.\-]{1,40}[\"']?[ \t]{0,2}[:=][ \t]{0,2}[\"']?(?=[^\s\"',;:=|&]{0,40}[0-9][^\s\"',;:=|&]{0,40}[\"']?"
    r"(?:\r?\n|[,;&|] ?)[ \t]{0,8}[{\"']{0,2}[\w.\-]{1,40}[\"']?[ \t]{0,2}[:=])"
)
"""A label with a number of its own, before another label: `national_id: 979899721` and a line with `seq: `."""


def without_others(text: str) -> str:
    """What stands before a value, without the labels of other values. Given and returned in lower case."""
    return _OF_ANOTHER.sub(" ", text) if ":" in text or "=" in text else text


def is_open(text: str, end: int) -> bool:
    """Whether text to come may change that."""
    found = _FOLLOWING.match(text, end)
    return found is not None and found.end() == len(text) and len(text) - end < AFTER


def open_from(text: str) -> int:
    """Where a value may end, at the soonest, of which text to come may speak."""
    least = max(0, len(text) - AFTER)
    last = _LAST.match(text, least)
    return last.end() if last else least


_LAST = re.compile(r"(?s:.*)[0-9\n]")
