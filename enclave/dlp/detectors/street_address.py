"""Streets with a number, in the orders of English, German, Dutch, French, Spanish, Italian and Portuguese."""

from __future__ import annotations

import re
from collections.abc import Callable

from enclave.dlp import address_fields
from enclave.dlp.detector import LOW, MEDIUM, Deferred, Detector, Expression, Pattern, Shape, whole
from enclave.dlp.wording import CAPITALS, LETTER, LINE, RUN_ENDS, RUN_ON, SMALL, UPPER, alternatives, beginnings

_STREETS = (
    "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl"
    "|Square|Sq|Terrace|Ter|Highway|Hwy|Parkway|Pkwy|Circle|Cir"
    "|Close|Crescent|Cres|Gardens|Grove|Mews|Trail|Trl|Alley|Plaza|Loop|Quay|Pike|Turnpike|Expressway|Crossing|Esplanade"
)
_WAYS = "Way|Row|Walk|Park|Hill|Green|Run|Point|Ridge|View|Path|Pass|Rise|Bend|Cove|Creek|Glen|Heights|Landing|Manor|Meadow|Mill|Oval|Vale"
_GERMAN = "stra(?:ß|ss)e|str\\.|weg|platz|allee|gasse|damm|ufer|chaussee"
_DUTCH = "straat|laan|plein|gracht|kade|singel|dijk|dreef|steeg"
_FRENCH = ("rue", "avenue", "av.", "boulevard", "bd", "place", "chemin", "impasse", "allée", "route", "quai", "cours", "square", "passage")
_ROMANCE = (
    r"Calle|C/|Avda\.|Avda|Avenida|Av\.|Plaza|Paseo|Camino|Carretera|Ronda|Travesía|Rambla|Via|Viale|Piazza|Piazzale|Corso|Largo|Vicolo"
        r"|Strada"
    r"|Rua|Travessa|Praça|Alameda|Estrada"
)
_NO_STREETS = frozenset({
    "Google", "One", "Hard", "Flash", "Test", "Supreme", "High", "Federal", "District", "Tennis", "Food", "Tesla", "Disk", "The", "Email",
    "Mail", "Twitter",
    "Slack", "Zoom", "Teams", "API", "Web", "App", "SMS",
})
"""What stands before Drive or Court when it is no street."""

_FIRST = rf"(?<![{LETTER}0-9_\-])(?=[A-Z]|[{UPPER}][A-Za-z])"
_CAP = rf"[{UPPER}](?:[{LETTER}'’.\-]{{0,24}}[{LETTER}])?"
_NUMBER = r"(?<![A-Za-z0-9_.,/#:\-])[0-9]{1,6}[A-Za-z]?(?:-[0-9]{1,5})?"
_UNIT = r"(?:,? (?:[Aa]pt|APT|[Aa]partment|[Ss]uite|[Ss]te|STE|[Uu]nit|UNIT|[Ff]lat|[Ff]loor|Fl|Room|Rm|Bldg|#)\.? ?#?[0-9A-Za-z\-]{1,6})?"
_TOWN = rf"(?:,? {_CAP}(?: {_CAP}){{0,2}},? [A-Z]{{2}} [0-9]{{5}}(?:-[0-9]{{4}})?)?"
_DUTCH_TOWN = rf"(?:,? [1-9][0-9]{{3}} ?[A-Z]{{2}}(?: {_CAP}(?:[ \-]{_CAP}){{0,2}})?)?"
_POST_TOWN = rf"(?:,? (?:[A-Z]-)?[0-9]{{5}} {_CAP}(?:[ \-]{_CAP}){{0,2}})?"
_BEFORE = rf"(?:(?:[NSEW]|[NS][EW])\.? |{_CAP}\.? |[0-9]{{1,3}}(?:st|nd|rd|th) )"
_END = rf"(?![{LETTER}0-9_])"
_ARTICLES = r"(?:(?:de|du|des|la|le|les) |[ldLD]['’]){0,3}"
_FRENCH_KIND = alternatives(_FRENCH)

