//! Calls without asynchronous code: one thread, many, and inside of a runtime all the same.

mod peer;

use std::time::{Duration, Instant};

use peer::{Act, acting, answer, listen, saying};
use sdkwright_runtime::{
    ByteStream, Call, Core, Error, Operation, RequestOptions, Wait as _, WaitEach as _, read_bytes, read_json,
    read_stream,
};

static GET: Operation = peer::operation("GET", "");

fn get(core: &Core) -> Call<bytes::Bytes> {
    Call::new(core, &GET, read_bytes)
}

/// Answers on one connection as often as it is asked.
fn steady() -> Act {
    Box::new(|stream| {
        use std::io::{Read as _, Write as _};
        let mut buffer = [0; 4096];
        while stream.read(&mut buffer).is_ok_and(|n| n > 0) {
            _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ngood");
        }
    })
}

#[test]
fn connections_live_on_between_calls() {
    let (address, count) = acting((0..40).map(|_| steady()).collect());
    let core = peer::config(address).build().expect("a core");
    for _ in 0..40 {
        let response = get(&core).send_with_response().wait().expect("an answer");
        assert_eq!((response.status(), &response.value()[..]), (200, &b"good"[..]));
    }
    // A call may come before the connection of the last one is back.
    let opened = count.load(std::sync::atomic::Ordering::SeqCst);
    assert!(opened < 20, "{opened} connections for 40 calls");
}

#[test]
fn many_threads_wait_at_once() {
    let (address, _) = acting((0..200).map(|_| steady()).collect());
    let core = peer::config(address).build().expect("a core");
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| (0..10).for_each(|_| assert_eq!(&get(&core).wait().expect("an answer")[..], b"good")));
        }
    });
}

#[test]
fn streams_are_iterators() {
    let text = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n";
    let pieces: [&[u8]; 4] = [text.as_bytes(), b"12", b"34", b"56"];
    let (address, _) = acting(vec![saying(&pieces, Duration::from_millis(50)), saying(&pieces, Duration::ZERO)]);
    let core = peer::config(address).build().expect("a core");
    let stream: ByteStream = Call::open(&core, &GET, read_stream).wait().expect("an answer");
    let chunks: Result<Vec<_>, Error> = stream.wait_each().collect();
    assert_eq!(chunks.expect("all of it").concat(), b"123456");
    let stream = Call::open(&core, &GET, read_stream).wait().expect("an answer");
    assert_eq!(&stream.bytes().wait().expect("all of it")[..], b"123456");
}

#[test]
fn clocks_and_errors() {
    let busy = answer("503 Service Unavailable", "retry-after-ms: 100\r\n", "");
    let (address, asked) = listen(&[&busy, &answer("200 OK", "", "[1]")]);
    let core = peer::config(address).build().expect("a core");
    let started = Instant::now();
    let values: Vec<i64> = Call::new(&core, &GET, read_json).wait().expect("the second attempt");
    assert!(values == [1] && started.elapsed() >= Duration::from_millis(100) && asked.count() == 2);
    let (address, _) = acting(vec![saying(&[], Duration::ZERO)]);
    let core = peer::config(address).build().expect("a core");
    let options = RequestOptions::new().timeout(Duration::from_millis(100)).retries(0);
    assert!(get(&core).options(options).wait().expect_err("silence").is_timeout());
}

/// More calls than a task of tokio has steps before it must yield, on the one thread that there is.
#[tokio::test(flavor = "current_thread")]
async fn it_works_inside_of_asynchronous_code() {
    // On a busy machine a connection may come back to the pool after the next call has begun another.
    let (address, _) = acting((0..301).map(|_| steady()).collect());
    let core = peer::config(address).build().expect("a core");
    for _ in 0..300 {
        assert_eq!(&get(&core).wait().expect("an answer")[..], b"good");
    }
    assert_eq!(&get(&core).await.expect("an answer")[..], b"good");
}
