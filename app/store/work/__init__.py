"""What waits to be done: jobs, alarms, alerts and news."""
