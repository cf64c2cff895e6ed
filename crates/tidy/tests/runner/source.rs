//! A Rust source, read just far enough to tell code from comments and strings, and tests from the rest.

/// Views of one source. Each has as many characters as the text itself, and its line breaks in the same places.
pub struct Source {
    /// Comments and the contents of strings are blank: what is left is code.
    pub code: Vec<char>,
    /// Only comments are blank.
    pub uncommented: Vec<char>,
    /// Only the contents of strings are kept.
    pub strings: Vec<char>,
}

/// A function with the length of its body in lines that are neither blank nor comment: as clippy counts.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub length: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Code,
    LineComment,
    BlockComment(usize),
    Text,
    RawText(usize),
}

impl Source {
    /// Reads a source whole, tests included.
    pub fn read(text: &str) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let mut source = Self { code: Vec::new(), uncommented: Vec::new(), strings: Vec::new() };
        let (mut state, mut at) = (State::Code, 0);
        while let Some(rest) = characters.get(at..).filter(|rest| !rest.is_empty()) {
            let before = at.checked_sub(1).and_then(|index| characters.get(index)).copied();
            let (taken, next) = step(state, rest, before);
            for character in rest.iter().take(taken) {
                source.push(*character, state, next);
            }
            (state, at) = (next, at + taken);
        }
        source
    }

    /// The same source without the items under `#[cfg(test)]` or `#[cfg(all(test, ...))]`.
    pub fn product(text: &str) -> Self {
        let mut source = Self::read(text);
        for mark in ["#[cfg(test", "#[cfg(all(test"] {
            let mark: Vec<char> = mark.chars().collect();
            let mut from = 0;
            while let Some(start) = find(&source.code, &mark, from) {
                let attribute = source.code.iter().skip(start).take_while(|character| **character != ']').count();
                from = item_end(&source.code, start + attribute + 1);
                source.blank(start, from);
            }
        }
        source
    }

    fn blank(&mut self, start: usize, end: usize) {
        for view in [&mut self.code, &mut self.uncommented, &mut self.strings] {
            for character in view.iter_mut().take(end).skip(start).filter(|character| **character != '\n') {
                *character = ' ';
            }
        }
    }

    fn push(&mut self, character: char, state: State, next: State) {
        let kept = |keep: bool| if keep || character == '\n' { character } else { ' ' };
        let in_text = matches!(state, State::Text | State::RawText(_)) && next == state;
        let in_comment = matches!(state, State::LineComment | State::BlockComment(_))
            || matches!(next, State::LineComment | State::BlockComment(_));
        self.code.push(kept(!in_text && !in_comment));
        self.uncommented.push(kept(!in_comment));
        self.strings.push(kept(in_text));
    }

    /// The lines of the code view.
    pub fn code_lines(&self) -> Vec<String> {
        lines(&self.code)
    }

    /// The lines of the view that keeps only what stands in strings.
    pub fn string_lines(&self) -> Vec<String> {
        lines(&self.strings)
    }

    /// Every function that has a body.
    pub fn functions(&self) -> Vec<Function> {
        let mark: Vec<char> = "fn ".chars().collect();
        let (mut found, mut from) = (Vec::new(), 0);
        while let Some(start) = find(&self.code, &mark, from) {
            from = start + mark.len();
            let before = start.checked_sub(1).and_then(|index| self.code.get(index));
            if before.is_some_and(|character| is_word(*character)) {
                continue;
            }
            let name: String = self.code.iter().skip(from).take_while(|character| is_word(**character)).collect();
            if let Some((open, close)) = body(&self.code, from).filter(|_| !name.is_empty()) {
                let line = line_of(&self.code, start);
                found.push(Function { name, line, length: filled_lines(&self.uncommented, open, close) });
            }
        }
        found
    }
}

/// How many characters are taken in this state, and the state after them.
fn step(state: State, rest: &[char], before: Option<char>) -> (usize, State) {
    match (state, rest) {
        (State::Code, ['/', '/', ..]) => (2, State::LineComment),
        (State::Code, ['/', '*', ..]) => (2, State::BlockComment(1)),
        (State::Code, ['"', ..]) => (1, State::Text),
        (State::Code, ['r', ..]) if !before.is_some_and(|before| is_word(before) && before != 'b') => raw_start(rest),
        (State::Code, ['\'', ..]) => (quoted_character(rest), State::Code),
        (State::LineComment, ['\n', ..]) => (1, State::Code),
        (State::BlockComment(depth), ['/', '*', ..]) => (2, State::BlockComment(depth + 1)),
        (State::BlockComment(1), ['*', '/', ..]) => (2, State::Code),
        (State::BlockComment(depth), ['*', '/', ..]) => (2, State::BlockComment(depth - 1)),
        (State::Text, ['\\', _, ..]) => (2, State::Text),
        (State::Text, ['"', ..]) => (1, State::Code),
        (State::RawText(hashes), ['"', after @ ..])
            if after.iter().take(hashes).filter(|mark| **mark == '#').count() == hashes =>
        {
            (1 + hashes, State::Code)
        }
        _ => (1, state),
    }
}

