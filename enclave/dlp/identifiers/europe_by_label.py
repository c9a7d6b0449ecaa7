"""Numbers of Europe and its neighbours that are told by their label: their form, digits mostly, says nothing by itself."""

from __future__ import annotations

from enclave.dlp.detector import HIGH, Detector
from enclave.dlp.identifiers.identifier import passes
from enclave.dlp.identifiers.labelled import Labelled, detector

_STDNUM = "python-stdnum's module {}, which names the authority and the rules"


def taj(text: str) -> bool:
    """Eight digits weighted 3 and 7 in turn, by ten."""
    *body, last = [int(one) for one in text if one.isdecimal()]
    return sum(one * (3, 7)[place % 2] for place, one in enumerate(body)) % 10 == last


def kazakh(text: str) -> bool:
    """Eleven digits weighted 1 to 11, or 3 to 11, 1, 2 where that gives ten, by eleven; and a day of birth or a month of founding."""
    *body, last = [int(one) for one in text if one.isdecimal()]
    found = sum(one * (place + 1) for place, one in enumerate(body)) % 11
    if found == 10:
        found = sum(one * ((place + 2) % 11 + 1) for place, one in enumerate(body)) % 11
    return found == last and 1 <= int(text[2:4]) <= 12


def affiliated(text: str) -> bool:
    """Spain: province, number and a check of the two by 97; programs differ on the zero before a number under ten million."""
    digits = "".join(filter(str.isdigit, text))
    province, number, last = digits[:2], digits[2:10], int(digits[10:])
    return last in {int(province + number) % 97, int(province + number.lstrip("0").rjust(7, "0")) % 97} and 1 <= int(province) <= 66


