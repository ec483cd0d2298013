//! Only tests: the generated SDKs against real servers on loopback.
