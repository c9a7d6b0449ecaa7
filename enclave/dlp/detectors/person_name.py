"""Names of people where the text says that a name follows: labels, titles, greetings, signatures. No list of names, no model."""

from __future__ import annotations

import re
from functools import partial

from enclave.dlp import name_columns, name_records, name_scripts, names_beside
from enclave.dlp.detector import HIGH, LOW, MEDIUM, Deferred, Detector, Evidence, Expression, Pattern, Shape, alone
from enclave.dlp.labels import batched
from enclave.dlp.name_parts import MORE, NAME, NoFont, accept
from enclave.dlp.name_words import FIELDS, GREETINGS, NAMES, RANKS, REGARDS, ROLES, SALUTATIONS, SAYINGS, TITLES
from enclave.dlp.wording import CAPITALS, LETTER, LINE, WORD

_END = rf"(?![{LETTER}0-9_@(])(?!\.[A-Za-z_])(?!::|\[[a-z]| = [\"'])"
"""Not the name of something in a program (`fullname = File::Spec`, `NAME: Final = "x"`)."""
_NOT_SMALL = "".join(rf"(?<!\b{title} )(?<!\b{title}\. )" for title in ("ms", "dr", "sr", "sig", "miss", "sir", "prof", "mr", "MS"))
"""Titles that are units, variables and words when they are written small."""
_ONE_TO_FOUR = Deferred(f"{NAME}{MORE}{{0,3}}{_END}")
_TITLED = Deferred(f"{_NOT_SMALL}{NAME}{MORE}{{0,3}}{_END}")
_TWO_TO_FOUR = Deferred(f"{NAME}{MORE}{{1,3}}{_END}")
_CAPITAL_FIELD = "|".join(f"(?<={re.escape(label + gap)})" for label in ("Name", "NAME") for gap in (": ", ":", ":\t", "\t", " | ", ":** ",
"** ", "</td><td>"))
_LAST_FIRST = rf"{NAME}, (?:{WORD} ){{0,1}}{WORD}{_END}"
_NAMED = Deferred(f"(?:{_CAPITAL_FIELD})(?:{NAME}{MORE}{{1,3}}{_END}|{_LAST_FIRST})")
_IN_FIELD = Deferred(f"(?:{NAME}{MORE}{{1,3}}{_END}|{_LAST_FIRST}|{NAME}{_END})")
_SHAPE = Shape(LINE, CAPITALS, 140)

_SIGN = r"(?:[:=|>\t]|[\"'] value=|[–—-] |,(?![ \n])|[;](?! )|\]|\s(?:lautet|heißt|heisst)(?=\s)|(?<!\s) {3,30}|</[a-z0-9]{1,8}>)"
_ANSWER = r"\?[ \t](?=it|that|mine)(?:it is|it's|that's|that is|mine is)[ \t]"
_BEHIND = rf"(?:{_ANSWER}|[\s\"'`*_)\]]{{0,4}}{_SIGN})(?:[\s\"'`*_(\[|>:]|<[a-z0-9]{{1,8}}>){{0,6}}"
_SIGN_BEHIND = r"[\s\"'`*_)\]]{0,4}(?:[:=|>\t?–—,;<\]\-]|value=|lautet|hei[sß]|   )"
_LINE = r"(?:\A|[\n;|{])[\s>*#|\"'-]{0,6}"
_WINDOW = 72


def _any(terms: tuple[str, ...]) -> str:
    ordered = sorted(set(terms), key=lambda term: (-len(term), term))
    return "|".join(re.escape(term).replace(r"\ ", "[ _-]?") for term in ordered)


def _small(terms: tuple[str, ...]) -> str:
    """The same in small letters, where the Turkish one without a dot was a capital."""
    return _any(terms).replace("ı", "[ıi]")


def _gates(terms: tuple[str, ...], behind: str) -> tuple[str, ...]:
    """Each term, and what directly behind it tells it from the beginning of another word."""
    forms = (re.escape(term).replace(r"\ ", "[ _-]?").replace("ı", "[ıi]") for term in terms)
    return tuple((alone(form, "a-z") if form.isascii() else form) + behind for form in forms)


