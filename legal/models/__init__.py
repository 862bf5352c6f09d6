"""What the law asks a public site to say."""

from .accessibility import Audit, Conformity, Nonconformity, Statement
from .data import Processing
from .publishers import Host, Identity, Publisher
from .tribunes import Tribune, TribuneSpace

__all__ = [
    "Audit",
    "Conformity",
    "Host",
    "Identity",
    "Nonconformity",
    "Processing",
    "Publisher",
    "Statement",
    "Tribune",
    "TribuneSpace",
]
