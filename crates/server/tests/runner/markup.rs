//! A strict reader of the HTML that the pages write: every element closed in order, attributes quoted and once, ids once,
//! labels and references that lead somewhere.

const VOID: [&str; 8] = ["meta", "link", "input", "br", "hr", "img", "col", "wbr"];

struct Page<'a> {
    open: Vec<&'a str>,
    ids: Vec<&'a str>,
    wanted: Vec<&'a str>,
    main: usize,
    h1: usize,
}

/// Whether the page is well-formed; the fault in words otherwise.
pub fn check(html: &str) -> Result<(), String> {
    let mut page = Page { open: vec![], ids: vec![], wanted: vec![], main: 0, h1: 0 };
    let mut rest = html.strip_prefix("<!doctype html>").ok_or("no doctype")?;
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        bare_ampersand(text)?;
        let end =
            tag_end(tag).ok_or_else(|| format!("a tag without end: {}", tag.chars().take(60).collect::<String>()))?;
        let (inner, after) = tag.split_at(end);
        page.tag(inner.strip_prefix('<').unwrap_or(inner))?;
        rest = after.strip_prefix('>').unwrap_or(after);
    }
    page.close()
}

fn bare_ampersand(text: &str) -> Result<(), String> {
    for part in text.split('&').skip(1) {
        let name: String = part.chars().take_while(|c| *c != ';').take(8).collect();
        if !part.contains(';') || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#') {
            return Err(format!("a bare ampersand before `{name}`"));
        }
    }
    Ok(())
}

/// The end of a tag, past quoted values.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quoted = false;
    tag.char_indices().find_map(|(at, character)| {
        quoted ^= character == '"';
        (character == '>' && !quoted).then_some(at)
    })
}

impl<'a> Page<'a> {
    fn tag(&mut self, inner: &'a str) -> Result<(), String> {
        if let Some(name) = inner.strip_prefix('/') {
            let last = self.open.pop().unwrap_or("nothing");
            return if last == name { Ok(()) } else { Err(format!("</{name}> closes <{last}>")) };
        }
        let (inner, closed) = inner.strip_suffix('/').map_or((inner, false), |inner| (inner, true));
        let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        self.main += usize::from(name == "main");
        self.h1 += usize::from(name == "h1");
        self.attributes(name, attributes)?;
        if matches!(name, "p") && self.open.last() == Some(&"p") {
            return Err("a <p> inside a <p>".into());
        }
        if matches!(name, "div" | "ul" | "ol" | "table" | "section" | "dl" | "h2" | "h3") && self.open.contains(&"p") {
            return Err(format!("a <{name}> inside a <p>"));
        }
        if !closed && !VOID.contains(&name) {
            self.open.push(name);
        }
        Ok(())
    }

    fn attributes(&mut self, element: &str, text: &'a str) -> Result<(), String> {
        let mut rest = text.trim();
        let mut seen: Vec<&str> = Vec::new();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            if seen.contains(&name) {
                return Err(format!("`{name}` twice on <{element}>"));
            }
            seen.push(name);
            rest = after;
            if let Some(value) = rest.strip_prefix("=\"") {
                let (value, after) = value.split_once('"').ok_or("a value without end")?;
                self.value(name, value)?;
                rest = after;
            } else if rest.starts_with('=') {
                return Err(format!("`{name}` on <{element}> is not quoted"));
            }
            rest = rest.trim_start();
        }
        Ok(())
    }

    fn value(&mut self, name: &str, value: &'a str) -> Result<(), String> {
        match name {
            "id" if self.ids.contains(&value) => return Err(format!("the id `{value}` twice")),
            "id" => self.ids.push(value),
            "for" | "aria-labelledby" | "aria-describedby" => self.wanted.extend(value.split(' ')),
            "href" => self.wanted.extend(value.strip_prefix('#')),
            _ => {}
        }
        Ok(())
    }

    fn close(self) -> Result<(), String> {
        if !self.open.is_empty() {
            return Err(format!("not closed: {:?}", self.open));
        }
        if let Some(lost) = self.wanted.iter().find(|id| !self.ids.contains(id)) {
            return Err(format!("nothing has the id `{lost}`"));
        }
        if (self.main, self.h1) != (1, 1) {
            return Err(format!("{} <main> and {} <h1>", self.main, self.h1));
        }
        Ok(())
    }
}

#[test]
fn the_reader_finds_faults() {
    let page = |body: &str| check(&format!("<!doctype html><main><h1>x</h1>{body}</main>"));
    assert!(page("<p>a &amp; b</p><br>").is_ok());
    for fault in [
        "<p>",
        "<a href=\"#x\">x</a>",
        "<b><i></b></i>",
        "<p>a & b</p>",
        "<i id=\"a\" id=\"b\"></i>",
        "<p><div></div></p>",
    ] {
        assert!(page(fault).is_err(), "{fault}");
    }
}
