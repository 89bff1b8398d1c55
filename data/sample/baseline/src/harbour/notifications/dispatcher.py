"""Hands messages to the channels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import harbour.reporting.daily as daily
from harbour.notifications.templates import render_message

Channel = Callable[[str, str], None]


class Dispatcher:
    """Sends each message to every channel that its receiver has subscribed."""

    def __init__(self) -> None:
        """Start without any channel."""
        self._channels: dict[str, list[Channel]] = {}
        self.failures: list[str] = []

    def subscribe(self, receiver: str, channel: Channel) -> None:
        """Add a channel for one receiver."""
        self._channels.setdefault(receiver, []).append(channel)

    def send(self, receiver: str, text: str) -> int:
        """Send a text and return how many channels took it."""
        delivered = 0
        for channel in self._channels.get(receiver, []):
            try:
                channel(receiver, text)
            except OSError as error:
                self.failures.append(f"{receiver}: {error}")
            else:
                delivered += 1
        return delivered

    def notify(self, receiver: str, template: str, **values: object) -> int:
        """Fill a template and send it."""
        return self.send(receiver, render_message(template, **values))

    def send_digest(self, receiver: str, day: date, lines: list[str]) -> int:
        """Send the lines of a day under the headline of the daily report."""
        return self.send(receiver, "\n".join([daily.headline(day, len(lines)), *lines]))
