"""Numbers of Latin America that are told by their label: their form, digits mostly, says nothing by itself."""

from __future__ import annotations

import stdnum.luhn

from enclave.dlp.detector import HIGH, Detector
from enclave.dlp.identifiers.identifier import passes
from enclave.dlp.identifiers.labelled import Labelled, detector

_STDNUM = "python-stdnum's module {}, which names the authority and the rules"
_WEIGHTS_OF_PIS = (3, 2, 9, 8, 7, 6, 5, 4, 3, 2)


def _digits(text: str) -> list[int]:
    return [int(one) for one in text if one.isdecimal()]


def pis(text: str) -> bool:
    """Ten digits weighted 3, 2, 9 to 2; eleven less that sum by eleven, and 0 for ten and eleven."""
    *body, last = _digits(text)
    return (11 - sum(one * weight for one, weight in zip(body, _WEIGHTS_OF_PIS, strict=True)) % 11) % 11 % 10 == last


def clabe(text: str) -> bool:
    """Seventeen digits weighted 3, 7, 1, each product by ten, and what is left to ten."""
    *body, last = _digits(text)
    return -sum(one * (3, 7, 1)[place % 3] % 10 for place, one in enumerate(body)) % 10 == last


def luhn(text: str) -> bool:
    """Luhn's digit."""
    return bool(stdnum.luhn.is_valid("".join(map(str, _digits(text)))))



def uruguayan(text: str) -> bool:
    """Seven digits weighted 2, 9, 8, 7, 6, 3, 4, and what is left to ten."""
    *body, last = _digits(text)
    return -sum(one * weight for one, weight in zip(body, (2, 9, 8, 7, 6, 3, 4), strict=True)) % 10 == last


