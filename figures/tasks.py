"""What the worker does for figures (see publishing.clock)."""

from publishing import clock

from .models import Reading

clock.daily(Reading.take_effect)
