#!/usr/bin/env python3
"""Books at a fixed rate, whatever the answers take, then reads every acknowledged booking back.

Prints one JSON object. A booking is lost when it was answered with success and is not there, or is another, afterwards.
"""

import argparse
import concurrent.futures
import datetime
import json
import math
import pathlib
import threading
import time

from api import Api

SLOT = datetime.timedelta(minutes=15)
DAYS_AHEAD = 200

local = threading.local()


def client(base):
    if not hasattr(local, "api"):
        local.api = Api(base)
    return local.api


def slot_of(number, pair_count, first):
    return first + SLOT * (number // pair_count)


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def book(base, pair, slot, due):
    body = {
        "doctor_id": pair["doctor_id"],
        "patient_id": pair["patient_id"],
        "time_slot": slot.isoformat().replace("+00:00", "Z"),
        "duration_minutes": 15,
        "reason": "Measurement",
    }
    status, answer = client(base).call("POST", "/appointments", body, pair["patient_token"])
    taken = (time.perf_counter() - due) * 1000
    booked = answer["data"]["id"] if status in (200, 201) else None
    return {"pair": pair, "slot": slot, "id": booked, "status": status, "ms": taken}


def is_kept(base, booking):
    pair = booking["pair"]
    status, answer = client(base).call("GET", f"/appointments/{booking['id']}", token=pair["patient_token"])
    if status != 200:
        return False
    kept = answer["data"]
    same_people = kept["doctor_id"] == pair["doctor_id"] and kept["patient_id"] == pair["patient_id"]
    return kept["id"] == booking["id"] and same_people and instant(kept["time_slot"]) == booking["slot"]


def run(base, pairs, rate, seconds):
    midnight = datetime.datetime.now(datetime.timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight + datetime.timedelta(days=DAYS_AHEAD)
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        began = time.perf_counter()
        asked = []
        for number in range(rate * seconds):
            due = began + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            pair = pairs[number % len(pairs)]
            asked.append(pool.submit(book, base, pair, slot_of(number, len(pairs), first), due))
        bookings = [each.result() for each in asked]
        spent = time.perf_counter() - began
        booked = [booking for booking in bookings if booking["id"] is not None]
        lost = len(booked) - sum(pool.map(lambda booking: is_kept(base, booking), booked))
    times = sorted(booking["ms"] for booking in bookings)
    return {
        "measure": "bookings",
        "asked": len(bookings),
        "booked": len(booked),
        "lost": lost,
        "errors": len(bookings) - len(booked),
        "statuses": sorted({booking["status"] for booking in bookings}),
        "rate": round(len(booked) / spent, 1),
        "p99_ms": round(times[math.ceil(len(times) * 0.99) - 1], 1),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True)
    parser.add_argument("--targets", type=pathlib.Path, required=True)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=10)
    arguments = parser.parse_args()
    pairs = json.loads(arguments.targets.read_text())
    print(json.dumps(run(arguments.base, pairs, arguments.rate, arguments.seconds)))


if __name__ == "__main__":
    main()
