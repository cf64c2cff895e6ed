//! The integration tests of `server`: one binary.

#[cfg(test)]
#[path = "runner/account.rs"]
mod account;
#[cfg(test)]
#[path = "runner/asking.rs"]
mod asking;
#[cfg(test)]
#[path = "runner/casework.rs"]
mod casework;
#[cfg(test)]
#[path = "runner/certification.rs"]
mod certification;
#[cfg(test)]
#[path = "runner/clearance_pages.rs"]
mod clearance_pages;
#[cfg(test)]
#[path = "runner/clearing.rs"]
mod clearing;
#[cfg(test)]
#[path = "runner/document_files.rs"]
mod document_files;
#[cfg(test)]
#[path = "runner/documents.rs"]
mod documents;
#[cfg(test)]
#[path = "runner/ground.rs"]
mod ground;
#[cfg(test)]
#[path = "runner/guard.rs"]
mod guard;
#[cfg(test)]
#[path = "runner/leaks.rs"]
mod leaks;
#[cfg(test)]
#[path = "runner/locale.rs"]
mod locale;
#[cfg(test)]
#[path = "runner/made.rs"]
mod made;
#[cfg(test)]
#[path = "runner/markup.rs"]
mod markup;
#[cfg(test)]
#[path = "runner/office.rs"]
mod office;
#[cfg(test)]
#[path = "runner/oidc.rs"]
mod oidc;
#[cfg(test)]
#[path = "runner/paper.rs"]
mod paper;
#[cfg(test)]
#[path = "runner/people.rs"]
mod people;
#[cfg(test)]
#[path = "runner/postbox.rs"]
mod postbox;
#[cfg(test)]
#[path = "runner/realm.rs"]
mod realm;
#[cfg(test)]
#[path = "runner/reference_pages.rs"]
mod reference_pages;
#[cfg(test)]
#[path = "runner/search.rs"]
mod search;
#[cfg(test)]
#[path = "runner/series.rs"]
mod series;
#[cfg(test)]
#[path = "runner/smtp.rs"]
mod smtp;
#[cfg(test)]
#[path = "runner/status.rs"]
mod status;
#[cfg(test)]
#[path = "runner/trade_pages.rs"]
mod trade_pages;
#[cfg(test)]
#[path = "runner/uploads.rs"]
mod uploads;
#[cfg(test)]
#[path = "runner/visitor.rs"]
mod visitor;
