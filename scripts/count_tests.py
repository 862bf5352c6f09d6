"""Say how many tests passed, failed and were skipped, from what pytest --junit-xml wrote."""

import sys
from xml.etree import ElementTree

# One by one: the totals that the file gives count each subtest as a test.
cases = [{part.tag for part in case} for case in ElementTree.parse(sys.argv[1]).iter("testcase")]
failed = sum(bool(parts & {"failure", "error"}) for parts in cases)
skipped = sum("skipped" in parts and not parts & {"failure", "error"} for parts in cases)
print(len(cases) - failed - skipped, failed, skipped)
