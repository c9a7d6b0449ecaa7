"""Personal identification numbers: a few digits that only their label tells."""

from __future__ import annotations

import re

from enclave.dlp.identifiers.labelled import Labelled, detector

DETECTOR = detector(Labelled(
    "password", "personal identification number (PIN)", ("9999", "99999", "999999"),
    ("pin", "pin code", "pin number", "my pin", "atm pin", "card pin", "account pin", "security pin", "device pin", "user pin", "sim pin",
        "door code", "unlock code", "geheimzahl",
     "geheimnummer", "code pin", "code secret", "código pin", "número pin", "codice pin", "pincode", "kod pin", "pin kod",
     "pin koodi", "пин код",
     "пин", "密码锁", "暗証番号", "비밀번호 4자리"),
    ("4711", "0815", "90125", "456673"), ("12", "1.5", "v2"), "ISO 9564-1: four to twelve digits; banks give out four to six",
    check=lambda text: not re.fullmatch("(?:19|20)[0-9]{2}", text),
))
