/// Makes the type of an identifier: a UUID as text, 36 characters, lower case. It is made where chance is known and
/// checked wherever it comes in.
#[macro_export]
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// As text: 36 characters, lower case.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// An identifier as it was kept, or as it was just made.
            #[must_use]
            pub fn kept(text: String) -> Self {
                Self(text)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let known = $crate::uuid_form(text);
                known.map(Self).ok_or_else(|| format!(concat!("`{}` is not the identifier of ", $what), text))
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

/// A UUID in its hyphenated form in small letters; none for what is not one.
#[must_use]
pub fn uuid_form(text: &str) -> Option<String> {
    let form = |(place, byte): (usize, u8)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    (text.len() == 36 && text.bytes().enumerate().all(form)).then(|| text.to_ascii_lowercase())
}
