"""The command that the harbour office types."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime

from harbour import __version__
from harbour.berths import Berth, BerthPlan, ReservationManager
from harbour.berths.reservations import get_reservation_manager
from harbour.reporting.occupancy import measure_occupancy, render_occupancy
from harbour.tariffs.calculator import TariffCalculator
from harbour.windows import TimeWindow, day_of

NORTH = BerthPlan([Berth("N1", 180, 9.5), Berth("N2", 240, 11.0), Berth("N3", 120, 7.0)])


def build_parser() -> argparse.ArgumentParser:
    """Build the parser with one subcommand per question."""
    parser = argparse.ArgumentParser(prog="harbour", description="Questions about the quay.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("prices", help="show the price list")
    occupancy = commands.add_parser("occupancy", help="show how full each berth is on a day")
    occupancy.add_argument("day", type=datetime.fromisoformat)
    check = commands.add_parser("check", help="check a plan of stays for conflicts")
    check.add_argument("stay", nargs="+", help="berth,vessel,start,end")
    return parser


def check_stays(stays: Sequence[str]) -> list[str]:
    """Book all stays in a scratch manager and return the conflicts in words."""
    scratch = ReservationManager("check")
    problems = []
    for stay in stays:
        berth, vessel, start, end = stay.split(",")
        window = TimeWindow(datetime.fromisoformat(start), datetime.fromisoformat(end))
        for other in scratch.find_conflicts(berth, window):
            problems.append(f"{vessel} meets {other.vessel} at {berth}")
        if not scratch.find_conflicts(berth, window):
            scratch.reserve(berth, vessel, window)
    return problems


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    options = build_parser().parse_args(arguments)
    if options.command == "prices":
        print("\n".join(TariffCalculator().price_list()))
        return 0
    if options.command == "occupancy":
        figures = measure_occupancy(get_reservation_manager(), NORTH, day_of(options.day))
        print(render_occupancy(figures))
        return 0
    problems = check_stays(options.stay)
    print("\n".join(problems) or "no conflicts")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
