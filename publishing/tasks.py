"""What the worker does for the parts that every app uses (see publishing.clock)."""

from exchange.uploads import forget_uploads

from . import attempts, clock
from .models import OutgoingMail
from .outbox import worker
from .page_files import folder  # noqa: F401  importing it registers its task

clock.daily(forget_uploads)
clock.daily(attempts.forget_attempts)
clock.daily(OutgoingMail.objects.give_up)
clock.frequent(worker.send_waiting)
