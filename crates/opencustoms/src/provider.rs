//! The provider of log-ins of a site, by its settings.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use server::Provider;
use server::provider::Settings;

use crate::failure::Failure;

/// How long one call to the provider may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The provider by which people may log in as well (OpenID Connect).
#[derive(clap::Args)]
pub(crate) struct LogInProvider {
    /// A provider of log-ins (OpenID Connect), by its issuer: https://login.example/realm
    #[arg(long, value_name = "URL", env = "OPENCUSTOMS_OIDC_ISSUER", requires_all = ["oidc_client", "oidc_secret_file"])]
    oidc_issuer: Option<String>,
    /// The provider's name for this site
    #[arg(long, value_name = "ID", env = "OPENCUSTOMS_OIDC_CLIENT", requires = "oidc_issuer")]
    oidc_client: Option<String>,
    /// A file whose first line is the secret that the provider gave this site
    #[arg(long, value_name = "FILE", env = "OPENCUSTOMS_OIDC_SECRET_FILE", requires = "oidc_issuer")]
    oidc_secret_file: Option<PathBuf>,
    /// What people call the provider; by default the name of its host
    #[arg(long, value_name = "NAME", env = "OPENCUSTOMS_OIDC_NAME", requires = "oidc_issuer")]
    oidc_name: Option<String>,
}

impl LogInProvider {
    /// The provider; none where none is named.
    pub(crate) fn provider(&self) -> Result<Option<Arc<Provider>>, Failure> {
        let (Some(issuer), Some(client), Some(path)) = (&self.oidc_issuer, &self.oidc_client, &self.oidc_secret_file)
        else {
            return Ok(None);
        };
        let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
        let secret = text.lines().next().map(str::trim).filter(|line| !line.is_empty());
        let missing = || Failure::content(path, "the first line is to be the secret that the provider gave");
        let secret = secret.ok_or_else(missing)?.to_owned();
        let host = issuer.split_once("://").map_or(issuer.as_str(), |(_, rest)| rest);
        let host = host.split(['/', ':']).next().unwrap_or_default();
        let name = self.oidc_name.clone().unwrap_or_else(|| host.to_owned());
        let (issuer, client) = (issuer.clone(), client.clone());
        let provider = Provider::new(Settings { issuer, client, secret, name, patience: PATIENCE });
        Ok(Some(Arc::new(provider.map_err(Failure::Misuse)?)))
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        provider: LogInProvider,
    }

    fn read(issuer: &str, secret: &str) -> Result<Option<Arc<Provider>>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, secret).unwrap();
        let path = path.to_str().unwrap();
        let words = ["serve", "--oidc-issuer", issuer, "--oidc-client", "site", "--oidc-secret-file", path];
        let line = Line::try_parse_from(words).map_err(|error| error.to_string())?;
        line.provider.provider().map_err(|error| error.to_string())
    }

    #[test]
    fn a_provider_is_named_whole_and_reached_over_tls() {
        let provider = read("http://127.0.0.1:9000/realm", "hush\n").unwrap().unwrap();
        assert_eq!((provider.issuer(), provider.name()), ("http://127.0.0.1:9000/realm", "127.0.0.1"));
        assert!(!format!("{provider:?}").contains("hush"));
        for wrong in ["http://login.example", "login.example", "ftp://login.example", "http://127.0.0.1.example"] {
            assert!(read(wrong, "hush").is_err(), "{wrong}");
        }
        assert!(read("http://127.0.0.1:9000", "\n").unwrap_err().contains("first line"));
        assert!(Line::try_parse_from(["serve", "--oidc-issuer", "https://login.example"]).is_err());
        assert!(Line::try_parse_from(["serve"]).unwrap().provider.provider().unwrap().is_none());
    }
}
