//! All findings of a project.
