"""What is sent is what webhooks, mail servers, Teams and PagerDuty take."""

from __future__ import annotations

import email
import json
import re
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from typing import Any

import pytest

from enclave.errors import EnclaveError, InputError
from enclave.telemetry.evaluate import Alert
from enclave.telemetry.routes import Email, Pagerduty, Teams, Webhook, headline

WHY = 'a "reason" \u2013 one'


def alert(state: Any = "firing", severity: int = 1, rule: str = "error-rate") -> Alert:
    return Alert(
        rule=rule, labels={"project": "p"}, state=state, severity=severity, title="Many calls fail", why=WHY, value=0.25,
        since=1_795_219_200.0, seen=1_795_219_300.0, fired=1_795_219_260.0, resolved=1_795_219_900.0 if state == "resolved" else 0.0,
    )  # fmt: skip


def test_a_webhook_gets_what_alertmanager_sends(taker: Any) -> None:
    Webhook("ops", 4, "contoso-risk", taker.url + "/hook", "secret").send([alert(), alert("resolved", rule="drift")])
    [(path, headers, body)] = taker.posted
    told = json.loads(body)
    assert (path, headers["authorization"], headers["content-type"]) == ("/hook", "Bearer secret", "application/json")
    assert "content-encoding" not in headers
    assert (told["version"], told["status"], told["receiver"], len(told["alerts"])) == ("4", "firing", "ops", 2)
    first, second = told["alerts"]
    assert first["labels"] == {"alertname": "error-rate", "severity": "error", "enclave": "contoso-risk", "project": "p"}
    assert (first["startsAt"], first["endsAt"]) == ("2026-11-21T00:01:00Z", "0001-01-01T00:00:00Z")
    assert (second["status"], second["endsAt"]) == ("resolved", "2026-11-21T00:11:40Z")
    assert first["fingerprint"] != second["fingerprint"]


