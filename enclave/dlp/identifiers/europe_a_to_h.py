"""Identifiers that states of Europe give out, Austria to Hungary."""

from __future__ import annotations

from datetime import date, timedelta

from stdnum.fr import nir
from stdnum.hu import anum

from enclave.dlp.detector import Detector
from enclave.dlp.identifiers.identifier import Form, Identifier, detector

NOT_GIVEN_OUT = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
"""Prefixes of national insurance numbers that nobody has."""


def national_insurance(compact: str) -> bool:
    """The prefix is given out; the form says the rest."""
    return compact[:2] not in NOT_GIVEN_OUT


def french(compact: str) -> bool:
    """The control key, a month that is given out, and a place and a number in its register that are not 0."""
    month = int(compact[3:5])
    given = 1 <= month <= 12 or 20 <= month <= 42 or month >= 50
    return given and "000" not in (compact[7:10], compact[10:13]) and bool(nir.is_valid(compact))


_FIRST_DAY = date(1867, 1, 1)


def hungarian(compact: str) -> bool:
    """An 8, days since 1867 up to the birth, a number, and the first nine digits weighted by their places, by eleven, which is not ten."""
    total = sum(place * int(digit) for place, digit in enumerate(compact[:9], 1))
    born = _FIRST_DAY + timedelta(days=int(compact[1:6]))
    return total % 11 == int(compact[9]) and date(1900, 1, 1) <= born <= date(2030, 1, 1)


def magyar(compact: str) -> bool:
    """The first eight digits; the kind of the tax and the office may follow."""
    return bool(anum.is_valid(compact[:8]))


