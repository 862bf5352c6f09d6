"""The second factor of every account: a code that a telephone computes, or a recovery code.

The codes, their keys and the limit on wrong ones are django-otp's; the pages are ours, since its
own ask everything on one page and know no enrolment.
"""

from base64 import b32encode
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.utils import timezone
from django_otp import devices_for_user, match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10


def is_passed(user: AbstractBaseUser) -> bool:
    """Whether this session gave its second factor, or needs none: on a copy that is not public, an
    account that has none enters with its password."""
    if not hasattr(user, "is_verified"):  # outside a request
        return False
    return user.is_verified() or not (settings.SECOND_FACTOR or is_enrolled(user))


def is_enrolled(user: AbstractBaseUser) -> bool:
    """Whether the account has a telephone; remembered for the request."""
    known: dict[str, Any] = vars(user)
    if "has_telephone" not in known:
        known["has_telephone"] = TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    return bool(known["has_telephone"])


def pending_device(user: User) -> TOTPDevice:
    """The device being enrolled: its key stays the same until a right code confirms it."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, name="telephone")[0]


def qr_code(device: TOTPDevice) -> str:
    """The SVG of what an authenticator reads."""
    import segno

    return segno.make(device.config_url, error="m", micro=False).svg_inline(scale=5, border=2)


def written_key(device: TOTPDevice) -> str:
    """The same key, to be typed where no picture can be taken: groups of four letters."""
    key = b32encode(device.bin_key).decode()
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def seconds_to_wait(user: User) -> int:
    """How long no code is read, after several wrong ones; 0: now."""
    waits = [0]
    for device in devices_for_user(user):
        allowed, why = device.verify_is_allowed()
        if not allowed and why and why.get("locked_until"):
            waits.append(int((why["locked_until"] - timezone.now()).total_seconds()) + 1)
    return max(waits)


def matching_device(user: User, code: str) -> TOTPDevice | StaticDevice | None:
    """The device whose code it is; a recovery code is used up by this."""
    found = match_token(user, "".join(code.split()).lower())
    if found:
        for device in devices_for_user(user):  # the others have counted a wrong code
            device.throttle_reset()
    return found


def new_recovery_codes(user: User) -> list[str]:
    """Ten codes that work once each, in place of those there were; shown this once."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="secours")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def take_off(user: User, by: User | None = None) -> int:
    """Forget the telephone and the codes of an account, which enrols again at its next visit.

    Returns how many devices went. It is written in the journal when somebody did it there.
    """
    count = 0
    for device in devices_for_user(user, confirmed=None):
        device.delete()
        count += 1
    if by and count:
        LogEntry.objects.log_actions(
            by.pk, [user], CHANGE, change_message="Second facteur retiré.", single_object=True
        )
    return count
