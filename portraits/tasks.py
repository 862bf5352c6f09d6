"""What the worker does for portraits (see publishing.clock)."""

from publishing import clock

from . import endings, withdrawal

clock.daily(endings.tell_of_endings)
clock.daily(endings.forget_old_consents)
clock.frequent(withdrawal.take_away_ended)
