//! The words of the pages in English and French, from `locales/`. Parsed once; a text without a variable costs one
//! look-up in a table.

use std::collections::HashMap;
use std::sync::LazyLock;

use basis::{Language, Text};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

macro_rules! source {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../locales/en/", $name, ".ftl")),
            include_str!(concat!("../../../locales/fr/", $name, ".ftl")),
        )
    };
}

/// The sources of both languages, one file a part of the site: `(name, English, French)`.
const SOURCES: [(&str, &str, &str); 9] = [
    source!("common"),
    source!("trade"),
    source!("clearance"),
    source!("reference"),
    source!("api"),
    source!("account"),
    source!("document"),
    source!("casework"),
    source!("people"),
];

static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(Language::En));
static FRENCH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(Language::Fr));
static ARABIC: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::of("ar", &[include_str!("../../../locales/ar/common.ftl")]));

/// What stands around a page's content in Arabic; none where the Arabic texts lack it. The content itself is in English
/// or French.
#[must_use]
pub fn arabic(key: &str) -> Option<&'static str> {
    ARABIC.plain.get(key).map(String::as_str)
}

/// One language's texts: those without a variable as plain text, all of them as a bundle.
struct Lexicon {
    plain: HashMap<String, String>,
    bundle: FluentBundle<FluentResource>,
}

impl Lexicon {
    fn read(language: Language) -> Self {
        let text = |(_, english, french): (_, &'static str, &'static str)| match language {
            Language::En => english,
            Language::Fr => french,
        };
        Self::of(language.code(), &SOURCES.map(text))
    }

    fn of(code: &str, texts: &[&'static str]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![code.parse().unwrap_or_default()]);
        bundle.set_use_isolating(false);
        let mut keys = Vec::new();
        for text in texts {
            keys.extend(text.lines().filter_map(key_of_line).map(str::to_owned));
            // A file with a fault keeps its good messages; the test of the locales refuses the fault itself.
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        let mut plain = HashMap::new();
        for key in keys {
            if let Some(text) = without_variables(&bundle, &key) {
                plain.insert(key, text);
            }
        }
        Self { plain, bundle }
    }
}

/// The key that a line of a Fluent file begins, if it begins one.
fn key_of_line(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(" =")?;
    key.starts_with(|first: char| first.is_ascii_lowercase()).then_some(key)
}

/// A message's text where no variable stands in it.
fn without_variables(bundle: &FluentBundle<FluentResource>, key: &str) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, None, &mut errors).into_owned();
    errors.is_empty().then_some(text)
}

/// The words of the pages in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(pub Language);

impl Words {
    fn lexicon(self) -> &'static Lexicon {
        match self.0 {
            Language::En => &ENGLISH,
            Language::Fr => &FRENCH,
        }
    }

    /// The language's code for `lang` attributes and addresses: `en` or `fr`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The other language, for the switch.
    #[must_use]
    pub fn other(self) -> Self {
        match self.0 {
            Language::En => Self(Language::Fr),
            Language::Fr => Self(Language::En),
        }
    }

    /// The text of a key without variables; the key itself where the locales lack it, so that a gap is seen.
    #[must_use]
    pub fn t(self, key: &str) -> &str {
        self.lexicon().plain.get(key).map_or(key, String::as_str)
    }

    /// Several things one after the other, with what the language puts between them.
    #[must_use]
    pub fn row(self, all: &[String]) -> String {
        all.join(if self.0 == Language::Fr { "\u{202f}; " } else { "; " })
    }

    /// The text of a key for a word of the data, for example a lane or a duty state; the word itself where the locales
    /// do not know it.
    #[must_use]
    pub fn word<'a>(self, family: &str, word: &'a str) -> &'a str {
        self.lexicon().plain.get(&format!("{family}-{word}")).map_or(word, String::as_str)
    }

    /// Whether the locales have a text for a word of the data.
    #[must_use]
    pub fn knows(self, key: &str) -> bool {
        self.lexicon().plain.contains_key(key)
    }

    /// The text of a key with its variables filled in.
    #[must_use]
    pub fn say(self, key: &str, variables: &[(&'static str, &str)]) -> String {
        let mut arguments = FluentArgs::with_capacity(variables.len());
        for (name, value) in variables {
            arguments.set(*name, FluentValue::from((*value).to_owned()));
        }
        self.fill(key, &arguments)
    }

    /// The text of a key that counts something: `{ $shown }` is the grouped number, `{ $n }` chooses the plural.
    #[must_use]
    pub fn count(self, key: &str, number: u64) -> String {
        let mut arguments = FluentArgs::with_capacity(2);
        // Plural rules look at the magnitude only; beyond 2^53 every language here says "many" alike.
        arguments.set("n", FluentValue::from(u32::try_from(number).unwrap_or(u32::MAX)));
        arguments.set("shown", FluentValue::from(self.number(number)));
        self.fill(key, &arguments)
    }

    fn fill(self, key: &str, arguments: &FluentArgs<'_>) -> String {
        let lexicon = self.lexicon();
        let Some(pattern) = lexicon.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        lexicon.bundle.format_pattern(pattern, Some(arguments), &mut Vec::new()).into_owned()
    }

    /// A text of data in this language; it carries both.
    #[must_use]
    pub fn of(self, text: &Text) -> &str {
        text.in_language(self.0)
    }

    /// The language a reader prefers by the `Accept-Language` header; English where it names none of ours.
    #[must_use]
    pub fn preferred(header: &str) -> Self {
        let mut best = (0.0_f32, Language::En);
        for part in header.split(',').take(20) {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim();
            let weight = pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
            let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
            if let Some(language) = Language::of_code(&primary)
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        Self(best.1)
    }
}
