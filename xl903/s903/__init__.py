"""The SSDA903 return: its tables and codes as dated data, ``Return``, and the words rules use for episodes."""
