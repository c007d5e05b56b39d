"""What can go wrong while a reader is made, as one tree; every message says what to do.

TrainingError
├── DataError       the data folder, one of its files or a row; or rows that make no example
└── WeightsError    the encoder's folder, a trunk or a safetensors file; or numbers that are no longer finite
"""


class TrainingError(Exception):
    """Anything that the command line reports in one line instead of a traceback."""


class DataError(TrainingError):
    """The data is missing, damaged or of no use."""


class WeightsError(TrainingError):
    """Weights are missing, damaged, of another model, or not finite."""
