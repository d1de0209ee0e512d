//! What is read of small files.
