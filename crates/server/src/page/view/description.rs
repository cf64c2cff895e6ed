//! The API's own description, OpenAPI 3.1, as a page shows it.

use serde_json::Value;

use crate::language::Words;

/// An input of an operation, or a field of a shape.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Where it stands: in the path, the query, a header, the body.
    pub place: String,
    /// Its type.
    pub kind: String,
    /// What it is.
    pub words: String,
    /// Whether it must be given.
    pub required: bool,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its anchor on the page.
    pub anchor: String,
    /// The method.
    pub verb: String,
    /// Whether it changes something.
    pub writes: bool,
    /// The path.
    pub path: String,
    /// The path without what all share.
    pub short: String,
    /// What it does, in a line.
    pub summary: String,
    /// What it does, in paragraphs.
    pub words: Vec<String>,
    /// What it takes.
    pub inputs: Vec<Input>,
    /// What it answers: status, words, shape.
    pub answers: Vec<(String, String, String)>,
    /// A request with curl.
    pub example: String,
}

/// Operations that belong together.
#[derive(Clone, Debug)]
pub struct Group {
    /// The group's name.
    pub name: String,
    /// What it is for.
    pub words: String,
    /// Its operations.
    pub operations: Vec<Operation>,
}

/// A shape of the JSON that goes in or out.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Its anchor.
    pub anchor: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub words: String,
    /// Its fields.
    pub fields: Vec<Input>,
}

/// The whole description.
#[derive(Clone, Debug, Default)]
pub struct Description {
    /// Title and version.
    pub version: String,
    /// The groups, in the order of the description.
    pub groups: Vec<Group>,
    /// The shapes, by name.
    pub shapes: Vec<Shape>,
}

const VERBS: [&str; 6] = ["get", "post", "put", "patch", "delete", "head"];

impl Description {
    /// Reads an OpenAPI 3.1 value; what it lacks is left out.
    #[must_use]
    pub fn of(words: Words, openapi: &Value, host: &str) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for (path, item) in entries(openapi.get("paths")) {
            for verb in VERBS {
                let Some(operation) = item.get(verb) else { continue };
                let tag = operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or("API");
                let read = operation_of(words, verb, path, operation, host);
                match groups.iter_mut().find(|group| group.name == tag) {
                    Some(group) => group.operations.push(read),
                    None => groups.push(Group {
                        name: tag.to_owned(),
                        words: tag_words(openapi, tag),
                        operations: vec![read],
                    }),
                }
            }
        }
        let shapes = entries(openapi.pointer("/components/schemas")).map(|(name, schema)| shape_of(name, schema));
        let info = |field: &str| text(openapi.pointer(&format!("/info/{field}")));
        Self { version: format!("{} {}", info("title"), info("version")), groups, shapes: shapes.collect() }
    }
}

fn entries(object: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    object.and_then(Value::as_object).into_iter().flatten()
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn tag_words(openapi: &Value, tag: &str) -> String {
    let tags = openapi.get("tags").and_then(Value::as_array).into_iter().flatten();
    let found = tags.into_iter().find(|one| one.get("name").and_then(Value::as_str) == Some(tag));
    text(found.and_then(|one| one.get("description")))
}

fn operation_of(words: Words, verb: &str, path: &str, operation: &Value, host: &str) -> Operation {
    let mut inputs: Vec<Input> = Vec::new();
    for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        let place = text(parameter.get("in"));
        inputs.push(Input {
            name: text(parameter.get("name")),
            place: words.word("api-in", &place).to_owned(),
            kind: kind(parameter.get("schema")),
            words: text(parameter.get("description")),
            required: parameter.get("required").and_then(Value::as_bool).unwrap_or(false),
        });
    }
    let body = operation.pointer("/requestBody");
    for (media, content) in entries(body.and_then(|body| body.get("content"))) {
        inputs.push(Input {
            name: media.clone(),
            place: words.t("api-in-body").to_owned(),
            kind: kind(content.get("schema")),
            words: text(body.and_then(|body| body.get("description"))),
            required: true,
        });
    }
    let answers = entries(operation.get("responses")).map(|(status, answer)| {
        let shape = entries(answer.get("content")).map(|(_, content)| kind(content.get("schema"))).next();
        (status.clone(), text(answer.get("description")), shape.unwrap_or_default())
    });
    let described = text(operation.get("description"));
    let paragraphs = described.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let summary = text(operation.get("summary"));
    Operation {
        anchor: anchor(&format!("{verb}-{path}")),
        verb: verb.to_ascii_uppercase(),
        writes: !matches!(verb, "get" | "head"),
        path: path.to_owned(),
        short: path.strip_prefix("/api/v1").unwrap_or(path).to_owned(),
        words: paragraphs.filter(|paragraph| *paragraph != summary).map(str::to_owned).collect(),
        summary,
        answers: answers.collect(),
        example: example(verb, path, operation, host),
        inputs,
    }
}

