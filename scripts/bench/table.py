#!/usr/bin/env python3
"""Reads the measurements, one JSON object a line, and prints them as a table beside the goals.

The goals are judged on PostgreSQL; failed requests and lost data count on both. Exit 1 when something is missed.
"""

import json
import sys

SHARES = {
    "GET one resource": ("pgbench -S", 0.25),
    "GET 50 messages": ("pgbench -S", 0.10),
    "POST message": ("pgbench -N", 0.25),
}
P99_MS = 50
IDLE_MB = 100
SOCKETS_MB = 200
START_MS = 1000
BOOKINGS_PER_SECOND = 50
OTHERS_P99_MS = 100
TIMED_SLACK = 0.95


class Table:
    def __init__(self, judged):
        self.judged = judged
        self.rows = []
        self.missed = 0

    def add(self, name, value, goal="", kept=None, judged=None):
        """`kept` says whether the goal is reached, None where there is none."""
        counts = self.judged if judged is None else judged
        verdict = "" if kept is None else ("yes" if kept else ("NO" if counts else "no (not judged)"))
        self.missed += kept is False and counts
        self.rows.append((name, value, goal, verdict))


def load_row(table, record, baselines):
    name, rate = record["measure"], record["rate"]
    table.add(name, f"{rate:,.0f}/s")
    if name in SHARES:
        baseline, goal = SHARES[name]
        share = rate / baselines[baseline]
        table.add(f"  share of {baseline}", f"{share:.0%}", f">= {goal:.0%}", share >= goal)
    table.add("  p99 at 64 connections", f"{record['p99_ms']:.1f} ms", f"< {P99_MS} ms", record["p99_ms"] < P99_MS)
    table.add("  failed requests", record["errors"], "0", record["errors"] == 0, judged=True)


def start_row(table, record, _):
    table.add("first start, migrations included", f"{record['first_ms']} ms")
    table.add("start", f"{record['ms']} ms", f"< {START_MS} ms", record["ms"] < START_MS)


def memory_row(table, record, _):
    table.add("resident memory, idle", f"{record['mb']} MB", f"< {IDLE_MB} MB", record["mb"] < IDLE_MB)


def bookings_row(table, record, _):
    enough = record["rate"] >= BOOKINGS_PER_SECOND * TIMED_SLACK
    table.add("bookings at a fixed rate", f"{record['rate']}/s", f"{BOOKINGS_PER_SECOND}/s", enough)
    table.add("  p99", f"{record['p99_ms']} ms")
    table.add("  refused", f"{record['errors']} of {record['asked']}", "0", record["errors"] == 0, judged=True)
    table.add("  acknowledged and lost", record["lost"], "0", record["lost"] == 0, judged=True)


def logins_row(table, record, _):
    table.add(f"sign-ins, {record['at_once']} at once", f"{record['rate']}/s")
    table.add("  failed requests", record["errors"], "0", record["errors"] == 0, judged=True)
    p99 = record["others_p99_ms"]
    table.add("  p99 of other requests meanwhile", f"{p99} ms", f"< {OTHERS_P99_MS} ms", p99 < OTHERS_P99_MS)


def sockets_row(table, record, _):
    whole = record["opened"] == record["asked"] and record["dropped"] == 0 and record["unreadable"] == 0
    table.add("sockets open", f"{record['opened']} of {record['asked']}", "all", whole, judged=True)
    if record["refusals"]:
        table.add("  refused with", "; ".join(record["refusals"]))
    table.add("  resident memory", f"{record['mb']} MB", f"< {SOCKETS_MB} MB", record["mb"] < SOCKETS_MB)
    for key, name in (("one", "one message to one chat"), ("every", "one message to every chat")):
        received, expected = record[f"{key}_received"], record[f"{key}_expected"]
        table.add(f"  {name}, received once", f"{received} of {expected}", "all", received == expected, judged=True)
        table.add("    p99 / slowest", f"{record[f'{key}_p99_ms']} / {record[f'{key}_max_ms']} ms")


ROWS = {"start": start_row, "memory": memory_row, "bookings": bookings_row, "logins": logins_row, "sockets": sockets_row}


def print_table(title, rows):
    head = ("measure", "value", "goal", "reached")
    rows = [head, *(tuple(str(cell) for cell in row) for row in rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    print(f"\n## {title}\n")
    for number, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    baselines = {record["measure"]: record["rate"] for record in records if record["engine"] == "pgbench"}
    print_table("PostgreSQL's own pgbench, 8 clients", [(name, f"{rate:,.0f}/s", "", "") for name, rate in baselines.items()])
    missed = 0
    for engine, title in (("postgres", "Lifeline on PostgreSQL"), ("sqlite", "Lifeline on SQLite")):
        table = Table(judged=engine == "postgres")
        for record in records:
            if record["engine"] == engine:
                ROWS.get(record["measure"], load_row)(table, record, baselines)
        if table.rows:
            print_table(title, table.rows)
        missed += table.missed
    print(f"\n{missed} goals missed" if missed else "\nall goals reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
