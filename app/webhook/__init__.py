"""Answer Twilio at `/webhook` and `/webhook/status`."""
