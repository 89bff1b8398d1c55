"""Tariffs, dues, invoices and accounts."""

from datetime import date
from decimal import Decimal

import pytest

from harbour.berths.reservations import ReservationManager
from harbour.billing.accounts import Account
from harbour.billing.dues import Due, build_dues
from harbour.billing.invoices import build_invoice, send_invoice
from harbour.errors import TariffError
from harbour.notifications.dispatcher import Dispatcher
from harbour.tariffs import TariffCalculator
from harbour.tariffs.policies import FlatTariffPolicy, LengthBandTariffPolicy, TonnageTariffPolicy
from harbour.vessels.models import Vessel, VesselKind
from tests.support.samples import HERON, NOON, PETREL, ships, stay

DUE = Due("N-1", HERON.imo, 12.0, Decimal("1750.00"))


def test_flat_tariff_counts_hours() -> None:
    assert FlatTariffPolicy(Decimal(40)).quote(PETREL, 2.5) == Decimal("100.00")


def test_length_bands_count_days_begun() -> None:
    policy = LengthBandTariffPolicy({100: Decimal(500), 160: Decimal(800)})
    assert policy.quote(HERON, 24) == Decimal("800.00")
    assert policy.quote(HERON, 25) == Decimal("1600.00")
    with pytest.raises(TariffError, match="no band"):
        LengthBandTariffPolicy({100: Decimal(1)}).quote(HERON, 1)


def test_tonnage_tariff_adds_for_long_stays() -> None:
    policy = TonnageTariffPolicy(Decimal("0.10"), free_hours=10)
    assert policy.quote(PETREL, 10) == Decimal("320.00")
    assert policy.quote(PETREL, 20) == Decimal("352.00")


def test_calculator_chooses_by_kind() -> None:
    assert TariffCalculator().price(PETREL, 2) == Decimal("85.00")
    assert len(TariffCalculator().price_list()) == 4


def test_calculator_refuses_what_it_cannot_price() -> None:
    barge = Vessel("9074729", "Tern", VesselKind.BULK, 60, 3, 900)
    with pytest.raises(TariffError, match="no tariff"):
        TariffCalculator({}).price(barge, 1)
    with pytest.raises(TariffError, match="longer"):
        TariffCalculator().price(barge, 0)


def test_dues_follow_the_reservations() -> None:
    manager = ReservationManager("test")
    manager.reserve("A", HERON.imo, stay(day=4))
    (due,) = build_dues(manager, ships(), TariffCalculator(), NOON)
    assert due.amount == DUE.amount


def test_invoice_is_numbered_and_sent() -> None:
    sent: list[str] = []
    outbox = Dispatcher()
    outbox.subscribe("Seelinie", lambda receiver, text: sent.append(text))
    invoice = build_invoice("Seelinie", date(2025, 3, 4), [DUE], serial=7)
    assert send_invoice(invoice, outbox) == 1
    assert sent == ["Invoice 202503-007 over 1750.00 EUR is ready."]


def test_account_adds_up() -> None:
    account = Account("Seelinie", limit=Decimal(1000))
    account.charge("202503-007", DUE.amount)
    assert account.over_limit()
    assert account.pay("202503-007", Decimal(1000)) == Decimal("750.00")
    with pytest.raises(ValueError, match="already"):
        account.charge("202503-007", Decimal(1))
