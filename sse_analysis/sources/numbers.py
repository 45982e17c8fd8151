"""Numbers as people wrote them: other digits, other separators, words of scale, footnotes glued on.

What cannot be read surely is not read: the reading carries a doubt and no value, and a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Decimal = Literal[".", ","]

#: Written for "there is nothing here"; a zero is never among them.
BLANKS = frozenset({"", "-", "–", "—", "..", "...", "…", "n/a", "na", "n.a.", "nan", "none", "null"})
#: Words of scale in the languages of the registers.
SCALES = {
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9,
    "тыс": 1e3, "млн": 1e6, "млрд": 1e9, "миң": 1e3, "мянга": 1e3, "сая": 1e6, "тэрбум": 1e9,
    "พัน": 1e3, "หมื่น": 1e4, "แสน": 1e5, "ล้าน": 1e6, "ពាន់": 1e3, "ម៉ឺន": 1e4, "លាន": 1e6,
}  # fmt: skip
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f']")
_NOTE = re.compile(r"[*†‡§]+$|(?:\(\d{1,2}\)|\[\d{1,2}\])$")
_DIGITS = re.compile(r"[\d\s.,+-]+")
_PLAIN = re.compile(r"[+-]?\d+")
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_BOTH = re.compile(r"([+-]?\d{1,3}(?:([.,])\d{3})*)((?!\2)[.,])(\d+)")
_ONE = re.compile(r"[+-]?(\d+)([.,])(\d+)")


@dataclass(frozen=True)
class Reading:
    """What was read.

    Parameters
    ----------
    value : float, date or None
        None when nothing stands there, or when it is doubtful.
    doubt : str
        Why it was not read; empty when it was, or when nothing stands there.
    """

    value: object = None
    doubt: str = ""


def read(text: object, *, decimal: Decimal | None = None) -> Reading:
    """Read one number.

    Parameters
    ----------
    text : object
        Text, or a number of a spreadsheet, which is taken as it is.
    decimal : {".", ","}, optional
        The decimal sign of the column, where it is known. Without it ``29.378`` is a doubt: it is 29,378 in Viet Nam.

    Returns
    -------
    Reading
        With thousands separators, scale words and footnote marks taken off; Thai, Khmer and other digits understood.

    Examples
    --------
    >>> read("68.013,075 tỷ").value
    68013075000000.0
    >>> read("29.378", decimal=",").value
    29378.0
    """
    if isinstance(text, bool):
        return Reading(doubt=f"'{text}' is no number")
    if isinstance(text, int | float):
        return Reading(None if text != text else float(text))
    plain = unicodedata.normalize("NFC", "" if text is None else str(text)).strip()
    if plain.lower() in BLANKS:
        return Reading()
    digits, scale = _scaled(_without_notes(plain))
    found = (
        _separated(_SPACES.sub("", digits), decimal)
        if _spaces_group(digits)
        else "its spaces do not part thousands"
    )
    if isinstance(found, str):
        return Reading(doubt=f"'{plain}': {found}")
    return Reading(found * scale)


def decimal_of(texts: Iterable[object]) -> Decimal | None:
    """Return the decimal sign that the sure numbers of a column show; None when none does, or when they disagree."""
    signs = set()
    for text in texts:
        if isinstance(text, str):
            digits, _ = _scaled(_without_notes(unicodedata.normalize("NFC", text.strip())))
            signs |= _sign(_SPACES.sub("", digits))
    return signs.pop() if len(signs) == 1 else None


def _sign(digits: str) -> set[Decimal]:
    both, groups, one = _BOTH.fullmatch(digits), _GROUPS.fullmatch(digits), _ONE.fullmatch(digits)
    if both and both[2]:
        return {both[3]}
    if groups and digits.count(groups[1]) > 1:
        return {"," if groups[1] == "." else "."}
    return {one[2]} if one and len(one[3]) in (1, 2) else set()


def _without_notes(text: str) -> str:
    """Return the text without marks of footnotes: superscripts, asterisks, numbers in brackets."""
    raised = "".join(sign for sign in text if "super" not in unicodedata.decomposition(sign))
    return _NOTE.sub("", raised.strip()).strip()


def _scaled(text: str) -> tuple[str, float]:
    """Return the digits as ASCII, and the factor of a word of scale behind them."""
    ascii_digits = "".join(
        str(unicodedata.digit(sign)) if unicodedata.digit(sign, None) is not None else sign for sign in text
    )
    word = re.search(r"[^\W\d_][\w\u1780-\u17ff\u0e00-\u0e7f]*\.?$", ascii_digits)
    if word:
        scale = SCALES.get(word[0].rstrip(".").lower())
        if scale:
            return ascii_digits[: word.start()].strip(), scale
    return ascii_digits, 1.0


def _spaces_group(digits: str) -> bool:
    """Tell whether spaces inside a number part groups of three digits; what is no number is judged later."""
    if not _DIGITS.fullmatch(digits):
        return True
    parts = _SPACES.split(digits.strip())
    return len(parts) == 1 or all(len(re.sub(r"[.,].*$", "", part)) == 3 for part in parts[1:])


def _separated(digits: str, decimal: Decimal | None) -> float | str:
    """Return the value, or why it cannot be known."""
    if _PLAIN.fullmatch(digits):
        return float(digits)
    both = _BOTH.fullmatch(digits)
    if both and both[2]:
        if decimal and both[3] != decimal:
            return f"its decimal sign is '{both[3]}', that of the column '{decimal}'"
        return float(both[1].replace(both[2], "") + "." + both[4])
    if decimal:
        return _known(digits, decimal)
    groups, one = _GROUPS.fullmatch(digits), _ONE.fullmatch(digits)
    if groups and digits.count(groups[1]) > 1:
        return float(digits.replace(groups[1], ""))
    if one and len(one[3]) in (1, 2):
        return float(digits.replace(",", "."))
    if groups:
        return f"it may be {digits.replace(groups[1], '')} or {digits.replace(',', '.')}; say which sign is the decimal one"
    return "a footnote may be glued to it" if one else "it is no number"


def _known(digits: str, decimal: Decimal) -> float | str:
    other = "," if decimal == "." else "."
    whole, _, part = digits.partition(decimal)
    if other in whole:
        if not _GROUPS.fullmatch(whole):
            return (
                "a footnote may be glued to it" if re.fullmatch(r"[\d.,+-]+", digits) else "it is no number"
            )
        whole = whole.replace(other, "")
    if not _PLAIN.fullmatch(whole) or (part and not part.isdigit()):
        return "it is no number"
    return float(f"{whole}.{part or 0}")
