from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "mail"
    verbose_name = "Courrier"
    # Why a change of these leaves every page as it is (see publishing.page_files.versions).
    not_public = {
        "outgoingmail": "a message to one person",
        "mailserver": "how our own mail server answers",
    }
