//! Servers.

/// Where an API is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its URL, with variables in braces; absolute where the document's own URL is known.
    pub url: String,
    /// What the document calls it (`name` of OpenAPI 3.2, `x-name`).
    pub name: Option<String>,
    /// `description`
    pub description: String,
    /// In document order.
    pub variables: Vec<ServerVariable>,
}

/// A variable of a server's URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name.
    pub name: String,
    /// Its value unless another is set.
    pub default: String,
    /// The values of its `enum`; empty: any text.
    pub values: Vec<String>,
    /// `description`
    pub description: String,
}

impl Server {
    /// Whether another is the same place, whatever is said about it.
    pub fn is_like(&self, other: &Self) -> bool {
        self.url == other.url && self.defaults().eq(other.defaults())
    }

    /// Variables and their defaults.
    pub fn defaults(&self) -> impl Iterator<Item = (String, String)> {
        self.variables.iter().map(|v| (v.name.clone(), v.default.clone()))
    }

    /// The URL with the defaults of its variables.
    pub fn base_url(&self) -> String {
        self.variables.iter().fold(self.url.clone(), |url, v| url.replace(&format!("{{{}}}", v.name), &v.default))
    }
}
