"""What we send: replies of staff, alerts, and what Twilio is asked to delete."""