/// `r"`, `r#"`: the beginning of a raw string; any other `r` is a letter.
fn raw_start(rest: &[char]) -> (usize, State) {
    let hashes = rest.iter().skip(1).take_while(|mark| **mark == '#').count();
    match rest.get(1 + hashes) {
        Some('"') => (2 + hashes, State::RawText(hashes)),
        _ => (1, State::Code),
    }
}

/// The length of a character literal; 1 where the mark begins a lifetime.
fn quoted_character(rest: &[char]) -> usize {
    match rest {
        ['\'', '\\', _, after @ ..] => 4 + after.iter().take_while(|mark| **mark != '\'').count(),
        ['\'', _, '\'', ..] => 3,
        _ => 1,
    }
}

/// Letters, digits and the underscore.
pub fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn lines(view: &[char]) -> Vec<String> {
    view.iter().collect::<String>().lines().map(str::to_owned).collect()
}

fn line_of(view: &[char], at: usize) -> usize {
    1 + view.iter().take(at).filter(|character| **character == '\n').count()
}

fn find(view: &[char], mark: &[char], from: usize) -> Option<usize> {
    let rest = view.get(from..)?;
    rest.windows(mark.len()).position(|window| window == mark).map(|found| from + found)
}

/// The end of the item that begins at `from`: behind its body, or behind its semicolon.
fn item_end(code: &[char], from: usize) -> usize {
    let semicolon = code.iter().skip(from).position(|character| *character == ';').map(|found| from + found);
    match (body(code, from), semicolon) {
        (Some((open, _)), Some(end)) if end < open => end + 1,
        (Some((_, close)), _) => close + 1,
        (None, Some(end)) => end + 1,
        (None, None) => code.len(),
    }
}

/// The braces of the body that follows; `None` where a semicolon ends the item first.
fn body(code: &[char], from: usize) -> Option<(usize, usize)> {
    let (mut nested, mut open, mut depth) = (0_i32, None, 0_i32);
    for (at, character) in code.iter().enumerate().skip(from) {
        match (character, open) {
            ('(' | '[', None) => nested += 1,
            (')' | ']', None) => nested -= 1,
            (';', None) if nested == 0 => return None,
            ('{', None) if nested == 0 => (open, depth) = (Some(at), 1),
            ('{', Some(_)) => depth += 1,
            ('}', Some(start)) => {
                depth -= 1;
                if depth == 0 {
                    return Some((start, at));
                }
            }
            _ => {}
        }
    }
    None
}

/// Lines between two braces that hold anything.
fn filled_lines(view: &[char], open: usize, close: usize) -> usize {
    let inside: String = view.iter().take(close).skip(open + 1).collect();
    inside.lines().filter(|line| !line.trim().is_empty()).count()
}

#[test]
fn comments_and_strings_are_told_from_code() {
    let text =
        "let a = \"std::fs // \\\" x\"; // std::env\n/* a /* b */ why */ let c = '\"'; r#\"raw \" x\"#; &'static str";
    let source = Source::read(text);
    let code: String = source.code.iter().collect();
    assert!(!code.contains("std") && !code.contains("raw") && !code.contains("why"), "{code}");
    assert!(code.contains("let c = '\"';") && code.contains("&'static str"), "{code}");
    assert_eq!(code.chars().count(), text.chars().count());
    let strings: String = source.strings.iter().collect();
    assert!(strings.contains("std::fs //") && strings.contains("raw") && !strings.contains("env"), "{strings}");
}

#[test]
fn tests_are_left_out_of_the_product() {
    let text = "fn a() { one(); }\n#[cfg(test)]\nmod tests { fn b() { x.unwrap(); } }\nfn c() {}\n";
    let code: String = Source::product(text).code.iter().collect();
    assert!(code.contains("fn a") && code.contains("fn c") && !code.contains("unwrap"));
    let text = "#[cfg(all(test, unix))]\n#[path = \"x.rs\"]\nmod tests { x.unwrap(); }\nfn d() {}\n";
    let code: String = Source::product(text).code.iter().collect();
    assert!(code.contains("fn d") && !code.contains("unwrap"));
}

#[test]
fn functions_are_measured_as_clippy_does() {
    let text = "pub fn two(\n a: [u8; 3],\n) -> u8 {\n  // why\n\n  let b = 1;\n  b\n}\ntrait T { fn none(&self); }\n";
    let functions = Source::read(text).functions();
    assert_eq!(functions, [Function { name: "two".into(), line: 1, length: 2 }]);
}
