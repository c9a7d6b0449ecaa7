"""Places on earth, exact enough to be somebody's house: pairs of decimal degrees, labelled ones, degrees with minutes and seconds."""

from __future__ import annotations

import re

from enclave.dlp.columns import ABOVE, Column
from enclave.dlp.detector import HIGH, LOW, MEDIUM, Detector, Evidence, Pattern, Shape
from enclave.dlp.labels import heads
from enclave.dlp.wording import LINE

_DEGREES = r"[-+]?[0-9]{1,3}\.[0-9]{4,15}"
_PAIR = re.compile(rf"(?<![A-Za-z0-9_.,+\-])(?<![0-9],[ ]){_DEGREES},[ ]?{_DEGREES}(?![A-Za-z0-9_])(?![.,] ?[-+]?[0-9])")
_ONE = re.compile(rf"(?<![A-Za-z0-9_.,+\-]){_DEGREES}(?![A-Za-z0-9_])(?!\.[0-9])")
_ARC = re.compile(
    r"(?<![A-Za-z0-9_.])[0-9]{1,3}° ?[0-9]{1,2}['′] ?(?:[0-9]{1,2}(?:\.[0-9]{1,6})?(?:\"|″|'') ?)?[NS],? ?"
    r"[0-9]{1,3}° ?[0-9]{1,2}['′] ?(?:[0-9]{1,2}(?:\.[0-9]{1,6})?(?:\"|″|'') ?)?[EWO](?![A-Za-z0-9_])"
)
_WORDS = (
    r"(?:coordinates?|coords?|(?:nearby[ _-]?)?gps(?:[ _-]?(?:coordinates?|location|position|data))?"
        r"|geo|geolocation|location|position|lat|latitude|lat[ /_-]?lng|lat[ /_-]?lon|koordinaten|standort"
        r"|coordonnées|ubicación|posizione|coordenadas|posición|localização|localización|współrzędne|положение)"
)
_LINES = r"[\"']?\s?:\s{0,40}\[\s{0,40}\["
"""Behind `coordinates` in GeoJSON: a line or an area, no place where somebody is."""
_EVIDENCE = Evidence(re.compile(rf"(?<![a-z]){_WORDS}(?![a-z])(?!{_LINES})"), window=80)
_BELOW = Evidence(
    Column(_WORDS), ABOVE,
    heads(("coordinate", "coordinates", "gps", "location", "geo", "geolocation", "lat lng", "koordinaten", "coordenadas")),
)
_LABEL = r"(?:lat|latitude|lng|lon|long|longitude|breitengrad|längengrad|latitud|longitud|latitudine|longitudine)"
_ADJACENT = Evidence(re.compile(rf"(?<![a-z])(?:[a-z]+[_.])?{_LABEL}[\"'`\])*]{{0,3}}\s{{0,2}}[:=>]?\s{{0,2}}[\"'(\[]{{0,2}}\Z"), window=40)
_NUMBER_OPENING = (
    r"(?:[-+](?:\Z|(?=[0-9]))|(?=[0-9]))(?:\Z|[0-9]{1,3}(?:\Z|\.(?:\Z|[0-9]{1,15}(?:\Z|,? ?(?:\Z|[-+]?"
    r"(?:\Z|[0-9]{1,3}\.?[0-9]{0,15}(?:[.,] ?[-+]?)?\Z))))))"
)
_ARC_OPENING = r"[0-9]{1,3}(?:\Z|°)"


def _on_earth(text: str) -> bool:
    return all(abs(float(one)) <= most for one, most in zip(text.split(","), (90, 180), strict=True))


def pair(text: str) -> int:
    """A latitude and a longitude."""
    return len(text) if _on_earth(text) else 0


def one(text: str) -> int:
    """Degrees."""
    return len(text) if abs(float(text)) <= 180 else 0


DETECTOR = Detector(
    entity="geo_coordinates",
    title="geographic coordinates",
    about=(
        "A latitude and a longitude with four decimals or more (about ten metres), together or each behind its label, and degrees with "
            "minutes "
        "and seconds. Evidence is a word such as coordinates, GPS, location or lat in the 80 characters before."
    ),
    patterns=(
        Pattern(
            anchor=r"[0-9]\.[0-9]{4,15}, ?[\-+]?[0-9]{1,3}\.[0-9]{4}", reach=33, exact=_PAIR, accept=pair, evidence=_EVIDENCE,
            shape=Shape(LINE, _NUMBER_OPENING, 48), why="two decimals that can be a latitude and a longitude; high with evidence",
            confidence=LOW, supported=HIGH,
        ),
        Pattern(
            anchor=r"[0-9]\.[0-9]{4,15}, ?[\-+]?[0-9]{1,3}\.[0-9]{4}", reach=33, exact=_PAIR, accept=pair, evidence=_BELOW,
            shape=Shape(LINE, _NUMBER_OPENING, 48), why="the same in a column whose head names it", confidence=None, supported=MEDIUM,
        ),
        Pattern(
            anchor=rf"(?i){_LABEL.replace('ä', '(?:ä|Ä)')}(?:[^a-z0-9][^0-9]*)?[0-9]", reach=2, lead=40, exact=_ONE, accept=one,
            evidence=_ADJACENT,
            shape=Shape(LINE, _NUMBER_OPENING, 48), why="a decimal directly after latitude or longitude", confidence=None, supported=MEDIUM,
        ),
        Pattern(
            anchor=r"[0-9](?:°|º)[ ]?[0-9]", reach=5, exact=_ARC, shape=Shape(LINE, _ARC_OPENING, 48),
            why="degrees, minutes and the letters of the directions", confidence=MEDIUM,
        ),
    ),
    source="ISO 6709; RFC 5870 (geo URI)",
    limits=("Fewer than four decimals, plus codes, geohashes and grid references are not reported.",),
    positives=(
        "coordinates «52.520008, 13.404954»", "GPS: «-33.8688197,151.2092955»", '{"lat": «40.712776»}', "longitude=«-74.005974»&x=1",
        "«48°51'24\"N 2°21'03\"E» is the place", "position («37.774929, -122.419418»)", "geo.lng: «13.404954»",
        "Standort: «48.137154, 11.576124».",
    ),
    negatives=(
        "0.1234, 0.5", "rgb 12.5, 13.5", "lat 3.2", "weights 1.23456, 2.34567, 3.45678", "95.12345, 200.12345", "version 1.20345",
        "3.14159265", "latency: 12.34567", "1.2.3.4, 5.6.7.8", "x=12.345678",
        '"LineString","coordinates":[[-124.0214978,8.3038311],',
    ),
)
