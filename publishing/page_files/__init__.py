"""Public pages are files: rendered once for each version of the content, then only sent.

`versions`: the number that moves with the public content; `shared`: values kept under it.
`folder`: this machine's pages, which follow the version; `store`: those of one version.
`pages`: which answers are kept, and how; `serving`: the layer around Django that sends them.
`front` and `nginx`: what a server in front sends by itself, and its configuration.
"""
