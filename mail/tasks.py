"""What the worker does for the outbox (see publishing.clock)."""

from publishing import clock

from .models import OutgoingMail
from .worker import send_waiting

clock.daily(OutgoingMail.objects.give_up)
clock.frequent(send_waiting)
