#!/usr/bin/env python3
"""Fifty people sign in at once, again and again, while somebody else asks for the own account at a fixed rate.

Prints one JSON object: sign-ins per second, and how long the other requests took from the moment when they were due.
"""

import argparse
import concurrent.futures
import json
import math
import pathlib
import threading
import time

from api import Api
from prepare import PASSWORD

AT_ONCE = 50
OTHERS_PER_SECOND = 50


def sign_in_until(base, number, ends):
    api, statuses = Api(base), []
    while time.perf_counter() < ends:
        body = {"email": f"patient-{number}@bench.example", "password": PASSWORD}
        statuses.append(api.call("POST", "/auth/login", body)[0])
    api.close()
    return statuses


def ask(base, token, began, seconds, answers):
    api = Api(base)
    for number in range(OTHERS_PER_SECOND * seconds):
        due = began + number / OTHERS_PER_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        status, _ = api.call("GET", "/users/me", token=token)
        answers.append((status, (time.perf_counter() - due) * 1000))
    api.close()


def run(base, pairs, seconds):
    answers = []
    began = time.perf_counter()
    other = threading.Thread(target=ask, args=(base, pairs[0]["doctor_token"], began, seconds, answers))
    other.start()
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        people = [number % len(pairs) for number in range(AT_ONCE)]
        asked = [pool.submit(sign_in_until, base, number, began + seconds) for number in people]
        statuses = [status for each in asked for status in each.result()]
    spent = time.perf_counter() - began
    other.join()
    signed_in = sum(status == 200 for status in statuses)
    times = sorted(taken for _, taken in answers)
    return {
        "measure": "logins",
        "at_once": AT_ONCE,
        "rate": round(signed_in / spent, 1),
        "errors": len(statuses) - signed_in + sum(status != 200 for status, _ in answers),
        "others": len(answers),
        "others_p99_ms": round(times[math.ceil(len(times) * 0.99) - 1], 1),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True)
    parser.add_argument("--targets", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=int, default=10)
    arguments = parser.parse_args()
    pairs = json.loads(arguments.targets.read_text())
    print(json.dumps(run(arguments.base, pairs, arguments.seconds)))


if __name__ == "__main__":
    main()
