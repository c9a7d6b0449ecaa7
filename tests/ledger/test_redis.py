"""The ledger in a real Redis: what it does when the server is down, slow, killed, emptied, exchanged, closed to us or in a cluster."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import redis
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from enclave.errors import InputError
from enclave.ledger.interface import Ceiling, Exceeded, LedgerUnavailable, Rejected, Reserve, Reserved, Settle, Settled
from enclave.ledger.redis import HAS_REPLICAS, RedisStore, Server

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = Ceiling("project/a", "daily", 100)


def ready(process, name: str = "bank", **options) -> RedisStore:
    server = Server(process.server.url, seconds=0.5, **options)
    store = RedisStore(server, name)
    assert store.set_up()
    return store


def refused(store: RedisStore, request: Reserve | Settle | None = None) -> LedgerUnavailable:
    with pytest.raises(LedgerUnavailable) as caught:
        store.apply([request or Reserve("x", 1, (DAY,), NOON)])
    assert caught.value.exit_code == 3
    return caught.value


def client(process) -> redis.Redis:
    return redis.Redis(port=process.port)


def until(is_so: Callable[[], Any]) -> None:
    for _ in range(3000):
        if is_so():
            return
        time.sleep(0.02)
    raise AssertionError("it never came to that")


def test_a_server_that_was_killed_has_kept_everything_and_calls_go_on_without_a_restart(redis_process: Callable) -> None:
    process = redis_process()
    store = ready(process)
    assert store.notes() == []
    store.apply([Reserve("1", 60, (DAY,), NOON)])
    process.kill()
    assert refused(store).kind == "io"
    assert not refused(store).perhaps_done, "nothing can have been sent"
    process.start()
    assert isinstance(store.apply([Reserve("2", 60, (DAY,), NOON)])[0], Exceeded)
    assert store.apply([Settle("1", 10, NOON), Reserve("3", 90, (DAY,), NOON)]) == [Settled("1", 10, 60), Reserved("3", 0)]


def test_a_server_that_may_have_lost_something_is_refused_until_an_operator_accepts_it(redis_process: Callable) -> None:
    process = redis_process("--appendfsync", "everysec")
    store = ready(process)
    assert "appendfsync always" in store.notes()[0]
    store.apply([Reserve("1", 60, (DAY,), NOON)])
    process.kill()
    process.start()
    refused(store)
    error = refused(store)
    assert (error.kind, error.hint) == ("lost", "look what was spent, then accept it as it is: `enclave budget open`")
    assert refused(RedisStore(process.server, "bank")).kind == "lost", "a fresh worker does not know better"
    assert RedisStore(process.server, "bank").set_up() is False
    assert store.apply([Reserve("2", 1, (DAY,), NOON)])


def test_a_server_without_the_ledger_is_refused_also_by_a_worker_that_never_saw_it(redis_process: Callable) -> None:
    process = redis_process()
    store = ready(process)
    store.apply([Reserve("1", 60, (DAY,), NOON)])
    client(process).flushall()
    assert refused(store).kind == "lost"
    assert refused(RedisStore(process.server, "bank")).kind == "lost"
    assert store.set_up()
    assert store.apply([Reserve("2", 100, (DAY,), NOON)]) == [Reserved("2", 0)]


def test_a_ledger_that_an_operator_began_anew_is_taken_without_a_restart(redis_process: Callable) -> None:
    process = redis_process()
    store = ready(process)
    store.apply([Reserve("1", 60, (DAY,), NOON)])
    client(process).flushall()
    assert "no ledger of that name" in refused(store).message
    assert RedisStore(process.server, "bank").set_up()
    assert store.apply([Reserve("2", 100, (DAY,), NOON)]) == [Reserved("2", 0)]


def test_a_total_that_somebody_took_away_is_missed(redis_process: Callable) -> None:
    process = redis_process()
    store, month = ready(process), Ceiling("hub", "monthly", 500)
    store.apply([Reserve("1", 60, (DAY, month), NOON)])
    client(process).delete("{bank}:total:daily:2026-11-21:project/a")
    assert refused(store, Reserve("2", 60, (month, DAY), NOON)).kind == "lost"
    assert refused(RedisStore(process.server, "bank"), Reserve("3", 1, (), NOON)).kind == "lost", "all of it is in doubt"
    RedisStore(process.server, "bank").set_up()
    assert store.apply([Reserve("4", 100, (DAY, month), NOON)]) == [Reserved("4", 0)]
    assert {total.window: total.reserved for total in store.report(NOON)} == {"daily": 100, "monthly": 160}
    tomorrow = NOON + dt.timedelta(days=1)
    client(process).delete("{bank}:total:daily:2026-11-21:project/a")  # its time is over
    assert store.apply([Reserve("5", 100, (DAY, month), tomorrow)]) == [Reserved("5", 0)]


def test_what_a_machine_saw_outlives_its_processes(redis_process: Callable, tmp_path: Path) -> None:
    process, seen = redis_process(), tmp_path / "seen"
    store = RedisStore(process.server, "bank", seen)
    store.set_up()
    store.apply([Reserve("1", 60, (DAY,), NOON)])
    before = {key: client(process).dump(key) for key in client(process).scan_iter()}
    store.apply([Reserve("2", 40, (DAY,), NOON)])
    store.close()
    for key, value in before.items():
        client(process).restore(key, 0, value, replace=True)
    assert refused(RedisStore(process.server, "bank", seen)).kind == "lost"
    assert refused(RedisStore(process.server, "bank")).kind == "lost", "and of another machine"
    RedisStore(process.server, "bank").set_up()
    store = RedisStore(process.server, "bank", seen)
    assert store.apply([Reserve("3", 40, (DAY,), NOON)]) == [Reserved("3", 0)]
    store.close()


def test_an_operator_whose_clock_is_behind_is_heard_the_second_time(redis_process: Callable) -> None:
    process = redis_process()
    store = ready(process)
    client(process).hset("{bank}:ledger", "step", 2**52)  # opened by somebody whose clock was a century ahead
    store.apply([Reserve("1", 60, (DAY,), NOON)])
    client(process).flushall()
    assert RedisStore(process.server, "bank").set_up()
    assert refused(store).kind == "lost"
    assert RedisStore(process.server, "bank").set_up() is False
    assert store.apply([Reserve("2", 100, (DAY,), NOON)]) == [Reserved("2", 0)]


def test_data_that_went_back_stop_every_worker(redis_process: Callable) -> None:
    process = redis_process()
    one, two = ready(process), RedisStore(process.server, "bank")
    two.apply([Reserve("0", 1, (DAY,), NOON)])
    before = {key: client(process).dump(key) for key in client(process).scan_iter()}
    one.apply([Reserve("1", 60, (DAY,), NOON)])
    for key, value in before.items():
        client(process).restore(key, 0, value, replace=True)
    assert refused(one).kind == "lost"
    assert refused(two).kind == "lost", "the other is stopped too, although it knows of no loss itself"
    RedisStore(process.server, "bank").set_up()
    assert two.apply([Reserve("2", 98, (DAY,), NOON)]) == [Reserved("2", 1)]
    assert one.apply([Reserve("3", 1, (DAY,), NOON)]) == [Reserved("3", 0)], "also who knows of more than there is"


def test_a_server_that_hangs_is_waited_for_a_bounded_time_and_what_it_does_later_is_undone(redis_process: Callable) -> None:
    process = redis_process()
    store = ready(process)
    store.apply([Reserve("1", 10, (DAY,), NOON)])
    os.kill(process.process.pid, signal.SIGSTOP)
    error = refused(store, Reserve("late", 50, (DAY,), NOON))
    os.kill(process.process.pid, signal.SIGCONT)
    assert "in time" in error.message
    assert error.perhaps_done
    [answer] = store.apply([Settle("late", 0, NOON)])
    assert isinstance(answer, Settled | Rejected)
    # whichever came first
    assert store.apply([Reserve("late", 50, (DAY,), NOON)]) == [Rejected("late", "duplicate reservation")]
    assert store.apply([Reserve("2", 90, (DAY,), NOON)]) == [Reserved("2", 0)]


def test_an_emptied_script_cache_is_filled_again(redis_process: Callable) -> None:
    process = redis_process()
    store = ready(process)
    store.apply([Reserve("1", 10, (DAY,), NOON)])
    client(process).script_flush()
    assert store.apply([Reserve("2", 10, (DAY,), NOON)]) == [Reserved("2", 80)]


def test_keys_live_as_long_as_they_are_needed_and_lie_in_one_slot(redis_process: Callable) -> None:
    process = redis_process()
    store = ready(process)
    month = Ceiling("project/a", "monthly", 100)
    store.apply([Reserve("1", 10, (DAY, month), NOON), Reserve("2", 10, (DAY, month), NOON), Settle("1", 3, NOON)])
    lives = {key.decode(): client(process).ttl(key) for key in client(process).scan_iter()}
    assert {key.partition(":")[0] for key in lives} == {"{bank}"}
    day = 86_400
    expected = {
        "{bank}:total:daily:2026-11-21:project/a": 2 * day, "{bank}:total:monthly:2026-11:project/a": 35 * day, "{bank}:r:1": 2 * day,
        "{bank}:r:2": 35 * day, "{bank}:open": -1, "{bank}:latest": -1, "{bank}:ledger": -1,
    }
    assert lives.keys() == expected.keys()
    for key, seconds in expected.items():
        assert lives[key] == seconds or seconds - 60 <= lives[key] <= seconds


def test_a_forgotten_day_is_not_opened_again_by_a_late_settlement(redis_process: Callable) -> None:
    process = redis_process()
    store = ready(process)
    store.apply([Reserve("1", 10, (DAY,), NOON)])
    client(process).delete("{bank}:total:daily:2026-11-21:project/a")
    assert store.apply([Settle("1", 7, NOON)]) == [Settled("1", 7, 10)]
    assert not client(process).exists("{bank}:total:daily:2026-11-21:project/a")


def test_a_server_that_would_forget_keys_when_it_is_full_is_refused(redis_process: Callable) -> None:
    process = redis_process("--maxmemory", "100mb", "--maxmemory-policy", "volatile-lru")
    assert "forgets keys" in refused(ready(process)).message


def test_a_server_that_was_told_to_forget_while_we_were_connected_is_refused(redis_process: Callable) -> None:
    process = redis_process()
    store, other = ready(process), client(process)
    store.apply([Reserve("1", 10, (DAY,), NOON)])
    other.config_set("maxmemory-policy", "volatile-random")
    other.config_set("maxmemory", "100mb")
    with pytest.raises(LedgerUnavailable, match="forgets keys"):
        store.expire(NOON)
    other.config_set("maxmemory", int(other.info("memory")["used_memory"]) + 100_000)
    for number in range(100):
        other.set(f"other:{number}", "x" * 10_000, ex=1000)
    assert other.info("stats")["evicted_keys"] > 0
    other.config_set("maxmemory", 0)
    other.config_set("maxmemory-policy", "noeviction")
    assert refused(store).kind == "lost"
    assert refused(RedisStore(process.server, "bank")).kind == "lost", "also by a worker that comes later"
    RedisStore(process.server, "bank").set_up()
    assert isinstance(store.apply([Reserve("2", 10, (DAY,), NOON)])[0], Reserved)


def test_a_server_without_room_refuses_and_nothing_happens(redis_process: Callable) -> None:
    process = redis_process()
    store = ready(process)
    store.apply([Reserve("1", 10, (DAY,), NOON)])
    client(process).config_set("maxmemory", 1)
    assert refused(store).kind == "full"
    client(process).config_set("maxmemory", 0)
    assert store.apply([Reserve("2", 90, (DAY,), NOON)]) == [Reserved("2", 0)]


def test_the_password_is_needed_and_never_told(redis_process: Callable) -> None:
    process = redis_process("--requirepass", "correct horse")
    store = RedisStore(Server(process.server.url, password="correct horse"), "bank")
    assert store.set_up()
    store.apply([Reserve("1", 10, (DAY,), NOON)])
    for wrong in ("", "wrong horse"):
        error = refused(RedisStore(Server(process.server.url, password=wrong), "bank"))
        assert "horse" not in str(error) + error.message + error.hint + repr(error.__cause__)


def test_a_user_with_few_rights_is_enough_and_one_with_fewer_is_told_what_is_missing(redis_process: Callable) -> None:
    process = redis_process()
    page = (Path(__file__).parents[2] / "docs" / "budget.md").read_text()
    rights = next(line for line in page.splitlines() if line.startswith("ACL SETUSER")).split()[2:]
    assert rights[0] == "gateway"
    assert "~{bank}:*" in rights
    client(process).execute_command("ACL", "SETUSER", *(right.replace("PASSWORD", "pass") for right in rights))
    store = ready(process, user="gateway", password="pass")
    assert store.notes() == [], "it may see whether the server keeps what it says"
    assert store.apply([Reserve("1", 60, (DAY,), NOON), Settle("1", 10, NOON)]) == [Reserved("1", 40), Settled("1", 10, 60)]
    assert [total.settled for total in store.report(NOON)] == [10]
    assert store.expire(NOON) == 0
    client(process).execute_command("ACL", "SETUSER", "gateway", "-evalsha")
    error = refused(store)
    assert "evalsha" in error.message
    assert "docs/budget.md" in error.hint
    with pytest.raises(LedgerUnavailable, match="does not allow"):
        RedisStore(Server(process.server.url, user="gateway", password="pass"), "another").set_up()


def test_in_a_cluster_every_key_is_where_the_script_runs(redis_process: Callable, free_port: int) -> None:
    process = redis_process("--cluster-enabled", "yes", "--cluster-port", str(free_port))
    client(process).execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
    for _ in range(500):
        if "cluster_state:ok" in str(client(process).execute_command("CLUSTER INFO")).replace("': '", ":"):
            break
        time.sleep(0.02)
    store = ready(process)
    assert store.apply([Reserve("1", 60, (DAY,), NOON), Settle("1", 5, NOON)]) == [Reserved("1", 40), Settled("1", 5, 60)]
    assert [total.settled for total in store.report(NOON)] == [5]


def certificate(directory: Path) -> Path:
    """A key and a certificate of its own for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ledger")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(datetime.now(UTC) - dt.timedelta(days=1)).not_valid_after(datetime.now(UTC) + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (directory / "tls.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (directory / "tls.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return directory / "tls.crt"


def test_over_tls_only_a_server_with_a_trusted_certificate_is_spoken_to(redis_process: Callable, tmp_path: Path, free_port: int) -> None:
    trusted = certificate(tmp_path)
    files = ("--tls-cert-file", str(trusted), "--tls-key-file", str(tmp_path / "tls.key"), "--tls-auth-clients", "no")
    redis_process("--tls-port", str(free_port), *files)
    url = f"rediss://127.0.0.1:{free_port}/0"
    store = RedisStore(Server(url, authorities=str(trusted)), "bank")
    assert store.set_up()
    assert store.apply([Reserve("1", 60, (DAY,), NOON)]) == [Reserved("1", 40)]
    assert refused(RedisStore(Server(url), "bank")).kind == "io"


def test_an_address_that_is_none_is_bad_input() -> None:
    with pytest.raises(InputError):
        RedisStore(Server("http://127.0.0.1"), "bank")


def test_in_a_cluster_all_keys_of_an_enclave_lie_in_one_slot(redis_process: Callable[..., Any], free_port: int) -> None:
    now = datetime.now(UTC)
    process = redis_process("--cluster-enabled", "yes", "--cluster-port", str(free_port))
    with redis.Redis(port=process.port) as node:
        node.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
        for _ in range(500):
            if node.cluster("INFO").get("cluster_state") == "ok":
                break
            time.sleep(0.02)
        with pytest.raises(redis.RedisError, match="slot"):
            node.mget("a", "b")  # a server that lets keys of two slots into one command would prove nothing
        store = RedisStore(process.server, "contoso")
        store.set_up()
        ceilings = tuple(Ceiling(scope, window, 1000) for scope in ("hub", "project/a") for window in ("daily", "monthly"))
        answers = store.apply([Reserve(str(number), 300, ceilings, now) for number in range(4)])
        assert [type(answer) for answer in answers] == [Reserved, Reserved, Reserved, Exceeded]
        store.apply([Settle("0", 100, now)])
        assert {total.settled for total in store.report(now)} == {100}
        assert store.expire(now + dt.timedelta(days=1)) == 2
        assert len({node.cluster("KEYSLOT", key.decode()) for key in node.keys("*")}) == 1
        store.close()


@pytest.mark.long
def test_of_a_cluster_any_node_can_be_named_and_one_that_was_killed_comes_back(redis_cluster: list[Any]) -> None:
    now, owners = datetime.now(UTC), {}
    for number in range(60):
        name = f"enclave-{number}"
        store = RedisStore(redis_cluster[0].server, name)
        assert store.set_up()
        assert store.apply([Reserve("1", 60, (DAY,), now)]) == [Reserved("1", 40)]
        owners.setdefault(store._client.connection_pool.connection_kwargs["port"], (name, store))
        if len(owners) == 3:
            break
    assert owners.keys() == {node.port for node in redis_cluster}
    for node in redis_cluster:
        name, store = owners[node.port]
        for seed in redis_cluster:
            other = RedisStore(seed.server, name)
            assert [total.reserved for total in other.report(now)] == [60]
            other.close()
        if node is redis_cluster[0]:
            continue
        node.kill()
        assert refused(store, Reserve("2", 1, (DAY,), now)).kind == "io"
        node.start()
        for _ in range(500):
            if redis.Redis(port=node.port).cluster("INFO").get("cluster_state") == "ok":
                break
            time.sleep(0.02)
        assert store.apply([Settle("1", 10, now), Reserve("3", 90, (DAY,), now)]) == [Settled("1", 10, 60), Reserved("3", 0)]
        store.close()


@pytest.mark.long
def test_a_slot_that_goes_to_another_node_is_followed(redis_cluster: list[Any]) -> None:
    now, name = datetime.now(UTC), "wanderer"
    store = RedisStore(redis_cluster[0].server, name)
    store.set_up()
    assert store.apply([Reserve("1", 60, (DAY,), now)]) == [Reserved("1", 40)]
    nodes = [redis.Redis(port=node.port) for node in redis_cluster]
    source = next(node for node, process in zip(nodes, redis_cluster, strict=True)
                  if process.port == store._client.connection_pool.connection_kwargs["port"])  # fmt: skip
    target = next(node for node in nodes if node is not source)
    slot = source.cluster("KEYSLOT", f"{{{name}}}:ledger")
    ids = {node: node.execute_command("CLUSTER", "MYID").decode() for node in nodes}
    port = target.connection_pool.connection_kwargs["port"]
    target.execute_command("CLUSTER", "SETSLOT", slot, "IMPORTING", ids[source])
    source.execute_command("CLUSTER", "SETSLOT", slot, "MIGRATING", ids[target])
    keys = source.execute_command("CLUSTER", "GETKEYSINSLOT", slot, 1000)
    source.execute_command("MIGRATE", "127.0.0.1", port, "", 0, 5000, "KEYS", *keys)
    for node in (target, source, *nodes):
        node.execute_command("CLUSTER", "SETSLOT", slot, "NODE", ids[target])
    assert store.apply([Settle("1", 10, now), Reserve("2", 90, (DAY,), now)]) == [Settled("1", 10, 60), Reserved("2", 0)]
    assert store._client.connection_pool.connection_kwargs["port"] == port
    store.close()


@pytest.mark.long
def test_a_cluster_with_tls_and_a_password(redis_process: Callable, tmp_path: Path, unused_port: Callable) -> None:
    trusted = certificate(tmp_path)
    buses, secure = ([unused_port() for _ in range(3)] for _ in range(2))
    files = ("--tls-cert-file", str(trusted), "--tls-key-file", str(tmp_path / "tls.key"), "--tls-ca-cert-file", str(trusted))
    guarded = ("--tls-auth-clients", "no", "--tls-cluster", "yes", "--requirepass", "horse", "--masterauth", "horse")
    nodes = [
        redis_process("--cluster-enabled", "yes", "--cluster-port", str(bus), "--tls-port", str(port), *files, *guarded)
        for bus, port in zip(buses, secure, strict=True)
    ]
    clients = [redis.Redis(port=node.port, password="horse") for node in nodes]
    for number, node in enumerate(clients):
        node.execute_command("CLUSTER", "ADDSLOTSRANGE", *((0, 5460), (5461, 10922), (10923, 16383))[number])
        clients[0].execute_command("CLUSTER", "MEET", "127.0.0.1", secure[number], buses[number])
    for node in clients:
        for _ in range(1500):
            if node.cluster("INFO").get("cluster_state") == "ok":
                break
            time.sleep(0.02)
    ports = set()
    for number in range(20):
        store = RedisStore(Server(f"rediss://127.0.0.1:{secure[0]}/0", password="horse", authorities=str(trusted)), f"bank-{number}")
        assert store.set_up()
        assert store.apply([Reserve("1", 60, (DAY,), NOON)]) == [Reserved("1", 40)]
        ports.add(store._client.connection_pool.connection_kwargs["port"])
        store.close()
    assert ports == {*secure}
    assert refused(RedisStore(Server(f"rediss://127.0.0.1:{secure[1]}/0", authorities=str(trusted)), "bank-0")).kind == "io"


def test_where_a_certificate_is_for_a_name_the_name_is_kept() -> None:
    named, plain = RedisStore(Server("rediss://ledger.example.com:10000/0"), "b"), RedisStore(Server("redis://ledger.example.com/0"), "b")
    assert [named._node(told) for told in ("10.0.0.4", "node-2.example.com", "")] == [
        "ledger.example.com", "node-2.example.com", "ledger.example.com",
    ]  # fmt: skip
    assert [plain._node(told) for told in ("10.0.0.4", "")] == ["10.0.0.4", "ledger.example.com"]
    assert RedisStore(Server("rediss://10.0.0.1/0"), "b")._node("10.0.0.4") == "10.0.0.4"


def copy(first, second, key: str) -> None:
    """Make the second a replica of the first, and wait until it has the key on its own disk."""
    client(second).replicaof("127.0.0.1", first.port)
    until(lambda: client(second).info("replication")["master_link_status"] == "up" and client(second).exists(key))
    until(lambda: not any(client(second).info("persistence")[f"aof_rewrite_{what}"] for what in ("in_progress", "scheduled")))


def test_a_replica_that_took_over_is_refused_after_its_own_restart_too(redis_process: Callable) -> None:
    first, second = redis_process(), redis_process()
    store = ready(first)
    store.apply([Reserve("1", 10, (DAY,), NOON)])
    copy(first, second, "{bank}:r:1")
    store.expire(NOON)  # as every minute
    until(lambda: client(second).hexists("{bank}:ledger", "copied"))
    client(second).replicaof("127.0.0.1", 1)  # it misses what comes now
    assert store.apply([Reserve("2", 90, (DAY,), NOON)]) == [Reserved("2", 0)]
    first.kill()
    client(second).replicaof("NO", "ONE")
    second.kill()
    second.start()
    assert not str(client(second).info("replication")["master_replid2"]).strip("0"), "nothing tells that it ever took over"
    assert "restarted or replaced" in refused(RedisStore(second.server, "bank"), Reserve("3", 90, (DAY,), NOON)).message


def test_a_replica_that_came_and_took_over_unseen_lacks_what_a_gateway_saw(redis_process: Callable, tmp_path: Path) -> None:
    first, second = redis_process(), redis_process()
    store = RedisStore(first.server, "bank", tmp_path / "seen")
    store.set_up()
    store.apply([Reserve("1", 10, (DAY,), NOON)])
    copy(first, second, "{bank}:r:1")
    client(second).replicaof("127.0.0.1", 1)  # it misses what comes now
    assert store.apply([Reserve("2", 90, (DAY,), NOON)]) == [Reserved("2", 0)]
    store.close()
    first.kill()
    client(second).replicaof("NO", "ONE")
    second.kill()
    second.start()
    assert not client(second).hexists("{bank}:ledger", "copied"), "no gateway has seen it"
    assert refused(RedisStore(second.server, "bank", tmp_path / "seen"), Reserve("3", 90, (DAY,), NOON)).kind == "lost"


def test_that_there_are_replicas_is_said_when_a_gateway_starts(redis_process: Callable) -> None:
    first, second = redis_process(), redis_process()
    store = ready(first)
    assert store.notes() == []
    copy(first, second, "{bank}:ledger")
    assert RedisStore(first.server, "bank").notes() == [HAS_REPLICAS]


def test_a_replica_that_somebody_saw_take_over_stays_refused(redis_process: Callable) -> None:
    first, second = redis_process(), redis_process()
    ready(first)
    copy(first, second, "{bank}:ledger")
    first.kill()
    client(second).replicaof("NO", "ONE")
    assert "restarted or replaced" in refused(RedisStore(second.server, "bank")).message
    second.kill()
    second.start()
    assert "restarted or replaced" in refused(RedisStore(second.server, "bank")).message
    assert RedisStore(second.server, "bank").set_up() is False
    assert RedisStore(second.server, "bank").apply([Reserve("1", 10, (DAY,), NOON)]) == [Reserved("1", 90)]
