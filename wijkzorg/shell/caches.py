"""A cache whose every key names a municipality, so that what is kept for one is never shown to another."""


def key_of_tenant(key: object, prefix: str, version: int) -> str:
    """Return the key for `caches["tenant"]`, of a pair (municipality's id, name); raises ValueError for another."""
    match key:
        case (int(municipality), str(name)) if municipality > 0 and not isinstance(municipality, bool):
            return f"{prefix}:{version}:tenant:{municipality}:{name}"
    raise ValueError("A key of this cache is a pair: a municipality's id and a name.")
