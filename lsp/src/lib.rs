//! Charter's language server: pure queries over the compiler, and the server around them.
