//! The Appwrite-like server of the tests. It knows the API and nothing of the generator.

pub mod mock;
