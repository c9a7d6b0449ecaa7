"""Numbers of passports, driving licences, identity cards and voters' cards."""

from __future__ import annotations

import re

from enclave.dlp.detector import Detector
from enclave.dlp.identifiers.identifier import Form, Identifier
from enclave.dlp.identifiers.identifier import detector as identified
from enclave.dlp.identifiers.labelled import Labelled
from enclave.dlp.identifiers.labelled import detector as labelled

_DRAWN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def weighted(text: str) -> int:
    """Check digit of ICAO 9303: values 0 to 35 (`<` is 0), weighted 7, 3, 1, by ten."""
    return sum((_DRAWN.find(one) if one != "<" else 0) * (7, 3, 1)[place % 3] for place, one in enumerate(text)) % 10


def identity_card(compact: str) -> bool:
    """The tenth character is the check digit of the first nine."""
    return weighted(compact[:9]) == int(compact[9])


def british(compact: str) -> bool:
    """Five characters of the name, then the date of birth: decade, month (from 51 on for women), day, year."""
    month, day = int(compact[6:8]) % 50, int(compact[8:10])
    return 1 <= month <= 12 and 1 <= day <= 31 and compact[:5].rstrip("9").isalpha()


_INSURED = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)


def pension(compact: str) -> bool:
    """The letter stands for two digits; weighted, by digit sum, by ten."""
    digits = f"{compact[:8]}{ord(compact[8]) - 64:02d}{compact[9:11]}"
    products = (int(one) * weight for one, weight in zip(digits, _INSURED, strict=True))
    return sum(product // 10 + product % 10 for product in products) % 10 == int(compact[11]) and 1 <= int(compact[4:6]) <= 12


_ONCE = {one: value for value, one in enumerate(_DRAWN)}
_TWICE = {one: 2 * value - 9 if value > 4 else 2 * value for one, value in _ONCE.items()}


def citizen_card(compact: str) -> bool:
    """As python-stdnum's pt.cc says, which cleans each number first and is asked for every row of a table: Luhn's sum of 0 to 35, less 9
    where twice the value has two digits."""
    twice, once = sum(map(_TWICE.__getitem__, compact[:11:2])), sum(map(_ONCE.__getitem__, compact[1:12:2]))
    return (twice + once) % 10 == 0 and compact[:9].isdecimal()


_SERIAL = "[CFGHJKLMNPRTVWXYZ0-9]"

IDENTIFIERS: tuple[Identifier, ...] = (
    Identifier(
        "gb_driving_licence", "British driving licence number", british, 20, Form.DISTINCT,
        ("[A-Z][A-Z9][A-Z9][A-Z9][A-Z9]9[0156]9[0-3]99[A-Z9][A-Z9][0-9A-Z][A-Z][A-Z]",),
        ("driving licence", "driver licence", "driving license", "dvla", "licence number", "driver number"),
        ("MORGA657054SM9IJ", "SMITH801019JB9XY", "LEE99503217A99AB"),
        ("MORGA699054SM9IJ", "SMITH801399JB9XY", "A9B9C503217A99AB"),
        "DVLA: INF45, the driver number; month plus 50 for women",
        (), ("uk_driving_licence",),
    ),
    Identifier(
        "de_id_card", "German identity card or passport number, with its check digit", identity_card, 10, Form.DIGITS,
        ("[CFGHJKLMNPRTVWXYZ]" + _SERIAL * 8 + "9",),
        ("personalausweis", "ausweisnummer", "personalausweisnummer", "reisepass", "reisepassnummer", "passnummer", "ausweis",
         "identity card",
         "passport", "passport number", "id card"),
        ("T220001293", "L01X00T471", "C01X00T478"),
        ("T220001294", "L01X00T472", "C01X00T479"),
        "Personalausweisverordnung, annex; ICAO 9303-3, 4.9",
    ),
    Identifier(
        "de_social_insurance", "German social insurance number", pension, 10, Form.MARKED,
        ("99-[0-3]9[01]999-A-999",),
        ("sozialversicherungsnummer", "rentenversicherungsnummer", "versicherungsnummer", "rvnr", "svnr", "sv nummer", "sv nr",
        "rv nummer", "rv nr", "sozialversicherungsnr",
         "versicherungsnr"),
        ("65 170839 J 003", "15070649C103", "12 190367 K 001"),
        ("65 170839 J 004", "15070649C104", "12 190367 K 002"),
        "Section 147 SGB VI; Deutsche Rentenversicherung: Verfahrensbeschreibung, check digit",
    ),
    Identifier(
        "in_voter_id", "Indian voter's card number (EPIC)", "in_.epic", 10, Form.MARKED,
        ("[A-Z][A-Z][A-Z]9999999",),
        ("voter id", "epic", "voter card", "election card", "elector photo", "मतदाता",
         "voters card", "voter card no", "voter id card", "epic no"),
        ("NYG1151729", "MUM7207517", "WXX8780637"),
        ("CBP2455321", "MGG0283066", "SLE7148698"),
        "python-stdnum's module in_.epic, which names the authority and the rules",
    ),
    Identifier(
        "pt_cartao_cidadao", "Portuguese citizen card number", citizen_card, 10, Form.MARKED,
        ("99999999-9-[A-Z0-9][A-Z0-9]9",),
        ("cartão de cidadão", "cartao de cidadao", "cartão cidadão", "cc",
         "cartão do cidadão", "citizen card", "portuguese citizen"),
        ("561931039X34", "229497160K49", "78168433 8 952"),
        ("561931039X35", "229497160K48", "78168433 8 953"),
        "python-stdnum's module pt.cc, which names the authority and the rules",
    ),
)

_CODE_POINT = re.compile("[Uu][0-9A-Fa-f]{4,5}")

LABELLED: tuple[Labelled, ...] = (
    Labelled(
        "passport", "passport number",
        ("XX?X?99999?9?9?9?9?", "X" * 8 + "9", "AAA" + "X" * 3 + "99?9?", "999999999", "99-99-999999", "99-999999?9?",
         *("[CFGHJK]" + "X" * before + "9" + "X" * (7 - before) for before in range(5))),
        ("passport", "passport number", "passport no", "passport id", "reisepass", "reisepassnummer", "passnummer", "passeport",
         "numéro de passeport", "pasaporte", "número de pasaporte", "passaporto", "numero di passaporto", "paspoort", "paspoortnummer",
         "passaporte", "паспорт", "пасспорт", "护照", "护照号码", "護照", "護照號碼", "passeport n°", "pasaporte nº", "paszport", "pass nr",
         "パスポート", "旅券番号", "여권",
         "passaporto n", "numer paszportu", "nr paszportu", "seria i numer paszportu", "paszportu", "номер паспорта",
         "загранпаспорт", "паспорта", "パスポート番号", "旅券", "여권번호", "여권 번호", "pasaport", "pasaport no", "pasaport numarası",
         "pass nummer", "passnr", "número do passaporte", "passaporte n", "numéro du passeport", "n° de passeport",
         "travel document", "cestovní pas", "číslo pasu", "útlevél", "útlevélszám", "pașaport", "serie pașaport", "διαβατήριο",
         "hộ chiếu", "số hộ chiếu", "passinumero", "passi", "pasnummer", "paspoortnr", "pasport", "putovnica", "جواز السفر",
         "رقم الجواز", "דרכון", "पासपोर्ट", "หนังสือเดินทาง", "護照號", "护照号", "паспорт №", "паспорт серия", "паспорт рф",
        "паспорт серия и номер", "серия и номер паспорта", "паспорт серии", "паспорт гражданина рф", "passport num"),
        ("C03005988", "L01X00T47", "12AB34567", "YA1234567", "AAA123456", "K1234567", "TK1234567", "E12345678"),
        ("1234", "12.5", "A1"),
        "ICAO 9303-3: up to nine letters and digits; United States, United Kingdom, Germany, France, Italy, Spain, Netherlands, Canada, "
        "Australia, India, Japan, China and others print so",
        aliases=("us_passport", "uk_passport", "de_passport"), far=("[A-Z]9999999", "[A-Z]99999999", "[A-Z][A-Z]9999999"),
    ),
    Labelled(
        "driver_license", "driving licence number",
        ("XX?X?X?99999?9?9?9?9?9?9?X?", "A-9999?9?-9999?9?-9999?9?9?-9?9?9?", "999-999-999", "99-999-9999?", "AA-99-9999-9999999",
         "A9999-99999-99999", "AAAAA999999AA99", "99AA99999", "[A-Z0-9]99[A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9]99",
         "U1" + "X" * 7 + "A"),
        ("driver license", "drivers license", "driver's license", "drivers licence", "driver's licence", "driver licence",
         "driving licence",
         "driving license", "license number", "licence number", "license no", "dl", "dl number", "dl no", "führerschein",
         "führerscheinnummer", "permis de conduire", "numéro de permis", "permiso de conducir", "carnet de conducir",
         "licencia de conducir", "patente di guida", "patente", "rijbewijs", "rijbewijsnummer", "carta de condução", "cnh",
         "driver license number", "drivers license number", "driver's license number", "driving licence no", "führerschein nr",
         "n° permis", "numéro de permis de conduire", "permis n°", "prawo jazdy", "nr prawa jazdy", "numer prawa jazdy", "dln",
         "dl#", "driving licence number", "driverlicense", "driverlicensenum", "körkort", "körkortsnummer",
         "førerkort", "kørekort", "ajokortti", "řidičský průkaz", "vezetői engedély", "permis auto", "sürücü belgesi",
         "ehliyet", "водительское удостоверение", "驾驶证", "驾照", "運転免許証", "免許証番号", "운전면허", "cartão de condução",
         "carteira de motorista", "habilitação", "rijbewijs nr", "cdl", "operator license", "operator licence", "licence no",
         "license #", "lic no", "lic #", "oln",
         "driver's lic", "drivers lic",
         "driver id", "certificate license number", "driving licence number", "n° de permis", "номер прав", "رخصة القيادة", "רישיון נהיגה"),
        ("D1234567", "S123-4567-8901", "A1234-56789-01234", "123 456 789", "B072RRE2I55", "12AB34567", "DL-14-2011-0149646"),
        ("12", "1.5", "v2.0.1", "U2113"),
        "AAMVA: D20 data dictionary (formats of the states); Directive 2006/126/EC, annex I; provinces of Canada and Australia",
        check=lambda text: not _CODE_POINT.fullmatch(text) and not text.startswith("0x"), aliases=("us_driver_license", "drivers_license"),
    ),
)

DETECTORS: tuple[Detector, ...] = (*map(identified, IDENTIFIERS), *map(labelled, LABELLED))