def test_teams_gets_an_adaptive_card(taker: Any) -> None:
    Teams("chat", 4, "contoso-risk", taker.url + "/workflows/secret").send([alert(), alert("resolved")])
    told = json.loads(taker.posted[0][2])
    [attachment] = told["attachments"]
    card = attachment["content"]
    assert (told["type"], attachment["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert {part["type"] for part in card["body"]} == {"TextBlock", "FactSet"}
    assert all(set(fact) == {"title", "value"} for part in card["body"] if part["type"] == "FactSet" for fact in part["facts"])
    with pytest.raises(InputError, match="has no URL"):
        Teams("chat", 4, "x", "")


def test_a_card_stays_within_what_teams_takes_and_says_how_many_more_there_are(taker: Any) -> None:
    many = [alert("resolved", rule=f"over-{i}") for i in range(40)] + [alert(severity=2, rule=f"r{i}") for i in range(120)]
    Teams("chat", 4, "contoso-risk", taker.url + "/workflows/secret").send([*many, alert(severity=0, rule="worst")])
    body = taker.posted[0][2]
    assert len(body) < 28 * 1024
    parts = json.loads(body)["attachments"][0]["content"]["body"]
    facts = [part for part in parts if part["type"] == "FactSet"]
    assert facts[0]["facts"][0]["value"] == "critical", "what is worst comes first"
    assert parts[-1]["text"] == f"and {161 - len(facts)} more"


def test_pagerduty_takes_every_event(taker: Any) -> None:
    """developer.pagerduty.com/api-reference (Send an event to PagerDuty): members, enumerations and lengths."""
    source = "contoso-" + "x" * 300
    route = Pagerduty("duty", 4, source, "a" * 32, taker.url + "/v2/enqueue")
    route.send([alert(severity=severity) for severity in range(5)] + [alert("resolved")])
    for _, _, body in taker.posted:
        event = json.loads(body)
        assert set(event) <= {"routing_key", "event_action", "dedup_key", "payload", "client", "client_url", "links", "images"}
        assert (len(event["routing_key"]), len(event["dedup_key"]) <= 255) == (32, True)
        assert event["event_action"] in ("trigger", "resolve")
        if event["event_action"] == "trigger":
            payload = event["payload"]
            assert set(payload) <= {"summary", "source", "severity", "timestamp", "component", "group", "class", "custom_details"}
            assert payload["severity"] in ("critical", "error", "warning", "info")
            assert len(payload["summary"]) <= 1024
            assert datetime.fromisoformat(payload["timestamp"]).tzinfo is not None
    keys = {json.loads(body)["dedup_key"] for _, _, body in taker.posted}
    assert len(keys) == 1, "what is over ends what had triggered"


def test_pagerduty_gets_an_event_for_each_and_the_key_that_ends_it(taker: Any) -> None:
    route = Pagerduty("duty", 4, "contoso-risk", "a" * 32, taker.url + "/v2/enqueue")
    route.send([alert(), alert(severity=0, rule="anchor-forked")])
    route.send([alert("resolved")])
    first, second, third = (json.loads(body) for _, _, body in taker.posted)
    assert (first["event_action"], second["event_action"], third["event_action"]) == ("trigger", "trigger", "resolve")
    assert first["dedup_key"] == third["dedup_key"] != second["dedup_key"]
    assert {"summary", "source", "severity"} <= set(first["payload"])
    assert (first["payload"]["severity"], second["payload"]["severity"]) == ("error", "critical")
    assert first["routing_key"] == "a" * 32
    with pytest.raises(InputError, match="has no key"):
        Pagerduty("duty", 4, "x", "")


def test_an_address_that_is_a_secret_is_never_told(taker: Any) -> None:
    taker.answers = [(500, b"")]
    with pytest.raises(EnclaveError) as found:
        Teams("chat", 4, "x", taker.url + "/workflows/very-secret?sig=also").send([alert()])
    assert "secret" not in str(found.value)
    assert "sig" not in str(found.value)


@pytest.fixture
def server() -> Iterator[Any]:
    """A mail server that says yes."""
    received: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 test\r\n")
            in_data, lines = False, []
            for raw in self.rfile:
                line = raw.decode("utf-8", "replace").rstrip("\r\n")
                if in_data:
                    if line == ".":
                        in_data = False
                        received.append("\n".join(lines))
                        self.wfile.write(b"250 ok\r\n")
                    else:
                        lines.append(line)
                elif line.upper() == "DATA":
                    in_data = True
                    self.wfile.write(b"354 go on\r\n")
                elif line.upper() == "QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                else:
                    self.wfile.write(b"250 ok\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"127.0.0.1:{found.server_address[1]}", received
        found.shutdown()
        thread.join()


def test_a_mail(server: Any) -> None:
    address, received = server
    Email("mail", 4, "contoso-risk", address, sender="a@example.com", to=["b@example.com", "c@example.com"], is_plain=True).send([alert()])
    message = email.message_from_string(received[0], policy=policy.default)
    assert message["Subject"] == "[contoso-risk] error: Many calls fail"
    assert message["To"] == "b@example.com, c@example.com"
    assert abs((datetime.now(UTC) - message["Date"].datetime).total_seconds()) < 60
    assert re.fullmatch(r"<[^@<> ]+@example\.com>", message["Message-ID"])
    assert message["Auto-Submitted"] == "auto-generated"
    assert all(len(line) <= 998 for line in received[0].splitlines())
    text = message.get_content()
    assert "project p; value 0.25, since 2026-11-21T00:00:00Z" in text
    assert 'a "reason"' in text


def test_a_mail_server_without_tls_is_not_talked_to(server: Any) -> None:
    address, received = server
    route = Email("mail", 4, "x", address, sender="a@example.com", to=["b@example.com"])
    with pytest.raises(EnclaveError, match="did not take it"):
        route.send([alert()])
    assert received == []
    with pytest.raises(EnclaveError, match="did not take it"):
        Email("mail", 4, "x", "127.0.0.1:9", sender="a@example.com", to=["b@example.com"], is_plain=True).send([alert()])


def test_headlines() -> None:
    assert headline([alert(), alert(severity=0, rule="x")], "e") == "[e] critical: Many calls fail and 1 more"
    assert headline([alert("resolved")], "e") == "[e] over: Many calls fail"
    assert headline([alert("resolved"), alert("resolved")], "e") == "[e] 2 alerts are over"
