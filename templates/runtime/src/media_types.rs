//! What files are, by the ends of their names, where nobody says it: servers go by it, and refuse bytes of any kind.

/// Bytes of which nothing is known (RFC 2046 §4.5.1).
pub(super) const OCTETS: &str = "application/octet-stream";

/// A media type, or for a wildcard the one of it that the name of a file says.
pub(super) fn within<'m>(media: &'m str, name: Option<&str>) -> &'m str {
    let Some((range, _)) = media.split_once('*') else { return media };
    name.map(of_name).filter(|named| named.starts_with(range)).unwrap_or(OCTETS)
}

/// The media type of a file of this name; of an end that is not known, bytes.
pub(super) fn of_name(name: &str) -> &'static str {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    let known = TYPES.iter().find(|(ends, _)| ends.iter().any(|known| known.eq_ignore_ascii_case(end)));
    known.map_or(OCTETS, |(_, media)| media)
}

/// As the registry of IANA has them, or what is in use where it has none.
const TYPES: &[(&[&str], &str)] = &[
    (&["png"], "image/png"),
    (&["jpg", "jpeg"], "image/jpeg"),
    (&["gif"], "image/gif"),
    (&["webp"], "image/webp"),
    (&["avif"], "image/avif"),
    (&["heic"], "image/heic"),
    (&["svg"], "image/svg+xml"),
    (&["tif", "tiff"], "image/tiff"),
    (&["pdf"], "application/pdf"),
    (&["txt"], "text/plain"),
    (&["md"], "text/markdown"),
    (&["html", "htm"], "text/html"),
    (&["css"], "text/css"),
    (&["csv"], "text/csv"),
    (&["xml"], "application/xml"),
    (&["json"], "application/json"),
    (&["jsonl", "ndjson"], "application/jsonl"),
    (&["yaml", "yml"], "application/yaml"),
    (&["zip"], "application/zip"),
    (&["gz", "tgz"], "application/gzip"),
    (&["tar"], "application/x-tar"),
    (&["mp3"], "audio/mpeg"),
    (&["m4a"], "audio/mp4"),
    (&["wav"], "audio/wav"),
    (&["ogg", "oga"], "audio/ogg"),
    (&["flac"], "audio/flac"),
    (&["mp4"], "video/mp4"),
    (&["webm"], "video/webm"),
    (&["mov"], "video/quicktime"),
    (&["docx"], "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (&["xlsx"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (&["pptx"], "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

#[cfg(test)]
mod tests {
    use super::of_name;

    #[test]
    fn ends_of_names() {
        let table = [
            ("a.png", "image/png"),
            ("photo.of.JPG", "image/jpeg"),
            ("tree.tar.gz", "application/gzip"),
            ("png", "application/octet-stream"),
            ("a.unknown", "application/octet-stream"),
            ("a.", "application/octet-stream"),
        ];
        for (name, media) in table {
            assert_eq!(of_name(name), media, "{name}");
        }
    }
}
