"""The back office of the newsletter."""

from . import issues  # noqa: F401  importing it registers its models
