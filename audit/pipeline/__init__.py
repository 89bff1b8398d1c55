"""The corridor: the only place that knows all rooms. It holds no algorithm."""
