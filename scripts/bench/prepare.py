#!/usr/bin/env python3
"""Fills an empty server for a measurement: pairs of a doctor and a patient, each pair with a chat.

The first patient is also mapped to more doctors (so that GET /chats lists chats) and has 60 messages in the first chat.
Writes targets.json and targets.lua into OUT. The administrator comes from LIFELINE_ADMIN_EMAIL and LIFELINE_ADMIN_PASSWORD.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib

from api import Api, ApiError

PASSWORD = "Bench-Passw0rd!"
CHATS_OF_READER = 20
MESSAGES = 60


def sign_up(base, role, number):
    api = Api(base)
    body = {"email": f"{role}-{number}@bench.example", "password": PASSWORD, "name": f"Bench {role} {number}"}
    answer = api.data("POST", f"/auth/{role}-signup", body)
    api.close()
    return {"id": answer["profile_id"], "token": answer["access_token"]}


def sign_in_admin(api):
    body = {"email": os.environ["LIFELINE_ADMIN_EMAIL"], "password": os.environ["LIFELINE_ADMIN_PASSWORD"]}
    answer = api.data("POST", "/auth/login", body)
    if "access_token" not in answer:
        raise ApiError("the administrator's sign-in asks for a code: measure with an account without a second factor")
    return answer["access_token"]


def open_chat(api, admin, doctor, patient):
    ids = {"doctor_id": doctor["id"], "patient_id": patient["id"]}
    api.data("POST", "/mappings/doctor-patient", ids, admin)
    return api.data("POST", "/chats", ids, patient["token"])["id"]


def say(api, chat_id, token, text):
    return api.data("POST", "/messages", {"chat_id": chat_id, "message": text}, token)


def prepare(base, pair_count):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        doctors = list(pool.map(lambda number: sign_up(base, "doctor", number), range(pair_count)))
        patients = list(pool.map(lambda number: sign_up(base, "patient", number), range(pair_count)))
    api = Api(base)
    admin = sign_in_admin(api)
    pairs = []
    for doctor, patient in zip(doctors, patients):
        chat_id = open_chat(api, admin, doctor, patient)
        pairs.append(
            {
                "chat_id": chat_id,
                "doctor_id": doctor["id"],
                "doctor_token": doctor["token"],
                "patient_id": patient["id"],
                "patient_token": patient["token"],
            }
        )
    reader, first = patients[0], pairs[0]
    for number in range(MESSAGES):
        sender = reader["token"] if number % 2 else first["doctor_token"]
        say(api, first["chat_id"], sender, f"Message number {number}, long enough to look like one that people write.")
    for doctor in doctors[1:CHATS_OF_READER]:
        say(api, open_chat(api, admin, doctor, reader), reader["token"], "Good morning, doctor.")
    check(api, reader, first, min(CHATS_OF_READER, pair_count))
    api.close()
    return pairs


def check(api, reader, first, chats):
    """What is measured must be there: an empty list answers fast."""
    token = reader["token"]
    if api.data("GET", f"/patients/{reader['id']}", token=token)["id"] != reader["id"]:
        raise ApiError("GET /patients/{id} answered another patient")
    listed = api.data("GET", f"/chats/{first['chat_id']}/messages?limit=50", token=token)
    if len(listed) != 50:
        raise ApiError(f"GET messages?limit=50 answered {len(listed)} messages")
    listed = api.data("GET", "/chats", token=token)
    if len(listed) != chats:
        raise ApiError(f"GET /chats answered {len(listed)} chats instead of {chats}")


def lua(pairs):
    names = ("chat_id", "doctor_id", "patient_id", "patient_token")
    rows = ("  { " + ", ".join(f'{name} = "{pair[name]}"' for name in names) + " }," for pair in pairs)
    return "return {\n" + "\n".join(rows) + "\n}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True, help="http://127.0.0.1:8000")
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    pairs = prepare(arguments.base, arguments.pairs)
    (arguments.out / "targets.json").write_text(json.dumps(pairs))
    (arguments.out / "targets.lua").write_text(lua(pairs))


if __name__ == "__main__":
    main()
