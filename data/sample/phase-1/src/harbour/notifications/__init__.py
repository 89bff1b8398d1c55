"""Messages to agents, pilots and the office."""
