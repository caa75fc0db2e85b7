"""The units that amounts are compared in."""

from __future__ import annotations

import re

PERCENT = "%"
CURRENCIES = {
    "$": ("$", "usd", "dollars", "dollar"),
    "€": ("€", "eur", "euros", "euro"),
    "£": ("£", "gbp", "pounds sterling", "sterling"),
    "¥": ("¥", "jpy", "yen"),
    "元": ("cny", "rmb", "renminbi", "yuan"),
    "₹": ("₹", "inr", "rs", "rupees", "rupee"),
    "₽": ("₽", "rub", "roubles", "rouble", "rubles", "ruble"),
    "₩": ("₩", "krw"),
    "fr": ("chf", "francs", "franc"),
    "₴": ("₴", "uah", "hryvnias", "hryvnia"),
    "₺": ("₺", "lira"),
    "SEK": ("sek",),
    "NOK": ("nok",),
    "DKK": ("dkk",),
    "zł": ("zł", "pln", "zlotys", "zloty"),
    "¢": ("¢",),
}
_MEASURES: dict[str, tuple[tuple[float, str], ...]] = {
    PERCENT: ((1, "% percent pct per-cent percentage-points percentage-point"),),
    "minute": (
        (1 / 60_000_000, "microseconds microsecond µs μs"),
        (1 / 60_000, "milliseconds millisecond msecs msec ms"),
        (1 / 60, "seconds second secs sec"),
        (1, "minutes minute mins min"),
        (60, "hours hour hrs hr h"),
        (1440, "days day"),
        (10_080, "weeks week"),
        (20_160, "fortnights fortnight"),
    ),
    "business day": (
        (1, "business-days business-day working-days working-day trading-days trading-day banking-days banking-day"),
    ),
    "month": (
        (1, "months month"),
        (12, "years year yrs yr"),
        (120, "decades decade"),
        (1200, "centuries century"),
        (12_000, "millennia millennium"),
    ),
    "metre": (
        (0.001, "millimetres millimetre millimeters millimeter mm"),
        (0.01, "centimetres centimetre centimeters centimeter cm"),
        (1, "metres metre meters meter m"),
        (1000, "kilometres kilometre kilometers kilometer kms km"),
    ),
    "foot": ((1, "feet foot ft"), (1 / 12, "inches inch"), (3, "yards yard")),
    "mile": ((1, "miles mile"),),
    "km/h": ((1, "kilometres-per-hour kilometers-per-hour km/h kmh kph"),),
    "mph": ((1, "miles-per-hour miles-an-hour mph"),),
    "m/s": ((1, "metres-per-second meters-per-second m/s"), (1000, "kilometres-per-second kilometers-per-second km/s")),
    "km²": ((1, "square-kilometres square-kilometers square-km sq-km km² km2"),),
    "mi²": ((1, "square-miles square-mile sq-mi"),),
    "m²": ((1, "square-metres square-meters square-metre square-meter m² m2"), (10_000, "hectares hectare ha")),
    "m³": ((1, "cubic-metres cubic-meters cubic-metre cubic-meter m³ m3"),),
    "ft²": ((1, "square-feet square-foot sq-ft"), (43_560, "acres acre")),
    "gram": (
        (1e-6, "micrograms microgram mcg µg μg"),
        (0.001, "milligrams milligram mg"),
        (1, "grams gram g"),
        (1000, "kilograms kilogram kilos kilo kgs kg"),
    ),
    "tonne": ((1, "metric-tons metric-ton tonnes tonne tons ton"),),
    "ounce": ((1, "ounces ounce oz"), (16, "lbs lb")),
    "litre": (
        (0.001, "millilitres milliliters millilitre milliliter ml"),
        (1, "litres litre liters liter l"),
    ),
    "gallon": ((1, "gallons gallon"),),
    "barrel": ((1, "barrels barrel"),),
    "°C": ((1, "degrees-celsius degrees-centigrade °-c °c ℃ celsius"),),
    "°F": ((1, "degrees-fahrenheit °-f °f ℉ fahrenheit"),),
    "°": ((1, "degrees degree °"),),
    "watt": (
        (1, "watts watt w"),
        (1000, "kilowatts kilowatt kw"),
        (1e6, "megawatts megawatt mw"),
        (1e9, "gigawatts gigawatt gw"),
    ),
    "kWh": ((1, "kilowatt-hours kilowatt-hour kwh"),),
    "byte": (
        (1, "bytes byte"),
        (1e3, "kilobytes kilobyte kb"),
        (1e6, "megabytes megabyte mb"),
        (1e9, "gigabytes gigabyte gb"),
        (1e12, "terabytes terabyte tb"),
    ),
    "hertz": ((1, "hertz hz"), (1e3, "kilohertz khz"), (1e6, "megahertz mhz"), (1e9, "gigahertz ghz")),
    "bpm": ((1, "beats-per-minute bpm"),),
}
ALIASES: dict[str, tuple[tuple[str, float], ...]] = {
    "pounds": (("£", 1), ("ounce", 16)),  # money or a weight
    "pound": (("£", 1), ("ounce", 16)),
    "cents": (("¢", 1), ("$", 0.01), ("€", 0.01)),
    "cent": (("¢", 1), ("$", 0.01), ("€", 0.01)),
    "pence": (("£", 0.01),),
    **dict.fromkeys(
        ("kr", "kronor", "kroner", "krona", "krone", "crowns", "crown"), (("NOK", 1), ("SEK", 1), ("DKK", 1))
    ),
    **{alias: ((name, 1),) for name, aliases in CURRENCIES.items() for alias in aliases},
    **{
        alias.replace("-", " "): ((name, factor),)
        for name, sizes in _MEASURES.items()
        for factor, aliases in sizes
        for alias in aliases.split()
    },
}
"""What a unit may be called → the units that it may be, each with how many of the unit that is compared it is."""
SPANS = frozenset({"minute", "business day", "month"})
"""Units of time."""
NOT_COUNTED = frozenset({PERCENT, *CURRENCIES})
"""An amount in one of these is never the number of something counted."""
AMOUNT = "amount"
"""The unit of a reading that leaves the unit out: "three of them" may be three years."""
NOT_MEASURES = frozenset({"ordinal", "decade", "date", "weekday", "time", "name"})
"""What is compared like a unit, and is none."""

