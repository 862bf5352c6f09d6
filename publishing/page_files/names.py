"""From an address to the file that holds its page."""

import re

# Every address of this site that is worth a file is plain: what is not goes to Django as it is.
# A segment never begins with a point: neither « .. » nor our own files can be named.
PLAIN = re.compile(r"/(?:[A-Za-z0-9][A-Za-z0-9_.-]*/)*(?:[A-Za-z0-9][A-Za-z0-9_.-]*)?")
LONGEST = 200  # characters; a file system takes 255 bytes for one name
# Never asked of this layer: the back office; and what is a file already, sent by its own means.
APART = ("/admin/", "/static/", "/media/")
INDEX = "index.html"
# A page is named by its folder, and twins by their page: none has an address of its own.
RESERVED = (INDEX, ".gz", ".br")
FAMILY_LIMIT = 1_000


def file_of(path):
    """The file of an address, or None when it cannot have one."""
    if len(path) > LONGEST or not PLAIN.fullmatch(path) or path.startswith(APART):
        return None
    if path.endswith("/"):
        return path[1:] + INDEX
    name = path.rpartition("/")[2]
    return None if "." not in name or name.endswith(RESERVED) else path[1:]


def family_of(file):
    """The addresses without end that a file belongs to (the plan at each day, two days compared),
    or None: the others are as many as the records of the database."""
    parts = file.split("/")
    return "/".join(parts[:2]) if len(parts) > 3 or (len(parts) > 2 and parts[2] != INDEX) else None
