"""JSON Web Tokens, signed or encrypted."""

from __future__ import annotations

import base64
import binascii
import re

from enclave.dlp.detector import HIGH, Detector, Pattern, Shape, begins
from enclave.dlp.secrets.secret import ALPHABET, BOUNDARY


def json_web(token: str) -> int:
    """The header decodes to a JSON object that names an algorithm."""
    header = token.partition(".")[0]
    try:
        decoded = base64.urlsafe_b64decode(header + "=" * (-len(header) % 4))
    except binascii.Error:
        return 0
    return len(token) if decoded.startswith(b"{") and b'"alg"' in decoded else 0


DETECTOR = Detector(
    entity="json_web_token",
    title="JSON Web Token",
    about="A signed or encrypted token whose header decodes to a JSON object with `alg`. It is hidden to its end, however long it is.",
    patterns=(
        Pattern(
            anchor=r"eyJ[A-Za-z0-9_\-]{6}", reach=9, accept=json_web,
            exact=re.compile(rf"{BOUNDARY}eyJ[A-Za-z0-9_-]{{8,2048}}+\.\.?[A-Za-z0-9_-]{{8,}}+(?:\.[A-Za-z0-9_-]++){{0,3}}"),
            shape=Shape(ALPHABET, BOUNDARY + begins("eyJ"), None), why="two to five parts of base64 of which the first names an algorithm",
            confidence=HIGH,
        ),
    ),
    source="RFC 7519 (JWT), RFC 7515 (JWS), RFC 7516 (JWE)",
    limits=("A token that is cut off in its header, or whose header is compressed, is not reported.",),
    positives=(
        "Bearer «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U».",
        'token="«eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U»"',
        "Cookie: session=«eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0In0.»; path=/".replace(".»", "»."),
        "https://x.example.com/cb#id_token=«eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLW9mLTY0»&state=1",
        "jwe «eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHX.U0m_YmjN04DJvceFICbCVQ»",
        '{"jwt":"«eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N»"}',
        "log: «eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJhIjoxMjM0fQ.abcdefgh»",
        "(«eyJraWQiOiIxIiwiYWxnIjoiUlMyNTYifQ.eyJzdWIiOiIxMjM0NTY3ODkwIn0.QWxpY2VBbmRCb2I»)",
    ),
    negatives=(
        "eyJust.a.word", "eyJhbGciOiJIUzI1NiJ9", "eyJub3QiOiJhIHRva2VuIn0.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl",
        "xeyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln",
        "eyJhbGciOiJIUzI1NiJ9.short", "keyJar.eyJar.jar", "eyJ-----------.abcdefgh.abcdefgh",
        "data:application/json;base64,eyJhIjoxLCJiIjoyfQ==",
    ),
)
