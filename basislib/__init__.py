"""Models and pages of an interactive workbook on the US Treasury basis trade."""

__version__ = "0.1.0"
