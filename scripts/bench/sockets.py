#!/usr/bin/env python3
"""Opens idle chat sockets, spread over both people of every pair, then sends messages over REST and times their arrival.

First one message in one chat, then one in every chat, so that each socket must receive exactly one. Prints one JSON object.
"""

import argparse
import asyncio
import json
import math
import pathlib
import subprocess
import time
import urllib.parse

from api import Api
from websocket import Refused, WebSocket

IDLE_SECONDS = 5
ARRIVAL_SECONDS = 15
OPENING_AT_ONCE = 50


def memory_mb(pid):
    answer = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return round(int(answer.stdout) / 1024, 1)


class Listener:
    """One socket and when which message arrived on it."""

    def __init__(self, pair, token):
        self.pair = pair
        self.token = token
        self.socket = None
        self.arrivals = {}
        self.closed = False

    async def open(self, address, gate):
        async with gate:
            path = f"/api/v1/chats/ws/{self.pair['chat_id']}"
            self.socket = await WebSocket.connect(address.hostname, address.port, path, self.token)

    async def listen(self):
        while (text := await self.socket.next_text()) is not None:
            frame = json.loads(text)
            if frame["type"] == "message":
                self.arrivals.setdefault(frame["message"]["message"], []).append(time.perf_counter())
        self.closed = True


async def open_all(listeners, address):
    gate = asyncio.Semaphore(OPENING_AT_ONCE)
    results = await asyncio.gather(*(each.open(address, gate) for each in listeners), return_exceptions=True)
    refusals = [result for result in results if result is not None]
    for refusal in refusals:
        if not isinstance(refusal, (Refused, OSError, asyncio.IncompleteReadError)):
            raise refusal
    return [str(refusal) for refusal in refusals]


async def fan_out(api, listeners, pairs, text):
    """Sends `text` in the chats of these pairs; returns each socket's delay in ms, None for one that got it not once."""
    sent_at = {}
    for pair in pairs:
        sent_at[pair["chat_id"]] = time.perf_counter()
        body = {"chat_id": pair["chat_id"], "message": text}
        await asyncio.to_thread(api.data, "POST", "/messages", body, pair["patient_token"])
    waiting = [each for each in listeners if each.pair["chat_id"] in sent_at]
    until = time.perf_counter() + ARRIVAL_SECONDS
    while time.perf_counter() < until and not all(text in each.arrivals for each in waiting):
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    delays = []
    for each in waiting:
        arrived = each.arrivals.get(text, [])
        delays.append((arrived[0] - sent_at[each.pair["chat_id"]]) * 1000 if len(arrived) == 1 else None)
    return delays


def summary(prefix, delays):
    got = sorted(delay for delay in delays if delay is not None)
    return {
        f"{prefix}_expected": len(delays),
        f"{prefix}_received": len(got),
        f"{prefix}_p99_ms": round(got[math.ceil(len(got) * 0.99) - 1], 1) if got else None,
        f"{prefix}_max_ms": round(got[-1], 1) if got else None,
    }


async def run(arguments):
    pairs = json.loads(arguments.targets.read_text())[: arguments.chats]
    address = urllib.parse.urlsplit(arguments.base)
    people = [(pair, pair[token]) for pair in pairs for token in ("doctor_token", "patient_token")]
    listeners = [Listener(*people[number % len(people)]) for number in range(arguments.sockets)]
    before = memory_mb(arguments.pid)
    began = time.perf_counter()
    refusals = await open_all(listeners, address)
    opened_in = time.perf_counter() - began
    opened = [each for each in listeners if each.socket is not None]
    tasks = [asyncio.create_task(each.listen()) for each in opened]
    await asyncio.sleep(IDLE_SECONDS)
    held = memory_mb(arguments.pid)
    api = Api(arguments.base)
    one = await fan_out(api, opened, pairs[:1], "One message to one chat.")
    every = await fan_out(api, opened, pairs, "One message to every chat.")
    api.close()
    dropped = sum(each.closed for each in opened)
    for each in opened:
        await each.socket.close()
    for task in tasks:
        task.cancel()
    broken = [task for task in await asyncio.gather(*tasks, return_exceptions=True) if isinstance(task, Exception)]
    return {
        "measure": "sockets",
        "asked": len(listeners),
        "opened": len(opened),
        "dropped": dropped,
        "unreadable": len(broken),
        "refusals": sorted(set(refusals)),
        "open_seconds": round(opened_in, 2),
        "mb_before": before,
        "mb": held,
        **summary("one", one),
        **summary("every", every),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True)
    parser.add_argument("--targets", type=pathlib.Path, required=True)
    parser.add_argument("--pid", type=int, required=True, help="the server's process, for its memory")
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--chats", type=int, help="how many chats to spread them over, all of them by default")
    print(json.dumps(asyncio.run(run(parser.parse_args()))))


if __name__ == "__main__":
    main()
