//! The form of closed vocabularies: words that files may say and programs match on.

/// Makes a closed vocabulary: an enum whose words are written in kebab case, with all that files and programs need.
macro_rules! vocabulary {
    ($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $word:ident,)+ }) => {
        $(#[$about])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema, ::strum::Display,
            ::strum::EnumString, ::strum::EnumIter, ::strum::IntoStaticStr,
        )]
        #[serde(rename_all = "kebab-case")]
        #[strum(serialize_all = "kebab-case")]
        pub enum $name { $($(#[$note])* $word,)+ }

        impl $name {
            /// The word as it is written in files.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                self.into()
            }
        }
    };
}

pub(crate) use vocabulary;
