//! Bytes and back: how each kind of thing is laid out in the artefact.
//!
//! Little-endian throughout. A list is its length in four bytes, then its elements; a variant is one byte that says which,
//! then its parts. Reading never trusts a length: a list is refused when fewer bytes are left than it claims elements.

use super::LoadError;

/// Something that is laid out in bytes.
pub(super) trait Codec: Sized {
    /// Appends it.
    fn put(&self, out: &mut Vec<u8>);
    /// Reads it back.
    fn take(input: &mut Input<'_>) -> Result<Self, LoadError>;
}

/// Bytes yet to be read.
#[derive(Debug)]
pub(super) struct Input<'a> {
    bytes: &'a [u8],
    depth: u32,
}

impl<'a> Input<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Input<'a> {
        Input { bytes, depth: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn bytes(&mut self, count: usize) -> Result<&'a [u8], LoadError> {
        let (taken, rest) = self.bytes.split_at_checked(count).ok_or(LoadError::Truncated)?;
        self.bytes = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], LoadError> {
        self.bytes(N)?.try_into().map_err(|_| LoadError::Truncated)
    }

    /// Reads something that can hold its own kind, to a bounded depth.
    pub(super) fn nested<T>(
        &mut self,
        take: impl FnOnce(&mut Self) -> Result<T, LoadError>,
    ) -> Result<T, LoadError> {
        if self.depth >= MAX_DEPTH {
            return Err(LoadError::Malformed("nesting"));
        }
        self.depth += 1;
        let value = take(self);
        self.depth -= 1;
        value
    }
}

/// How deep types nest at most: lists of lists of lists.
const MAX_DEPTH: u32 = 8;

macro_rules! numbers {
    ($($type:ty),+) => {$(
        impl Codec for $type {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn take(input: &mut Input<'_>) -> Result<Self, LoadError> {
                input.array().map(<$type>::from_le_bytes)
            }
        }
    )+};
}

numbers!(u8, u16, u32, u64, i32, i64, i128);

impl Codec for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn take(input: &mut Input<'_>) -> Result<Self, LoadError> {
        match u8::take(input)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(LoadError::Malformed("yes/no")),
        }
    }
}

impl<const N: usize> Codec for [u8; N] {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, LoadError> {
        input.array()
    }
}

impl Codec for String {
    fn put(&self, out: &mut Vec<u8>) {
        put_length(self.len(), out);
        out.extend_from_slice(self.as_bytes());
    }

    fn take(input: &mut Input<'_>) -> Result<Self, LoadError> {
        let length = u32::take(input)? as usize;
        let bytes = input.bytes(length)?;
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| LoadError::Malformed("text"))
    }
}

impl<T: Codec> Codec for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_length(self.len(), out);
        self.iter().for_each(|element| element.put(out));
    }

    fn take(input: &mut Input<'_>) -> Result<Self, LoadError> {
        let length = u32::take(input)? as usize;
        // Every element takes a byte at least, so a length beyond the bytes that are left is a lie.
        if length > input.bytes.len() {
            return Err(LoadError::Truncated);
        }
        let mut elements = Vec::new();
        for _ in 0..length {
            elements.push(T::take(input)?);
        }
        Ok(elements)
    }
}

impl<T: Codec> Codec for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        self.iter().for_each(|value| value.put(out));
    }

    fn take(input: &mut Input<'_>) -> Result<Self, LoadError> {
        bool::take(input)?.then(|| T::take(input)).transpose()
    }
}

impl<A: Codec, B: Codec> Codec for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, LoadError> {
        Ok((A::take(input)?, B::take(input)?))
    }
}

impl<T: Codec> Codec for [Vec<T>; 7] {
    fn put(&self, out: &mut Vec<u8>) {
        self.iter().for_each(|day| day.put(out));
    }

    fn take(input: &mut Input<'_>) -> Result<Self, LoadError> {
        let mut week = <[Vec<T>; 7]>::default();
        for day in &mut week {
            *day = Vec::take(input)?;
        }
        Ok(week)
    }
}

/// A list too long for its length to be written becomes one that cannot be read back: the writer's self-check finds it.
fn put_length(length: usize, out: &mut Vec<u8>) {
    u32::try_from(length).unwrap_or(u32::MAX).put(out);
}

/// The name of a type as the description of the format has it: without its path.
pub(super) fn type_name<T, F>(_: fn(&T) -> &F) -> String {
    let full = std::any::type_name::<F>();
    let short = full
        .split_inclusive(['<', '>', ',', '(', ')', '[', ']', ';', ' '])
        .map(|part| part.rsplit("::").next().unwrap_or(part));
    short.collect()
}

/// Lays out structs, field after field, and describes them.
macro_rules! records {
    ($($name:ty { $($field:ident),+ })+) => {
        /// Every record, with its fields and their types.
        pub(super) fn described_records() -> Vec<(&'static str, Vec<(&'static str, String)>)> {
            vec![$((stringify!($name), vec![$(
                (stringify!($field), crate::table::codec::type_name(|record: &$name| &record.$field))
            ),+])),+]
        }

        $(
        impl Codec for $name {
            fn put(&self, out: &mut Vec<u8>) {
                $(self.$field.put(out);)+
            }

            fn take(input: &mut Input<'_>) -> Result<Self, LoadError> {
                $(let $field = Codec::take(input)?;)+
                Ok(Self { $($field),+ })
            }
        }
    )+};
}

/// Lays out ids as their four bytes.
macro_rules! id_records {
    ($($name:ident),+) => {$(
        impl Codec for $name {
            fn put(&self, out: &mut Vec<u8>) {
                self.0.put(out);
            }

            fn take(input: &mut Input<'_>) -> Result<Self, LoadError> {
                u32::take(input).map($name)
            }
        }
    )+};
}

/// Lays out enums: a byte that says which, then the parts of that variant; and describes them.
macro_rules! variants {
    ($($name:ident { $($tag:literal = $variant:ident $(($($part:ident),+))? $({$($field:ident),+})?),+ $(,)? })+) => {
        /// Every enum, with the byte, the name and the parts of each of its variants.
        pub(super) fn described_variants() -> Vec<(&'static str, Vec<(u8, &'static str, Vec<&'static str>)>)> {
            vec![$((stringify!($name), vec![$(
                ($tag, stringify!($variant), vec![$($(stringify!($part)),+)? $($(stringify!($field)),+)?])
            ),+])),+]
        }

        $(
        impl Codec for $name {
            fn put(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$variant $(($($part),+))? $({$($field),+})? => {
                        out.push($tag);
                        $($($part.put(out);)+)?
                        $($($field.put(out);)+)?
                    })+
                }
            }

            fn take(input: &mut Input<'_>) -> Result<Self, LoadError> {
                input.nested(|input| match u8::take(input)? {
                    $($tag => {
                        $($(let $part = Codec::take(input)?;)+)?
                        $($(let $field = Codec::take(input)?;)+)?
                        Ok(Self::$variant $(($($part),+))? $({$($field),+})?)
                    })+
                    _ => Err(LoadError::Malformed(stringify!($name))),
                })
            }
        }
    )+};
}

impl<T: Codec> Codec for Box<T> {
    fn put(&self, out: &mut Vec<u8>) {
        T::put(self, out);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, LoadError> {
        T::take(input).map(Box::new)
    }
}

pub(super) use {id_records, records, variants};