_GERMAN_EXACT = Deferred(
    rf"{_FIRST}(?:[{UPPER}][{LETTER}.\-]{{0,30}}?(?:{_GERMAN})|(?:{_CAP}[ \-]){{1,3}}?(?i:{_GERMAN}))"
    rf" [0-9]{{1,4}}(?: ?[a-zA-Z])?(?:[\-/–][0-9]{{1,4}})?{_POST_TOWN}{_END}"
)
_DUTCH_EXACT = Deferred(
    rf"{_FIRST}(?:{_CAP} (?:{SMALL} ){{0,2}}){{0,2}}?[{UPPER}][{LETTER}\-]{{0,30}}?(?:{_DUTCH}) [0-9]{{1,4}}(?:[ \-]?[a-zA-Z]"
        rf"|-[0-9]{{1,4}})?{_DUTCH_TOWN}{_END}"
)
_FRENCH_EXACT = Deferred(
    rf"{_NUMBER}(?: ?(?:bis|ter|quater))?,? {_FRENCH_KIND} {_ARTICLES}{_CAP}(?:[ \-]{_ARTICLES}{_CAP}){{0,4}}{_POST_TOWN}{_END}"
)
_ROMANCE_EXACT = Deferred(rf"{_FIRST}(?:{_ROMANCE}) (?:{SMALL} ){{0,3}}{_CAP}(?: (?:{SMALL} ){{0,3}}{_CAP}){{0,4}},? "
    rf"[0-9]{{1,5}}[A-Za-z]?{_POST_TOWN}{_END}")

_NUMBER_FIRST = (
    rf"(?<![A-Za-z0-9_.,/#:\-])(?:[0-9]{{1,6}}[A-Za-z]?(?:-[0-9]{{0,5}})?{RUN_ON}{{0,12}}{RUN_ENDS}"
    r"|[0-9]{1,6}[A-Za-z]?-?[0-9]{0,5}\Z)"
)
_FRENCH_FIRST = (
    rf"(?<![A-Za-z0-9_.,/#:\-])[0-9]{{1,6}}[A-Za-z]?(?:-[0-9]{{0,5}})?(?: ?(?:bis|ter|quater|[bt][ie]?|qu?a?t?e?))?,? ?(?:\Z"
        rf"|{beginnings(_FRENCH)}"
    rf"|{_FRENCH_KIND}(?:\Z| {_ARTICLES}(?:[a-z]{{1,3}}\Z|\Z|[{UPPER}][^\n;:!?]{{0,80}}\Z)))"
)


_IN_LICENCES = re.compile(r"(?:51 Franklin|59 Temple Pl|675 Mass)[a-z]*\b")
"""Where the Free Software Foundation is and was, as millions of files say that have its licence."""
_YEARS = re.compile(r"(?:19|20)[0-9]{2}-(?:(?:19|20)[0-9]{2}|[0-9]{2}),? ")
"""Of a copyright (`1991-1997, Thomas G. Lane`)."""
_BYTES = re.compile("[0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2})*")


def street(text: str) -> int:
    """Not a drive of a computer, not a court of justice, and not the address in the licence of free programs."""
    return 0 if not _NO_STREETS.isdisjoint(text.split()) or _IN_LICENCES.match(text) or _YEARS.match(text) else len(text)


def french(text: str) -> int:
    """Not bytes in hexadecimal, of which `BD` is one."""
    return 0 if _BYTES.fullmatch(text) else len(text)


def _english(streets: str) -> Expression:
    return Deferred(rf"{_NUMBER},? {_BEFORE}{{1,4}}?(?:{streets})\b\.?(?: [NSEW]{{1,2}}\b)?{_UNIT}{_TOWN}{_END}")


def _pattern(
    exact: Expression, anchor: str, opening: str, why: str, *, confidence: int = MEDIUM, accept: Callable[[str], int] = whole
) -> Pattern:
    return Pattern(anchor=anchor, reach=140, exact=exact, shape=Shape(LINE, opening, 240), why=why, confidence=confidence, accept=accept)


