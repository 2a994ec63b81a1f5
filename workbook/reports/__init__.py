"""Reports as files of their own: the portal's two, anonymous counts, other councils, corrections to key."""
