"""What ours is compared with: the smallest honest Django project that lists the same rows.

Django's own start: its default middleware and context processors, one model with its theme, one
ListView, a base template with a menu and a footer, a link (`{% url %}`) and a localised date a
row. No history, no proof, no chart, no total, no typography, nothing cached but what Django
caches by itself. It reads the same database, over connections kept as ours are.
"""