LABELLED: tuple[Labelled, ...] = (
    Labelled(
        "br_pis", "Brazilian social number (PIS, PASEP, NIS, NIT)", ("999-99999-99-9",),
        ("pis", "pis/pasep", "pasep", "nis", "nit", "número do pis", "pis pasep", "nit/pis"),
        ("183.58405.32-0", "15687327464", "123.90788.61-2"), ("183.58405.32-1", "15687327465"),
        "Caixa Econômica Federal: cadastro NIS; weights 3, 2, 9 to 2 by eleven", HIGH, pis,
    ),
    Labelled(
        "br_rg", "Brazilian identity card number (RG)", ("99.999.999-[0-9Xx]", "9.999.999", "99999999[0-9Xx]"),
        ("rg", "identidade rg", "registro geral", "carteira de identidade", "cédula de identidade"),
        ("49.325.916-6", "893787450", "12.345.678-X"), ("49.3259.16", "1234"), "Law 7.116 of 1983 of Brazil; the states number",
    ),
    Labelled(
        "mx_nss", "Mexican social security number (NSS)", ("99-99-99-9999-9",),
        ("nss", "número de seguridad social", "numero de seguro social", "número de seguro social", "nss imss", "imss", "seguridad social"),
        ("92627377366", "08 32 98 9937 4", "51057314513"), ("92627377367",), "Instituto Mexicano del Seguro Social; Luhn's check digit",
        HIGH, luhn,
    ),
    Labelled(
        "mx_clabe", "Mexican bank account number (CLABE)", ("999-999-99999999999-9",),
        ("clabe", "clabe interbancaria", "cuenta clabe", "clabe bancaria", "clave bancaria estandarizada"),
        ("021387120506431014", "014 922 45272031154 2"), ("021387120506431015",),
        "Asociación de Bancos de México: CLABE; weights 3, 7, 1 by ten", HIGH, clabe,
    ),
    Labelled(
        "ar_cbu", "Argentinian bank account number (CBU, CVU)", ("99999999-99999999999999",),
        ("cbu", "cvu", "clave bancaria uniforme", "clave virtual uniforme", "cbu de la cuenta", "cbu/cvu", "cbu nro"),
        ("0206227774638887477326", "01564118 44123924489749"), ("0206227774638887477327",), _STDNUM.format("ar.cbu"), HIGH,
        passes("ar.cbu"),
    ),
    Labelled(
        "co_cedula", "Colombian citizen's number (cédula de ciudadanía, de extranjería)",
        ("9.999.999.999", "99.999.999", "999.999", "9999999999", "99999999"),
        ("cédula de ciudadanía", "cedula de ciudadania", "cédula", "c.c.", "cédula de extranjería", "tarjeta de identidad",
         "cédula ciudadanía", "cc no"),
        ("1.020.195.086", "1020195086", "79.123.456"), ("1.0201.95",), "Registraduría Nacional del Estado Civil of Colombia",
    ),
    Labelled(
        "pe_dni", "Peruvian identity document (DNI)", ("99999999",), ("dni peruano", "dni perú", "dni peru"),
        ("42343853", "44246443"), ("4234385",), "Registro Nacional de Identificación y Estado Civil of Peru: eight digits",
    ),
    Labelled(
        "py_ruc", "Paraguayan tax number (RUC)", ("99999999-9", "9999999-9", "999999-9"), ("ruc", "r.u.c.", "ruc paraguay"),
        ("80005829-1", "80006668-5"), ("80005829-2",), _STDNUM.format("py.ruc"), HIGH, passes("py.ruc"),
    ),
    Labelled(
        "cr_cedula", "Costa Rican identity number (cédula física, jurídica)", ("9-9999-9999", "09-9999-9999", "9-999-999999"),
        ("cédula", "cedula", "cédula física", "cédula jurídica", "cédula de persona física", "cédula de persona jurídica",
        "cédula de identidad"),
        ("1-0913-0259", "04-8405-9710", "3-101-664845"), ("1-091-30259",),
        "Tribunal Supremo de Elecciones and Registro Nacional of Costa Rica",
    ),
    Labelled(
        "gt_nit", "Guatemalan tax number (NIT)", ("9999999-[0-9Kk]", "99999999-[0-9Kk]", "999999-[0-9Kk]"), ("nit", "nit guatemala",
        "n.i.t."),
        ("8351297-7", "1604309K", "0342397-2"), ("8351297-8",), _STDNUM.format("gt.nit"), HIGH, passes("gt.nit"),
    ),
    Labelled(
        "sv_nit", "Salvadoran tax number (NIT) or identity document (DUI)", ("9999-999999-999-9",), ("nit", "nit el salvador", "n.i.t."),
        ("0614-934416-374-5", "06141005562265"), ("0614-934416-374-6",), _STDNUM.format("sv.nit"), HIGH, passes("sv.nit"),
    ),
    Labelled(
        "sv_dui", "Salvadoran identity document (DUI)", ("99999999-9",), ("dui", "documento único de identidad", "dui no", "número de dui"),
        ("04512378-9",), ("0451-2378",), "Registro Nacional de las Personas Naturales of El Salvador",
    ),
    Labelled(
        "hn_dni", "Honduran identity number (DNI)", ("9999-9999-99999",), ("dni", "tarjeta de identidad", "número de identidad",
        "identidad"),
        ("0801-1985-12345",), ("0801-1985-123",), "Registro Nacional de las Personas of Honduras",
    ),
    Labelled(
        "pa_cedula", "Panamanian identity number (cédula)", ("99?[-]9999?[-]9999?9?9?", "[PNE]E?[-]9999?[-]9999?9?9?"), ("cédula",
        "cedula", "cédula panameña", "cip"),
        ("8-765-4321", "10-123-45678", "E-812-34567"), ("8-7-4",), "Tribunal Electoral of Panama: province, book, entry",
    ),
    Labelled(
        "uy_ci", "Uruguayan identity number (CI)", ("9.999.999-9", "99999999"), ("ci", "c.i.", "cédula de identidad", "cédula",
        "cédula uruguaya"),
        ("1.234.567-2", "34567894"), ("1.234.567-3",),
        "Dirección Nacional de Identificación Civil of Uruguay: weights 2, 9, 8, 7, 6, 3, 4 by ten",
        HIGH, uruguayan,
    ),
    Labelled(
        "bo_ci", "Bolivian identity number (CI)", ("9999999", "99999999"), ("carnet de identidad", "cédula de identidad boliviana",
        "ci bolivia", "carnet identidad"),
        ("4567891", "10234567"), ("45",), "Servicio General de Identificación Personal of Bolivia",
    ),
    Labelled(
        "ve_cedula", "Venezuelan identity number", ("[VvEe]-99.999.999", "[VvEe]-9.999.999", "[VvEe]-9999999?9?"),
        ("cédula", "cédula de identidad", "ci", "c.i.", "cedula"),
        ("V-12.345.678", "V12345678", "E-84123456"), ("V-12",), "Servicio Administrativo de Identificación of Venezuela",
    ),
    Labelled(
        "ec_ruc", "Ecuadorian tax number (RUC)", ("9999999999001",), ("ruc", "r.u.c.", "ruc ecuador"),
        ("1764540579001", "1792124883001"), ("1764540579002",), _STDNUM.format("ec.ruc"), HIGH, passes("ec.ruc"),
    ),
    Labelled(
        "do_rnc", "Dominican company number (RNC)", ("9-99-99999-9",), ("rnc", "registro nacional de contribuyentes", "rnc no"),
        ("132666382", "1-83-82643-6"), ("132666383",), _STDNUM.format("do.rnc"), HIGH, passes("do.rnc"),
    ),
    Labelled(
        "cu_ni", "Cuban identity number", ("99999999999",), ("carné de identidad", "número de identidad permanente", "carnet de identidad",
        "nip"),
        ("65030923839", "79040293779"), ("65133923839",), _STDNUM.format("cu.ni"), HIGH, passes("cu.ni"),
    ),
)

DETECTORS: tuple[Detector, ...] = tuple(map(detector, LABELLED))
