"""The rules as they stand in rules.toml, compiled once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from jingwen_plugins._regex import regex


class Rules(NamedTuple):
    """What injected-noise looks for.

    Args:
        screen: finds a word that every stamp without a domain holds, or the end of a domain.
        stamps: stamps on folded text.
        domains: domains whose spelling hides them, on text as it is.
        searched: finds a word that a line of keywords holds.
        words: what may stand behind a sentence for good reason.
        credits: what the credit of a picture or report ends in.
        about: words of a text about pronunciation.
        syllable: a syllable of pinyin without its tone, as a regular expression.
    """

    screen: re.Pattern[str]
    stamps: re.Pattern[str]
    domains: re.Pattern[str]
    searched: re.Pattern[str]
    words: frozenset[str]
    credits: tuple[str, ...]
    about: re.Pattern[str]
    syllable: str


def rule_data() -> dict[str, Any]:
    """Return the rules as their file holds them.

    >>> sorted(rule_data())
    ['domain', 'keywords', 'pinyin', 'stamps']
    """
    return tomllib.loads(files(__package__).joinpath("rules.toml").read_text("utf-8"))


@cache
def load() -> Rules:
    """Return the rules."""
    data = rule_data()
    keywords, pinyin = data["keywords"], data["pinyin"]
    return Rules(
        screen=re.compile(_screen(data["stamps"]["screen"], data["domain"]["endings"])),
        stamps=regex("|".join(stamp_patterns()), re.IGNORECASE),
        domains=regex(_hidden_domain(data["domain"]["endings"]), re.IGNORECASE),
        searched=regex("|".join(map(re.escape, keywords["searched"]))),
        words=frozenset(keywords["words"]),
        credits=tuple(keywords["credits"]),
        about=regex("|".join(pinyin["about"])),
        syllable=f"(?:{'|'.join(pinyin['initials'])})?(?:{'|'.join(pinyin['finals'])})(?:ng|n|r)?",
    )


def stamp_patterns() -> list[str]:
    """Return the patterns of stamps on folded text, with what their placeholders stand for."""
    data = rule_data()
    endings = data["domain"]["endings"]
    domain = (
        rf"(?:(?:https?://)?(?<![a-z0-9@./-])(?:w\s?w\s?w\s?[.。]\s?(?:[a-z0-9-]\s?){{1,30}}[.。]\s?(?:{_spaced(endings)})"
        rf"|(?:[a-z0-9][a-z0-9-]{{0,30}}\.){{1,4}}(?:{'|'.join(endings)}))(?:\s?[.。]\s?c\s?n)?(?![a-z0-9])(?:/[!-'*-~]*)?)"
    )
    name = r"[^\s,。!?;:()\[\]【】〔〕{}《》<>“”\"'、]{0,14}"
    return [each.replace("{domain}", domain).replace("{name}", name) for each in data["stamps"]["patterns"]]


def _screen(words: Sequence[str], endings: Sequence[str]) -> str:
    """Return a pattern that begins with a class of characters: that makes for a quick search."""
    first = "".join(word[0] for word in words)
    held = "|".join(f"(?<={word[0]}){word[1:]}" for word in words)
    ending = "|".join(r"\s?".join(f"[{letter}{_wide(letter)}]" for letter in ending) for ending in endings)
    return rf"[.．{first}](?:{held}|(?<=[.．])\s?(?i:{ending})(?:(?<=[ａ-ｚＡ-Ｚ])|(?![A-Za-z0-9])))"


def _hidden_domain(endings: Sequence[str]) -> str:
    """Return the pattern of a domain in wide letters, or with a space behind each letter, on text as it is."""
    wide = "|".join(map(_wide, endings))
    return (
        rf"(?<![ａ-ｚＡ-Ｚ０-９．])(?:[ａ-ｚＡ-Ｚ０-９－]{{1,30}}[．。.]){{1,4}}(?:{wide})(?:[．。.]ｃｎ)?(?![ａ-ｚＡ-Ｚ０-９])"
        rf"|(?<![A-Za-z0-9])w\sw\sw\s[.。．]\s(?:[A-Za-z0-9]\s){{1,30}}[.。．]\s(?:{_spaced(endings)})(?![A-Za-z0-9])"
    )


def _wide(word: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in word)


def _spaced(endings: Sequence[str]) -> str:
    return "|".join(r"\s?".join(ending) for ending in endings)
