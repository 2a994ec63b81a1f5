"""DfE's portal: what it would show of a report now, its own error reports read and compared, and its wording."""
