//! The SDK of `payloads.yaml`, as one file.

fn main() -> Result<(), String> {
    sdkwright::build::file("payloads.yaml", "sdk")?;
    Ok(())
}
