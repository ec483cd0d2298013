//! The same by criterion: `cargo bench`.

use codec::{Pair, pairs};
use criterion::{Criterion, Throughput};

fn group(criterion: &mut Criterion, what: &str, pairs: &[Pair]) {
    for pair in pairs {
        let mut group = criterion.benchmark_group(format!("{what} {}", pair.name));
        group.throughput(Throughput::Bytes(pair.bytes as u64));
        group.bench_function("sdkwright", |b| b.iter(&pair.ours));
        group.bench_function("serde_derive", |b| b.iter(&pair.peer));
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let (decode, encode) = pairs();
    group(&mut criterion, "decode", &decode);
    group(&mut criterion, "encode", &encode);
    criterion.final_summary();
}
