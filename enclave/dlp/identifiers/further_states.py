"""Identifiers of further states: those of which fewer people write, in the same tables as the others."""

from __future__ import annotations

from datetime import date

import stdnum.luhn
import stdnum.verhoeff

from enclave.dlp.detector import Detector
from enclave.dlp.identifiers.identifier import Form, Identifier
from enclave.dlp.identifiers.identifier import detector as identified
from enclave.dlp.identifiers.labelled import Labelled
from enclave.dlp.identifiers.labelled import detector as labelled

_STDNUM = "python-stdnum's module {}, which names the authority and the rules"
_WEIGHTS_OF_HONG_KONG = (9, 8, 7, 6, 5, 4, 3, 2)


def hong_kong(compact: str) -> bool:
    """The letters (A is 10; a space before a single one is 36), six digits and the check digit (A is 10), weighted 9 to 1, by eleven."""
    number = compact.replace("(", "").replace(")", "").rjust(9)
    values = [36 if one == " " else int(one, 36) for one in number[:8]]
    last = int(number[8], 11)
    return (sum(value * weight for value, weight in zip(values, _WEIGHTS_OF_HONG_KONG, strict=True)) + last) % 11 == 0


def snils(compact: str) -> bool:
    """Nine digits weighted 9 to 1; the last two are that sum by 101, and 00 for 100."""
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(compact[:9]))
    return int(compact[:9]) > 1_001_998 and total % 101 % 100 == int(compact[9:])


def luxembourgish(compact: str) -> bool:
    """A day of birth, Luhn's digit of eleven, and Verhoeff's of the same eleven."""
    return _is_day(compact[:8]) and stdnum.luhn.is_valid(compact[:12]) and stdnum.verhoeff.is_valid(compact[:11] + compact[12])


def emirati(compact: str) -> bool:
    """784, a year and Luhn's digit."""
    return 1900 <= int(compact[3:7]) <= 2026 and stdnum.luhn.is_valid(compact)


def saudi(compact: str) -> bool:
    """1 for citizens and 2 for residents, and Luhn's digit."""
    return stdnum.luhn.is_valid(compact)


def egyptian(compact: str) -> bool:
    """The century (2 or 3), a day of birth, and one of the governorates."""
    return _is_day(f"{int(compact[0]) + 17}{compact[1:7]}") and (1 <= int(compact[7:9]) <= 35 or compact[7:9] == "88")


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


