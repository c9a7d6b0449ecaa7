"""An answer that is no JSON is a text, which is scanned, or sound; nothing else goes back."""

from __future__ import annotations

from enclave.gateway.exchange import Exchange
from enclave.gateway.multipart import Sent
from enclave.gateway.raw_answer import read_raw
from enclave.gateway.surfaces.call import Call
from enclave.gateway.surfaces.speech import SOUND
from enclave.gateway.surfaces.transcriptions import PLAIN

SPEECH = Call(False, False, 1, None, raw=SOUND)
TRANSCRIPT = Call(False, False, 1, None, raw=PLAIN, files=(Sent("file", "a", "b", b""),))


def test_only_what_was_asked_for_goes_back() -> None:
    cases = (
        (SPEECH, b"audio/mpeg", b"x", True), (SPEECH, b"Audio/WAV; rate=1", b"x", True),
        (SPEECH, b"audio/x-evil\r\nset-cookie: a", b"x", False),
        (SPEECH, b"application/json", b"{}", False), (SPEECH, b"text/html", b"x", False), (SPEECH, b"", b"x", False),
        (SPEECH, b"audio/mpeg", b"", False),
        (TRANSCRIPT, b"text/plain", b"said", True), (TRANSCRIPT, b"text/plain", b"\xff", False),
        (TRANSCRIPT, b"application/json", b"{}", False),
    )  # fmt: skip
    for call, kind, data, fine in cases:
        exchange = Exchange(id="1", request=None, operation="", started=0.0, call=call)  # type: ignore[arg-type]
        assert (read_raw(exchange, kind, data) == "") == fine, (kind, data)
        if fine:
            assert exchange.raw == (b"" if call is TRANSCRIPT else data)
            assert exchange.answer == ({"text": "said"} if call is TRANSCRIPT else {})
            assert b"\r" not in exchange.kind
