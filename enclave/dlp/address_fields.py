"""Addresses in fields that say so, in any script: a name and a number behind `address:`, `Anschrift`, `адрес`, `住所`.
The words for streets of `street_address.py` are not needed there.
"""

from __future__ import annotations

import re

from enclave.dlp.detector import MEDIUM, Deferred, Evidence, Pattern, Shape
from enclave.dlp.labels import label
from enclave.dlp.wording import CAPITALS, LETTER, LINE, RUN, RUN_ENDS, RUN_ON, UPPER

TERMS = (
    "address", "street", "street address", "home address", "mailing address", "postal address", "shipping address", "billing address",
    "delivery address", "residential address", "current address", "permanent address", "address line", "address1", "addressline1",
    "ship to", "bill to", "deliver to", "residence", "i live at", "we live at", "lives at", "resides at", "residing at",
    "adresse", "anschrift", "straße", "wohnadresse", "wohnanschrift", "lieferadresse", "rechnungsadresse", "wohnhaft in", "wohnort",
    "ich wohne in der", "ich wohne", "wohnt in der",
    "adresse postale", "domicile", "j'habite au", "j'habite", "demeurant", "adresse de livraison",
    "dirección", "dirección de envío", "domicilio", "vivo en", "calle", "indirizzo", "residenza", "abito in", "residente in",
    "morada", "endereço", "moro na", "adres", "woonadres", "straat", "ik woon op", "adres zamieszkania", "mieszkam przy", "ulica",
    "adress", "gatuadress", "postadress", "jag bor på", "bor på", "strtnm", "jeg bor på", "jeg bor i", "gateadresse", "osoite",
    "katuosoite",
    "asun osoitteessa",
    "adresa", "bydliště", "trvalé bydliště", "cím", "lakcím", "strada", "domiciliu", "adresi", "ev adresi", "açık adres",
    "адрес", "адрес доставки", "проживаю по адресу", "улица", "адреса", "διεύθυνση", "alamat", "địa chỉ",
    "地址", "住址", "收货地址", "住所", "お届け先", "주소", "배송지", "כתובת", "العنوان", "पता", "ที่อยู่",
)
_OTHER = r"(?<!ip)(?<!mac)(?<!mail)(?<!web)(?<!memory)(?<!bus)(?<!wallet)(?<!contract)(?<!base)(?<!remote)(?<!server)(?<!network)"
_NAMED = label(*TERMS).replace(r"(?<![a-z])", rf"(?<![a-z]){_OTHER}(?:(?<=[^a-z]){_OTHER.replace(')', '[ _-])')}|(?<![^a-z]))", 1)
_BEHIND = (
    r"(?:[ _-]?(?:line)?[ _-]?[12])?(?:[ \t](?:is|was|ist|lautet|est|es|è|é|jest|är|er|to|at))?[\s\"'`*_)\]]{0,4}"
    r"(?:[:=>|：]{1,2}|,(?! )|(?<=[ \t]))(?:[\s\"'`*_(\[|>]|<[a-z0-9]{1,8}>){0,6}"
)
_DIRECTLY = Evidence(Deferred(rf"{_NAMED}{_BEHIND}\Z"), 80)

_LETTERS = rf"{LETTER}\u0370-\u06ff\u0900-\u0e7f\u1e00-\u1fff"
_SIGNS = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = rf"[{_LETTERS}][{_LETTERS}.'’\-]{{0,24}}"
_NUMBER = r"[0-9]{1,5}(?:[/–\-][0-9A-Za-z]{1,5}){0,2}[A-Za-z]?"
_SIGNED = r"(?:(?:[Nn](?:o|r|º|°|úm)\.? ?:? ?|№ ?|# ?|д\. ?|дом ))?"
_CHUNK = (
    rf"(?:,? ?(?:[\-–] ?)?[{_LETTERS}]{{0,6}}[.:]? ?[0-9][0-9/\-ºª.A-Za-z]{{0,9}}|,? [A-Z](?![{_LETTERS}0-9])"
    rf"|, {_WORD}(?: {_WORD}){{0,1}})"
)
_NAME_FIRST = rf"{_WORD}(?:,? {_WORD}){{0,5}},? {_SIGNED}{_NUMBER}{_CHUNK}{{0,4}}"
_NUMBER_FIRST = rf"(?:(?:Flat|Unit|No\.?|Apt\.?|Suite) )?(?:[A-Z]-)?{_NUMBER},?(?: {_WORD}){{1,5}}{_CHUNK}{{0,4}}"
_IN_SIGNS = rf"[{_SIGNS}](?: ?[{_SIGNS}0-9\-]){{3,40}}"
_BEHIND_A_SIGN = r"(?:(?<=[:=>|\"'：，,\t(])|(?<=[:=>|：] ))"
_BEHIND_A_WORD = r"(?<=[a-zß-ÿ] )"
_END = rf"(?![{_LETTERS}0-9_@])"
_EXACT = Deferred(rf"{_BEHIND_A_SIGN}(?:(?:{_NUMBER_FIRST}|{_NAME_FIRST}){_END}|{_IN_SIGNS})")
_IN_CAPITALS = Deferred(
    rf"{_BEHIND_A_WORD}(?:[{UPPER}][{LETTER}0-9'’.\-]*|[0-9]{{1,5}}[A-Za-z]?(?:[/\-][0-9]{{1,5}})?){RUN}{{1,7}}{_END}"
)
_CHUNK_ON = _CHUNK.replace("{0,9}", "*+")
"""In an opening one chunk stands for all that follow it directly: else digits have thousands of ways to be chunks."""
_CHUNK_BEGUN = rf"(?:,? ?(?:[\-–] ?)?[{_LETTERS}]{{0,25}}[.:]? ?)?\Z"
_NUMBER_BEGUN = r"(?:[0-9]{1,5}(?:[/–\-][0-9A-Za-z]{0,5}){0,2}[A-Za-z]?)"
_OPENING = (
    rf"{_BEHIND_A_SIGN}(?:\Z|(?:{_WORD}(?:,? |\Z)){{1,6}}(?:\Z|[{_LETTERS}][{_LETTERS}.'’\-]{{0,24}},?\Z"
    rf"|[NndД№#д][orº°úm.ом]{{0,4}} ?:? ?\Z"
    rf"|{_SIGNED}{_NUMBER_BEGUN}(?:\Z|{_CHUNK_ON}{{0,4}}{_CHUNK_BEGUN}))|(?:{_WORD}(?:,? )){{0,5}}{_WORD},?\Z"
    rf"|(?:(?:Flat|Unit|No\.?|Apt\.?|Suite) )?(?:[A-Z]-)?(?:\Z|{_NUMBER_BEGUN},?(?: {_WORD}){{0,5}}"
    rf"(?: ?\Z|{_CHUNK_ON}{{0,4}}{_CHUNK_BEGUN}))"
    rf"|[A-Z]-?\Z|[{_SIGNS}](?: ?[{_SIGNS}0-9\-]){{0,40}} ?\Z)"
)
_CAPITALS_OPENING = rf"{_BEHIND_A_WORD}[0-9]{{1,5}}[A-Za-z]?(?:[/\-][0-9]{{0,5}})?(?:\Z|{RUN_ON}{{0,12}}{RUN_ENDS})"

