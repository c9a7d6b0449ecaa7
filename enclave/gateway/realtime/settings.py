"""What a realtime session is set to: what the client wants, what goes up instead, and what it is told of it."""

from __future__ import annotations

from typing import Any, cast

from enclave.errors import EnclaveError
from enclave.gateway.surfaces import realtime
from enclave.gateway.surfaces.call import BadCallError

Object = dict[str, Any]
PCM = 48_000
"""Bytes of a second of samples of 16 bits at 24 kHz."""
TELEPHONE = 8_000
FORMATS = {"pcm16": PCM, "audio/pcm": PCM, "g711_ulaw": TELEPHONE, "g711_alaw": TELEPHONE, "audio/pcmu": TELEPHONE, "audio/pcma": TELEPHONE}
DETECTION = {"type": "server_vad"}
"""How turns are found where nobody says otherwise (OpenAI, `Voice activity detection`, 2026-11)."""


BETA = frozenset(
    {"modalities", "voice", "input_audio_format", "output_audio_format", "input_audio_transcription", "input_audio_noise_reduction",
     "turn_detection", "speed", "temperature", "max_response_output_tokens"}
)  # fmt: skip
TODAY = frozenset({"output_modalities", "audio", "max_output_tokens"})
"""Members of a session that only one of the two dialects has: in the other nobody would look at them."""


class UnguardedError(EnclaveError):
    """The model service is not set to what it was told to be set to."""


