"""Records in and out of the back office as spreadsheets, on django-import-export.

The library keeps its resources, its row results and its preview; files are written and read by
`spreadsheets`, so that dates, encodings and hostile files are treated alike everywhere. This
package knows no app: each declares its own sheets in its `resources.py`.
"""
