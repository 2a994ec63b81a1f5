"""Malformed inputs made from small good ones: each ends in a result or in one sentence, with nothing lost."""
