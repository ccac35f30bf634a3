"""Runs the whole cluster on loopback, disturbs it under load, and compares what was acknowledged with what is
there. Started by ../test.sh."""

import argparse
import json
import signal
import statistics
import sys
import time
from pathlib import Path

import unconfirmed
from cluster import SERVERS, Cluster
from load import Load, spread
from machine import wait_until

NETWORK = Path(__file__).resolve().parents[3] / "examples" / "network.json"
HOUSES = [house["houseId"] for house in json.loads(NETWORK.read_text())["houses"]]
FREEZE = 28  # seconds; longer than Patroni's lease


def main():
    options = arguments()
    programs = {name: getattr(options, name) for name in ("etcd", "haproxy", "patroni", "patronictl", "postgres")}
    cluster = Cluster(options.folder, programs, options.server)
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: sys.exit(130))
    try:
        say("starting etcd, Patroni, PostgreSQL and HAProxy")
        cluster.start()
        cluster.command("migrate")
        cluster.command("import", "houses", str(NETWORK))
        token = cluster.command("token", "create", "--role", "coordinator", "--name", "load")
        cluster.start_servers()
        sys.exit(1 if judge(cluster, token, options.kills) else 0)
    finally:
        cluster.stop()


def judge(cluster, token, kills):
    """Disturbs, checks, and prints the summary; the faults found."""
    say("breaking off commits that wait for a standby")
    broken_off = unconfirmed.check(cluster, token, HOUSES[-1])
    print("\n".join(broken_off) or "    none was acknowledged", flush=True)
    load = Load(cluster.front, token, HOUSES[:-1])
    load.start()
    rows = [disturb(cluster, load, "undisturbed", lambda: time.sleep(10))]
    for number in range(1, kills + 1):
        rows.append(disturb(cluster, load, f"primary killed, {number}", lambda: kill(cluster, load)))
    rows.append(disturb(cluster, load, "PostgreSQL crashed", lambda: crash(cluster, load)))
    rows.append(disturb(cluster, load, f"primary frozen for {FREEZE} s", lambda: freeze(cluster)))
    rows.append(disturb(cluster, load, "switched over", lambda: switch_over(cluster)))
    rows.append(disturb(cluster, load, "a server killed", lambda: kill_server(cluster)))
    say("looking at one server's board for what another writes")
    ports = [int(cluster.addresses[f"{address}:8080"].rsplit(":", 1)[1]) for address in SERVERS.values()]
    seen = {"under load": spread(token, HOUSES[-1], ports, 40)}
    load.stop()
    # Under load a server reads the register again for its own writes; here only because time passes.
    seen["at rest"] = spread(token, HOUSES[-1], ports, 40)
    say("comparing what was acknowledged with what is there")
    faults, compared = load.check()
    faults += [f"a write was refused: {refused}" for refused in load.refused[:5]]
    if load.reader.failures:
        faults.append(f"{len(load.reader.failures)} reads failed, the first with {load.reader.failures[0]}")
    faults += [f"{name} ended" for name in SERVERS if cluster.processes[name].poll() is not None]
    faults += broken_off + spread_faults(seen)
    summary(rows, load, seen, compared, faults)
    return faults


def disturb(cluster, load, name, what):
    """Does it, waits until all is well again, and tells how long nothing could be written."""
    say(name)
    begin = time.monotonic()
    moved = what()
    cluster.settle()
    wait_until("writes go on", lambda: load.writes_since(time.monotonic() - 1))
    end = time.monotonic()
    row = (name, moved or "", load.outage(begin, end), load.failed(begin, end), end - begin)
    print(f"    {row[2]:.1f} s without an acknowledged write {row[1]}", flush=True)
    return row


def kill(cluster, load):
    node = cluster.primary()
    cluster.kill_node(node)
    other = wait_until("another node takes over", lambda: cluster.primary())
    wait_until("writes go on", lambda: load.writes_since(time.monotonic() - 0.5))
    cluster.start_patroni(node)
    return f"{node} -> {other}"


def crash(cluster, load):
    """Patroni stays, and starts PostgreSQL again."""
    node, began = cluster.primary(), time.monotonic()
    cluster.crash_postgres(node)
    wait_until("writes fail", lambda: load.failed(began, time.monotonic()))
    wait_until("writes go on", lambda: load.writes_since(time.monotonic() - 0.5))
    return f"{node} -> {wait_until('a primary is back', cluster.primary)}"


def kill_server(cluster):
    cluster.processes["app1"].kill()
    cluster.processes["app1"].wait()
    time.sleep(5)
    cluster.start_servers(["app1"])


def freeze(cluster):
    node = cluster.primary()
    cluster.freeze_node(node)
    time.sleep(FREEZE)
    other = cluster.primary()
    cluster.thaw()
    return f"{node} -> {other}"


def switch_over(cluster):
    node = cluster.primary()
    cluster.switch_over(node)
    return f"{node} -> {wait_until('another node takes over', cluster.primary)}"


def spread_faults(seen):
    faults = []
    for when, taken in seen.items():
        slow = [seconds for seconds in taken if seconds is None or seconds > 1]
        if slow:
            faults.append(f"{when} {len(slow)} writes of {len(taken)} showed on the other server after over a second")
    return faults


def summary(rows, load, seen, compared, faults):
    print(f"\n{'':24} {'':12} {'longest time without':>22} {'failed':>8} {'whole again':>12}")
    print(f"{'':24} {'':12} {'an acknowledged write':>22} {'writes':>8} {'after':>12}")
    for name, moved, outage, failed, took in rows:
        print(f"{name:24} {moved:12} {outage:20.2f} s {failed:8} {took:10.1f} s")
    killed = [outage for name, _, outage, _, _ in rows if name.startswith("primary killed")]
    if killed:
        print(f"\nprimary killed: median {statistics.median(killed):.1f} s, longest {max(killed):.1f} s")
    for when, taken in seen.items():
        known = sorted(seconds for seconds in taken if seconds)
        print(
            f"seen by the other server {when}: {len(known)} writes of {len(taken)}, "
            f"median {statistics.median(known or [0]):.2f} s, longest {max(known, default=0):.2f} s"
        )
    reader = load.reader
    print(f"availability: {reader.answers} answers, {len(reader.failures)} failures, longest {reader.longest:.2f} s")
    print(f"acknowledged writes: {compared}; faults: {len(faults)}")
    for fault in faults[:20]:
        print(f"  {fault}")


def say(what):
    print(f"{time.strftime('%H:%M:%S')} {what}", flush=True)


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("folder", "server", "etcd", "haproxy", "patroni", "patronictl", "postgres"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--kills", type=int, default=10)
    return parser.parse_args()


main()
