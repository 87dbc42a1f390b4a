"""Names that other programs know market data by, each a thin face of the one receiver."""
