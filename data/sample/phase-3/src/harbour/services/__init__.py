"""The desks that agents and crews talk to."""
