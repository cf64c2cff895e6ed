/// Text as it is found, cut off at a number of characters and without control characters.
pub(super) struct Gather {
    text: String,
    left: usize,
    truncated: bool,
}

impl Gather {
    pub(super) fn new(characters: usize) -> Self {
        Self { text: String::new(), left: characters, truncated: false }
    }

    /// Adds text; what does not fit is cut off.
    pub(super) fn push(&mut self, text: &str) {
        for letter in text.chars() {
            if self.left == 0 {
                self.truncated |= !letter.is_whitespace();
                if self.truncated {
                    return;
                }
                continue;
            }
            let letter = if letter == '\t' || letter == '\u{C}' { ' ' } else { letter };
            let kept = letter == '\n' || !(letter.is_control() || letter == '\u{FEFF}' || letter == '\u{FFFE}');
            if kept {
                self.text.push(letter);
                self.left -= 1;
            }
        }
    }

    /// Adds a line end, unless the text is at the beginning of a line.
    pub(super) fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push("\n");
        }
    }

    /// Notes that something of the file is not in the text.
    pub(super) fn omit(&mut self) {
        self.truncated = true;
    }

    /// How many characters may still come.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// Whether the reader can stop.
    pub(super) fn is_full(&self) -> bool {
        self.left == 0
    }

    pub(super) fn finish(self) -> (String, bool) {
        (self.text.trim().to_owned(), self.truncated)
    }
}
