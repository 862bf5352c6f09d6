"""The HTML of every page, by the W3C's own validator (vnu)."""

import urllib.request

import pytest

from .inspection import html_faults


@pytest.mark.validator
def test_every_page_is_valid_html(site, tmp_path):
    for number, path in enumerate([*site.visited, *site.cards]):
        request = urllib.request.build_opener(KeepErrors).open(site.url + path)
        name = "".join(c if c.isalnum() else "-" for c in path)
        (tmp_path / f"{number:03}{name}.html").write_bytes(request.read())
    assert html_faults(tmp_path) == []


class KeepErrors(urllib.request.HTTPErrorProcessor):
    """Error pages are pages too."""

    def http_response(self, request, response):
        return response
