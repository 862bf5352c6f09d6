"""What the law asks a public site to say."""

from .accessibility import Audit, Conformity, Nonconformity, Statement
from .data import Processing
from .elections import Agreement, Election
from .publishers import Host, Identity, Publisher
from .tribunes import Tribune, TribuneSpace, TribuneWriter

__all__ = [
    "Agreement",
    "Audit",
    "Conformity",
    "Election",
    "Host",
    "Identity",
    "Nonconformity",
    "Processing",
    "Publisher",
    "Statement",
    "Tribune",
    "TribuneSpace",
    "TribuneWriter",
]
