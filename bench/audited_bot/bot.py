"""Take an intake over WhatsApp as the audited bot did: `flask audit-report` starts it, attacks it, and ends it.

It has what the report describes and nothing that the report asks for: Fernet over five answers in a dictionary, a
session signed by a key of this process, `.env`, one password, a webhook that believes everybody, and exports by way
of a file. Two things are not rebuilt: Google Sheets, which needs a network, and the pages' looks.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

import pandas as pd
from cryptography.fernet import Fernet
from dotenv import load_dotenv
from flask import Flask, Response, after_this_request, redirect, request, send_file, session
from flask.typing import ResponseReturnValue
from twilio.twiml.messaging_response import MessagingResponse

load_dotenv(Path(__file__).with_name(".env"))

app = Flask(__name__)
app.secret_key = os.urandom(24)
cipher = Fernet(os.environ["ENCRYPTION_KEY"])
patient_data: dict[str, dict[str, bytes]] = {}

QUESTIONS: Final = {
    "name": "What is your full name?",
    "dob": "What is your date of birth?",
    "address": "What is your address?",
    "medical_history": "What is your medical history?",
    "current_medications": "What are your current medications?",
}
LOGIN: Final = '<form method="post"><input type="password" name="password"><button>Log in</button></form>'


@app.post("/webhook")
def webhook() -> ResponseReturnValue:
    """Take the next answer of whoever `From` says."""
    number = request.values.get("From", "")
    text = request.values["Body"].strip()
    told = MessagingResponse()
    if number not in patient_data:
        patient_data[number] = {}
        told.message(f"Welcome. {QUESTIONS['name']}")
        return str(told)
    answers = patient_data[number]
    open_questions = [key for key in QUESTIONS if key not in answers]
    if open_questions:
        answers[open_questions[0]] = cipher.encrypt(text.encode())
    told.message(QUESTIONS[open_questions[1]] if len(open_questions) > 1 else "Thank you. We have it all.")
    return str(told)


@app.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Compare the one password."""
    if request.method == "POST":
        if request.form.get("password") == os.environ["ADMIN_PASSWORD"]:
            session["logged_in"] = True
            return redirect("/patients")
        return "Invalid password", 401
    return LOGIN


@app.route("/logout", methods=["GET", "POST"])
def logout() -> ResponseReturnValue:
    session.pop("logged_in", None)
    return redirect("/login")


@app.get("/patients")
def patients() -> ResponseReturnValue:
    """Show everything about everybody to whoever is logged in."""
    if not session.get("logged_in"):
        return redirect("/login")
    return Response(_table().to_html(), mimetype="text/html")


@app.route("/exports/<kind>", methods=["GET", "POST"])
def export(kind: str) -> ResponseReturnValue:
    """Write the decrypted answers to a file, send it, and remove it."""
    if not session.get("logged_in"):
        return redirect("/login")
    path = Path(tempfile.gettempdir()) / f"patient_data.{kind}"
    if kind == "csv":
        _table().to_csv(path, index=False)
    else:
        _table().to_excel(path, index=False)

    @after_this_request
    def clean_up(response: Response) -> Response:
        path.unlink()
        return response

    return send_file(path, as_attachment=True)


def _table() -> pd.DataFrame:
    rows = [
        {"number": number} | {key: cipher.decrypt(token).decode() for key, token in answers.items()}
        for number, answers in patient_data.items()
    ]
    return pd.DataFrame(rows)


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]), debug=True, use_reloader=False)  # noqa: S201 - as the report found it
