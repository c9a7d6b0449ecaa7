"""Telephone numbers: international form, the North American printed form, and national forms where the text says what it is."""

from __future__ import annotations

import re

from enclave.dlp.columns import ABOVE, Column
from enclave.dlp.detector import HIGH, LOW, MEDIUM, NUMBER_ALPHABET, Deferred, Detector, Evidence, Pattern, Shape
from enclave.dlp.keys import FILE, Keyed
from enclave.dlp.labels import heads
from enclave.dlp.phone_calls import ANCHOR, NAMED, is_dialled
from enclave.dlp.phone_plans import (
    AMERICAN,
    ANY,
    EXTENDED,
    INTERNATIONAL,
    PRINTED,
    SPACED,
    american,
    extended,
    international,
    national,
    written,
)

_LATIN = (
    r"phone|telephone|tele?|contact[ _-]?(?:number|no)|mobiel|mobile|cell|cellphone|fax|whatsapp|sms|hotline|helpline"
    r"|(?:call|reach|text|ring)(?: me| us| him| her| them)(?: back)?(?: at| on)?"
    r"|bel (?:me|mij|ons)(?: op)?|ring (?:mig|meg|mig på|meg på)|zadzwoń|contattarmi"
    r"|erreichen|erreichbar|anrufen|rückruf|bereiken|bereikbaar|joindre|joignable|appeler|appelez|llamar|llame|llámame|chiamare|chiamarmi"
    r"|telefon|telefono|teléfono|téléphone|tél|telefax|handy|mobil|mobilnummer|móvil|movil|celular"
    r"|portable|telefone|telemóvel|telefoon|cellulare|puhelin|matkapuhelin|mobiltelefon|telefonszám|telefonu|komórka"
    r"|no\.? hp|telp|điện thoại|sđt"
)
_SHORT = "mob|ph|cel|tlf|puh|gsm"
_OTHER = (
    "телефон|тел|моб|τηλέφωνο|τηλ|κινητό|电话|手机|電話|携帯|전화|휴대폰|휴대전화|연락처|هاتف|جوال|موبايل|تلفون|טלפון|נייד"
    "|โทร|เบอร์|มือถือ|फोन|मोबाइल"
)
_WORDS = f"(?:{_LATIN}|{_SHORT}|{_OTHER})"
_NUMBER = "(?:_?(?:number|num|no|nr|nummer))?"
_NAMED = f"{_WORDS}{_NUMBER}"
_AFTER = r"(?: ?(?:number|num|no|nr|nummer|#))?s?[^0-9\n]"
_NO_CASE = "(?![ -](?:case|cover|holder|stand|shop|model|credit)s?(?![a-z]))"  # what is made for telephones
_EVIDENCE = Evidence(
    re.compile(rf"(?<![a-z])(?:{_LATIN}|{_OTHER}|call(?!-)|dial|contact)(?![a-z]){_NO_CASE}|(?<![a-z0-9])(?:{_SHORT})(?![a-z0-9])"), 60,
)
_ASKED = r"(?:[^0-9\n?]{0,12}\?[^0-9?]{0,30}|[\"']\r?\n\r?\n[(]?)"
"""In a question, its answer stands behind another turn."""
_WHOSE = r"\.?[ \t][^0-9\n.;!?:]{0,40}(?:is|ist|es|est|è|é|är|er|jest)[ \t]{1,2}[\"'(+*]{0,3}"
"""`telephone of the applicant is`."""
_HEADS = tuple(re.findall(
    r"\S+",
    "phone telephone tel mobile cell cellphone fax whatsapp telefon telefono teléfono téléphone tél handy mobil móvil movil celular "
    "portable telefone telemóvel telefoon телефон тел моб 电话 手机 電話 携帯 전화 휴대폰 "
    "mob cellulare puhelin gsm τηλέφωνο κινητό هاتف جوال טלפון נייד โทร 연락처 휴대전화",
))
_NAMED_DIRECTLY = Deferred(rf"(?<![a-z]){_NAMED}(?![a-z]){_NO_CASE}(?!=\[\Z)(?!{FILE})(?:{_AFTER}{{0,20}}|{_WHOSE}|{_ASKED})\Z")
_ADJACENT = Evidence(Keyed(_NAMED_DIRECTLY), 60, Evidence(_NAMED_DIRECTLY).needed)
_CALLED = Evidence(Keyed(Deferred(NAMED)), 60, Evidence(Deferred(NAMED)).needed)
_BELOW = Evidence(Column(f"(?:{'|'.join(_HEADS)}){_NUMBER}"), ABOVE, heads(_HEADS))
_ANCHORS = tuple(
    rf"(?i){before}(?:{words}){_NUMBER}(?:{_AFTER}*|[^0-9\n?]*\?[^0-9?]*|[\"']\r?\n\r?\n[(]?)[0-9]"
    for before, given in (("", _LATIN), ("(?:^|[^a-z])", _SHORT), ("", _OTHER))
    for words in [re.sub("[^\\x00-\\x7f]", lambda one: one[0] if one[0] == one[0].upper() else f"(?:{one[0]}|{one[0].upper()})", given)]
)
"""Over bytes, which know upper case of ASCII only. Without a bound on the gap: counting is dear, and the evidence looks again. Apart,
since the engine takes each by its literals, and all at once, or `ph` inside of words, character by character."""
_GROUPS = r"(?:\b|\+1)[1-9][0-9]{2}\)?[ .\-]?[0-9]{3}[ .\-][0-9]{4}\b"
_SHAPE = Shape(alphabet=NUMBER_ALPHABET, opening=r"[0-9+(]", length=50)
_WITH_EXTENSION = r"[0-9][ .\-()/]{0,2}[0-9][0-9] ?(?:[xX]|[eE][xX][tT])"
_SHAPE_EXTENDED = Shape(alphabet=NUMBER_ALPHABET + "extEXT", opening=r"[0-9+(]", length=50)


