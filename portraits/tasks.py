"""What the worker does for portraits (see publishing.clock)."""

from publishing import clock

from . import endings

clock.daily(endings.tell_of_endings)
clock.daily(endings.forget_old_consents)
