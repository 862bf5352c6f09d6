"""Public pages are files: rendered once for each version of the content, then only sent.

`folder` follows the version of the content on this machine's disk; `shelf` is the folder of one
version; `keeping` says which answers may be kept; `serving` is the layer around Django that keeps
and sends them; `follower` looks at the database every half second.
"""
