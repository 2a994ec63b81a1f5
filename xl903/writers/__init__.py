"""Writes a return as DfE takes it, CSV files or one XML file, each export into a new folder of its own.

The mirror image of ``xl903.readers``: what is written here and read there is the same tables.
"""

from xl903.s903.xml_layout import BEYOND_DFES_LAYOUT
from xl903.writers.csv_writing import write_csv
from xl903.writers.folders import Manifest, Part, new_folder
from xl903.writers.xml_writing import PreparedXml, prepare_xml, write_xml

__all__ = [
    "BEYOND_DFES_LAYOUT",
    "Manifest",
    "Part",
    "PreparedXml",
    "new_folder",
    "prepare_xml",
    "write_csv",
    "write_xml",
]
