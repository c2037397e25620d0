"""Messages that came and that we send, and what Twilio keeps of them."""