class Settings:
    """Of one session. Sound is only there where policy lets pass what nobody looks into."""

    def __init__(self, deployment: str, *, is_beta: bool, has_sound: bool) -> None:
        self.is_beta = is_beta
        self.has_sound = has_sound
        self.is_spoken = has_sound
        """Whether answers are spoken unless one is asked for otherwise."""
        self.most_output: int | None = None
        self.detection: Object | None = {**DETECTION} if has_sound else None
        self.responds = has_sound
        """Whether the client wants a response whenever somebody has spoken."""
        self.bytes_a_second = PCM
        """Of sound that goes in; the fewest of all formats that were asked for."""
        self.standing = 0
        """Tokens of instructions and tools, at most: whatever was said last, or any time before."""
        self._deployment = deployment

    def first(self) -> Object:
        """The update that goes up before anything else does."""
        modalities = (["audio", "text"] if self.is_beta else ["audio"]) if self.has_sound else ["text"]
        detection = None if self.detection is None else {**self.detection, "create_response": False}
        if self.is_beta:
            return {"type": "session.update", "session": {"modalities": modalities, "turn_detection": detection}}
        sound = {"input": {"turn_detection": detection}}
        return {"type": "session.update", "session": {"type": "realtime", "output_modalities": modalities, "audio": sound}}

    def update(self, session: object) -> None:
        """Take what the client wants, and change it, in place, to what goes up. Raises BadCallError."""
        if not isinstance(session, dict):
            raise BadCallError("`session` must be an object", "session")
        realtime.refuse_unseen(session, "session")
        foreign = sorted((TODAY if self.is_beta else BETA) & session.keys())
        if foreign:
            said = "today's" if self.is_beta else "the beta's"
            raise BadCallError(f"`{foreign[0]}` is {said} word, and this session speaks the other dialect", f"session.{foreign[0]}")
        if session.get("type", "realtime") != "realtime":
            raise BadCallError("only sessions of the type `realtime` are served here", "session.type", "unsupported_content")
        if session.pop("model", self._deployment) != self._deployment:
            raise BadCallError("the model of a session cannot be changed", "session.model")
        speaks, most = realtime.speaks(session), realtime.most_output(session)
        self._refuse_sound(speaks, "session")
        source = self._source(session)
        if source.get("transcription", source.get("input_audio_transcription")) is not None:
            why = "sound cannot be transcribed here: nobody would have reserved what it costs"
            raise BadCallError(why, "session", "unsupported_content")
        rate = self._rate(source)
        if "turn_detection" in source:
            self._detect(source)
        self.is_spoken = self.is_spoken if speaks is None else speaks
        if realtime.RESPONSE in session or realtime.BETA_RESPONSE in session:
            self.most_output = most
        self.bytes_a_second = min(self.bytes_a_second, rate)
        self.standing += sum(realtime.written(session[key]) for key in ("instructions", "tools", "tool_choice") if key in session)

    def respond(self, response: Object) -> tuple[bool, int | None]:
        """Whether a response is spoken, and what it may have at most. Raises BadCallError."""
        realtime.refuse_unseen(response, "response")
        speaks, most = realtime.speaks(response), realtime.most_output(response)
        self._refuse_sound(speaks, "response")
        if response.get("conversation") not in (None, "auto", "none"):
            raise BadCallError("`response.conversation` must be `auto` or `none`", "response.conversation")
        for name in ("audio", "output_audio_format", "voice"):
            if response.get(name) is not None and not self.has_sound:
                self._refuse_sound(True, f"response.{name}")
        return self.is_spoken if speaks is None else speaks, self.most_output if most is None else most

    def check(self, session: Object) -> None:
        """That the model service creates no response by itself. Raises UnguardedError."""
        for source in (session, self._source(session, may_be_odd=True)):
            detection = source.get("turn_detection")
            if isinstance(detection, dict) and (detection.get("create_response") is not False or detection.get("idle_timeout_ms")):
                raise UnguardedError("the model service creates responses by itself")
            if not self.has_sound and detection is not None:
                raise UnguardedError("the model service listens")
            if source.get("transcription") is not None or source.get("input_audio_transcription") is not None:
                raise UnguardedError("the model service transcribes")

    def told(self, session: Object) -> Object:
        """A session as the client wanted it, where it goes up otherwise."""
        session["model"] = self._deployment
        source = self._source(session, may_be_odd=True)
        if isinstance(source.get("turn_detection"), dict):
            source["turn_detection"]["create_response"] = self.responds
        return session

    def _source(self, session: Object, *, may_be_odd: bool = False) -> Object:
        """What is said of sound that goes in: of the session itself in the beta, of a part of it today. Raises BadCallError."""
        if self.is_beta:
            return session
        sound: Any = session
        for name in ("audio", "input"):
            sound = sound.get(name)
            if sound is None or (may_be_odd and not isinstance(sound, dict)):
                return {}
            if not isinstance(sound, dict):
                raise BadCallError(f"`{name}` must be an object", f"session.{name}")
        return cast(Object, sound)

    def _rate(self, source: Object) -> int:
        wanted = source.get("input_audio_format" if self.is_beta else "format")
        name = wanted.get("type") if isinstance(wanted, dict) else wanted
        if name is None:
            return PCM
        if not isinstance(name, str) or name not in FORMATS or (isinstance(wanted, dict) and wanted.get("rate", 24_000) != 24_000):
            raise BadCallError("sound that goes in must be samples of 16 bits at 24 kHz, or G.711", "session", "unsupported_content")
        return FORMATS[name]

    def _detect(self, source: Object) -> None:
        """How turns are found: as the client wants it, but for the responses, which the gateway creates."""
        wanted = source["turn_detection"]
        if wanted is not None and not isinstance(wanted, dict):
            raise BadCallError("`turn_detection` must be an object or null", "session.turn_detection")
        if wanted is None or not self.has_sound:
            source["turn_detection"] = self.detection = None
            self.responds = False
            return
        if wanted.get("idle_timeout_ms"):
            why = "`idle_timeout_ms` is not allowed here: nobody would have reserved the response"
            raise BadCallError(why, "session.turn_detection", "unsupported_content")
        responds = wanted.get("create_response", True)
        if not isinstance(responds, bool | None):
            raise BadCallError("`create_response` must be true or false", "session.turn_detection")
        self.responds, self.detection = responds is not False, wanted
        wanted["create_response"] = False

    def _refuse_sound(self, speaks: bool | None, place: str) -> None:
        if speaks and not self.has_sound:
            why = "policy lets no content pass that cannot be looked into (`dlp.uninspected`), and sound is: ask for `text`"
            raise BadCallError(why, place, "unsupported_content")