def said(text: str) -> int:
    """The longest run of whole groups that is a number of some country, if it is written as numbers are dialled."""
    end = national(text)
    return end if is_dialled(text[:end]) else 0


DETECTOR = Detector(
    entity="phone",
    title="telephone number",
    about=(
        "Telephone numbers. With `+` a number counts when its country's numbering plan assigns it (libphonenumber). "
        "Without, the printed North American form counts, and any national form when words before it say what it is: "
        "phone, tel., mobile, fax, Telefon, Handy, téléphone, teléfono, телефон, 电话 and others; or when "
        "somebody asks for a call or says whose number it is, in some forty languages."
    ),
    patterns=(
        Pattern(
            anchor=r"\+[0-9](?:[ ().\-/]{0,2}[0-9]){6}", reach=20, exact=INTERNATIONAL, shape=_SHAPE, accept=international,
            why="`+`, a country code and a number that its numbering plan assigns",
            confidence=HIGH,
        ),
        Pattern(
            anchor=r"\+[0-9](?:[ ().\-/]{0,2}[0-9]){6}", reach=20, exact=INTERNATIONAL, shape=_SHAPE, accept=written,
            why="the same when nobody is assigned it: only directly after words that name it", confidence=None, supported=MEDIUM,
            evidence=_ADJACENT,
        ),
        Pattern(
            anchor=_GROUPS, reach=17, exact=AMERICAN, shape=_SHAPE, accept=american,
            why="3-3-4 with separators, an area and exchange that the North American plan assigns; high with evidence",
            confidence=MEDIUM, supported=HIGH, evidence=_EVIDENCE,
        ),
        Pattern(
            anchor=_GROUPS, reach=17, exact=PRINTED, shape=_SHAPE,
            why="the printed form of a North American number, also one that nobody is assigned (555-123-4567)",
            confidence=LOW, supported=MEDIUM, evidence=_EVIDENCE,
        ),
        Pattern(
            anchor=_WITH_EXTENSION, reach=34, exact=EXTENDED, shape=_SHAPE_EXTENDED, accept=extended,
            why="a number that its plan assigns, and an extension (`x42`, `ext. 42`); high with evidence",
            confidence=MEDIUM, supported=HIGH, evidence=_EVIDENCE,
        ),
        Pattern(
            anchor=_WITH_EXTENSION, reach=34, exact=EXTENDED, shape=_SHAPE_EXTENDED,
            why="the same form that nobody is assigned: only with evidence", confidence=None, supported=MEDIUM, evidence=_EVIDENCE,
        ),
        Pattern(
            anchor=_GROUPS, reach=17, exact=SPACED, shape=_SHAPE, accept=american,
            why="3-3-4 with spaces, assigned, as columns of numbers have too; high with evidence",
            confidence=LOW, supported=HIGH, evidence=_EVIDENCE,
        ),
        Pattern(
            anchor=_GROUPS, reach=17, exact=SPACED, shape=_SHAPE,
            why="the same with spaces, as columns of numbers have too: only with evidence",
            confidence=None, supported=LOW, evidence=_EVIDENCE,
        ),
        *(
            Pattern(
                anchor=anchor, reach=2, exact=ANY, shape=_SHAPE, accept=national, lead=60, confidence=None, supported=MEDIUM,
                evidence=_ADJACENT, why="digits of a national number directly after words that name it",
            )
            for anchor in _ANCHORS
        ),
        Pattern(
            anchor=ANCHOR, reach=2, exact=ANY, shape=_SHAPE, accept=said, lead=60, confidence=None, supported=MEDIUM, evidence=_CALLED,
            why="a national number directly after somebody asks for a call, or says whose number it is",
        ),
        Pattern(
            anchor=r"[0-9](?:[ ().\-/]{0,2}[0-9]){6}", reach=20, exact=ANY, shape=_SHAPE, accept=national,
            why="digits of a national number below the head of a table that names it", confidence=None, supported=MEDIUM, evidence=_BELOW,
        ),
    ),
    source="ITU-T E.164; libphonenumber's metadata of national numbering plans",
    limits=(
        "Ten digits in one piece are an order number or a timestamp until a word before them says otherwise.",
        "National forms other than 3-3-4 are reported only directly after such a word, and only for the regions that the detector lists.",
        "Before words that name them, only those of North America and those with `+` are reported.",
        "In a cell of a table without a head for it (`\\t212.555.0123\\t`) the form with points is reported at 65.",
        "Directly behind `part no.`, `model`, `SKU` and the like the printed North American form is reported at 65.",
    ),
    positives=(
        "Call «555-123-4567» now", "«(212) 555-0123»", "dial «555 123 4567»", "at «+1-555-123-4567» or", "«555.123.4567»",
        "from «+44 20 7946 0958» today", "«+49 (0)30 901820»", "tel. «030 901820»", '"phone": "«2125550123»"',
        "mobile number «07911 123456»", "Telefon: «(030) 901820»", "«1-800-555-0199» toll-free", "«212.555.0123»,",
        "WhatsApp: «+91 98765 43210»", "«650 253 0000» is the desk", "电话:«2125550123»", "Téléphone : «01 42 68 53 00»",
        "call me back on «0161 496 0000» now", "Sie erreichen mich unter «0171 3920045» oder",
        "What is your phone?\nuser: «06 12 34 56 78»",
        "her mobile is «+44 7700 900461», yes", "call «(212)555-0123x42» now", "«212.555.0123 ext. 4» or", "«+44 20 7946 0958 x12»",
        "die Telefonnummer des Kunden ist «030 901820»", "id,phone,x\n7,«030 901820»,x", "手机：«138 1234 5678»",
        "rufen Sie mich bitte unter «0151 23456789» an", "Mi número es «91 123 45 67»", "Call «020 7946 0958» and ask",
        "请拨打«13812345678»",
        "my number is «07911 123456», yes", "Звоните «8 (912) 345-67-89»", "zavolejte mi na «601 123 456»",
        "מספר? התקשר אליי «050-123-4567»",
    ),
    negatives=(
        "order 3074185296", "created_at 1755302400", "version 10.0.22631.4317", "192.168.100.1000",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709", "2024-11-20 10:15:30", "+1755302400 bytes", "hotel 2125550123", "555-1234567",
        "12-212-555-0123", "1 650 253 0000 12 3400", "display 1024-768-1920x1080", "100 200 3000 x86", "ISBN 0-306-40615-2",
        "550e8400-e29b-41d4-a716-446655440000", "phone 10", "from post.tele.example (195.41.46.149) by", "100 200 3000",
        "alpha ratio 1.319 590 8951", "Decimal('+35236450.6')", '"phone": "e.g. 0123 456"', "10.1.2.3/24",
        "CA +4953-09709 America/Winnipeg", "phone@7.0.6697.5984", "tel.py 6018 581 40%", "phone_seq RESTART WITH 12345678;",
        "call 12345678", "I'll reach 10000000 users", "call on 12/05/2024 at 10", "my number is 2024-11-20", "call(12345678901)",
        "call 1755302400",
        "mi número de pedido es 912345678", "Call at 0900 1700", "ring 12.30.45 then",
    ),
)
