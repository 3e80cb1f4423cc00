"""The citizen number (burgerservicenummer): nine digits with a check (elfproef)."""

import re

from django.utils.translation import gettext as _
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.nl import bsn

_SEPARATORS = re.compile(r"[\s.\-]")


class NotANumber(ValueError):
    """Say in Dutch why a text is no citizen number, without repeating it."""


def read(text: str) -> str:
    """Return the nine digits of what somebody typed, in which a 0 in front may be left out; raises NotANumber."""
    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"[0-9]*", digits):
        raise NotANumber(_("Een burgerservicenummer heeft alleen cijfers."))
    if len(digits) not in (8, 9):
        raise NotANumber(
            _("Een burgerservicenummer heeft 9 cijfers; dit zijn er %(count)s.") % {"count": len(digits)}
        )
    try:
        return str(bsn.validate(digits))
    except InvalidChecksum:
        raise NotANumber(_("Er zit een fout in dit nummer. Kijk elk cijfer na.")) from None
    except ValidationError:
        raise NotANumber(_("Dit nummer bestaat niet: het zijn alleen nullen.")) from None
