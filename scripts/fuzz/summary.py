"""What the invented requests found: how many there were and how they were answered, every failed check by operation with one
example, and every answer of 5xx. Fails when there was such an answer, or nothing was asked.

usage: summary.py DIRECTORY   with one NAME.ndjson per role
"""

import base64
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

EXAMPLE_CHARACTERS = 400


def scenarios(report):
    with report.open(encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line).get("ScenarioFinished")
            if event:
                yield event["recorder"]


def text(content):
    if not content:
        return ""
    if isinstance(content, dict):
        content = base64.b64decode(content.get("$base64", "")).decode("utf-8", "replace")
    return content[:EXAMPLE_CHARACTERS]


def example(interaction):
    request, response = interaction["request"], interaction.get("response") or {}
    return (
        f"      {request['method']} {request['uri'][:EXAMPLE_CHARACTERS]}\n"
        f"      > {text(request.get('body'))}\n"
        f"      < {response.get('status_code', 'no answer')} {text(response.get('content'))}"
    )


def reason(check):
    failure = check.get("failure_info") or check.get("failure") or {}
    failure = failure.get("failure", failure)
    return f"{failure.get('title', check['name'])}: {failure.get('message', '')}"[:EXAMPLE_CHARACTERS]


def read(report):
    """Status codes, examples of 5xx by operation, and failed checks by (check, operation)."""
    codes, broken, failed = Counter(), defaultdict(list), defaultdict(list)
    for recorder in scenarios(report):
        interactions = recorder.get("interactions", {})
        for interaction in interactions.values():
            code = (interaction.get("response") or {}).get("status_code", 0)
            codes[code] += 1
            if code == 0 or code >= 500:
                broken[recorder["label"]].append(interaction)
        for case, checks in recorder.get("checks", {}).items():
            for check in checks:
                if check["status"] != "success":
                    failed[check["name"], recorder["label"]].append((check, interactions.get(case)))
    return codes, broken, failed


def main():
    wrong = 0
    for report in sorted(Path(sys.argv[1]).glob("*.ndjson")):
        codes, broken, failed = read(report)
        asked = ", ".join(f"{code or 'none'}: {number}" for code, number in sorted(codes.items()))
        print(f"\n{report.stem}: {codes.total()} requests ({asked})")
        for (name, operation), found in sorted(failed.items()):
            check, interaction = found[0]
            print(f"  {len(found)} x {name} at {operation}\n    {reason(check)}")
            if interaction:
                print(example(interaction))
        for operation, found in sorted(broken.items()):
            print(f"  {len(found)} answers of 5xx or none at {operation}")
            print(example(found[0]))
        wrong += sum(map(len, broken.values())) + (not codes.total())
    print(f"\n{wrong} answers of 5xx, or none")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
