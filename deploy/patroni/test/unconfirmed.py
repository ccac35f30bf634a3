"""A commit that waits for a standby which never comes, and is broken off there, is not acknowledged.

PostgreSQL answers such a commit with success and a warning if somebody cancels it, and shows what it wrote to
everybody from then on, though no second node has it.
"""

import threading
import time

from cluster import NODES, SERVERS
from load import TODAY, Client
from machine import wait_until

WAITING = "FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND usename = 'hospice'"


def check(cluster, token, house):
    """Faults; the cluster is left as it was."""
    address = cluster.addresses[f"{SERVERS['app1']}:8080"]
    port = int(address.rsplit(":", 1)[1])
    node = cluster.primary()
    own = int(cluster.addresses[f"{NODES[node]}:5432"].rsplit(":", 1)[1])
    cluster.patronictl(node, "pause", "--wait", "hospice")
    faults = []
    try:
        cluster.sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", own)
        cluster.sql("SELECT pg_reload_conf()", own)
        time.sleep(1)
        for number, (function, word) in enumerate(
            (("pg_cancel_backend", "cancelled"), ("pg_terminate_backend", "terminated")), 1
        ):
            path = f"/v1/houses/{house}/registrations/{TODAY}?reason=unconfirmed"
            body = {"bedsOccupied": 1, "requests": number}
            faults += broken_off(cluster, own, Client(port, token), (path, body), function, word)
    finally:
        cluster.sql("ALTER SYSTEM RESET synchronous_standby_names", own)
        cluster.sql("SELECT pg_reload_conf()", own)
        cluster.patronictl(node, "resume", "--wait", "hospice")
    return faults


def broken_off(cluster, own, client, write, function, word):
    path, body = write
    faults, statuses = [], []
    asking = threading.Thread(target=lambda: statuses.append(client.ask("PUT", path, body)[0]))
    asking.start()
    # In one statement: the write is answered with 503 before long.
    wait_until("the write waits for the standby", lambda: cluster.sql(f"SELECT {function}(pid) {WAITING}", own), 5)
    asking.join()
    if statuses[0] in (200, 201):
        faults.append(f"a {word} wait for the standby was acknowledged with {statuses[0]}")
    # It is there, seen by everybody, and still on one node alone.
    status, _ = client.ask("PUT", path, body)
    if status in (200, 201):
        faults.append(f"repeated after it was {word}, the write was acknowledged with {status} by one node alone")
    return faults
