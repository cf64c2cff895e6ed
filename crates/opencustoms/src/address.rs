//! The address under which the world reaches the site.

use std::net::IpAddr;

/// An address as it is kept: a scheme, a host, perhaps a port, and nothing after them. Without TLS only this machine can
/// be named, because a log-in session must not travel in the open.
pub(crate) fn read(text: &str) -> Result<String, String> {
    let wrong = || format!("`{text}` is no address of a site: give `https://` and the name of a host");
    let (scheme, rest) = text.trim().split_once("://").ok_or_else(wrong)?;
    let rest = rest.trim_end_matches('/').to_ascii_lowercase();
    let fits = |mark: char| mark.is_alphanumeric() || matches!(mark, '.' | '-' | ':' | '[' | ']');
    if rest.is_empty() || !rest.chars().all(fits) {
        return Err(wrong());
    }
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok(format!("https://{rest}")),
        "http" if is_this_machine(&rest) => Ok(format!("http://{rest}")),
        "http" => Err(format!("`{text}` is not protected: other machines reach the site over `https://` only")),
        _ => Err(wrong()),
    }
}

fn is_this_machine(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or("", |(host, _)| host),
        None => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
    };
    host == "localhost" || host.ends_with(".localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_address_is_a_scheme_and_a_host() {
        assert_eq!(read("https://Customs.Example/").unwrap(), "https://customs.example");
        assert_eq!(read("https://customs.example:8443").unwrap(), "https://customs.example:8443");
        assert_eq!(read("http://localhost:8080").unwrap(), "http://localhost:8080");
        assert_eq!(read("http://[::1]:8080").unwrap(), "http://[::1]:8080");
        for wrong in ["customs.example", "https://", "ftp://a.example", "https://a.example/b", "https://u@a.example"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read("http://customs.example").unwrap_err().contains("not protected"));
    }
}
