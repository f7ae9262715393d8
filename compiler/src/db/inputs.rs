//! The inputs: texts, and which of them make a project.
#![expect(
    missing_docs,
    reason = "salsa's macro writes constructors and setters that cannot be given documentation"
)]

use super::Database;
use salsa::Setter;

/// One file, as it is now: a `.charter` file, a list's CSV file, or `charter.toml`.
#[salsa::input(debug)]
pub struct SourceFile {
    /// Where it is, relative to the project's folder, with `/` between the parts.
    #[returns(deref)]
    pub path: String,
    /// What it says.
    #[returns(deref)]
    pub text: String,
}

impl SourceFile {
    /// Says what the file says now. Waits until nobody else asks anything of the database.
    pub fn write(self, db: &mut Database, text: String) {
        self.set_text(db).to(text);
    }
}

/// The files of a project.
#[salsa::input(debug)]
pub struct Project {
    /// `charter.toml`, where there is one.
    #[returns(copy)]
    pub manifest: Option<SourceFile>,
    /// The `.charter` files, by path.
    #[returns(deref)]
    pub files: Vec<SourceFile>,
    /// The files that vocabulary refers to, by path.
    #[returns(deref)]
    pub data: Vec<SourceFile>,
}
