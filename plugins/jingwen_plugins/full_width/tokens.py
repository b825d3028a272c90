"""The marks of a text, and what they are a part of: one pattern, so that the text is read once."""

from __future__ import annotations

from typing import Final

from jingwen_plugins._regex import regex
from jingwen_plugins._text import ADDRESS, HAN

FULL: Final = dict(zip(",:;?!()", "，：；？！（）", strict=True))
"""What NFKC folds, and what it was."""

_TYPES = "int|char|float|double|void|bool|const|unsigned|long|short|struct|string|let|mut|not|new|self|async|await"
_BEHIND_NAME = f"[{HAN}《，。、；：？！（,;:?!(]"
_NO_ANSWER = "[^案项選选級级組组類类]"  # "答案:D"

# Each of these begins behind the character that the pattern below finds.
_CLEAR = rf"(?:(?<=[{HAN}][,:;?!])|(?<=[{HAN}][”》][,:;?!]))(?![-()DPp=.:\[表代是匹])(?P<clear>)"
_BLANK = r"(?<=\n)[ \t\u3000\r]*\n(?P<blank>)"
# What has no group is left as it is.
_OTHERS = (
    r"(?<=[0-9][:,])(?=[0-9])",  # times, ratios, grouped numbers
    # code, also what quotes backticks, what a wrap split, and what lost its text
    r"(?<=`)(?<!``)(?:[^`\n]+`|` `(?!`)(?:[^`\n]++|`(?!`))*+``|``(?!`)(?:[^`\n]++|`(?!``))*+```|`++)",
    r"(?<=`)(?<!``)[^`\n]*\n[^`\n]*`(?=[^`\n]*+(?:`[^`\n]*+`[^`\n]*+)*+(?:\n|\Z))",
    r"(?<=<)[A-Za-z/!][^<>\n]{0,80}>",  # tags
    r"(?<=&)#?[A-Za-z0-9]{2,8};",  # entities
    rf"(?<=[A-Za-z]:)//{ADDRESS}",
    rf"(?<=[wW])(?<![A-Za-z0-9@._/-].)[wW]{{2}}\.(?=[A-Za-z0-9]){ADDRESS}",
    # an abbreviation or a name, and its words or its year: "IPv4（version four）和"
    rf"(?<=[A-Za-z0-9]\()(?!(?:{_TYPES})\b)[A-Za-z]+(?: [A-Za-z]+)+\)(?={_BEHIND_NAME})(?P<gloss>)",
    rf"(?<=[a-z]\()(?:1[5-9]|20)\d\d(?<!00)\)(?={_BEHIND_NAME})(?P<year>)",
    r"(?<=[A-Za-z0-9_]\()[\x20-\x7e]{0,120}?\)",  # calls
    r"(?<=\])\([^()（）\n]*\)|(?<=\]):(?= )",  # Markdown links and references
    r"(?<=!)(?=\[[^\[\]\n]*\]\()|(?<=[A-Za-z]!)(?=[\[{])|(?<=!)=|(?<=\?)\.|(?<=:):+",  # pictures, macros, operators
    r"(?:(?<=\])|(?<=[A-Za-z]!))\((?P<call>)",
    r"(?<=[:;])-[)(DPp]|(?<=:)\((?=\s|\Z)(?![^()（）\n]*[)）])|(?<=" + _NO_ANSWER + r":)D(?=\s|\Z)",  # emoticons
    r"(?<=[:;])\)(?=\s|\Z)(?P<smile>)",
    # the mark itself is meant; a comma behind 里 is one: "在电话里,表示歉意"
    r"(?<=[,:;?!])(?=表示|代表|是指|匹配)(?:(?<![^\n].)|(?<=[,， ].)|(?<=[里裡裏][:;?!]))",
    r"(?<=[,:;?!])(?P<mark>)",
    r"(?<=[(（])(?P<opening>)",
    r"(?<=[)）])(?P<closing>)",
)
TOKEN: Final = regex(rf"[,:;?!()（）\]`<&wW\n](?:{_CLEAR}|{_BLANK}|(?<!\n)(?:{'|'.join(_OTHERS)}))")
"""A place to look at, by the name of its group; without a group it is code, an address, a number, an emoticon.

`clear`: a mark right behind Chinese. `mark`: any other; its neighbours decide. `opening`, `closing`: brackets. `call`:
the opening bracket of a call or a link that goes on. `gloss`, `year`: brackets behind a foreign name. `smile`: an
emoticon, if the bracket closes no other. `blank`: a blank line, which no pair of brackets reaches across.

>>> [match.lastgroup for match in TOKEN.finditer("中,A,`a,b`9:30")]
['clear', 'mark', None, None]
"""
