"""Formats of input and output: one module each.

A reader splits an input into records of bytes, which is cheap and cannot fail on one of them; a parser makes a record's
bytes a raw document, where a failure costs that record alone.
"""

from jingwen.formats.inputs import SUFFIXES, Input, Inputs, find_inputs
from jingwen.formats.parsing import parse
from jingwen.formats.record import Note, Parsed, Record
from jingwen.formats.settings import InputSettings, OutputSettings

__all__ = [
    "SUFFIXES",
    "Input",
    "InputSettings",
    "Inputs",
    "Note",
    "OutputSettings",
    "Parsed",
    "Record",
    "find_inputs",
    "parse",
]
