"""Long lists, a page at a time."""

from typing import Any

from django.core.paginator import Paginator

BY_PAGE = 50


class CountedPaginator(Paginator):
    """Told how many there are by whoever has counted them already."""

    def __init__(self, *args: Any, count: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.count = count
