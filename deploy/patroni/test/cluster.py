"""Three database nodes (etcd, Patroni, PostgreSQL), HAProxy and two servers on loopback, in one folder.

The files beside this folder are used as they are, with other addresses, ports, folders and passwords.
Only processes started here are ever signalled, each by its number.
"""

import json
import os
import pwd
import secrets
import signal
import subprocess
from pathlib import Path

from machine import descendants, free_port, get, send, wait_until

EXAMPLE = Path(__file__).resolve().parent.parent
NODES = {"db1": "10.0.0.11", "db2": "10.0.0.12", "db3": "10.0.0.13"}
SERVERS = {"app1": "10.0.0.21", "app2": "10.0.0.22"}


class Cluster:
    def __init__(self, folder, programs, server):
        self.folder, self.programs, self.server = Path(folder), programs, server
        self.processes = {}
        self.frozen = []
        # PostgreSQL does not run as root.
        self.account = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        ports = {}
        for address in NODES.values():
            for port in (2379, 2380, 5432, 8008):
                ports[f"{address}:{port}"] = f"127.0.0.1:{free_port()}"
        for address in SERVERS.values():
            ports[f"{address}:8080"] = f"127.0.0.1:{free_port()}"
        self.front, self.database, self.state = free_port(), free_port(), free_port()
        self.addresses = ports
        self.passwords = {
            name: secrets.token_hex(16)
            for name in ("PATRONI-PASSWORD", "SUPERUSER-PASSWORD", "REPLICATION-PASSWORD", "HOSPICE")
        }
        self.common = [
            *ports.items(),
            *((name, word) for name, word in self.passwords.items() if name != "HOSPICE"),
            ("10.0.0.0/24", "127.0.0.1/32"),
            # Without TLS, which needs a certificate.
            ("    bind :443 ssl crt /etc/haproxy/register.pem alpn h2,http/1.1\n", ""),
            ("    http-request redirect scheme https unless { ssl_fc }\n", ""),
            ("bind :80\n", f"bind 127.0.0.1:{self.front}\n"),
            ("bind 127.0.0.1:5000\n", f"bind 127.0.0.1:{self.database}\n"),
            ("bind 127.0.0.1:8404\n", f"bind 127.0.0.1:{self.state}\n"),
            ("check port 8008\n", None),
            ("    user haproxy\n    group haproxy\n", ""),
            ("    log /dev/log local0\n", "    log stdout format raw local0\n"),
        ]

    # -- starting ---------------------------------------------------------------------------

    def start(self):
        for node in NODES:
            self.start_etcd(node)
        etcd = self.addresses["10.0.0.11:2379"]
        wait_until("etcd answers", lambda: b"true" in get(f"http://{etcd}/health")[1])
        for node in NODES:
            self.start_patroni(node)
        self.settle()
        self.start_haproxy()
        self.make_database()

    def start_etcd(self, node):
        text = self.example("etcd.env", [("/var/lib/etcd/hospice", str(self.folder / f"etcd-{node}"))], node)
        settings = dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))
        self.run(f"etcd-{node}", [self.programs["etcd"]], {**settings, "ETCD_LOG_LEVEL": "warn"})

    def start_patroni(self, node):
        file = self.folder / f"patroni-{node}.yml"
        if not file.exists():
            replaced = [
                ("/var/lib/postgresql/hospice", str(self.data(node))),
                ("/var/lib/postgresql/pgpass-patroni", str(self.folder / f"pgpass-{node}")),
                ("/usr/lib/postgresql/15/bin", self.programs["postgres"]),
                ("/var/run/postgresql", str(self.folder)),
                ("mode: automatic", "mode: off"),  # this machine is not to be reset
            ]
            self.write(file, self.example("patroni.yml", replaced, node))
        self.run(f"patroni-{node}", [self.programs["patroni"], str(file)])

    def start_haproxy(self):
        text = self.example("haproxy.cfg", [], "db1")
        for name, address in NODES.items():
            rest = self.addresses[f"{address}:8008"].rsplit(":")[-1]
            database = self.addresses[f"{address}:5432"]
            text = text.replace(f"{name} {database} check port 8008", f"{name} {database} check port {rest}")
        file = self.folder / "haproxy.cfg"
        self.write(file, text)
        self.run("haproxy", [self.programs["haproxy"], "-db", "-f", str(file)])
        # It takes every node for the primary until it has asked.
        wait_until("HAProxy finds the primary", lambda: self.seen_up("primary") == 1)

    def make_database(self):
        word = self.passwords["HOSPICE"]
        self.sql(f"CREATE ROLE hospice LOGIN PASSWORD '{word}'", self.database)
        self.sql("CREATE DATABASE hospice OWNER hospice", self.database)

    def start_servers(self, names=tuple(SERVERS)):
        for name in names:
            self.start_server(name)
            url = f"http://{self.addresses[f'{SERVERS[name]}:8080']}/readyz"
            wait_until(f"{name} is ready", lambda url=url: get(url)[0] == 200)
        wait_until("HAProxy finds both servers", lambda: self.seen_up("servers") == len(SERVERS))

    def start_server(self, name):
        listen = self.addresses[f"{SERVERS[name]}:8080"]
        settings = {"DATABASE_URL": self.url(), "HOSPICE_LISTEN": listen, "RUST_LOG": "warn"}
        settings["HOSPICE_BEHIND_TLS"] = "true"
        self.run(name, [self.server, "serve"], settings, as_ourselves=True)

    def url(self):
        word = self.passwords["HOSPICE"]
        return f"postgres://hospice:{word}@127.0.0.1:{self.database}/hospice?connect_timeout=2"

    def command(self, *words):
        """Runs a command of the server program; what it prints."""
        environment = {"PATH": os.environ["PATH"], "DATABASE_URL": self.url()}
        done = subprocess.run([self.server, *words], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}: {done.stderr}")
        return done.stdout.strip()

    def example(self, name, replaced, node):
        """The example file with this run's addresses; each text to be replaced must be there."""
        text = (EXAMPLE / name).read_text()
        for old, new in replaced:
            if old not in text:
                raise ValueError(f"{name} no longer says {old!r}")
            text = text.replace(old, new)
        lines = []
        for line in text.splitlines(keepends=True):
            own = line.strip() == "name: db1" or line.startswith("ETCD_NAME=")
            if own or "(node)" in line or any(line.startswith(start) for start in OWN_ADDRESS):
                line = line.replace("db1", node).replace("10.0.0.11", NODES[node])
            lines.append(line)
        text = "".join(lines)
        for old, new in self.common:
            if new is not None:
                text = text.replace(old, new)
        return text

    def write(self, file, text):
        file.write_text(text)
        file.chmod(0o600)
        if self.account:
            os.chown(file, self.account.pw_uid, self.account.pw_gid)

    def run(self, name, words, settings=None, as_ourselves=False):
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **(settings or {})}
        other = {}
        if self.account and not as_ourselves:
            other = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
                cwd=self.folder, start_new_session=True, **other,
            )

    def data(self, node):
        return self.folder / f"data-{node}"

    # -- looking ----------------------------------------------------------------------------

    def members(self):
        """What the nodes say of each other: name to (role, state). Empty where nobody answers."""
        for address in NODES.values():
            status, body = get(f"http://{self.addresses[f'{address}:8008']}/cluster")
            if status == 200:
                members = json.loads(body)["members"]
                return {member["name"]: (member["role"], member["state"]) for member in members}
        return {}

    def primary(self):
        """The node that says of itself that it is the primary."""
        for node, address in NODES.items():
            if get(f"http://{self.addresses[f'{address}:8008']}/primary", 1)[0] == 200:
                return node
        return None

    def settle(self):
        """Waits until all three nodes run, one is the primary and one its synchronous standby."""

        def is_whole():
            found = sorted(self.members().values())
            return found == [("leader", "running"), ("replica", "streaming"), ("sync_standby", "streaming")]

        wait_until("all nodes stream", is_whole, 120)

    def seen_up(self, part):
        """How many of a part's servers HAProxy takes for up."""
        lines = get(f"http://127.0.0.1:{self.state}/;csv")[1].decode().splitlines()
        fields = [line.split(",") for line in lines if line.startswith(f"{part},")]
        return sum(1 for line in fields if line[1] != "BACKEND" and line[17].startswith("UP"))

    def sql(self, statement, port):
        """What a statement of the superuser answers; nothing where it fails."""
        words = [f"{self.programs['postgres']}/psql", "-X", "-q", "-A", "-t", "-h", "127.0.0.1"]
        words += ["-p", str(port), "-U", "postgres", "-d", "postgres", "-c", statement]
        environment = {"PATH": os.environ["PATH"], "PGPASSWORD": self.passwords["SUPERUSER-PASSWORD"]}
        environment["PGCONNECT_TIMEOUT"] = "2"
        done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=20, check=False)
        return done.stdout.strip() if done.returncode == 0 else None

    # -- disturbing -------------------------------------------------------------------------

    def processes_of(self, node):
        """Patroni of a node, its postmaster, and the processes of both."""
        return descendants([self.processes[f"patroni-{node}"].pid, *self.postmaster(node)])

    def postmaster(self, node):
        """The one process, or none. The file may be left over, and its number another's by now."""
        try:
            pid = int((self.data(node) / "postmaster.pid").read_text().split()[0])
            is_ours = str(self.data(node)).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, IndexError, ValueError):
            return []
        return [pid] if is_ours else []

    def kill_node(self, node):
        send(signal.SIGKILL, self.processes_of(node))
        self.processes[f"patroni-{node}"].wait()

    def crash_postgres(self, node):
        send(signal.SIGKILL, descendants(self.postmaster(node)))

    def freeze_node(self, node):
        self.frozen = self.processes_of(node)
        send(signal.SIGSTOP, self.frozen)

    def thaw(self):
        send(signal.SIGCONT, self.frozen)
        self.frozen = []

    def switch_over(self, node):
        self.patronictl(node, "switchover", "hospice", "--leader", node, "--force")

    def patronictl(self, node, *words):
        command = [self.programs["patronictl"], "-c", str(self.folder / f"patroni-{node}.yml"), *words]
        subprocess.run(command, capture_output=True, timeout=60, check=True)

    def stop(self):
        self.thaw()
        for name in [*SERVERS, "haproxy"]:
            self.end(name)
        for node in NODES:
            if f"patroni-{node}" in self.processes:
                self.kill_node(node)
        for node in NODES:
            self.end(f"etcd-{node}")

    def end(self, name):
        process = self.processes.get(name)
        if process and process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


# Lines of the examples that tell the node's own address, besides those that say so themselves.
OWN_ADDRESS = ("ETCD_LISTEN_", "ETCD_INITIAL_ADVERTISE_", "ETCD_ADVERTISE_")
