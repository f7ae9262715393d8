//! The artefact: a table as one run of bytes.
//!
//! ```text
//! 0   8  magic "CHARTER\0"
//! 8   2  format version
//! 10  2  language edition
//! 12  4  how many sections: 13
//! 16 32  SHA-256 of everything after these 48 bytes
//! 48     the section table: for each section its number (4), offset (8) and length (8)
//!        the sections, in the order of their numbers, without gaps
//! ```

use super::codec::{Codec, Input};
use super::model::{Identity, Table};
use super::{LoadError, validate};
use crate::decide::Prepared;
use sha2::{Digest as _, Sha256};

/// The first bytes of every table.
pub const MAGIC: [u8; 8] = *b"CHARTER\0";

/// The version of the format that this runtime reads and the compiler writes.
pub const FORMAT: u16 = 1;

/// The edition of the language.
pub const EDITION: u16 = 1;

/// How many bytes stand before the section table.
const HEADER: usize = 48;

/// How many bytes an entry of the section table has.
const SECTION_ENTRY: usize = 20;

/// Declares the sections: what is in each, in order. The first is the identity and the last two say where the rules
/// come from; the charter's digest covers all between them.
macro_rules! sections {
    ($($field:ident),+) => {
        /// What each section holds, by its number.
        pub(super) const SECTION_NAMES: &[&str] = &[$(stringify!($field)),+];

        const SECTIONS: usize = SECTION_NAMES.len();

        fn put_sections(table: &Table) -> Vec<Vec<u8>> {
            vec![$({
                let mut bytes = Vec::new();
                table.$field.put(&mut bytes);
                bytes
            }),+]
        }

        fn take_sections(sections: &[&[u8]]) -> Result<Table, LoadError> {
            let mut sections = sections.iter();
            Ok(Table { $($field: take_section(sections.next())?,)+ prepared: Prepared::default() })
        }
    };
}

sections!(
    identity, schema, calendars, queues, paths, operands, columns, formulas, figures, rules, actions,
    sources, texts
);

fn take_section<T: Codec>(bytes: Option<&&[u8]>) -> Result<T, LoadError> {
    let mut input = Input::new(bytes.ok_or(LoadError::Sections)?);
    let value = T::take(&mut input)?;
    if input.is_empty() { Ok(value) } else { Err(LoadError::Sections) }
}

impl Table {
    /// The table's bytes: the same for the same table, on every machine.
    ///
    /// The identity's digest is computed here, whatever it was before.
    pub fn to_bytes(&self) -> Vec<u8> {
        assemble(&self.identity, put_sections(self))
    }

    /// Reads a table, or says why its bytes are refused.
    ///
    /// Everything is checked before anything is used: version, digest, the bounds of every index, the order of every
    /// list. Never panics, whatever the bytes, and takes time and memory in proportion to them.
    ///
    /// ```
    /// use charter_runtime::table::{LoadError, Table};
    ///
    /// let bytes = Table::default().to_bytes();
    /// assert!(Table::load(&bytes).is_ok());
    /// assert_eq!(Table::load(b"PK\x03\x04"), Err(LoadError::NotATable));
    /// ```
    pub fn load(bytes: &[u8]) -> Result<Table, LoadError> {
        let body = check_header(bytes)?;
        let sections = cut_sections(body)?;
        let mut table = take_sections(&sections)?;
        let digest = charter_digest(&table.identity, &sections);
        if digest != table.identity.digest {
            return Err(LoadError::Digest);
        }
        validate::validate(&table)?;
        table.prepared = Prepared::of(&table);
        Ok(table)
    }
}

/// Puts sections together, with the digests that they then have.
fn assemble(identity: &Identity, mut sections: Vec<Vec<u8>>) -> Vec<u8> {
    let identity = Identity { digest: charter_digest(identity, &sections), ..identity.clone() };
    if let Some(first) = sections.first_mut() {
        first.clear();
        identity.put(first);
    }
    let body = [section_table(&sections), sections.concat()].concat();
    let mut bytes = MAGIC.to_vec();
    FORMAT.put(&mut bytes);
    EDITION.put(&mut bytes);
    u32::try_from(SECTIONS).unwrap_or(u32::MAX).put(&mut bytes);
    bytes.extend_from_slice(&Sha256::digest(&body));
    bytes.extend_from_slice(&body);
    bytes
}

/// What the charter says, as a digest: its identity and all sections but the first and the last two.
fn charter_digest<S: AsRef<[u8]>>(identity: &Identity, sections: &[S]) -> [u8; 32] {
    let mut plain = Vec::new();
    Identity { digest: [0; 32], ..identity.clone() }.put(&mut plain);
    let mut hasher = Sha256::new();
    hasher.update(FORMAT.to_le_bytes());
    hasher.update(EDITION.to_le_bytes());
    hasher.update(plain);
    for section in sections.iter().skip(1).take(SECTIONS - 3) {
        hasher.update((section.as_ref().len() as u64).to_le_bytes());
        hasher.update(section);
    }
    hasher.finalize().into()
}

fn section_table(sections: &[Vec<u8>]) -> Vec<u8> {
    let mut offset = (HEADER + SECTIONS * SECTION_ENTRY) as u64;
    let mut out = Vec::new();
    for (number, section) in (0_u32..).zip(sections) {
        number.put(&mut out);
        offset.put(&mut out);
        (section.len() as u64).put(&mut out);
        offset += section.len() as u64;
    }
    out
}

fn check_header(bytes: &[u8]) -> Result<&[u8], LoadError> {
    let (magic, rest) = bytes.split_at_checked(MAGIC.len()).ok_or(LoadError::NotATable)?;
    if magic != MAGIC {
        return Err(LoadError::NotATable);
    }
    let mut input = Input::new(rest);
    let (found, edition) = <(u16, u16)>::take(&mut input)?;
    if found != FORMAT {
        return Err(LoadError::OtherFormat { found });
    }
    if edition != EDITION {
        return Err(LoadError::OtherEdition { found: edition });
    }
    if u32::take(&mut input)? as usize != SECTIONS {
        return Err(LoadError::Sections);
    }
    let digest = <[u8; 32]>::take(&mut input)?;
    let body = bytes.get(HEADER..).ok_or(LoadError::Truncated)?;
    if <[u8; 32]>::from(Sha256::digest(body)) == digest { Ok(body) } else { Err(LoadError::Digest) }
}

fn cut_sections(body: &[u8]) -> Result<Vec<&[u8]>, LoadError> {
    let mut input = Input::new(body);
    let mut lengths = Vec::new();
    let mut end = (HEADER + SECTIONS * SECTION_ENTRY) as u64;
    for number in (0_u32..).take(SECTIONS) {
        let (found, (offset, length)) = <(u32, (u64, u64))>::take(&mut input)?;
        if found != number || offset != end {
            return Err(LoadError::Sections);
        }
        end = end.checked_add(length).ok_or(LoadError::Sections)?;
        lengths.push(usize::try_from(length).map_err(|_| LoadError::Truncated)?);
    }
    let sections = lengths.into_iter().map(|length| input.bytes(length)).collect::<Result<_, _>>()?;
    if input.is_empty() { Ok(sections) } else { Err(LoadError::Sections) }
}

#[cfg(test)]
#[path = "artefact_tests.rs"]
mod tests;
