"""Long lists, a page at a time."""

from django.core.paginator import Paginator

BY_PAGE = 50


class CountedPaginator(Paginator):
    """Told how many there are by whoever has counted them already."""

    def __init__(self, *args, count, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = count
