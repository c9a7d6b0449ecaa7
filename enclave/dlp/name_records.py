"""Names of people that a record, a form, a message of a standard or a turn of a conversation says are names: `name` beside the mail
address or the birthday of the same person, vCard, iCalendar, FHIR, HL7, X12 and EDIFACT, answers to a question for the name, `I am`.
"""

from __future__ import annotations

import re

from enclave.dlp.detector import MEDIUM, Deferred, Evidence, Pattern, Shape, begins
from enclave.dlp.name_parts import MORE, NAME, accept
from enclave.dlp.wording import CAPITALS, LETTER, LINE, RUN_ENDS, RUN_ON, UPPER

_TWO_TO_FOUR = rf"{NAME}{MORE}{{1,3}}"
_END = rf"(?![{LETTER}0-9_@(])(?!\.[A-Za-z_])"
_CAPITAL = r"(?:[A-Z]|[\xc3-\xc8][\x80-\xbf][A-Za-z])"
"""Over bytes: the first character or two of a name."""
_RUN = rf"(?<![{LETTER}0-9_])[{UPPER}][{LETTER}0-9'’./&+\-]*+{RUN_ON}{{0,12}}"

I_AM = (
    "i am", "i'm", "i’m", "im", "ich bin", "je suis", "soy", "yo soy", "sono", "io sono", "sou", "eu sou", "ik ben", "jag är", "jeg er",
    "jestem", "olen", "jsem", "som", "sunt", "ben",
)
_GOES_ON = (
    " and ", " from ", " with ", " of ", " at ", " here", " calling", " und ", " aus ", " von ", " et ", " y ", " e ", " en ", " och ",
    " og ",
    " i ", " a ", " con ", " from", " living ", " born ", " writing", " reaching",
)
_WHO = rf"[,.!;?)\n]|\Z|{'|'.join(_GOES_ON)}"
_SAYS_WHO = Evidence(Deferred(rf"(?<![{LETTER}'’0-9])(?:{'|'.join(I_AM)}) \Z"), 24, tuple(f"{one} " for one in I_AM))
_WHO_I_AM = (
    "[Ii](?: am|'m|\xe2\x80\x99m|m)|[Ii]ch bin|[Jj]e suis|(?:[Yy]o )?[Ss]oy|(?:[Ii]o )?[Ss]ono|(?:[Ee]u )?[Ss]ou|[Ii]k ben"
    "|[Jj]ag \xc3\xa4r|[Jj]eg er|[Jj]estem|[Oo]len|[Jj]sem|[Ss]om|[Ss]unt|[Bb]en"
)

_ASKS = (
    r"(?:(?:full|legal|last|first|complete|family|your|her|his|their) ?|\b)name(?: (?:please|on|of|as|for)[a-z' ]{0,32})?|(?:votre"
    r"|ton) (?:nom|prénom)"
    r"|(?:su|tu) nombre(?: completo)?|(?:il )?(?:suo|tuo) nome|(?:seu|o teu) nome(?: completo)?|(?:ihr|dein) (?:name|vor- und nachname)"
    r"|uw naam|ditt namn|dit navn"
    r"|heißen sie|heißt du|wie heissen sie|vous appelez-vous|t'appelles-tu|se llama|te llamas|si chiama|ti chiami|heet u"
)
_ANSWERS = (
    rf"(?:{_ASKS})(?:,? (?:please|bitte|por favor|per favore"
    rf"|s'il vous plaît))?[?][\"']?(?:[\s\x00]{{0,6}}(?:\[[0-9: apm.\-]{{3,20}}\] ?)?(?:[a-z][a-z0-9_ ]{{0,16}}[:>] ?)?"
    r"|\s?\}[^a-z]{1,8}\"role\": ?\"user\", ?\"content\": ?\")\Z"
)
_ASKED = (
    r"(?i:name|nom|nombre|nome|naam|namn|navn|completo|heißen sie|heißt du|heissen sie|appelez-vous|appelles-tu|llamas?|chiami?|heet u)"
    r"(?:,? [a-z' ]{2,34})?\?[\"']?(?:[\s\x00]{0,6}(?:\[[0-9][^\]\n]{2,20}\] ?)?(?:[A-Za-z][A-Za-z0-9_ ]{0,16}[:>] ?)?"
    rf"|\s?\}}[^a-z]{{1,8}}\"role\": ?\"user\", ?\"content\": ?\"){_CAPITAL}"
)

