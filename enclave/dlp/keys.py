"""What stands directly before a value and says that it is something else: a key (`"order_id": `, `txn=`), a point of a metric, the head of
a column, a bound (`ssn_id < `, `phone_seq RESTART WITH `), a measure (`ssn limit `). Such a value is not what words further away name."""

from __future__ import annotations

import re
from typing import Protocol

from enclave.dlp.columns import Column

_COUNTED = r"order|trace|span|transaction|txn|trx|batch|invoice|tracking|shipment|parcel|ticket|sku"
"""What has a number of its own, which stands for it."""
_THINGS = (
    rf"{_COUNTED}|request|session|event|merchant|product|item|job|build|parent|message|msg|correlation|process|thread|shard|worker|task"
    r"|commit|article|stream|topic|partition"
)
"""What has one beside its content."""
_MEASURES = (
    r"time|stamp|_at|_ts|_ns|_us|_ms|nanos?|micros|millis|seconds|seq|sequence|offset|bytes|size|(?<!ac)count|counter|sum|total|amount|duration"
    r"|elapsed|latency|epoch|bucket|asint|hash|checksum|crc|version|uptime"
)
_COUNTS = (
    r"limit|bytes|size|(?<!ac)count|counter|rows|offset|seq|sequence|ttl|timeout|interval|epoch|bucket|length|capacity|threshold|quota"
    r"|revision|latency|duration|elapsed|checksum|format|digits|retries|mask|prefix|index|enabled"
)
"""What is counted or measured, whatever the rest of its name says: `ssn_rows` is no social security number."""
_MEASURED = re.compile(
    rf"(?:.*(?:{_COUNTS})s?|(?:max|min)_.*|(?:num|n)_.*[^s]s|.*[_.\-](?:ms|us|ns|len|max|min|idx|rank|crc|port|version|hits|lag|ratio))"
)
_KEY = re.compile(r"(?<![\w.\-])([a-z][\w.\-]{0,60})[\"']?[ \t]{0,12}[:=][ \t]?[\"']?\Z")
_ATTRIBUTE = re.compile(r"\"key\": ?\"([\w.\-]{1,60})\", ?\"value\": ?\{\"(?:int|double|string)value\": ?\"?\Z")
"""Of OpenTelemetry in JSON: its name stands before."""
_BOUND = re.compile(
    r"(?:[\w)\]] (?:<=?|>=) |[(_][\w.]{0,40} > |(?<![a-z])(?:start|restart|increment)(?: with| by) |(?<![a-z])identity\("
    r"|(?<![a-z])(?:maxvalue|minvalue|between|between [0-9]{1,20} and) |less than \("
    rf"|(?<![a-z])(?:(?:{_COUNTS})s?|max|maximum|min|minimum|has|holds|took)[ \t])\Z"
)
_SEQUENCE = re.compile(r"\bsetval\('[^'\n]{1,60}', ?\Z")
"""Directly before a number that something is compared with, that a sequence begins with, or that says how much there is."""
_STANDARD = re.compile(
    r"(?<![a-z])(?:isbn|issn|ismn|ean|gtin|upc|sscc|gln|asin|doi|oclc|lccn|gnd|pmid|pmcid|orcid|isni|mpn|awb)(?:[ -]?(?:8|1[0-4]))?"
    r"[ \t\"']{0,2}(?:(?:no|number|code|nr)\.?)?[ \t]?[:=#]?[ \t\"']{0,2}\Z"
)
"""Names of numbers of things that a standard gives, which always stand for themselves."""
_NODES = re.compile(r"\bacd [0-9]{1,3}; acn \Z")
"""Of a chess position (EPD): how many were looked at."""
_NUMBERED = rf"(?:{_THINGS})[_.\-]?(?:ids?|no|nr|num|number|ref|reference)"
_OTHER = re.compile(rf"(?:.*(?:{_MEASURES})|(?:.*[_.\-])?(?:ts|ref|{_COUNTED}|{_NUMBERED}))")
_HEAD = Column(r"[a-z][\w.\-]{0,60}", 300)
_POINT = re.compile(r"[a-z_:][a-z0-9_:]*_(?:total|count|sum|bucket|bytes|seconds)\{[^{}\n]{0,400}\}[ \t](?:[0-9.e+\-]{1,24}[ \t])?\Z")
"""Of Prometheus: a name, its labels, the value and when it was."""

_PARTS = (
    "part", "model", "item", "sku", "p/n", "serial", "order", "catalog", "lot", "product", "article", "ref", "invoice", "batch", "asset",
    "mpn", "pn", "oem", "drawing", "replaces", "grant", "ean", "gtin", "upc", "isbn",
)
_LINKS = (
    " ", ": ", ":", "=", " #", "# ", "-", ". ", " no ", " no. ", " no: ", " no.: ", " number ", " number: ", " nr. ", " id ", " id: ",
    "=\"", "\": \"", "\":\"",
)

FILE = r"\.(?:py|js|ts|go|rs|c|cc|cpp|h|java|rb|php|sql|json|ya?ml|xml|html?|css|md|txt|csv|log)(?![a-z])"
"""Directly behind a word, which is the name of a file then and no label."""


class Words(Protocol):
    """What is asked of an expression; `re.Pattern` has it."""

    def search(self, string: str, pos: int = ..., /) -> re.Match[str] | None:
        """At the first place from `pos` on."""


class Keyed:
    """Words that support a value, unless a key directly before it says that it is something else."""

    def __init__(self, words: Words, *columns: Column) -> None:
        self._words, self._columns = words, columns

    def search(self, string: str, /) -> re.Match[str] | None:
        """`string`: what stands before the value, in lower case."""
        found = self._words.search(string)
        if found is None or self._is_other(string):
            return next((head for column in self._columns if (head := column.search(string))), None)
        return found

    def _is_other(self, string: str) -> bool:
        length = len(string)
        if _STANDARD.search(string, max(0, length - 32)) or _NODES.search(string, max(0, length - 16)):
            return True
        if string[-1:] in " \t(," and (_BOUND.search(string, max(0, length - 32)) or _SEQUENCE.search(string, max(0, length - 80))):
            return True
        key = _KEY.search(string, max(0, len(string) - 80))
        if key and key[1].endswith("value") and (attribute := _ATTRIBUTE.search(string, max(0, len(string) - 120))):
            key = attribute
        if key:
            if _MEASURED.fullmatch(key[1]):
                return True
            return bool(_OTHER.fullmatch(key[1])) and not self._words.search(string, key.start())
        if "}" in string and _POINT.search(string):
            return True
        head = _HEAD.search(string)
        name = head[0].strip(" \t\"'`()") if head else ""
        return bool(name) and (name == "id" or bool(_OTHER.fullmatch(name))) and not self._words.search(name)


def no_part() -> str:
    """Look-behinds, which have one width each: the number does not stand directly behind `part no.`, `SKU:` and the like."""
    said = {form + link for part in _PARTS for form in (part, part.capitalize(), part.upper()) for link in _LINKS}
    return "".join(
        f"(?<!{'|'.join(re.escape(one) for one in sorted(said) if len(one) == width)})" for width in sorted({*map(len, said)})
    )
