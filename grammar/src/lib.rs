//! Charter's syntax: text to a lossless tree, always; tree to canonical text.
