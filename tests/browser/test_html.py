"""The HTML of every page, by the W3C's own validator (vnu)."""

import os
import subprocess
import urllib.request


def test_every_page_is_valid_html(site, tmp_path):
    for number, path in enumerate([*site.paths, "/cette-page-n-existe-pas/"]):
        request = urllib.request.build_opener(KeepErrors).open(site.url + path)
        name = path.strip("/").replace("/", "-") or "accueil"
        (tmp_path / f"{number:03}-{name}.html").write_bytes(request.read())
    vnu = ["java", "-jar", os.environ["VNU_JAR"], "--errors-only", "--no-langdetect"]
    found = subprocess.run([*vnu, str(tmp_path)], capture_output=True, text=True)
    assert found.stderr == ""


class KeepErrors(urllib.request.HTTPErrorProcessor):
    """Error pages are pages too."""

    def http_response(self, request, response):
        return response
