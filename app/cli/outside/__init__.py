"""What `flask doctor` alone asks: Twilio, Google, mail servers, and ourselves."""