/// A request with curl: examples of the description fill the path and the query.
fn example(verb: &str, path: &str, operation: &Value, host: &str) -> String {
    let mut address = path.to_owned();
    let mut query = Vec::new();
    for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        let name = text(parameter.get("name"));
        let given = parameter.get("example").or_else(|| parameter.pointer("/schema/example"));
        let given = given.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        match text(parameter.get("in")).as_str() {
            "path" => {
                address =
                    address.replace(&format!("{{{name}}}"), given.as_deref().unwrap_or(&name.to_ascii_uppercase()))
            }
            "query" => query.extend(given.map(|given| format!("{name}={}", given.replace(' ', "+")))),
            _ => {}
        }
    }
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let method = match verb {
        "get" => String::new(),
        "head" => "--head ".to_owned(),
        other => format!("-X {} ", other.to_ascii_uppercase()),
    };
    let body =
        operation.pointer("/requestBody/content").and_then(Value::as_object).and_then(|content| content.iter().next());
    let body = match body {
        None => String::new(),
        Some((media, content)) => {
            let given = content.get("example").map(Value::to_string);
            let data = given.map_or_else(|| "--data-binary @FILE".to_owned(), |json| format!("-d '{json}'"));
            format!(" \\\n  -H 'content-type: {media}' {data}")
        }
    };
    format!("curl {method}'{host}{address}{query}'{body}")
}

fn shape_of(name: &str, schema: &Value) -> Shape {
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let field = |(name, field): (&String, &Value)| Input {
        name: name.clone(),
        place: String::new(),
        kind: kind(Some(field)),
        words: text(field.get("description")),
        required: required.contains(&name.as_str()),
    };
    let described = text(schema.get("description"));
    let first = described.split("\n\n").next().unwrap_or_default().to_owned();
    let options: Vec<&str> =
        schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let words = if options.is_empty() { first } else { format!("{first} {}", options.join(", ")).trim().to_owned() };
    Shape {
        anchor: anchor(&format!("shape-{name}")),
        name: name.to_owned(),
        words,
        fields: entries(schema.get("properties")).map(field).collect(),
    }
}

/// A schema in a word: `string`, `integer`, `Outcome`, `Outcome[]`, `string | null`.
fn kind(schema: Option<&Value>) -> String {
    let Some(schema) = schema else { return String::new() };
    if let Some(shape) = schema.get("$ref").and_then(Value::as_str) {
        return shape.rsplit('/').next().unwrap_or_default().to_owned();
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(options) = schema.get(choice).and_then(Value::as_array) {
            return options.iter().map(|option| kind(Some(option))).collect::<Vec<_>>().join(" | ");
        }
    }
    let named = match schema.get("type") {
        Some(Value::String(name)) => name.clone(),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | "),
        _ => return String::new(),
    };
    if named.starts_with("array") {
        return format!("{}[]", kind(schema.get("items")));
    }
    match schema.get("format").and_then(Value::as_str) {
        Some(format) if !named.contains('|') => format!("{named} ({format})"),
        _ => named,
    }
}

/// Words as an anchor: letters and digits, one hyphen between them.
fn anchor(words: &str) -> String {
    let parts = words.split(|character: char| !character.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}
