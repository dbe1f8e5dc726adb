"""Translation packages come in: unpacked aside, checked, tried out, then moved into place.

Argos' own installer unpacks straight into the packages folder and checks nothing: an entry
`../x` lands outside the package, a folder of the same name overwrites another package, and an
archive without metadata.json breaks every later listing.
"""

from workstation.language.packages.installing.many import install_each
from workstation.language.packages.installing.one import Outcome, install, put_in
from workstation.language.packages.installing.starter import install_starter, starter_where_none

__all__ = ["Outcome", "install", "install_each", "install_starter", "put_in", "starter_where_none"]
