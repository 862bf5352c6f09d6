"""Who may do something: the roles that give the right, and the people who hold it."""

from django.contrib.auth.models import Group, User

NAMED = 4  # people at most; the roles are all named


def who_can(permission: str, *, besides: tuple[int | None, ...] = ()) -> str:
    """« Communication : Anne Roux, Jean Vidal », for staff alone; `permission` is « app.codename »,
    `besides` the keys of those who may not this time."""
    app, codename = permission.split(".")
    groups = Group.objects.filter(
        permissions__codename=codename, permissions__content_type__app_label=app
    )
    people = User.objects.with_perm(permission, backend="django.contrib.auth.backends.ModelBackend")
    able = people.filter(is_staff=True, is_active=True).exclude(
        pk__in=[one for one in besides if one]
    )
    names = [
        user.get_full_name() or user.username for user in able.order_by("last_name", "username")
    ]
    roles = ", ".join(
        f"« {name} »" for name in groups.order_by("name").values_list("name", flat=True)
    )
    more = f" et {len(names) - NAMED} autres" if len(names) > NAMED else ""
    held = ", ".join(names[:NAMED]) + more if names else "aucun compte aujourd’hui"
    return f"{roles or 'administration'} : {held}"