def _english_anchor(streets: str) -> str:
    return rf"(?:[a-z.'’]|[NSEW]|[A-Z]) (?:{streets})(?:[^A-Za-z0-9_]|$)"


DETECTOR = Detector(
    entity="street_address",
    title="street and number",
    about=(
        "A number and a street (`221B Baker Street`, `12 rue de la Paix`) or a street and a number (`Hauptstraße 12`, `Calle Mayor 5`, "
        "`Via Roma 10`, `Keizersgracht 123`), with the apartment, and with town and postal code when they stand in the same line. In a "
        "field for an address (`address:`, `Anschrift`, `dirección`, `adres`, `адрес`, `住所` and others) a name and a number, in any "
        "script."
    ),
    patterns=(
        _pattern(_english(_STREETS), _english_anchor(_STREETS), _NUMBER_FIRST,
            "a number, capitalised words and Street, Avenue, Road, Ln and so on",
                 accept=street),
        _pattern(_english(_WAYS), _english_anchor(_WAYS), _NUMBER_FIRST, "the same with Way, Park, Hill and other words for land",
            confidence=LOW, accept=street),
        _pattern(_GERMAN_EXACT, rf"(?i:{_GERMAN}) [0-9]", CAPITALS, "a German street by its ending, and a number"),
        _pattern(_DUTCH_EXACT, rf"(?:{_DUTCH}) [0-9]", CAPITALS, "a Dutch street by its ending, and a number"),
        _pattern(_FRENCH_EXACT, rf"(?i:{'|'.join(map(re.escape, _FRENCH))}) [A-Za-z\x80-\xff]", _FRENCH_FIRST,
            "a number, and a French street by its beginning",
                 accept=french),
        _pattern(_ROMANCE_EXACT, rf"(?:{_ROMANCE}) [A-Za-z\x80-\xff]", CAPITALS,
                 "a Spanish, Italian or Portuguese street by its beginning, and a number", accept=street),
        *address_fields.PATTERNS,
    ),
    source="USPS Publication 28, appendix C; UPU S42; DIN 5008 and the usual forms of France, Spain, Italy, the Netherlands and Portugal",
    limits=(
        "Houses with a name, and streets without a number, are not found; post office boxes and streets without a word for street only in "
        "a field for an address.",
        "Number, street and town are one value only when they stand in one line.",
    ),
    positives=(
        "lives at «221B Baker Street, London»", "ship to «742 Evergreen Terrace, Springfield, IL 62704» today",
        "«1600 Pennsylvania Ave NW» is",
        "«350 5th Ave, Suite 3300»,", "wohnt in der «Hauptstraße 12, 10115 Berlin».", "«Königsallee 60a» in", "«Stuttgarter Platz 3»",
        "au «12 rue de la Paix, 75002 Paris»",
        "«5 bis, avenue Victor Hugo»", "en «Calle Mayor 5»", "«Via Roma, 10» Torino", "op «Keizersgracht 123» te Amsterdam",
        "«Rua Augusta, 1500» São Paulo",
        "«10 Downing St.»",
        '{"address": "«Storgatan 5»"}', "adres: «al. Jerozolimskie 45 m. 7»", "адрес: «Невский проспект, 28»",
        "住所：«大阪府大阪市北区梅田3丁目1番3号»",
        "dirección: «Carrera 7 No. 71-21»", "home address «Flat 2, 14 Marine Parade»",
        "ship to: «PO Box 1234»",
    ),
    negatives=(
        "Free Software Foundation, Inc., 51 Franklin Street, Fifth Floor", "59 Temple Place, Suite 330",
        "in 2024 the street", "2024 Google Drive", "3 Supreme Court", "Main Street", "version 2 Drive", "12 rue", "Hauptstraße",
        "via Twitter 5",
        "a 5 star place", "weg 3", "Step 3 Setup", "on page 12 Table", "ip address: Server 12", "address: line 5", "address: 0x7FFF",
        "memory address Block 12", "Copyright: 1991-1997, Thomas G. Lane.", "22 6A BD BB E1", "Address River. ISBN 978-3-6450-0155-7",
    ),
    aliases=("address",),
)
