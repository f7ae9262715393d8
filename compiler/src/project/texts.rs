//! A project that is held in memory.

use super::Files;
use std::collections::BTreeMap;
use std::convert::Infallible;

/// Texts by their paths.
impl Files for BTreeMap<String, String> {
    type Error = Infallible;

    fn paths(&self) -> Result<Vec<String>, Infallible> {
        Ok(self.keys().cloned().collect())
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.get(path).map(|text| text.clone().into_bytes()))
    }
}
