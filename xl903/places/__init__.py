"""Places: UK postcodes, England's upper-tier authorities, and the columns worked out from them."""

from xl903.places.authorities import (
    Authority,
    all_authorities,
    current_codes,
    find_authority,
    same_authority,
    unlisted,
    upper_tier,
)
from xl903.places.derived import (
    authority_at,
    miles_apart,
    placement_authority,
    placement_distance,
    placement_location,
    unplaced,
)
from xl903.places.packed_index import pack_postcodes, unpack_postcodes
from xl903.places.postcodes import (
    PlacesUnavailable,
    Postcodes,
    cache_folder,
    index_messages,
    load_postcodes,
    postcodes_ready,
    use_postcodes,
)

__all__ = [
    "Authority",
    "PlacesUnavailable",
    "Postcodes",
    "all_authorities",
    "authority_at",
    "cache_folder",
    "current_codes",
    "find_authority",
    "index_messages",
    "load_postcodes",
    "miles_apart",
    "pack_postcodes",
    "placement_authority",
    "placement_distance",
    "placement_location",
    "postcodes_ready",
    "same_authority",
    "unlisted",
    "unpack_postcodes",
    "unplaced",
    "upper_tier",
    "use_postcodes",
]
