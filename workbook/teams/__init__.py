"""Who owns an error, packs for teams, their replies, e-mail drafts and passwords."""
