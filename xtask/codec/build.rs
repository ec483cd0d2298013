//! The SDK of `payloads.yaml`, as one file.

fn main() -> Result<(), sdkwright::build::Error> {
    sdkwright::build::Builder::new("payloads.yaml").build().map(|_| ())
}
