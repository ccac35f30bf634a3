//! What a form or a question after an address sent.

/// The first text of a field; nothing where it was not sent.
#[must_use]
pub fn field(form: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(form)
        .find(|(key, _)| key == name)
        .map(|(_, text)| text.into_owned())
}

/// An address as a field of another address.
#[must_use]
pub fn escaped(address: &str) -> String {
    form_urlencoded::byte_serialize(address.as_bytes()).collect()
}

/// The fields of a form, as they were sent.
pub struct Sent(Vec<(String, String)>);

impl Sent {
    /// Reads a form; what is no form has no fields.
    #[must_use]
    pub fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// The text of a field without white space around it; empty where it was not sent.
    #[must_use]
    pub fn one(&self, name: &str) -> String {
        self.many(name).into_iter().next().unwrap_or_default()
    }

    /// The texts of a field that may be there several times.
    #[must_use]
    pub fn many(&self, name: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, text)| text.trim().to_owned())
            .collect()
    }
}
