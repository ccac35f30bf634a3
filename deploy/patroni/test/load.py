"""Writers and readers who use the servers while they are disturbed, and who remember every answer."""

import http.client
import json
import random
import threading
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

TODAY = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
PAUSE = 0.025  # between two writes of a writer, in seconds
DAYS = 7  # how many days a writer keeps rewriting, of its own
WRITERS = 2  # of each house


class Client:
    """One keep-alive connection to one address."""

    def __init__(self, port, token=None, seconds=10):
        self.port, self.token, self.seconds = port, token, seconds
        self.connection = None

    def ask(self, method, path, body=None):
        """The status and document of an answer; status 0 where there is none."""
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body)
        try:
            if not self.connection:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.seconds)
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        except (OSError, http.client.HTTPException, ValueError):
            if self.connection:
                self.connection.close()
            self.connection = None
            return 0, None


class Writer(threading.Thread):
    """Registers a house's days over and over, each time with other counts, and repeats what was not
    acknowledged until it is. The waiting lists hold the number of the write."""

    def __init__(self, load, house, number):
        super().__init__(daemon=True)
        self.load, self.house = load, house
        self.days = [str(TODAY - timedelta(days=back)) for back in range(number * DAYS, (number + 1) * DAYS)]
        self.client = Client(load.port, load.token)
        self.acknowledged = {}  # number -> (day, revision)
        self.failures = []  # (sent at, answered at, status)
        self.number = 0

    def run(self):
        while not self.load.is_over.is_set():
            self.number += 1
            day = self.days[self.number % DAYS]
            while not self.write(day) and not self.load.is_over.is_set():
                time.sleep(0.1)
            time.sleep(PAUSE)

    def write(self, day):
        sent = time.monotonic()
        status, document = self.client.ask(
            "PUT", f"/v1/houses/{self.house}/registrations/{day}?reason=load", body_of(self.number)
        )
        now = time.monotonic()
        if status in (200, 201):
            self.acknowledged[self.number] = (day, document["revision"])
            self.load.acknowledged_at.append(now)
            return True
        if status and status < 500:
            self.load.refused.append((status, document))
        self.failures.append((sent, now, status))
        return False


def body_of(number):
    return {"bedsOccupied": 1, "waitingListActive": number % 1000, "waitingListPassive": number // 1000}


def number_of(revision):
    stand = revision["stand"]
    return stand["waitingListActive"] + 1000 * stand["waitingListPassive"]


class Reader(threading.Thread):
    """Asks what is free, twenty times a second."""

    def __init__(self, load):
        super().__init__(daemon=True)
        self.load = load
        self.client = Client(load.port, seconds=5)
        self.answers, self.failures, self.longest = 0, [], 0.0

    def run(self):
        while not self.load.is_over.is_set():
            began = time.monotonic()
            status, document = self.client.ask("GET", "/v1/availability")
            took = time.monotonic() - began
            self.longest = max(self.longest, took)
            if status == 200 and document["houses"]:
                self.answers += 1
            else:
                self.failures.append((began, status))
            time.sleep(0.05)


class Load:
    def __init__(self, port, token, houses):
        self.port, self.token = port, token
        self.is_over = threading.Event()
        self.acknowledged_at = []
        self.refused = []
        self.writers = [Writer(self, house, number) for house in houses for number in range(WRITERS)]
        self.reader = Reader(self)

    def start(self):
        for thread in [*self.writers, self.reader]:
            thread.start()

    def stop(self):
        """Ends the load; a write under way is still waited for."""
        self.is_over.set()
        for thread in [*self.writers, self.reader]:
            thread.join(30)

    def writes_since(self, moment):
        return sum(1 for at in reversed(self.acknowledged_at[-200:]) if at > moment)

    def outage(self, begin, end):
        """The longest time without an acknowledged write that touches this span, in seconds."""
        moments = sorted(at for at in self.acknowledged_at if begin - 5 < at < end + 5)
        gaps = [b - a for a, b in zip(moments, moments[1:]) if b > begin and a < end]
        return max(gaps, default=end - begin)

    def failed(self, begin, end):
        return sum(1 for writer in self.writers for sent, _, _ in writer.failures if begin <= sent < end)

    def check(self):
        """Compares the register with what was acknowledged: faults, and how many writes were compared."""
        faults, compared = [], 0
        for writer in self.writers:
            found = {}
            for day in writer.days:
                path = f"/v1/houses/{writer.house}/registrations/{day}/revisions"
                status, revisions = Client(self.port, self.token, 60).ask("GET", path)
                if status not in (200, 404):
                    faults.append(f"{writer.house} {day}: no answer ({status})")
                for place, revision in enumerate(revisions if status == 200 else [], 1):
                    if revision["revision"] != place:
                        faults.append(f"{writer.house} {day}: revision {place} is {revision['revision']}")
                    found.setdefault(number_of(revision), []).append((day, revision["revision"]))
            for number, where in writer.acknowledged.items():
                compared += 1
                if found.get(number) != [where]:
                    faults.append(f"{writer.house} write {number}: {where} acknowledged, {found.get(number)} found")
            for number in found.keys() - writer.acknowledged.keys():
                # The last write may have been stored without its answer.
                if number != writer.number or len(found[number]) > 1:
                    faults.append(f"{writer.house} write {number}: found, never acknowledged nor sent last")
        return faults, compared


def spread(token, house, ports, times):
    """How long a write by one server takes until another's board shows it, in seconds, each way in turn; nothing
    for one that does not show within ten seconds."""
    clients = [Client(port, token, 5) for port in ports]
    taken = []
    for number in range(times):
        ours, theirs = clients[:: 1 if number % 2 else -1]
        path = f"/v1/houses/{house}/registrations/{TODAY}"
        status, document = ours.ask("PUT", path, {"bedsOccupied": number % 2})
        began = time.monotonic()
        seen = None
        while status in (200, 201) and not seen and time.monotonic() < began + 10:
            _, shown = theirs.ask("GET", f"/v1/availability/{house}")
            if shown and shown.get("bedsFree") == document["bedsFree"]:
                seen = time.monotonic() - began
        taken.append(seen)
        # Not in step with the servers' own clocks.
        time.sleep(random.uniform(0.1, 0.6))
    return taken
