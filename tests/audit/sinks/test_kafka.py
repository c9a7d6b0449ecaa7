"""Kafka: librdkafka's own mock brokers, which speak the protocol on a socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from confluent_kafka import Consumer, Producer

from enclave.audit.sinks import kafka
from enclave.audit.sinks.interface import Refused, Unavailable
from enclave.audit.sinks.kafka import Kafka, open_sink
from enclave.audit.sinks.ship import ship
from enclave.errors import InputError


@pytest.fixture(scope="module")
def brokers() -> Iterator[list[str]]:
    """Three of them."""
    holder = Producer({"test.mock.num.brokers": 3, "log_level": 0})
    yield [f"{broker.host}:{broker.port}" for broker in holder.list_topics(timeout=10).brokers.values()]
    holder.flush(1)


def consumed(brokers: list[str], topic: str, count: int) -> list[Any]:
    consumer = Consumer({"bootstrap.servers": ",".join(brokers), "group.id": topic, "auto.offset.reset": "earliest", "log_level": 0})
    consumer.subscribe([topic])
    found: list[Any] = []
    for _ in range(60):
        found += consumer.consume(1000, timeout=0.5)
        if len(found) >= count:
            break
    consumer.close()
    return found


def test_every_row_in_one_partition_in_order(log: Any, brokers: list[str]) -> None:
    log.append(2300)
    sink = open_sink(servers=brokers, topic="events", protocol="PLAINTEXT")
    ship(log.directory, "bus", sink, lambda _: False, once=True)
    sink.close()
    found = consumed(brokers, "events", 2300)
    assert [json.loads(message.value())["RecordNumber"] for message in found] == list(range(1, 2301))
    assert len({message.partition() for message in found}) == 1
    assert found[6].headers() == [("record", b"7")]


def test_brokers_that_are_away_are_tried_again(log: Any, brokers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka, "DELIVERY_SECONDS", 1.0)
    log.append(5)
    away = open_sink(servers=["127.0.0.1:9"], topic="later", protocol="PLAINTEXT")
    with pytest.raises(Unavailable, match="brokers"):
        away.send([away.encode(1, b'{"id":"x","time":"2026-11-21T09:00:00.000000Z","kind":"started"}')])
    away.close()
    monkeypatch.undo()
    sink = open_sink(servers=brokers, topic="later", protocol="PLAINTEXT")
    ship(log.directory, "later", sink, lambda _: False, once=True)
    sink.close()
    assert len(consumed(brokers, "later", 5)) == 5


def test_a_message_that_is_too_large_is_refused(brokers: list[str]) -> None:
    sink = Kafka(kafka.delivery(brokers) | {"message.max.bytes": 1000}, "small")
    with pytest.raises(Refused, match="MSG_SIZE_TOO_LARGE"):
        sink.send([b"1\t" + b"x" * 2000])
    sink.send([b"2\tx"])
    sink.close()


def test_settings_that_cannot_be() -> None:
    for wrong in (
        {"protocol": "PLAINTEXT"}, {"protocol": "SASL_PLAINTEXT", "mechanism": "PLAIN"}, {"protocol": "SASL_SSL"}, {"mechanism": "PLAIN"},
    ):
        with pytest.raises(InputError):
            open_sink(servers=["a.example:9093"], topic="t", **wrong)
    signed = open_sink(servers=["a.example:9093"], topic="t", protocol="SASL_SSL", mechanism="PLAIN", user="u", password="p")
    assert signed._settings["sasl.password"] == "p"
