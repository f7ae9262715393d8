//! Declarations by name.

use crate::diagnostics::nearest;

/// What has a name.
pub trait Name {
    /// The name, as declared.
    fn name(&self) -> &str;
}

/// Declarations of one kind, in the order of their names, no two of the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names<T>(Vec<T>);

impl<T> Default for Names<T> {
    fn default() -> Names<T> {
        Names(Vec::new())
    }
}

impl<T: Name> Names<T> {
    /// The declarations in the order of their names. Of two with one name, the first one counts.
    pub fn new(mut declared: Vec<T>) -> Names<T> {
        declared.sort_by(|left, right| left.name().cmp(right.name()));
        declared.dedup_by(|second, first| second.name() == first.name());
        Names(declared)
    }

    /// The one of this name, with its place.
    pub fn find(&self, name: &str) -> Option<(usize, &T)> {
        let place = self.0.binary_search_by(|known| known.name().cmp(name)).ok()?;
        self.0.get(place).map(|found| (place, found))
    }

    /// The one of this name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.find(name).map(|(_, found)| found)
    }

    /// The one at this place.
    pub fn at(&self, place: usize) -> Option<&T> {
        self.0.get(place)
    }

    /// The name that is nearest to one that is not here.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.0.iter().map(T::name))
    }

    /// All, in the order of their names.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<'a, T> IntoIterator for &'a Names<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
