"""Kafka: a row a message, in the order of the log, by librdkafka (`pip install secure-ai-enclave[kafka]`).

All messages have the log's one key, so that they stand in one partition in their order; the header `record` tells repeats apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from confluent_kafka import KafkaError, KafkaException, Producer

from enclave.audit.sinks.interface import Limits, Refused, Unavailable
from enclave.audit.sinks.rows import encode_row
from enclave.errors import InputError

KEY = b"enclave"
MOST_BYTES = 900_000
"""Of one message a broker takes 1 MB if nothing else is said; an event has at most 64 KB."""
DELIVERY_SECONDS = 30.0
TOO_LARGE = frozenset({KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.INVALID_RECORD, KafkaError.INVALID_MSG_SIZE})

Settings = dict[str, str | int | float | bool | Callable[..., object]]


class Kafka:
    """One topic."""

    limits = Limits(1000, MOST_BYTES)

    def __init__(self, settings: Settings, topic: str) -> None:
        self._settings, self._topic = settings, topic
        self._producer: Producer | None = None

    def encode(self, number: int, event: bytes) -> bytes:
        """The number of the record, a tab, and the row."""
        return b"%d\t%s" % (number, encode_row(number, event))

    def send(self, records: Sequence[bytes]) -> int:
        """Produce and wait for all acknowledgements."""
        if self._producer is None:
            self._producer = Producer(self._settings)
        problems: list[KafkaError] = []
        try:
            for record in records:
                number, _, body = record.partition(b"\t")
                self._producer.produce(
                    self._topic, body, KEY, headers=[("record", number)], on_delivery=lambda error, _: _note(problems, error)
                )
            left = self._producer.flush(DELIVERY_SECONDS + 5)
        except (KafkaException, BufferError) as error:
            told = error.args[0] if error.args else None
            problems.append(told if isinstance(told, KafkaError) else KafkaError(KafkaError._FAIL))
            left = 0
        if not problems and not left:
            return 0
        self._forget()
        if problems and all(problem.code() in TOO_LARGE for problem in problems):
            raise Refused(f"the broker does not take it (`{problems[0].name()}`)", self._topic)
        what = f"`{problems[0].name()}`" if problems else "no acknowledgement in time"
        raise Unavailable(f"the brokers did not take the records: {what}", self._topic)

    def close(self) -> None:
        """Let go of the connections."""
        self._forget()

    def _forget(self) -> None:
        """What is still queued must not be sent later, behind what is then sent again: the next one begins anew."""
        if self._producer is not None:
            self._producer.purge()
            self._producer.flush(1)
            self._producer = None


def open_sink(
    *, servers: Sequence[str], topic: str, protocol: str = "SSL", mechanism: str = "", user: str = "", password: str = "",
    authorities: str = "",
) -> Kafka:
    """`protocol`: `SSL`, `SASL_SSL` or, for brokers of this machine, `PLAINTEXT`; `mechanism`: `PLAIN`, `SCRAM-SHA-512`, ...

    Raises InputError.
    """
    local = all(server.rpartition(":")[0] in {"localhost", "127.0.0.1", "[::1]"} for server in servers)
    if protocol not in {"SSL", "SASL_SSL"} and not (protocol == "PLAINTEXT" and local):
        raise InputError(f"`{protocol}` is not encrypted", hint="`SSL` or `SASL_SSL`; `PLAINTEXT` is for this machine only")
    if (protocol == "SASL_SSL") != bool(mechanism):
        raise InputError("`SASL_SSL` and a mechanism go together", hint="`mechanism: SCRAM-SHA-512`")
    settings: Settings = delivery(servers) | {"security.protocol": protocol}
    if mechanism:
        settings |= {"sasl.mechanism": mechanism, "sasl.username": user, "sasl.password": password}
    if authorities:
        settings["ssl.ca.location"] = authorities
    return Kafka(settings, topic)


def delivery(servers: Sequence[str]) -> Settings:
    """How to deliver: every replica has it before it counts, and a retry neither repeats nor overtakes."""
    return {
        "bootstrap.servers": ",".join(servers), "enable.idempotence": True, "acks": "all", "compression.type": "gzip",
        "message.timeout.ms": int(DELIVERY_SECONDS * 1000), "linger.ms": 5, "log_level": 0,
    }


def _note(problems: list[KafkaError], error: KafkaError | None) -> None:
    if error is not None:
        problems.append(error)