_NAMES = "|".join(re.escape(name).replace(r"\ ", r"[\s-]") for name in sorted(ALIASES, key=len, reverse=True))
ADDED = "further|additional|extra|more|full|whole|consecutive|successive|straight|calendar"
"""Words that may stand between a number and its unit."""
UNIT = re.compile(
    rf"[\s\-‐‑]?(?:(?:{ADDED})\s)?(?:(?:US|Canadian|Australian|Swiss|Norwegian|Swedish|Danish)\s)?(?P<unit>{_NAMES})(?![^\W_])",
    re.IGNORECASE,
)
"""A unit after a number."""
_CODES = "USD|EUR|GBP|JPY|CNY|INR|CHF|SEK|NOK|DKK|PLN|kr\\.?|Rs\\.?"
_SIGNS = "".join(name for name in CURRENCIES if not name.isalpha())
PREFIX = rf"(?:[A-Z]{{0,3}}[{_SIGNS}]|(?:{_CODES}))\s?"
"""A currency before a number."""
MONEY = re.compile(
    rf"\b(?:US(?=[$])|(?:{_CODES})\s?(?=\d))"
    r"|(?<=\s)(?:US(?=\sdollars?\b)|Swiss(?=\sfrancs?\b)|Celsius\b|Fahrenheit\b)"
)
"""Codes of currencies, and parts of the names of units, which are no names of anybody."""


def currencies(prefix: str) -> tuple[tuple[str, float], ...]:
    """The units of money that a prefix may stand for; nothing where there is none."""
    sign = prefix.strip()
    return ALIASES.get(sign.strip(". ").lower(), ((sign[-1:], 1),)) if sign else ()


def unit_named(words: str) -> tuple[tuple[str, float], ...]:
    """What a matched name of a unit may stand for."""
    return ALIASES[re.sub(r"[\s-]", " ", words.lower())]
