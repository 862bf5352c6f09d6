"""A picture chosen, or sent and described, in the form of what shows it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pictures.decoding import DISK
from publishing.admin import picture_field
from publishing.models import Picture

DESCRIBED = ("alt", "is_decorative", "credit", "focal_x", "focal_y")


def described(name: str) -> Any:
    return Picture._meta.get_field(name).formfield()  # type: ignore[union-attr]  # fields of ours all have a form field


class ShowsPictureForm(forms.ModelForm):
    """What is described is the picture sent here, or the one that the record shows: what was
    changed of it alone, so that choosing another leaves that one as it was."""

    file = picture_field(label="ou déposez-la ici")
    alt, is_decorative, credit = described("alt"), described("is_decorative"), described("credit")
    focal_x, focal_y = described("focal_x"), described("focal_y")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "picture" in self.fields:
            self.fields["picture"].required = False  # one may be sent instead
        if picture := self.instance.picture_id and self.instance.picture:
            for name in DESCRIBED:
                self.initial[name] = getattr(picture, name)
        self.picture: Picture | None = None  # to save

    def title_of_picture(self) -> str:
        """Of the one that is sent."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        image, chosen = cleaned.get("file"), cleaned.get("picture")
        names = [name for name in cleaned if name in DESCRIBED]
        names = [name for name in names if image or name in self.changed_data]
        if not image and not (chosen and names):
            return cleaned
        picture: Any = Picture() if image else chosen
        self.picture = picture
        for name in names:
            setattr(picture, name, cleaned[name])
        try:
            picture.full_clean(exclude=["title", "folder", "width", "height"])
        except ValidationError as refusal:
            for name, faults in refusal.update_error_dict({}).items():
                self.add_error(name if name in DESCRIBED else "alt", faults)
        if image and not self.errors:
            try:
                picture.set_image(image)  # nobody's after a day, when the form is not taken
            except OSError:
                self.add_error("file", DISK)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """A picture that is sent stands for the one to choose."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # private to the stubs, not to Django's forms
        return excluded | ({"picture"} if self.cleaned_data.get("file") else set())

    def save_picture(self) -> None:
        if self.picture:
            self.picture.title = self.picture.title or self.title_of_picture()
            self.picture.save()
            self.instance.picture = self.picture