LABELLED: tuple[Labelled, ...] = (
    Labelled(
        "es_nuss", "Spanish social security number (NUSS, NAF)", ("99-99999999-99", "99[/]99999999[/]99"),
        ("nuss", "naf", "número de la seguridad social", "número de seguridad social", "nº seguridad social", "nº de la seguridad social",
         "núm. seguridad social", "número de afiliación", "núm. de afiliación a la seguridad social",
         "número de afiliación a la seguridad social", "seguridad social", "spanish social security number", "spanish social security"),
        ("281234567840", "28/12345678/40", "08 01234567 17", "08 01234567 74"), ("281234567841", "991234567840"),
        "Spanish Ministry of Inclusion, Social Security: number of affiliation; check by 97", HIGH, affiliated,
    ),
    Labelled(
        "de_tax_number", "German tax number of an office (Steuernummer)",
        ("99/999/99999", "999/999/99999", "999/9999/9999", "99 999 99999", "999 999 99999", "99 999 999999?", "9999999999", "99999999999",
        "9999999999999"),
        ("steuernummer", "st.-nr", "stnr", "st nr", "steuer nr", "steuernr", "german tax number", "st.nr"),
        ("94/981/96552", "181/815/08155", "11771760915", "5133081508159"), ("9/81/96552",),
        "Section 139a AO; Bundeszentralamt für Steuern: Steuernummern",
    ),
    Labelled(
        "hu_taj", "Hungarian social security number (TAJ)", ("999-999-999",),
        ("taj", "taj szám", "tajszám", "társadalombiztosítási azonosító jel", "taj number", "taj kártya"),
        ("906089277", "347 607 391", "386-198-261"), ("906089278",), "Act XX of 1996 of Hungary: weights 3 and 7 by ten", HIGH, taj,
    ),
    Labelled(
        "rs_pib", "Serbian tax number (PIB)", ("999999999",), ("pib", "пиб", "poreski identifikacioni broj",
        "порески идентификациони број"),
        ("184978191", "185595414"), ("184978192",), _STDNUM.format("rs.pib"), HIGH, passes("rs.pib"),
    ),
    Labelled(
        "tr_vkn", "Turkish tax number (VKN)", ("9999999999",),
        ("vkn", "vergi kimlik no", "vergi kimlik numarası", "vergi no", "vergi numarası", "turkish tax"), ("0110076633", "2378233114"),
        ("0110076634",), _STDNUM.format("tr.vkn"), HIGH, passes("tr.vkn"),
    ),
    Labelled(
        "si_tax_number", "Slovenian tax number", ("99999999",), ("davčna številka", "davcna stevilka", "davčna št", "id za ddv",
        "slovenian tax"),
        ("16378261", "68599323"), ("16378262",), _STDNUM.format("si.ddv"), HIGH, passes("si.ddv"),
    ),
    Labelled(
        "no_bank_account", "Norwegian bank account number", ("9999.99.99999", "9999 99 99999", "99999999999"),
        ("kontonummer", "kontonr", "bankkonto", "konto", "bankkontonummer", "norwegian account"), ("8022.25.69013", "26610962741",
        "8780 57 90790"),
        ("8022.25.69014",), _STDNUM.format("no.kontonr"), HIGH, passes("no.kontonr"),
    ),
    Labelled(
        "kz_iin", "Kazakh identification number (IIN, BIN)", ("999999999999",),
        ("иин", "жсн", "бин", "бсн", "iin", "bin", "kazakh iin", "жеке сәйкестендіру нөмірі"), ("790228478937", "651125382686"),
        ("790228478938",),
        "Law 223-III of Kazakhstan: weights 1 to 11 by eleven", HIGH, kazakh,
    ),
    Labelled(
        "by_unp", "Belarusian payer's number (UNP)", ("999999999",), ("унп", "унн", "unp", "учетный номер плательщика",
        "учётный номер плательщика"),
        ("247137149", "463896387"), ("247137140",), _STDNUM.format("by.unp"), HIGH, passes("by.unp"),
    ),
    Labelled(
        "by_personal_number", "Belarusian personal number", ("[1-6]999999[ABCKEMH]999[A-Z][A-Z]9",),
        ("личный номер", "идентификационный номер", "personal number", "асабісты нумар"), ("4120588A045PB3",), ("4120588",),
        "Resolution 1032 of the Council of Ministers of Belarus of 1992",
    ),
    Labelled(
        "ru_ogrn", "Russian state registration number (OGRN, OGRNIP)", ("9999999999999", "999999999999999"), ("огрн", "огрнип", "ogrn",
        "ogrnip"),
        ("1011368052376", "1027870996075"), ("1011368052377",), _STDNUM.format("ru.ogrn"), HIGH, passes("ru.ogrn"),
    ),
    Labelled(
        "ua_edrpou", "Ukrainian company number (EDRPOU)", ("99999999",), ("єдрпоу", "код єдрпоу", "edrpou", "едрпоу"), ("30967487",
        "05103236"),
        ("30967488",), _STDNUM.format("ua.edrpou"), HIGH, passes("ua.edrpou"),
    ),
    Labelled(
        "ge_personal_number", "Georgian personal number", ("99999999999",), ("პირადი ნომერი", "georgian personal number",
        "personal no georgia"),
        ("01024085123",), ("0102408",), "Public Service Development Agency of Georgia: eleven digits",
    ),
    Labelled(
        "am_psn", "Armenian public services number", ("9999999999",), ("հծհ", "psn armenia", "հանրային ծառայությունների համարանիշ",
        "social card number"),
        ("2512850123",), ("25128",), "Law HO-440-N of Armenia: ten digits",
    ),
    Labelled(
        "az_fin", "Azerbaijani personal code (FIN)", ("[0-9A-HJ-NP-Z]" * 2 + "9" + "[0-9A-HJ-NP-Z]" * 4, "9" + "[0-9A-HJ-NP-Z]" * 6),
        ("fin kod", "fin kodu", "fin code"),
        ("5ZKLM2A", "1A2B3C4"), ("5ZK",), "State Migration Service of Azerbaijan: seven letters and digits",
    ),
    Labelled(
        "az_voen", "Azerbaijani tax number (VÖEN)", ("9999999999",), ("vöen", "voen"), ("2589871442", "0559583861"), ("2589871443",),
        _STDNUM.format("az.voen"), HIGH, passes("az.voen"),
    ),
    Labelled(
        "uz_pinfl", "Uzbek personal number (PINFL, JSHSHIR)", ("[3-6]9999999999999",), ("pinfl", "пинфл", "jshshir", "жшшир"),
        ("31204851234567",), ("3120485",),
        "Cabinet of Ministers of Uzbekistan: fourteen digits",
    ),
    Labelled(
        "al_nipt", "Albanian number of a person or a company (NID, NIPT)", ("[A-Z]99999999[A-Z]",), ("nipt", "nuis", "nid",
        "numri personal", "numër personal", "nr. personal", "albanian id"),
        ("J16095835U", "J33429801T"), ("J1609583U",), _STDNUM.format("al.nipt"), HIGH, passes("al.nipt"),
    ),
    Labelled(
        "ad_nrt", "Andorran tax number (NRT)", ("[A-Z]-999999-[A-Z]",), ("nrt", "número de registre tributari", "andorran tax"),
        ("F-139700-L", "L706055N"),
        ("F-13970-L",), _STDNUM.format("ad.nrt"), HIGH, passes("ad.nrt"),
    ),
    Labelled(
        "mk_edb", "North Macedonian tax number (EDB)", ("4999999999999",), ("едб", "edb", "даночен број", "danocen broj"),
        ("4601226841707", "4212166619981"),
        ("4601226841708",), _STDNUM.format("mk.edb"), HIGH, passes("mk.edb"),
    ),
    Labelled(
        "gb_chi", "Scottish patient number (CHI), Irish health identifier", ("999999-9999",), ("chi number", "chi no",
        "community health index", "individual health identifier", "h&c number", "health and care number"),
        ("0101996578", "150385 1234"), ("01019",), "Public Health Scotland: CHI, date of birth and four digits",
    ),
)

DETECTORS: tuple[Detector, ...] = tuple(map(detector, LABELLED))