IDENTIFIERS: tuple[Identifier, ...] = (
    Identifier(
        "at_tax_number", "Austrian tax number", "at.tin", 10, Form.DIGITS,
        ("99-999-9999",),
        ("steuernummer", "abgabenkontonummer", "finanzamt", "stnr",
         "st nr", "steuer nr", "austrian tax number"),
        ("52 460 1952", "187720362", "68-689-0641"),
        ("52 460 0952", "187720762", "68-689-8641"),
        "python-stdnum's module at.tin, which names the authority and the rules",
    ),
    Identifier(
        "at_social_insurance", "Austrian social insurance number", "at.vnr", 11, Form.DIGITS,
        ("9999-999999",),
        ("sozialversicherungsnummer", "versicherungsnummer", "svnr", "sv nummer", "sv nr", "svn", "vers.-nr", "vers nr",
         "austrian social insurance", "austrian social security", "sozialversicherungsnr", "sozialvers nr"),
        ("2061 280551", "3943260661", "5360-140472"),
        ("2061 283551", "3943260667", "5360-149472"),
        "python-stdnum's module at.vnr, which names the authority and the rules",
    ),
    Identifier(
        "be_national_number", "Belgian national register number", "be.nn", 97, Form.DIGITS,
        ("99-99-99-999-99",),
        (
            "rijksregisternummer", "numéro national", "registre national", "national number",
            "nn", "insz", "niss", "nationalregister", "nrn", "rijksregisternr", "rijksregister", "numéro de registre national",
            "rrn", "rijksregister nr", "belgian national", "numéro de registre", "nationaal nummer", "national register number",
        ),
        ("53.08.24.983.48", "60092775351", "78.06.17.136.64"),
        ("53.08.24.983.88", "60092775331", "78.06.17.186.64"),
        "python-stdnum's module be.nn, which names the authority and the rules",
    ),
    Identifier(
        "bg_egn", "Bulgarian uniform civil number", "bg.egn", 11, Form.DIGITS,
        ("9999999999",),
        ("egn", "егн", "единен граждански номер", "uniform civil number",
         "bulgarian egn", "граждански номер"),
        ("4411174032", "7006137518", "6904026199"),
        ("4411174037", "7006136518", "6904026179"),
        "python-stdnum's module bg.egn, which names the authority and the rules",
    ),
    Identifier(
        "ch_ahv", "Swiss social insurance number", "ch.ssn", 10, Form.DISTINCT,
        ("756-9999-9999-99",),
        ("ahv", "avs", "ahv nummer", "sozialversicherungsnummer", "numéro avs", "oasi",
         "ahvn13", "swiss social security", "swiss ahv", "numero avs"),
        ("756.6958.6278.34", "7562060859798", "756.3799.2178.35"),
        ("756.6958.6270.34", "7562060859792", "756.3799.2178.37"),
        "python-stdnum's module ch.ssn, which names the authority and the rules",
    ),
    Identifier(
        "cz_birth_number", "Czech birth number", "cz.rc", 11, Form.DIGITS,
        ("999999/9999", "999999[/]999", "9999999999"),
        ("rodné číslo", "rod. číslo", "rč", "r.č", "birth number", "rc",
         "rod. č", "rod č", "rodné č", "rodne cislo", "czech birth", "czech id"),
        ("630506/8506", "8601139448", "791023/5950"),
        ("630506/8556", "8601139441", "791023/5930"),
        "python-stdnum's module cz.rc, which names the authority and the rules",
    ),
    Identifier(
        "de_tax_id", "German tax identification number", "de.idnr", 11, Form.DIGITS,
        ("99-999-999-999",),
        (
            "steuerid", "steuer id", "steueridentifikationsnummer", "identifikationsnummer",
            "idnr", "steuerliche identifikationsnummer", "steueridentnummer", "tax id", "tin",
            "steuerliche id", "steuerliche identnummer", "steuer identifikationsnummer", "steueridnr", "german tax", "german tin",
        ),
        ("53 407 923 365", "71450829309", "39 612 114 052"),
        ("53 407 923 369", "71450829305", "39 612 114 042"),
        "python-stdnum's module de.idnr, which names the authority and the rules",
    ),
    Identifier(
        "dk_cpr", "Danish personal number (CPR)", "dk.cpr", 4, Form.DIGITS,
        ("999999-9999",),
        ("cpr", "cpr nummer", "personnummer", "cpr nr",
         "danish cpr", "danish id", "cpr number"),
        ("040387-4936", "0408400911", "261076-8236"),
        ("0408406911",),
        "python-stdnum's module dk.cpr, which names the authority and the rules",
    ),
    Identifier(
        "ee_isikukood", "Estonian personal code", "ee.ik", 11, Form.DIGITS,
        ("[1-8]9999999999",),
        ("isikukood", "id kood", "personal code", "estonian id", "ik",
         "estonian personal code", "estonian personal"),
        ("34306174768", "38503177682", "34311218166"),
        ("34306174068", "38503172682", "34311210166"),
        "python-stdnum's module ee.ik, which names the authority and the rules",
    ),
    Identifier(
        "es_dni", "Spanish identity number (DNI, NIF)", "es.dni", 23, Form.MARKED,
        ("99999999-A", "99-999-999-A"),
        ("dni", "nif", "documento nacional", "identidad", "national id",
         "documento", "num documento", "spanish id", "carnet de identidad", "número de identificación", "spanish national id",
         "documento de identidad", "doc identidad", "documento nacional de identidad"),
        ("74128405 A", "79251934Y", "21946906-F"),
        ("74126405 A", "79251939Y", "21946986-F"),
        "python-stdnum's module es.dni, which names the authority and the rules",
    ),
    Identifier(
        "es_nie", "Spanish foreigner number (NIE)", "es.nie", 23, Form.DISTINCT,
        ("[XYZxyz]-9999999-A",),
        ("nie", "extranjero", "número de identidad", "foreigner", "national id",
         "tarjeta de residencia", "permiso de residencia", "spanish foreigner"),
        ("Z 2449732 F", "Z7858075S", "X-7976178-P"),
        ("Z 2449742 F", "Z7852075S", "X-7976158-P"),
        "python-stdnum's module es.nie, which names the authority and the rules",
    ),
    Identifier(
        "fi_hetu", "Finnish personal identity code", "fi.hetu", 31, Form.DISTINCT,
        ("999999[+A-FU-Y-]999X",),
        ("henkilötunnus", "hetu", "personal identity code", "sotu", "personbeteckning",
         "finnish personal identity", "finnish id", "finnish personal", "henkilötunnukseni", "henkilötunnuksesi",
         "personsignum"),
        ("061274-650L", "120353+747X", "010498-379C"),
        ("061274-655L", "120357+747X", "010498-079C"),
        "python-stdnum's module fi.hetu, which names the authority and the rules",
    ),
    Identifier(
        "fr_nir", "French social security number", french, 97, Form.MARKED,
        ("[12]-99-99-9[0-9AaBb]-999-999-99",),
        ("nir", "insee", "numéro de sécurité sociale", "sécurité sociale", "sécu", "num sécu", "numéro ss", "carte vitale",
         "immatriculation", "num ss", "n° ss", "num secu", "numéro d'assuré", "numéro d'assuré social", "assuré social",
         "numéro d'immatriculation", "french social security", "social security number", "securite sociale", "nss"),
        ("1 87 06 75 539 730 41", "162017534619443", "1 98 11 75 287 781 10"),
        ("1 87 06 75 539 730 45", "162017534619483", "1 98 11 75 287 781 20"),
        "python-stdnum's module fr.nir; INSEE: months of birth are 1 to 12, 20 to 42 or from 50 on where the true one is not known",
    ),
    Identifier(
        "fr_tax_number", "French tax number", "fr.nif", 511, Form.DIGITS,
        ("[0-3]9-99-999-999-999",),
        ("numéro fiscal", "numero fiscal", "spi", "référence fiscale", "nif", "impôts"),
        ("03 89 510 740 479", "0653684271296", "05 04 779 946 349"),
        ("03 89 510 743 479", "0653684271236", "05 04 779 947 349"),
        "python-stdnum's module fr.nif, which names the authority and the rules",
    ),
    Identifier(
        "gb_nino", "British national insurance number", national_insurance, 1, Form.DISTINCT,
        ("[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]-99-99-99[ -]?[A-D]",),
        ("national insurance", "nino", "ni number", "ni no", "insurance number",
         "national insurance no", "nat ins", "n.i. number"),
        ("XR 29 45 06 D", "GA532135B", "KC 60 02 68 B"),
        ("bz106632.c",),
        "HM Revenue and Customs, National Insurance Manual NIM39110",
        ("[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z]-99-99-99[ -]?[a-d]",),  # ba490848a: nine digits of a commit look so
    ),
    Identifier(
        "gb_utr", "British unique taxpayer reference", "gb.utr", 11, Form.DIGITS,
        ("99999-99999",),
        ("utr", "unique taxpayer reference", "taxpayer reference", "tax reference", "hmrc",
         "self assessment reference", "utr no"),
        ("81588 32728", "5266639762", "52553 36620"),
        ("81588 32528", "5266630762", "52553 36420"),
        "python-stdnum's module gb.utr, which names the authority and the rules",
    ),
    Identifier(
        "gr_amka", "Greek social security number", "gr.amka", 10, Form.DIGITS,
        ("99999999999",),
        ("αμκα", "amka", "social security",
         "greek social"),
        ("25048900895", "06087596174", "15024829705"),
        ("25048900395", "06087596124", "15024829775"),
        "python-stdnum's module gr.amka, which names the authority and the rules",
    ),
    Identifier(
        "hr_oib", "Croatian personal number", "hr.oib", 10, Form.DIGITS,
        ("99999999999",),
        ("oib", "osobni identifikacijski broj", "osobni",
         "croatian oib", "porezni broj"),
        ("60211259270", "69175287705", "51956907030"),
        ("60211259272", "69175287605", "51956907010"),
        "python-stdnum's module hr.oib, which names the authority and the rules",
    ),
    Identifier(
        "hu_tax_id", "Hungarian tax identification number of a person (adóazonosító jel)", hungarian, 10, Form.DIGITS,
        ("8999999999",),
        ("adóazonosító", "adóazonosító jel", "adóazonosító szám", "adóazonosítója", "adóazonosító jelem",
         "adóigazolvány", "tax id", "tax identification number", "hungarian tax",
         "adóazonosítóm", "hungarian tax id"),
        ("8365670003", "8406931752", "8472314464"),
        ("8365670004", "8406931753", "8999990001"),
        "Act XX of 1996 of Hungary, annex 1",
    ),
    Identifier(
        "hu_tax_number", "Hungarian tax number", magyar, 10, Form.DIGITS,
        ("99999999", "99999999-[1-5]-99"),
        ("adószám", "adoszam", "anum", "tax number",
         "hungarian vat", "hungarian tax number", "cégadószám", "áfa szám"),
        ("38793361", "81637801", "43614912"),
        ("38797361", "81637851", "43614919"),
        "python-stdnum's module hu.anum, which names the authority and the rules",
    ),
)

DETECTORS: tuple[Detector, ...] = tuple(map(detector, IDENTIFIERS))
