"""Identifiers that states of the Americas give out, besides the social security number of the United States."""

from __future__ import annotations

from stdnum.es import dni
from stdnum.pe import cui

from enclave.dlp.detector import Detector
from enclave.dlp.identifiers.identifier import Form, Identifier, detector


def peruvian(compact: str) -> bool:
    """Its check character is right, and it is no Spanish number, which has the same label and form."""
    return bool(cui.is_valid(compact)) and not dni.is_valid(compact)


IDENTIFIERS: tuple[Identifier, ...] = (
    Identifier(
        "ar_cuit", "Argentine tax number (CUIT, CUIL)", "ar.cuit", 11, Form.DIGITS,
        ("99-99999999-9",),
        ("cuit", "cuil", "clave unica", "identificación tributaria",
         "clave única de identificación tributaria", "argentine tax"),
        ("30 80516978 4", "20101953816", "51-66160534-4"),
        ("30 80516978 8", "20101953616", "51-66160574-4"),
        "python-stdnum's module ar.cuit, which names the authority and the rules",
    ),
    Identifier(
        "br_cpf", "Brazilian taxpayer number (CPF)", "br.cpf", 100, Form.DIGITS,
        ("999-999-999-99",),
        ("cpf", "cadastro de pessoas", "cadastro de pessoa física",
         "cadastro de pessoas físicas", "cpf do titular", "brazilian tax"),
        ("872.059.420.80", "52723971180", "331.987.673.26"),
        ("872.059.426.80", "52723971980", "331.987.673.27"),
        "python-stdnum's module br.cpf, which names the authority and the rules",
    ),
    Identifier(
        "br_cnpj", "Brazilian company number (CNPJ)", "br.cnpj", 100, Form.DIGITS,
        ("99-999-999-9999-99",),
        ("cnpj", "cadastro nacional",
         "brazilian company"),
        ("35.167.591.0678.36", "84898249352699", "32.899.341.4040.68"),
        ("35.167.591.0678.39", "84898249352799", "32.899.341.4048.68"),
        "python-stdnum's module br.cnpj, which names the authority and the rules",
    ),
    Identifier(
        "ca_sin", "Canadian social insurance number", "ca.sin", 10, Form.DIGITS,
        ("999-999-999",),
        ("sin", "social insurance number", "social insurance", "numéro d'assurance sociale", "nas", "assurance sociale",
         "canadian sin"),
        ("421 764 903", "265297911", "744 817 032"),
        ("421 762 903", "265290911", "744 819 032"),
        "python-stdnum's module ca.sin, which names the authority and the rules",
    ),
    Identifier(
        "cl_rut", "Chilean national number (RUT)", "cl.rut", 11, Form.DIGITS,
        ("99-999-999-[0-9Kk]", "9-999-999-[0-9Kk]"),
        ("rut", "run", "rol único", "rol unico tributario",
         "chilean id", "cédula chilena"),
        ("94.548.728.3", "36773758", "72.153.272.0"),
        ("94.548.628.3", "36773708", "72.153.272.4"),
        "python-stdnum's module cl.rut, which names the authority and the rules",
    ),
    Identifier(
        "co_nit", "Colombian tax number (NIT)", "co.nit", 11, Form.DIGITS,
        ("999-999-999-9", "9999999999"),
        ("nit", "número de identificación tributaria",
         "identificación tributaria"),
        ("043 947 295 7", "4540349244", "107-783-946-1"),
        ("043 947 285 7", "4540349243", "107-783-446-1"),
        "python-stdnum's module co.nit, which names the authority and the rules",
    ),
    Identifier(
        "do_cedula", "Dominican identity number", "do.cedula", 10, Form.DIGITS,
        ("999-9999999-9",),
        ("cédula", "cedula", "identidad y electoral",
         "dominican id"),
        ("415 9978285 5", "42696224650", "897-6894230-5"),
        ("415 9978281 5", "42696223650", "897-6894230-9"),
        "python-stdnum's module do.cedula, which names the authority and the rules",
    ),
    Identifier(
        "ec_ci", "Ecuadorian identity number", "ec.ci", 10, Form.DIGITS,
        ("999999999-9",),
        ("cédula", "cedula", "ci", "identidad",
         "ecuadorian id", "número de cédula"),
        ("235411150 8", "2027791686", "202022129-3"),
        ("235411750 8", "2027791386", "202022189-3"),
        "python-stdnum's module ec.ci, which names the authority and the rules",
    ),
    Identifier(
        "mx_curp", "Mexican population registry code", "mx.curp", 10, Form.DISTINCT,
        ("AAAA999999[HMXhmx]AAAAAX9",),
        ("curp", "clave única de registro",
         "clave única"),
        ("GOMC820418MDFCRPJ6", "GOMC590211HDFTHS55", "GOMC890606HDFLMF93"),
        ("GOMC820418MDFCRPJ2", "GOMC590251HDFTHS55", "GOMC890676HDFLMF93"),
        "python-stdnum's module mx.curp, which names the authority and the rules",
    ),
    Identifier(
        "pe_cui", "Peruvian identity number", peruvian, 11, Form.DIGITS,
        ("99999999-[0-9A-Ka-k]",),
        ("cui", "dni", "documento nacional"),
        ("73252772 I", "112159733", "39004277-4"),
        ("73252771 I", "112157733", "39004279-4"),
        "python-stdnum's module pe.cui, which names the authority and the rules",
    ),
    Identifier(
        "us_itin", "US individual taxpayer number", "us.itin", 12, Form.DIGITS,
        ("9[0-9]9-99-9999",),
        ("itin", "taxpayer", "individual taxpayer", "tax id", "taxpayer id",
         "individual taxpayer identification number", "taxpayer identification number", "tin", "taxpayer number"),
        ("914-83-5887", "946887480", "999-96-3610"),
        (),
        "python-stdnum's module us.itin, which names the authority and the rules",
    ),
    Identifier(
        "us_ein", "US employer identification number", "us.ein", 2, Form.DIGITS,
        ("99-9999999",),
        ("ein", "employer identification", "employer id", "fein", "federal tax id", "tax id", "tax id number"),
        ("12-0552742", "032531930", "03-8699625"),
        (),
        "python-stdnum's module us.ein, which names the authority and the rules",
    ),
)

DETECTORS: tuple[Detector, ...] = tuple(map(detector, IDENTIFIERS))