_FORMS = (
    r"(?:\A|\n)fn(?:;[^:\n]{0,60})?:|;cn=\"?"
    r"|\"name\"\s?:\s?\[\s{0,20}\{\s{0,20}(?:\"use\"\s?:\s?\"[a-z]+\"\s?,\s{0,20})?\"text\"\s?:\s?\""
    r"|\"(?:beneficiary|subject|patient|performer|author|recorder|asserter|practitioner|subscriber|requester|provider|individual|actor)\""
    r"\s?:\s?\[?\s{0,20}\{\s{0,20}(?:\"reference\"\s?:\s?\"[^\"\n]{0,60}\"\s?,\s{0,20})?\"display\"\s?:\s?\""
    r"|(?:name|patient|applicant|holder|nom|nombre|nome|naam)[ *:]{0,3}</label>\s{0,8}<input[^<>]{0,80}value=[\"']"
)
_FORM_ANCHOR = (
    r"(?:(?:^|\n)(?:FN|fn)(?:;[^:\n]{0,60})?:|;CN=\"?|\"(?:text|display)\"\s?:\s?\""
    rf"|</label>\s{{0,8}}<input[^<>]{{0,80}}value=[\"']){_CAPITAL}"
)

_SEGMENTS = (
    r"(?:\A|\n)(?:pid\|(?:[^|\n]{0,60}\|){4}|(?:nk1|gt1)\|(?:[^|\n]{0,60}\|))"
    r"|nm1\*[a-z0-9]{2}\*1\*|nad\+[a-z]{2,3}\+[^+\n]{0,60}\+[^+\n]{0,60}\+|(?:\A|\n)n(?:;[^:\n]{0,60})?:"
)
_SEGMENT_ANCHOR = (
    r"(?:PID\|[^|\n]{0,4}\|[^|\n]{0,20}\|[^|\n]{0,50}\|[^|\n]{0,20}\||(?:NK1|GT1)\|[^|\n]{0,6}\||NM1\*[A-Z0-9]{2}\*1\*"
    rf"|NAD\+[A-Z]{{2,3}}\+[^+\n]{{0,30}}\+[^+\n]{{0,40}}\+|\nN(?:;[^:\n]{{0,60}})?:){_CAPITAL}"
)
_PART = rf"[{UPPER}](?:[{LETTER}'’.\- ]{{0,30}}[{LETTER}])?"
_PARTS = re.compile(rf"({_PART})[\^*:;]({_PART})")
_SEGMENT = Deferred(rf"(?<=[|*+:]){_PART}[\^*:;]{_PART}(?=[\^*:;+|~'\r\n]|\Z)")
_SEGMENT_OPENING = rf"(?<=[|*+:])[{UPPER}](?:[{LETTER}'’.\- ]{{0,31}}(?:\Z|[\^*:;](?:\Z|[{UPPER}][{LETTER}'’.\- ]{{0,31}}\Z)))"

_KEYS = (
    "email", "e-mail", "e_mail", "mail", "emailAddress", "email_address", "Email", "phone", "phoneNumber", "phone_number", "Phone",
    "mobile",
    "cell", "telephone", "tel", "dob", "DOB", "dateOfBirth", "date_of_birth", "birthDate", "birth_date", "birthdate", "birthday", "ssn",
    "SSN",
    "social_security_number", "gender", "sex", "age", "mrn", "MRN", "passport", "surname", "lastName", "last_name", "salary",
)
"""What a record says of a person, directly behind the name."""
_NAME_KEYS = tuple(
    key + between for key in ("name", "Name", "full_name", "customer", "user")
    for between in ("\": \"", "\":\"", "': '", "':'", "=\"", "='", "=", ": ", ": \"", " = \"", " = '")
)
_NAME_KEY = "|".join(f"(?<={re.escape(key)})" for key in dict.fromkeys(_NAME_KEYS))
_BEHIND_KEY = "|".join(f"(?<={re.escape(key)}.)" for key in dict.fromkeys(_NAME_KEYS))
"""The same one character on: an opening that begins with a capital is soonest seen to be none."""
_NEXT = r"[\"']?(?:,\s{0,16}|\n\s{0,16})[\"']?"
_BESIDE = Deferred(rf"(?:{_NAME_KEY})(?:{_TWO_TO_FOUR})(?={_NEXT}(?:{'|'.join(_KEYS)})[\"']?\s?[:=])")
_BESIDE_OPENING = (
    rf"[{UPPER}](?:{_BEHIND_KEY})[{LETTER}0-9'’./&+\-]*+{RUN_ON}{{0,12}}"
    rf"(?:{RUN_ENDS}|[\"']?(?:\Z|(?:,\s{{0,16}}|\n\s{{0,16}})(?:\Z|[\"']?(?:\Z|{begins(*_KEYS)}[\"']?\s?\Z))))"
)
_OF_THE_PERSON = (
    rf"(?<![a-z])(?:{'|'.join(dict.fromkeys(key.lower() for key in _KEYS))})[\"']?\s?[:=]\s?[\"']?[^\"'{{}}\n,]{{1,60}}[\"']?,\s{{0,16}}"
    r"[\"']?(?:full_?)?name[\"']?\s?[:=]\s?[\"']?\Z"
)

