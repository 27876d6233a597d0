"""The demo brand: people who behave like customers, and the files their ten systems export."""


class SimulationError(ValueError):
    """What was asked for cannot be simulated; the message says what can."""
