//! Files made in code, and a small form.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A form with a question of every kind.
pub const FORM: &str = r#"
id = "every-kind"
service = "test"
version = 1
title = { en = "Every kind", fr = "Tous les types" }
intro = { en = "One question of each.", fr = "Une question de chaque." }

[[section]]
id = "all"
title = { en = "All", fr = "Tout" }
question = [
    { id = "line", kind = "line", label = { en = "a", fr = "b" }, limits = { min_length = 2, max_length = 10 } },
    { id = "text", kind = "text", label = { en = "a", fr = "b" }, required = true, limits = { min_length = 5 } },
    { id = "number", kind = "number", label = { en = "a", fr = "b" }, limits = { min = "-5", max = "100.5", scale = 2, unit = { en = "kg", fr = "kg" } } },
    { id = "date", kind = "date", label = { en = "a", fr = "b" }, limits = { from = "2026-01-01", to = "2026-12-31" } },
    { id = "sure", kind = "yes-no", label = { en = "a", fr = "b" } },
    { id = "one", kind = "choice", label = { en = "a", fr = "b" }, required_if = { question = "sure", is = "yes" }, limits = { option = [{ value = "x", text = { en = "X", fr = "X" } }, { value = "y", text = { en = "Y", fr = "Y" } }] } },
    { id = "some", kind = "choices", label = { en = "a", fr = "b" }, limits = { most = 2, option = [{ value = "p", text = { en = "P", fr = "P" } }, { value = "q", text = { en = "Q", fr = "Q" } }, { value = "r", text = { en = "R", fr = "R" } }] } },
    { id = "country", kind = "country", label = { en = "a", fr = "b" }, shown_if = { question = "one", is = "x" } },
    { id = "email", kind = "email", label = { en = "a", fr = "b" }, required = true, shown_if = { question = "country", answered = true } },
    { id = "body", kind = "body", label = { en = "a", fr = "b" } },
    { id = "file", kind = "file", label = { en = "a", fr = "b" } },
]
"#;

/// A zip archive of parts.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A DOCX with a body and further parts.
pub fn docx(body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>{body}</w:body></w:document>"
    );
    let mut parts: Vec<(&str, &[u8])> =
        vec![("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())];
    parts.extend_from_slice(more);
    zipped(&parts)
}

/// An XLSX with one sheet called `Duties` and its shared strings.
pub fn xlsx(rows: &str, strings: &str) -> Vec<u8> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let book = format!(
        "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"Duties\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let relations = format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let root = format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let sheet = format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
    let strings = format!("{HEAD}{strings}");
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ])
}

/// A PDF of objects, numbered from 1, with its table of them. The first is the catalogue.
pub fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", index + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let trailer = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    file.extend(trailer.bytes());
    file
}

/// A stream object.
pub fn stream(entries: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {entries} /Length {} >>\nstream\n", content.len()).into_bytes();
    object.extend(content);
    object.extend(b"\nendstream");
    object
}

/// Packs bytes as a `FlateDecode` stream does.
pub fn packed(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// A PDF with a page for each text, drawn in Helvetica; `more` are further objects, from number 4 on, and `resources`
/// stands in the resources of every page.
pub fn pages(texts: &[&str], resources: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let contents: Vec<Vec<u8>> =
        texts.iter().map(|text| stream("", format!("BT /F1 12 Tf 72 720 Td ({text}) Tj ET").as_bytes())).collect();
    drawn(&contents, resources, more)
}

/// The same with whole content streams.
pub fn drawn(contents: &[Vec<u8>], resources: &str, more: &[Vec<u8>]) -> Vec<u8> {
    pdf(&objects(contents, resources, more))
}

/// The objects of such a PDF. Resources that name no fonts of their own have Helvetica as `F1`.
pub fn objects(contents: &[Vec<u8>], resources: &str, more: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let fonts = if resources.contains("/Font") { "" } else { "/Font << /F1 3 0 R >>" };
    let first = 4 + more.len();
    let kids: Vec<String> = (0..contents.len()).map(|index| format!("{} 0 R", first + 2 * index)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), contents.len()).into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    objects.extend(more.iter().cloned());
    for (index, content) in contents.iter().enumerate() {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R /Resources << {fonts} {resources} >> >>",
            first + 2 * index + 1
        );
        objects.push(page.into_bytes());
        objects.push(content.clone());
    }
    objects
}