_PLACE = re.compile(r"[路街道号號区區市丁番町県府村里로길동구시읍면]")
_SIGN = re.compile(f"[{_SIGNS}]")
_NAME = re.compile(rf"(?:[A-ZÀ-ÞĀ-Ž\u0370-\u06ff\u0900-\u0e7f][{_LETTERS}'’.\-]{{2,}})")
_UNITS = frozenset(re.findall(
    r"\S+",
    "apt apto unit suite flat fl rm ste m lok кв корп стр д bl ap sc et daire kat d sector piso esc int top tür nr no th tv mf o esq dto "
    "floor room box km",
))
_SMALL_END = re.compile(r"[ ,]+(?:[a-zß-ÿ]{1,24}|[a-zß-ÿ]{1,6} ?[0-9][0-9a-z.]*)\Z")
_NONE = re.compile(
    r"(?i)\b(?:mac|ip|ipv4|ipv6|url|mail|email|bitcoin|isbn|issn|doi|btc|eth|wallet|bic|iban|phase|release|build|line|row|page|column|version|step|port|level|table|figure|chapter|item|error|offset|register|byte|server|node|host|test|then|else|null|select|where"
    r"|example|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|oct"
    r"|nov|dec|utc|gmt|http|https|bit|bits|bytes)\b"
)


def accept(text: str) -> int:
    """What is left of it before small words and measures at its end, if there is a name with a capital, or of a script without, and a
    number."""
    if _SIGN.match(text):
        kept = text.rstrip(" -")
        return len(kept) if any(map(str.isdigit, kept)) and _PLACE.search(kept) else 0
    kept = text.rstrip(" ,.-")
    while (last := _SMALL_END.search(kept)) and not _UNITS.intersection(re.findall(r"[^\W\d_]+", last[0])):
        if not any(map(str.isdigit, kept[: last.start()])):
            break
        kept = kept[: last.start()].rstrip(" ,")
    return len(kept) if _NAME.search(kept) and any(map(str.isdigit, kept)) and not _NONE.search(kept) else 0


def _over_bytes() -> str:
    forms = "|".join(
        re.sub("[^\x00-\x7f]", lambda letter: f"(?:{letter[0]}|{letter[0].upper()})", re.escape(term).replace(r"\ ", "[ _-]?"))
        for term in sorted(set(TERMS), key=lambda term: (-len(term), term))
    )
    return rf"(?i)(?:{forms})[^0-9\n]*[0-9]"


_WHY = "a name and a number in a field for an address (`address:`, `Anschrift`, `adres`, `адрес`, `住所`)"
PATTERNS = (
    Pattern(
        anchor=_over_bytes(), reach=92, lead=90, exact=_EXACT, accept=accept, shape=Shape(LINE, _OPENING, 220), confidence=None,
        supported=MEDIUM, evidence=_DIRECTLY, why=_WHY,
    ),
    Pattern(
        anchor=_over_bytes(), reach=92, lead=90, exact=_IN_CAPITALS, accept=accept, confidence=None, supported=MEDIUM, evidence=_DIRECTLY,
        shape=Shape(LINE, f"(?:{CAPITALS}|{_CAPITALS_OPENING})", 220), why="capitalised words and a number directly behind such words",
    ),
)
"""For `street_address.py`."""
