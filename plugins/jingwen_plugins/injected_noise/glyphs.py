"""Look-alike characters and invisible fingerprints: flagged, because what stood there is not certain."""

from __future__ import annotations

from collections.abc import Iterator

from jingwen import Flag
from jingwen_plugins._regex import regex

_LIKE_LATIN = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονАВЕЅІЈКМНОРСТХаеорсухѕіјԁԛԝһ"
_RADICALS = "\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0"
_O = "OoＯｏ"
_SCREEN = regex(  # a class of characters comes first, because a search for one is quick
    rf"[{_LIKE_LATIN}{_RADICALS}{_SELECTORS}{_UNSEEN}{_O}](?:(?<=[{_RADICALS}{_UNSEEN}])|(?<=\d[{_O}])\d"
    rf"|(?<=[{_LIKE_LATIN}])[A-Za-z]|(?<=[A-Za-z][{_LIKE_LATIN}])|(?<=[{_SELECTORS}])[{_SELECTORS}])"
)
_SUSPICIOUS = regex(
    rf"(?=[A-Za-z{_LIKE_LATIN}{_RADICALS}{_SELECTORS}{_UNSEEN}])(?:"
    rf"(?P<mixed_alphabets>(?<![A-Za-z\u0370-\u052f])"
    rf"(?:[A-Za-z]{{1,40}}[{_LIKE_LATIN}]|[{_LIKE_LATIN}]{{1,40}}[A-Za-z])[A-Za-z{_LIKE_LATIN}]*)"
    rf"|(?P<radical>[{_RADICALS}]+)"
    rf"|(?P<fingerprint>[{_SELECTORS}]{{2,}}|[{_UNSEEN}]+))"
)
_LETTER_O = regex(rf"[1-9](?<![A-Za-z0-9.].)\d{{0,3}}[{_O}]\d{{1,4}}(?![A-Za-z0-9])")


def suspicious(text: str) -> Iterator[Flag]:
    """Yield a flag for each word of mixed alphabets, radical, number with a letter, and run of unseen characters."""
    if not _SCREEN.search(text):
        return
    for match in _SUSPICIOUS.finditer(text):
        yield Flag(*match.span(), str(match.lastgroup).replace("_", "-"))
    for match in _LETTER_O.finditer(text):
        yield Flag(*match.span(), "letter-in-number")
