"""What the back office's own journal keeps of imports, in French."""

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry

from actions.models import ImportRun

from .story import sentence_after


def log(run: Any, user: Any, message: str) -> None:
    """Nothing without a person: the command line may run without an account."""
    if user is not None:
        LogEntry.objects.log_actions(user.pk, [run], CHANGE, message, single_object=True)


def log_application(run: ImportRun, user: Any) -> None:
    name = f"« {run.original_name} » " if run.original_name else ""
    log(run, user, f"Import {name}appliqué : {sentence_after(run)}")


def log_undoing(undoing: ImportRun, user: Any) -> None:
    log(undoing.undoes, user, f"Import annulé : {sentence_after(undoing)}")
