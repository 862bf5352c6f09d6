"""Numbers of the administration, checked as a clerk would."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

telephone_validator = RegexValidator(
    r"^0\d(?: \d\d){4}$", "Un numéro de téléphone s’écrit ainsi : 04 66 00 00 00."
)


def validate_siret(text):
    """Fourteen digits of which the last is a key (Luhn)."""
    digits = text.replace(" ", "")
    if len(digits) != 14 or not (digits.isascii() and digits.isdigit()):
        raise ValidationError("Un numéro SIRET compte 14 chiffres.")
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(digits, 1)]
    if sum(number - 9 if number > 9 else number for number in doubled) % 10:
        raise ValidationError("Ce numéro SIRET est faux : sa clé ne correspond pas.")
