"""Numbers that states give to companies: value added tax, registers of companies."""

from __future__ import annotations

from enclave.dlp.detector import Detector
from enclave.dlp.identifiers.identifier import Form, Identifier, detector

_STDNUM = "python-stdnum's module {}, which names the authority and the rules"

IDENTIFIERS: tuple[Identifier, ...] = (
    Identifier(
        "eu_vat", "value added tax number of the European Union", "eu.vat", 10, Form.MARKED,
        (
            "AA-99999999?9?9?9?", "AA-999-999-999?9?9?", "ATU-9999-9999", "FR-XX-999999999", "NL-9999-99-999-B99", "ES-X-9999999-X",
            "IE-9X99999AA?", "BE-9999-999-999", "CY99999999A",
        ),
        (
            "vat", "uid", "αφμ", "unsere uid", "uid nummer",
            "uid nr", "vat number", "vat no", "vat id", "vat reg no", "value added tax", "ust id",
            "ust idnr", "ust-idnr", "umsatzsteuer",
            "tva", "numéro de tva", "iva", "partita iva", "p.iva", "nif iva", "btw", "btw nummer", "moms", "ust.-idnr",
            "tva intracommunautaire", "n° tva", "vat registration", "vat registration number", "umsatzsteuer id", "mwst", "dič",
            "alv", "btw id", "btw nr", "moms nr", "momsnr", "vat code", "pvn", "n iva", "nip ue", "vat ue",
            "momsregistreringsnummer", "ust id nr", "eu vat", "vies",
        ),
        ("DE136695976", "ATU13585627", "FR40303265045", "NL004495445B01", "ESB58378431", "IT00743110157"),
        ("DE136695978", "ATU13585626", "FR41303265045", "NL004495446B01", "IT00743110158"),
        _STDNUM.format("eu.vat"),
    ),
    Identifier(
        "ch_uid", "Swiss company number (UID)", "ch.uid", 11, Form.DISTINCT,
        ("CHE-999-999-999",),
        ("uid", "unternehmens identifikationsnummer", "mwst", "mwst nummer", "tva", "numéro ide", "ide"),
        ("CHE-222.557.766", "CHE223394047", "CHE 864 021 316"),
        ("CHE979288556", "CHE857267989", "CHE435498794"),
        _STDNUM.format("ch.uid"),
    ),
    Identifier(
        "gb_vat", "British value added tax number", "gb.vat", 97, Form.MARKED,
        ("GB-999-9999-99", "GB-999-9999-99-999"),
        ("vat", "vat number", "vat no", "vat reg no", "vat registration",
         "uk vat"),
        ("GB980780684", "GB 980 7806 84"),
        ("GB802311781", "GB 802 3117 83"),
        _STDNUM.format("gb.vat"),
    ),
    Identifier(
        "fr_siren", "French company number (SIREN, SIRET)", "fr.siren", 10, Form.DIGITS,
        ("999-999-999",),
        ("siren", "numéro siren", "rcs"),
        ("666453766", "468316468", "719 375 057"),
        ("642344645", "102532283", "291545368"),
        _STDNUM.format("fr.siren"),
    ),
    Identifier(
        "fr_siret", "French establishment number (SIRET)", "fr.siret", 100, Form.DIGITS,
        ("999-999-999-99999",),
        ("siret", "numéro siret", "établissement"),
        ("54447624567341", "11979420408009", "310 955 794 45324"),
        ("04253805979255", "07326592533222", "65640858815051"),
        _STDNUM.format("fr.siret"),
    ),
    Identifier(
        "it_partita_iva", "Italian value added tax number", "it.iva", 10, Form.DIGITS,
        ("99999999999",),
        ("partita iva", "p.iva", "p. iva", "piva", "iva", "italian vat", "vat number",
         "part. iva", "italian vat number"),
        ("37731300150", "64307860151", "85546720153"),
        ("91055340155", "45444960155", "63327200153"),
        _STDNUM.format("it.iva"),
    ),
    Identifier(
        "es_cif", "Spanish company number (CIF)", "es.cif", 20, Form.MARKED,
        ("[ABCDEFGHJNPQRSUVWabcdefghjnpqrsuvw]-9999999-[0-9A-Ja-j]",),
        ("cif", "nif", "identificación fiscal", "razón social"),
        ("P6733321A", "N19814649", "D4702136E"),
        ("F7321729V", "W7190696U", "P6733321B"),
        _STDNUM.format("es.cif"),
    ),
    Identifier(
        "in_gstin", "Indian goods and services tax number", "in_.gstin", 36, Form.DISTINCT,
        ("[0-3]9AAAAA9999AXZX",),
        ("gstin", "gst", "gst number", "goods and services tax"),
        ("36CVJPE7489D1Z9", "04FTLPR6407K1Z7", "05ZKXPR4934S1Z7"),
        ("33HBRPT6284L1Z9", "09WPNPS5114G1Z3", "14NZAPG6785G1Z3"),
        _STDNUM.format("in_.gstin"),
    ),
    Identifier(
        "mx_rfc", "Mexican taxpayer number (RFC)", "mx.rfc", 2, Form.MARKED,
        ("[A-ZÑ]" * 4 + "99[01]9[0-3]9" + "X" * 3, "[A-ZÑ&]" * 3 + "99[01]9[0-3]9" + "X" * 3),
        ("rfc", "registro federal de contribuyentes", "contribuyente",
         "registro federal"),
        ("GODE561231GR8", "MAB9307148T4", "SAFX760710085"),
        ("GODE561331GR8", "MAB9302308T4"),
        _STDNUM.format("mx.rfc"),
    ),
    Identifier(
        "au_acn", "Australian company number", "au.acn", 10, Form.DIGITS,
        ("999-999-999",),
        ("acn", "australian company number", "company number"),
        ("281520214", "794286383", "817 125 750"),
        ("642344645", "102532283", "291545368"),
        _STDNUM.format("au.acn"),
    ),
    Identifier(
        "se_organisationsnummer", "Swedish organisation number", "se.orgnr", 10, Form.DIGITS,
        ("999999-9999",),
        ("organisationsnummer", "org nummer", "org nr", "orgnr", "organisation number"),
        ("5557430005", "5511270067", "551997-3100"),
        ("5504951446", "5557586252", "5518037767"),
        _STDNUM.format("se.orgnr"),
    ),
    Identifier(
        "no_organisasjonsnummer", "Norwegian organisation number", "no.orgnr", 11, Form.DIGITS,
        ("999-999-999",),
        ("organisasjonsnummer", "org nr", "orgnr", "foretaksnummer"),
        ("854511084", "944982582", "856 524 434"),
        ("910620280", "865262718", "889776186"),
        _STDNUM.format("no.orgnr"),
    ),
    Identifier(
        "dk_cvr", "Danish company number (CVR)", "dk.cvr", 11, Form.DIGITS,
        ("99-99-99-99",),
        ("cvr", "cvr nummer", "cvr nr", "se nr"),
        ("54232322", "37782432", "47 39 09 90"),
        ("28340629", "14214762", "55378965"),
        _STDNUM.format("dk.cvr"),
    ),
    Identifier(
        "fi_ytunnus", "Finnish company number", "fi.ytunnus", 11, Form.DIGITS,
        ("9999999-9",),
        ("y tunnus", "ytunnus", "business id", "fo nummer"),
        ("25368653", "24898812", "7217425-3"),
        ("01472833", "66193475", "11574404"),
        _STDNUM.format("fi.ytunnus"),
    ),
    Identifier(
        "pl_regon", "Polish company number (REGON)", "pl.regon", 10, Form.DIGITS,
        ("999999999",),
        ("regon", "numer regon",
         "nr regon", "statistical number"),
        ("486994892", "957038289", "950090453"),
        ("558790262", "908656199", "189710810"),
        _STDNUM.format("pl.regon"),
    ),
)

DETECTORS: tuple[Detector, ...] = tuple(map(detector, IDENTIFIERS))
