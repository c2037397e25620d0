"""Messages that the clinic sends, against a Twilio of our own."""
