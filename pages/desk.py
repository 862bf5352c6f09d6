"""The pages, among what staff come to do."""

from backoffice.desk import gesture

gesture(45, "Écrire une page", "admin:pages_page_add", "pages.add_page")
