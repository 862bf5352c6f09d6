from . import consents, portraits  # noqa: F401  importing a module registers its classes
