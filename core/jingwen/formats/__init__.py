"""Formats of input and output: one module each."""

from jingwen.formats.inputs import SUFFIXES, Input, Inputs, find_inputs
from jingwen.formats.record import Record

__all__ = ["SUFFIXES", "Input", "Inputs", "Record", "find_inputs"]
