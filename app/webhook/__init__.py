"""Twilio's side: what arrives at `/webhook` and `/webhook/status`."""
