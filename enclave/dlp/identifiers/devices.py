"""Numbers of things that lead to a person: telephones, SIM cards, vehicles, advertising identifiers."""

from __future__ import annotations

import re

from stdnum import luhn

from enclave.dlp.detector import HIGH, Detector
from enclave.dlp.identifiers.identifier import Form, Identifier
from enclave.dlp.identifiers.identifier import detector as identified
from enclave.dlp.identifiers.labelled import Labelled
from enclave.dlp.identifiers.labelled import detector as labelled

_LETTERS = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vehicle(compact: str) -> bool:
    """The ninth character is the weighted sum of the others by eleven, `X` for ten (49 CFR 565.15)."""
    values = (int(one) if one.isdigit() else _LETTERS[one] for one in compact)
    total = sum(weight * value for weight, value in zip(_WEIGHTS, values, strict=True)) % 11
    return compact[8] == "0123456789X"[total] and any(map(str.isalpha, compact)) and len(set(compact)) > 4


def card(compact: str) -> bool:
    """Number of a SIM card: telecommunications (89), and Luhn's check digit."""
    return compact.startswith("89") and bool(luhn.is_valid(compact))


_UUID = re.compile(r"0{8}-?(?:0{4}-?){3}0{12}")
_VIN = "[A-HJ-NPR-Z0-9]"

IDENTIFIERS: tuple[Identifier, ...] = (
    Identifier(
        "imei", "number of a mobile telephone (IMEI)", "imei", 10, Form.DIGITS,
        ("99-999999-999999-9",),
        ("imei", "imei number", "international mobile equipment identity", "device serial",
         "imei no", "device imei", "numéro imei", "imei 2", "imei2", "device identifier", "device id", "phone imei", "handset"),
        ("490154203237518", "356611243502139", "35-903762-897769-5"),
        ("490154203237519", "354827567681157", "35 872181 729128 1"),
        "3GPP TS 23.003; python-stdnum's module imei",
    ),
    Identifier(
        "iccid", "number of a SIM card (ICCID)", card, 10, Form.DIGITS,
        ("[8]99999999999999999?9?9?",),
        ("iccid", "sim", "sim card", "sim number", "sim card number", "sim karte", "carte sim", "tarjeta sim",
         "sim iccid", "sim no", "sim serial number"),
        ("8914800000000000006", "89490200001234567892", "8931440400000000008"),
        ("8914800000000000008", "89490200001234567891"),
        "ITU-T E.118",
    ),
    Identifier(
        "vin", "vehicle identification number (VIN)", vehicle, 11, Form.MARKED,
        (_VIN * 13 + "9999",),
        ("vin", "fin", "vehicle identification number", "vehicle identification", "chassis number", "chassis", "fahrgestellnummer",
         "fahrzeug identifizierungsnummer", "numéro de châssis", "número de chasis", "bastidor", "numero di telaio", "telaio",
         "chassisnummer", "chassisnr", "numéro de série du véhicule", "n° de châssis", "fahrzeug ident",
         "fahrzeugidentifikationsnummer", "fahrgestellnr", "numer vin", "chassinummer", "número de bastidor",
         "número de chassi", "chassi", "vehicle id", "car", "vehicle", "vehicle identifier", "vehicle vin", "numer nadwozia", "stelnummer",
        "runkonumero"),
        ("1M8GDM9AXKP042788", "1HGCM82633A004352", "5GZCZ43D13S812715"),
        ("1M8GDM9AXKP042789X",),
        "ISO 3779; check digit by 49 CFR 565.15",
        (_VIN * 13 + "9999",),
    ),
)

_HEX = "[0-9A-Fa-f]"

LABELLED: tuple[Labelled, ...] = (
    Labelled(
        "imsi", "number of a mobile subscriber (IMSI)", ("[2-7]9999999999999", "[2-7]99999999999999"),
        ("imsi", "international mobile subscriber identity", "subscriber identity",
         "subscriber imsi"),
        ("310150123456789", "262011234567890", "46000123456789"), ("110150123456789", "31015012345678901"), "3GPP TS 23.003", HIGH,
    ),
    Labelled(
        "device_id", "advertising or device identifier",
        (f"{_HEX * 8}-{_HEX * 4}-[1-8]{_HEX * 3}-{_HEX * 4}-{_HEX * 12}", f"{_HEX * 8}-{_HEX * 4}-0{_HEX * 3}-{_HEX * 4}-{_HEX * 12}"),
        ("idfa", "idfv", "gaid", "aaid", "adid", "advertising id", "advertiser id", "device id", "device identifier", "udid", "android id",
         "deviceid", "advertisingid", "identifier for advertisers"),
        ("EA7583CD-A667-48BC-B806-42ECB2B48606", "38400000-8cf0-11bd-b23e-10b96e40000d"),
        ("00000000-0000-0000-0000-000000000000", "EA7583CD-A667-48BC-B806-42ECB2B4860"),
        "Apple: ASIdentifierManager; Google Play services: AdvertisingIdClient; RFC 9562",
        check=lambda text: not _UUID.fullmatch(text),
    ),
    Labelled(
        "license_plate", "licence plate",
        tuple(
            notation.replace("A", "[A-Z]") for notation in (
                "AA99-AAA", "AA?A?-AA?-99?9?9?", "AA-999-AA", "9999-AAA", "[1-9]AAA999", "AAA-9999?", "999-AAA", "A999-AAA",
                "99-AA?A?-99?9?", "AA-99-AA-9999", "AA-99?9?-AAA", "AAA-9A99", "AAA-99A", "AA-9999-AA", "AA-999-A", "A-999-AA",
                "999-AAA-99?",
                "9-AAA-99?9?", "AA-99-AA", "AA-AA-99", "99-AA-AA", "99-AAA-9", "99-A-9999", "99-99-AA", "AA-99999",
            )
        ),
        ("license plate", "licence plate", "number plate", "plate number", "plate", "vehicle registration", "kennzeichen",
         "kfz kennzeichen", "nummernschild", "immatriculation", "plaque d'immatriculation", "matrícula", "matricula", "targa", "kenteken",
         "placa", "reg plate", "tag number",
         "registration number", "registration", "reg", "registration mark", "vrm", "vehicle vrm", "vehiclevrm",
        "vehicle registration mark", "plates",
         "car reg", "vehicle reg", "registration plate", "car registration", "numer rejestracyjny",
         "nr rejestracyjny", "rejestracja", "amtl. kennzeichen", "amtliches kennzeichen", "registreringsnummer", "regnr",
         "rekisterinumero", "rekisteritunnus", "spz", "rendszám", "plaka", "госномер", "номер машины", "車牌", "车牌", "车牌号",
         "ナンバープレート", "차량번호", "matrícula do veículo", "vehicle plate", "car plate", "kentekennummer",
         "immatriculazione", "număr de înmatriculare"),
        ("AB12 CDE", "B-AB 1234", "AA-123-BB", "1234 BCD", "7ABC123", "ABC-1234", "KA-01-HH-1234"), ("1.2.3", "AB", "12345"),
        "United Kingdom: DVLA INF104; Germany: FZV, annex 1; France: SIV; Spain: Orden PRE/1535/2000; US states' series",
    ),
)

DETECTORS: tuple[Detector, ...] = (*map(identified, IDENTIFIERS), *map(labelled, LABELLED))
