"""Who counts as one caller, where callers are counted."""

import ipaddress


def network_of(address):
    """Return what counts as one caller: an IPv4 address, or the /64 that one IPv6 customer has at least.

    An IPv4 address written as IPv6 (::ffff:192.0.2.1) is the IPv4 address. Text that is no address, such as that of
    a socket, stands for itself.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
