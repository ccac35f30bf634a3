//! Enumerations whose values have a fixed code in the API, the files and the database.

/// A closed set of values, each with its code.
pub trait Coded: Sized + Copy + 'static {
    /// All values, in their order.
    const ALL: &'static [Self];

    /// The code as it stands in the API, in CSV files and in the database.
    fn code(self) -> &'static str;

    /// The value with this code.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.code() == code)
    }
}

/// Declares an enumeration and its codes in one place.
macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[$value_meta:meta])* $value:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$value_meta])* $value,)+ }

        impl $crate::domain::code::Coded for $name {
            const ALL: &'static [Self] = &[$(Self::$value,)+];

            fn code(self) -> &'static str {
                match self { $(Self::$value => $code,)+ }
            }
        }
    };
}
pub(crate) use coded;
