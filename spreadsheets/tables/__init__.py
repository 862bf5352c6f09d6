"""Tables of open data: described once, written as CSV, JSON, xlsx and ods.

Nothing here knows Django. A row is a sequence of Python values in the order of the columns: text,
int, Decimal, bool, date, datetime or None. Writers take rows one by one and never hold them all.
"""
