"""Whether an issue may leave: all the reasons why not, in words for staff.

What must stop an issue one day, such as the silence before an election, is one more reason in
`obstacles`: it then stops approvals; and `Issue.objects.due` is where the worker asks what leaves.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from publishing.sender import sender

from .content import compute, digest_of
from .drafting import corrected_since


def obstacles(issue, user):
    """Why this person may not approve this issue now; nothing when they may."""
    found = []
    try:
        issue.check_approval(user)
    except ValidationError as error:
        found += error.messages
    if not sender().address:
        found.append(
            "L’adresse postale de la ville manque, et chaque message doit la porter\u00a0: "
            "écrivez-la dans «\u00a0Organismes éditeurs\u00a0»."
        )
    for event in corrected_since(issue):
        found.append(
            f"Une étape de l’action n° {event.action.number} a été rectifiée depuis : "
            "actualisez le brouillon."
        )
    return found


def approve(issue, user, digest):
    """Approve what was read, and nothing else: `digest` names the content that was previewed.

    Raises ValidationError with the reasons when it may not leave.
    """
    with transaction.atomic():
        issue.lock()
        content = compute(issue)
        reasons = obstacles(issue, user)
        if digest != digest_of(content):
            reasons.append("Le numéro a changé depuis que vous l’avez lu : relisez l’aperçu.")
        if reasons:
            raise ValidationError(reasons)
        issue.approve(user, content)