def _said(terms: tuple[str, ...]) -> Evidence:
    said = Deferred(rf"(?<![{LETTER}])(?:{_small(terms)})[ \t]?:?[ \t]{{1,2}}\Z")
    return Evidence(NoFont(said), _WINDOW, _gates(terms, "[ \t:]"))


def _field(terms: tuple[str, ...], start: str = rf"(?<![{LETTER}])(?<!font[_ -])", end: str = "") -> Evidence:
    gates = _gates(terms, end + _SIGN_BEHIND)
    said = Deferred(rf"{start}(?:{_small(terms)}){end}{_BEHIND}\Z")
    return Evidence(NoFont(said), _WINDOW, gates)


def _anchor(terms: tuple[str, ...], gap: str) -> str:
    """Over bytes: the words, what may stand behind them, and the first or second character of the name."""
    bytes_ = re.sub("[^\x00-\x7f]", lambda letter: f"(?:{letter[0]}|{letter[0].upper()})", _any(terms))
    return rf"(?:^|[^A-Za-z])(?i:{bytes_}){gap}(?:[A-Z]|[\xc3-\xc8][\x80-\xbf][A-Za-z])"


_AT_ONCE = 48
"""Labels in one anchor; more are too large for the engine."""


_SIGN_GAP = r"[\s\"'`*_)\]]{0,4}[:=|>;\t][\s\"'`*_(\[|>:]{0,6}"
_FIELD_GAP = (
    r"(?:[\"'] value=[\"']| [-\xe2][\x80-\xff]{0,2} |\? (?:[Ii]t is|[Ii]t's|[Tt]hat's|[Mm]ine is) "
    r"|(?:[\s\"'`*_)\](\[|>:=,;]| lautet | hei(?:\xc3\x9f|ss)t |</?[A-Za-z0-9]{1,8}>){1,12})"
)


def _pattern(
    why: str, anchor: str, evidence: Evidence, supported: int, *, exact: Expression = _ONE_TO_FOUR, least: int = 1
) -> Pattern:
    return Pattern(
        anchor=anchor, reach=2, lead=_WINDOW, exact=exact, shape=_SHAPE, why=why, confidence=None, supported=supported, evidence=evidence,
        accept=partial(accept, least=least),
    )