_RECORD = (
    r"(?i)(?:applicant|patient|customer|client|employee|contact|holder|owner|member|person|author|driver|debtor|creditor|beneficiary|student"
    r"|insured|subscriber|recipient|sender|passenger|guest|spouse|user|candidate|signatory|kunde|paciente|cliente)s?"
    r"[\"']?[ \t]{0,2}[:=>]{1,2}[ \t]{0,2}[\[({]{0,2}\s{0,12}(?:- )?[\"'<]?(?:full_?)?name[\"']?[ \t]{0,2}[:=>][ \t]{0,2}"
)
_PARTY = r"(?:/[^\n]{4,42}\r?\n)?(?:1/)?"


def parts(text: str) -> int:
    """Two parts, each of which may be that of a name."""
    found = _PARTS.fullmatch(text)
    return len(text) if found and accept(found[1]) == len(found[1]) and accept(found[2]) == len(found[2]) else 0


def two(text: str) -> int:
    """Two words or more that may be a name, all of them."""
    return accept(text, 2)


def _whole(text: str) -> int:
    return len(text) if accept(text, 2) == len(text) else 0


_SHAPE = Shape(LINE, CAPITALS, 140)
PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        anchor=_RECORD + r"[\"']?[A-Z]", reach=2, lead=72, exact=Deferred(_TWO_TO_FOUR + _END), shape=_SHAPE, accept=two, confidence=None,
        supported=MEDIUM, evidence=Evidence(Deferred(_RECORD.replace("(?i)", "") + r"[\"']?\Z"), 72),
        why="two words or more in `name` of a person's record (`\"patient\": {\"name\": `)",
    ),
    Pattern(
        anchor=rf":(?:50[AFK]|59[AF]?):{_PARTY}[A-Z]", reach=2, lead=72, exact=Deferred(_TWO_TO_FOUR + _END), shape=_SHAPE, accept=two,
        confidence=None, supported=MEDIUM, evidence=Evidence(Deferred(rf":(?:50[afk]|59[af]?):{_PARTY}\Z"), 72),
        why="two words or more in the fields of parties of a payment (SWIFT MT, 50 and 59)",
    ),
    Pattern(
        anchor=rf"(?:^|[^A-Za-z'\x80-\xff])(?:{_WHO_I_AM}) {_CAPITAL}", reach=2, lead=24, exact=Deferred(rf"{_TWO_TO_FOUR}(?={_WHO})"),
        shape=Shape(LINE, rf"{_RUN}(?:{RUN_ENDS}|{begins(*_GOES_ON)}\Z)", 160), accept=two, confidence=None, supported=MEDIUM,
        evidence=_SAYS_WHO, why="two words or more directly behind `I am`, `ich bin`, `soy` and the like, where the clause ends with them",
    ),
    Pattern(
        anchor=_ASKED, reach=2, lead=110, exact=Deferred(_TWO_TO_FOUR + _END), shape=_SHAPE, accept=two, confidence=None, supported=MEDIUM,
        evidence=Evidence(Deferred(_ANSWERS), 110), why="two words or more that answer a question for the name",
    ),
    Pattern(
        anchor=_FORM_ANCHOR, reach=2, lead=110, exact=Deferred(_TWO_TO_FOUR + _END), shape=_SHAPE, accept=two, confidence=None,
        supported=MEDIUM, evidence=Evidence(Deferred(rf"(?:{_FORMS})\Z"), 180),
        why="two words or more where vCard, iCalendar, FHIR or a form of HTML has a person's name",
    ),
    Pattern(
        anchor=_SEGMENT_ANCHOR, reach=2, lead=110,
        exact=_SEGMENT, shape=Shape(LINE, _SEGMENT_OPENING, 90), accept=parts, confidence=None, supported=MEDIUM,
        evidence=Evidence(Deferred(rf"(?:{_SEGMENTS})\Z"), 360),
        why="family and given name in a segment of HL7 (PID, NK1, GT1), X12 (NM1), EDIFACT (NAD) or vCard (N)",
    ),
    Pattern(
        anchor=rf"(?:{'|'.join(re.escape(key) for key in dict.fromkeys(_NAME_KEYS))}){_CAPITAL}",
        reach=2, lead=16, exact=_BESIDE, shape=Shape(r"\x00-\U0010ffff", _BESIDE_OPENING, 190), accept=_whole, confidence=MEDIUM,
        why="two words or more in `name` of a record whose next field only persons have (email, phone, birthday)",
    ),
    Pattern(
        anchor=rf"(?i:name)[\"']?\s?[:=]\s?[\"']?{_CAPITAL}", reach=2, lead=12, exact=Deferred(_TWO_TO_FOUR + _END), shape=_SHAPE,
        accept=two, confidence=None, supported=MEDIUM, evidence=Evidence(Deferred(_OF_THE_PERSON), 180),
        why="two words or more in `name` of a record behind a field that only persons have",
    ),
)
"""For `person_name.py`."""
