"""The bot that the security audit examined, rebuilt from what its report says. Nobody may run it for patients."""
