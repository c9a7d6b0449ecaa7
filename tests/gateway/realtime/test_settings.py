"""What a session is set to, in both dialects."""

from __future__ import annotations

import copy

import pytest

from enclave.gateway.realtime.settings import PCM, TELEPHONE, Settings, UnguardedError
from enclave.gateway.surfaces.call import BadCallError

VAD = {"type": "semantic_vad", "eagerness": "low"}


@pytest.mark.parametrize("is_beta", [False, True])
def test_the_gateway_creates_what_the_model_service_would(is_beta):
    settings = Settings("live", is_beta=is_beta, has_sound=True)
    first = settings.first()["session"]
    place = first if is_beta else first["audio"]["input"]
    assert place["turn_detection"] == {"type": "server_vad", "create_response": False}
    wanted = {"turn_detection": {**VAD}}
    session = wanted if is_beta else {"audio": {"input": wanted}}
    settings.update(session)
    assert wanted["turn_detection"] == {**VAD, "create_response": False}
    assert settings.responds
    settings.check(session)
    told = settings.told(copy.deepcopy(session))
    assert told["model"] == "live"
    assert (told if is_beta else told["audio"]["input"])["turn_detection"]["create_response"] is True
    for detection in ({**VAD, "create_response": False}, None):
        settings.update({"turn_detection": detection} if is_beta else {"audio": {"input": {"turn_detection": detection}}})
        assert not settings.responds


@pytest.mark.parametrize("is_beta", [False, True])
def test_a_model_service_that_is_set_otherwise_is_noticed(is_beta):
    settings = Settings("live", is_beta=is_beta, has_sound=True)
    silent = Settings("live", is_beta=is_beta, has_sound=False)
    for kept in ({"turn_detection": {"type": "server_vad"}}, {"turn_detection": {"create_response": None}}):
        for session in (kept, {"audio": {"input": kept}}) if not is_beta else (kept,):
            with pytest.raises(UnguardedError):
                settings.check(session)
    with pytest.raises(UnguardedError):
        silent.check({"turn_detection": {"create_response": False}})
    with pytest.raises(UnguardedError):
        settings.check({"input_audio_transcription": {"model": "whisper-1"}})
    settings.check({"turn_detection": None})
    silent.check({})
    settings.check({"audio": "odd"})


def test_where_nobody_looks_into_sound_there_is_none():
    settings = Settings("live", is_beta=False, has_sound=False)
    assert settings.first()["session"]["output_modalities"] == ["text"]
    session = {"audio": {"input": {"turn_detection": {**VAD}}}}
    settings.update(session)
    assert session["audio"]["input"]["turn_detection"] is None
    assert settings.respond({}) == (False, None)
    for response in ({"output_modalities": ["audio"]}, {"audio": {"output": {}}}, {"voice": "alloy"}):
        with pytest.raises(BadCallError):
            settings.respond(response)


def test_limits_modalities_and_rates_are_those_of_the_client():
    settings = Settings("live", is_beta=True, has_sound=True)
    assert (settings.respond({}), settings.bytes_a_second) == ((True, None), PCM)
    settings.update(
        {"modalities": ["text"], "max_response_output_tokens": 100, "instructions": "x" * 50, "input_audio_format": "g711_ulaw"}
    )
    assert settings.respond({}) == (False, 100)
    assert settings.respond({"modalities": ["audio", "text"], "max_response_output_tokens": 7}) == (True, 7)
    assert (settings.bytes_a_second, settings.standing) == (TELEPHONE, 52)
    settings.update({"max_response_output_tokens": "inf", "input_audio_format": "pcm16"})
    assert (settings.respond({}), settings.bytes_a_second) == ((False, None), TELEPHONE)


def test_words_of_the_other_dialect_are_refused():
    for is_beta, session in ((True, {"audio": {}}), (True, {"output_modalities": ["text"]}), (False, {"voice": "x"})):
        with pytest.raises(BadCallError):
            Settings("live", is_beta=is_beta, has_sound=True).update(session)
