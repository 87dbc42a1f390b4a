"""Real-time market data from exchanges to programs, browsers and storage."""

__version__ = "0.1.0"
