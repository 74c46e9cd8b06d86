"""How numbers, money, days and moments are written for people."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from math import floor, log10

from django.utils import formats, timezone
from django.utils.translation import gettext as _, ngettext

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF\N{NO-BREAK SPACE}", "JPY": "¥"}
DASH = "\N{EN DASH}"
# From where an amount is written in thousands, millions, billions: where it rounds to the first.
SHORTENED = ((999.95e6, 1e9, "bn"), (999.95e3, 1e6, "m"), (9_999.5, 1e3, "k"))
CENTS_MATTER_BELOW, TWO_DIGITS_BELOW = 9.995, 0.0995
MOST_PLACES = 4
MINUTE, HOUR, DAY = 60, 3600, 86400
RECENT_DAYS = 7


def money(amount: Decimal | float | None, currency: str = "EUR") -> str:
    """`€4.2m`, `€74k`, `€950`, `€3.80`, `€0.39`, `€0.0042`; a dash for nothing.

    From ten on, cents only make it harder to read. What is less is the cost of a unit (of a
    request, of 1,000 of them), and there they are the number: it has its cents, or below ten cents
    two digits that say something. Only nothing is written €0.
    """
    if amount is None:
        return DASH
    symbol = SYMBOLS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    sign = "-" if amount < 0 else ""
    size = abs(float(amount))
    for limit, divisor, suffix in SHORTENED:
        if size >= limit:
            figure = f"{size / divisor:.1f}".removesuffix(".0")
            return f"{sign}{symbol}{figure}{suffix}"
    if 0 < size < 10**-MOST_PLACES / 2:
        return f"<{symbol}{10**-MOST_PLACES:.{MOST_PLACES}f}"
    return f"{sign}{symbol}{size:,.{_places(size)}f}".removesuffix(".00")


def _places(size: float) -> int:
    """How many decimals an amount needs."""
    if not size or size >= CENTS_MATTER_BELOW:
        return 0
    return 2 if size >= TWO_DIGITS_BELOW else min(1 - floor(log10(size)), MOST_PLACES)


def days(count: float | None) -> str:
    """`1 day`, `12 days`, `2.5 days`; a dash for nothing."""
    if count is None:
        return DASH
    figure = f"{count:,.1f}".removesuffix(".0")
    return ngettext("%(n)s day", "%(n)s days", 1 if count == 1 else 2) % {"n": figure}


def number(value: float | Decimal | None, places: int = 0) -> str:
    """`1,234`; a dash for nothing."""
    return DASH if value is None else f"{value:,.{places}f}"


def trimmed(value: float | Decimal, places: int) -> str:
    """`1,234`, `12.5`, `0.25`: so many decimals at most, and none that are zeros at the end."""
    figure = f"{value:,.{places}f}"
    if places:
        figure = figure.rstrip("0").rstrip(".")
    return "0" if figure == "-0" else figure


def file_size(size: int) -> str:
    """`820 B`, `4.1 KB`, `2.0 MB`."""
    figure = float(size)
    for unit in ("B", "KB", "MB"):
        if figure < 1024:  # noqa: PLR2004
            return f"{figure:.0f} {unit}" if unit == "B" else f"{figure:.1f} {unit}"
        figure /= 1024
    return f"{figure:.1f} GB"


def day(value: date | datetime | str | None) -> str:
    """`9 Oct 2026`; a dash for nothing. Stored JSON holds dates as text, such as 2026-10-09."""
    if value is None or value == "":
        return DASH
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return formats.date_format(value, "j M Y")


def month(value: date) -> str:
    """`Oct 2026`."""
    return formats.date_format(value, "M Y")


def moment(value: datetime | None) -> str:
    """`9 Oct 2026, 09:14`; a dash for nothing."""
    return DASH if value is None else formats.date_format(timezone.localtime(value), "j M Y, H:i")


def clock_time(value: datetime) -> str:
    """`09:14`, in the reader's time zone."""
    return formats.date_format(timezone.localtime(value), "H:i")


def relative(value: datetime, now: datetime | None = None) -> str:
    """`just now`, `5 minutes ago`, `in 3 days`; the date when it is more than a week away."""
    seconds = ((now or timezone.now()) - value).total_seconds()
    size = abs(seconds)
    if size < MINUTE:
        return _("just now")
    if size >= RECENT_DAYS * DAY:
        return day(value)
    text = _span(size)
    return (_("%(span)s ago") if seconds > 0 else _("in %(span)s")) % {"span": text}


def _span(seconds: float) -> str:
    if seconds < HOUR:
        count = int(seconds // MINUTE)
        return ngettext("%(n)d minute", "%(n)d minutes", count) % {"n": count}
    if seconds < DAY:
        count = int(seconds // HOUR)
        return ngettext("%(n)d hour", "%(n)d hours", count) % {"n": count}
    count = int(seconds // DAY)
    return ngettext("%(n)d day", "%(n)d days", count) % {"n": count}


def initials(name: str) -> str:
    """`Ada Moreau` → `AM`."""
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def name_colour(name: str) -> int:
    """One of the five avatar colours, always the same for a name."""
    return sum(name.encode()) % 5