DETECTOR = Detector(
    entity="person_name",
    title="name of a person",
    about=(
        "One to four capitalised words (initials, `van`, `de la` and the like between them) where the text says that a name follows: `my "
        "name is`, `ich heiße`, fields such as `Patient:`, `\"first_name\":`, `Vorname`, `apellidos`, heads of columns, titles (`Mr`, "
        "`Frau`, `Mme`), what a person is (`Judge`, `the applicant`), greetings and signatures, in some thirty languages; or that one "
        "stood there: a mail address in angle brackets, `, born`, a telephone number. In Greek, Cyrillic, Chinese, Japanese, Korean, "
        "Arabic, Hebrew, Hindi and Thai in fields, below heads of columns and behind words that introduce a name."
    ),
    patterns=(
        *(
            _pattern("directly after words that introduce a name (my name is, ich heiße, me llamo)", _anchor(some, r"\s?:?\s{1,2}"),
                     _said(some), HIGH)
            for some in batched(SAYINGS, _AT_ONCE)
        ),
        *(
            _pattern("in a field for a person's name (first_name, Patient, Nachname, cognome)", _anchor(some, _FIELD_GAP),
                     _field(some), HIGH, exact=_IN_FIELD)
            for some in batched(FIELDS, _AT_ONCE)
        ),
        _pattern("directly after a title (Mr, Dr, Frau, Mme, Sra)", _anchor(TITLES, r"\.? {1,2}"),
                 Evidence(Deferred(rf"(?<![{LETTER}0-9])(?<![0-9] )(?:{_any(TITLES)})\.? {{1,2}}\Z"), _WINDOW,
                          _gates(TITLES, r"\.? ")), MEDIUM, exact=_TITLED),
        _pattern("directly after a salutation (Dear, Sehr geehrter, Chère, Estimado)", _anchor(SALUTATIONS, r"[ \t]?:?[ \t]{1,2}"),
                 _said(SALUTATIONS), MEDIUM),
        *(
            _pattern("in the line below a complimentary close (Kind regards, Mit freundlichen Grüßen)",
                     _anchor(some, r"[,.!]?[ \t]*\r?\n\s*"),
                     Evidence(Deferred(rf"(?<![{LETTER}])(?:{_small(some)})[,.!]?[ \t]*\r?\n\s{{0,4}}\Z"), _WINDOW,
                              _gates(some, r"[,.!]?[ \t]*[\r\n]")), MEDIUM)
            for some in batched(REGARDS, _AT_ONCE)
        ),
        *(
            _pattern("two words or more in a field for a name, in other languages (nom, nome, naam, namn), or a role (witness, payee)",
                     _anchor(some, r"[ _-]?[0-9]?" + _SIGN_GAP), _field(some, _LINE, r"(?:[ _-]?[0-9])?"), MEDIUM,
                     exact=_TWO_TO_FOUR, least=2)
            for some in batched(NAMES, _AT_ONCE)
        ),
        _pattern("two words or more directly behind a role (patient, paciente, pacjent)", _anchor(ROLES, " "),
                 Evidence(NoFont(Deferred(rf"(?<![{LETTER}_.\-])(?:{_any(ROLES)}) \Z")), _WINDOW, _gates(ROLES, " ")), MEDIUM,
                 exact=_TWO_TO_FOUR, least=2),
        *(
            _pattern("two words or more directly behind what a person is (Judge, Detective, applicant, Zeuge)", _anchor(some, r",? {1,2}"),
                     Evidence(Deferred(rf"(?<![{LETTER}0-9'’_.\-])(?:{_small(some)}),? {{1,2}}\Z"), _WINDOW, _gates(some, ",? ")), MEDIUM,
                     exact=_TWO_TO_FOUR,
                     least=2)
            for some in batched(RANKS, _AT_ONCE)
        ),
        _pattern("two words or more in a field `Name` with a capital at the beginning of a line", _anchor(("name",), _FIELD_GAP),
                 _field(("name",), _LINE), MEDIUM, exact=_NAMED, least=2),
        _pattern("two words or more in a field `name` at the beginning of a line or record", _anchor(("name",), _FIELD_GAP),
                 _field(("name",), _LINE), LOW, exact=_TWO_TO_FOUR, least=2),
        _pattern("directly after a greeting (Hi, Hallo, Bonjour, Hola)", _anchor(GREETINGS, r"[ \t]?:?[ \t]{1,2}"), _said(GREETINGS), LOW),
        *names_beside.PATTERNS,
        *name_records.PATTERNS,
        *name_scripts.PATTERNS,
        *name_columns.PATTERNS,
    ),
    source="the engine's own rules; no list of names is used (see `docs/detectors/README.md` for what a recogniser adds)",
    limits=(
        "A name without such words before it is not found: names in running text need a recogniser of named entities.",
        "Names written small are not found, nor are surnames of Chinese and Japanese alone in running text.",
        "Below `Name`, `Customer` and heads like that, names are surely found beside a column that only persons have (a telephone, a "
        "birthday); in any other table they are reported at 65. Heads count up to 1,000 characters above. "
        "A head that stands right of `Patient` may itself be taken for a name.",
        "What stands in a field for a name and is capitalised is taken for one, also when it is a firm or a place.",
        "`Name:` at the beginning of a line counts with two words, and `name:` hardly (`\"name\": \"Build And Test\"` is reported at 65); "
            "`name` "
        "inside of a line or in a compound (`file name`) does not.",
    ),
    positives=(
        "Hello, my name is «John Smith» and I", '{"first_name": "«Anna»", "age": 3}', "Patient: «Maria Garcia Lopez»\nAge 45",
        "Dear Mr. «O'Connor»,",
        "Sehr geehrte Frau «Müller»,", "Name: «Jean-Luc Picard»\n", "Mit freundlichen Grüßen\n«Erika Mustermann»",
        "ich heiße «Jürgen von der Lippe».",
        "me llamo «José María Pérez»", "Kind regards,\n«J. R. Hartley»", "Nachname;Vorname: «Öztürk»", "<td>Surname</td><td>«Dupont»</td>",
        "Dear «Alice»,", "Hi «Bob»,", "mi chiamo «Giulia Rossi»", "account holder = «Priya Natarajan»;", "imię i nazwisko: «Anna Nowak»",
        "jag heter «Lars Lindqvist».", "namn: «Ingrid Berg»", "seen by patient «Björn Zoë Müller» today", "nombre: «Maria E. Fernández»",
        "what is your full name? It is «Emily Lindqvist».",
        "mijn naam is «Pieter van den Berg»,", "Name,Phone\n«John Smith»,555", "| Patient | No. |\n|---|---|\n| «Mary Jones» | 3 |",
        "From: «Ann Lee» <ann@localhost>", "«John Q. Public», born in 1964", "Name: «Smith, John»", "Witness 2: «Omar Haddad»,",
        '"patient": {"name": "«Grace Hopper»"', "姓名：«张伟»，男", "你好，我叫«李秀英»，", "氏名：«佐藤 花子»\n",
        "제 이름은 «김민준»입니다",
        "ФИО: «Иванов Иван Иванович»\n", "меня зовут «Анна Попова», я", "ονομάζομαι «Μαρία Παπαδοπούλου» και", "اسمي «محمد العتيبي» وأعمل",
        "שם מלא: «דוד לוי»\n", "С уважением,\n«Ольга Смирнова»", "«山本 花子»様\n", "Họ và tên: «Trần Văn Nam»\n",
        "Hi, I'm «John Smith» and I", "I am «Dana Scully», account 3", "ich bin «Max Mustermann».", "soy «Juan Pérez»,",
        "sono «Marco Cabibbo»\n",
        "Can I have your full name?\nUser: «Matthew Walter»\n", "Ihr Name? «Åsa Öberg»,",
        'your name?"},{"role":"user","content":"«Amy Reilly»"}',
        '{"name": "«John Smith»", "email": 1}', '"name": "«John Smith»",\n  "dateOfBirth": 1', 'User(name="«Élodie Petit»", ssn=1)',
        '{"gender": "female", "name": "«Jane Doe»"}', "BEGIN:VCARD\nFN:«Jane Doe»\n", "\nN:«Doe;Jane»;;;\n",
        'ATTENDEE;CN="«Kelly Neal»";ROLE', '"subject":{"display":"«Sandra Huff»"}', '"name":[{"text":"«Joe Miller»"}]',
        "\nPID|1||9||«KLEIN^JESSICA»^M||2", "NM1*IL*1*«Boyd*Ann»****MI", "NAD+PW+++«Seifert:Trudel»+R",
        '<label>Full name</label><input id="fn" value="«Hector Pope»">',
    ),
    negatives=(
        "Dear Sir or Madam,", "Dear Customer,", "name: nginx", '"name": "build-and-test"', "file name: Annual Report", "Hello World",
        "the patient portal", "My name is on the list", "class Name: Thing", "Mr President", "Kind regards,\nthe team", "dr = Driver()",
        "Sehr geehrte Damen und Herren,", "first_name: str", "hostname: Alpha Beta", "Kind regards,\nYour Support Team", "Saludos\nHola,",
        "surname varchar(30)", "Nom;Prénom;Adresse\n", "姓名,电话\n", "file name,size\nAnnual Report,3", "font-family: Courier New",
        "<prefer><family>Lohit Sindhi</family>", "FontName Utopia-Bold\nFullName Utopia Bold\nFamilyName Utopia\n",
        "full_name: ClassVar[str]", "$fullname = File::Spec->catfile",
        "関係者様", "お客様", "The judge said", "reach New York at 5",
        "I am Senior Engineer, at", "I am Apple Music subscriber", "I'm Not Sure", "file name?\nUser: Annual Report",
        '"display":"Sandra Huff"', "OBX|1|TX|Klein^Jessica|", "LDAP CN=Web Servers,OU=x", "that would be given\n    Changing the model",
        "Professor Emeritus at",
        "Lord_Howe\tLord Howe Island", '"memberName": "SnapshotId"', "클로저는 익명이며", "see Systems Manager Run Command",
    ),
    aliases=("person",),
)
