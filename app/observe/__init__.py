"""What the operator sees: logs, request ids, health. Never a patient's word."""