IDENTIFIERS: tuple[Identifier, ...] = (
    Identifier(
        "gr_afm", "Greek tax number (ΑΦΜ)", "gr.vat", 10, Form.DIGITS, ("999999999",),
        ("αφμ", "α.φ.μ.", "afm", "αριθμός φορολογικού μητρώου", "greek tax number",
         "α.φ.μ", "greek tax", "greek vat"),
        ("094259216", "023456780"), ("094259217", "123456781"), _STDNUM.format("gr.vat"),
    ),
    Identifier(
        "cy_tin", "Cypriot tax number", "cy.vat", 26, Form.MARKED, ("99999999A",),
        ("tin", "tic", "cyprus tin", "cyprus tax", "αριθμός φορολογικής ταυτότητας",
         "αφτ", "cyprus tax identification"),
        ("10259033P",), ("10259033Z", "12259033P"), _STDNUM.format("cy.vat"),
    ),
    Identifier(
        "lu_matricule", "Luxembourgish identification number (matricule)", luxembourgish, 100, Form.DIGITS,
        ("9999-99-99-999-99", "99999999-99999"),
        ("matricule", "numéro d'identification national", "matricule nationale", "numéro de sécurité sociale",
         "luxembourg id", "matricule national"),
        ("1893120105732",), ("1893120105733", "1893130105732"),
        "Law of 19 June 2013 on the identification of natural persons; python-stdnum's modules luhn and verhoeff",
    ),
    Identifier(
        "rs_jmbg", "citizen's number of the states of former Yugoslavia (JMBG)", "si.emso", 11, Form.DIGITS, ("9999999-999999",),
        ("jmbg", "јмбг", "matični broj", "матични број", "mbg",
         "maticni broj", "јединствени матични"),
        ("0101006500006",), ("0101006500007", "3201006500006"), _STDNUM.format("si.emso"),
    ),
    Identifier(
        "ru_snils", "Russian pension insurance number (СНИЛС)", snils, 101, Form.DIGITS, ("999-999-999-99",),
        ("снилс", "snils", "страховой номер",
         "страхового номера", "russian pension"), ("112-233-445 95", "08765430300"), ("112-233-445 96", "087-654-303 01"),
        "Pension Fund of Russia: the control number of the insurance number",
    ),
    Identifier(
        "md_idno", "Moldovan identification number (IDNP, IDNO)", "md.idno", 10, Form.DIGITS, ("9999999999999",),
        ("idnp", "idno", "cod fiscal", "cod personal"), ("1008600038413",), ("1008600038412",), _STDNUM.format("md.idno"),
    ),
    Identifier(
        "pe_ruc", "Peruvian taxpayer number (RUC)", "pe.ruc", 11, Form.DIGITS, ("[12]9999999999",),
        ("ruc", "registro único de contribuyentes"),
        ("20512333797", "20131312955"), ("20512333798", "20131312956"), _STDNUM.format("pe.ruc"),
    ),
    Identifier(
        "uy_rut", "Uruguayan taxpayer number (RUT)", "uy.rut", 11, Form.DIGITS, ("[012]9-999999-999-9",),
        ("rut", "registro único tributario", "dgi"), ("211003420017", "21-100342-001-7"), ("211003420018",), _STDNUM.format("uy.rut"),
    ),
    Identifier(
        "ve_rif", "Venezuelan tax number (RIF)", "ve.rif", 10, Form.MARKED, ("[VEJPGvejpg]-99999999-9",),
        ("rif", "registro de información fiscal"), ("V-11470283-4",), ("V-11470283-3",), _STDNUM.format("ve.rif"),
    ),
    Identifier(
        "kr_brn", "Korean business registration number", "kr.brn", 2, Form.DIGITS, ("999-99-99999",),
        ("사업자등록번호", "사업자번호", "brn", "business registration number", "business no"),
        ("116-82-00276", "1168200276"), ("100-82-00276", "116-00-00276"),
        _STDNUM.format("kr.brn"),
    ),
    Identifier(
        "hk_id", "Hong Kong identity card number", hong_kong, 11, Form.DIGITS,
        ("[A-Za-z][A-Za-z]?-999999[(][0-9Aa][)]", "[A-Za-z][A-Za-z]?-999999[0-9Aa]"),
        ("hkid", "hk id", "hong kong id", "hong kong identity card", "身份證號碼", "身份證", "香港身份證", "hkid no"),
        ("A123456(3)", "G123456(A)", "A1234563"), ("A123456(4)", "G123456(9)"),
        "Registration of Persons Regulations of Hong Kong; weights 9 to 1, by eleven",
    ),
    Identifier(
        "vn_tax_code", "Vietnamese tax code (MST)", "vn.mst", 10, Form.DIGITS, ("9999999999", "9999999999-999"),
        ("mã số thuế", "mst", "tax code"), ("0100233488", "0314409058-002"), ("0100233480",), _STDNUM.format("vn.mst"),
    ),
    Identifier(
        "ae_emirates_id", "Emirates ID number", emirati, 10, Form.MARKED, ("784-9999-9999999-9",),
        ("emirates id", "eid", "رقم الهوية", "الهوية الإماراتية", "uae id",
         "emirates id no", "emirati id"),
        ("784-1984-1234567-4",), ("784-1984-1234567-8", "784-1784-1234567-6"),
        "Federal Authority for Identity and Citizenship: Emirates ID",
    ),
    Identifier(
        "sa_national_id", "Saudi identity or residence number", saudi, 10, Form.DIGITS, ("[12]999999999",),
        ("national id", "iqama", "رقم الهوية", "الهوية الوطنية", "هوية مقيم", "saudi id",
         "saudi national", "رقم الإقامة", "إقامة"),
        ("1010101010", "2345678904"), ("1010101011",),
        "Ministry of Interior of Saudi Arabia: national ID and Iqama; Luhn's check digit",
    ),
    Identifier(
        "eg_national_id", "Egyptian national identity number", egyptian, 20, Form.DIGITS, ("[23]9999999999999",),
        ("national id", "الرقم القومي", "رقم قومي", "egyptian id",
         "egyptian national"), ("29001011234567",), ("29013011234567",),
        "Civil Status Organization of Egypt: century, date of birth, governorate, serial",
    ),
    Identifier(
        "ke_pin", "Kenyan tax PIN", "ke.pin", 1, Form.DIGITS, ("[APap]999999999[A-Za-z]",), ("kra pin", "kra", "pin number", "pin",
         "kenyan pin"),
        ("P051365947M",), (), _STDNUM.format("ke.pin"),
    ),
)

LABELLED: tuple[Labelled, ...] = (
    Labelled(
        "ar_dni", "Argentinian identity document (DNI)", ("99.999.999", "9.999.999", "99999999"),
        ("dni", "d.n.i.", "dni argentino", "dni ar", "documento", "documento nacional de identidad"),
        ("20.123.456", "5.432.109"), ("20.1234.56",), "Registro Nacional de las Personas of Argentina",
    ),
    Labelled(
        "ng_nin", "Nigerian national identification number", ("99999999999",), ("nin", "national identification number", "nigerian nin",
         "nigerian national"),
        ("70123456789",), ("7012345678",), "National Identity Management Commission of Nigeria",
    ),
    Labelled(
        "ph_identifier", "Philippine tax, social security or PhilSys number",
        ("999-999-999-999", "999-999-999", "99-9999999-9", "9999-9999-9999-9999", "9999-9999-9999"),
        ("philippine tin", "bir tin", "tin", "tax identification number", "sss number", "sss no", "philsys", "psn", "pcn", "philhealth",
         "umid", "umid crn", "sss", "philippine id"), ("123-456-789-000", "34-1234567-8"),
        ("12-34",), "Bureau of Internal Revenue, Social Security System and Philippine Statistics Authority",
    ),
    Labelled(
        "vn_citizen_id", "Vietnamese citizen identity number (CCCD)", ("999999999999",),
        ("cccd", "căn cước công dân", "số căn cước", "cmnd",
         "vietnamese citizen", "vietnamese id", "citizen id", "căn cước", "số cccd", "chứng minh nhân dân"),
        ("001099012345",), ("00109901234",), "Decree 137/2015 of Vietnam: twelve digits",
    ),
)

DETECTORS: tuple[Detector, ...] = (*map(identified, IDENTIFIERS), *map(labelled, LABELLED))
