"""XML as trees: by lxml where it is installed, by the standard library where nothing compiled may be added.

Everything that reads or writes XML goes through here, so that both refuse the same: entities, document types and
anything from outside the document. ``etree`` is lxml's own module, or one that offers as much of it as xl903 uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

    from xl903.xml_trees import with_lxml as chosen
else:
    try:
        from lxml import etree

        from xl903.xml_trees import with_lxml as chosen
    except ImportError:  # the web page has no lxml
        from xl903.xml_trees import with_standard_library as chosen
        from xl903.xml_trees import with_standard_library as etree

each_element = chosen.each_element
filled_attributes = chosen.filled_attributes
first_error = chosen.first_error
has_document_type = chosen.has_document_type
likeness = chosen.likeness
loose_texts = chosen.loose_texts
parse_page = chosen.parse_page
parse_untidy = chosen.parse_untidy
parse_xml = chosen.parse_xml

__all__ = [
    "each_element",
    "etree",
    "filled_attributes",
    "first_error",
    "has_document_type",
    "likeness",
    "loose_texts",
    "parse_page",
    "parse_untidy",
    "parse_xml",
]
