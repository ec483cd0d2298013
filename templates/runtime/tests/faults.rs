//! What a network does to calls, one fault after the other, against sockets on loopback.

mod peer;

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime};

use peer::{Act, acting, answer, cut, reset, saying};
use sdkwright_runtime::{
    ByteStream, Call, Core, Error, Operation, RequestOptions, Retry, Scheme, SchemePlace, read_bytes, read_stream,
};

static GET: Operation = peer::operation("GET", "");
static POST: Operation = Operation { retry: Retry::WithKey, ..peer::operation("POST", "") };

const MOMENT: Duration = Duration::from_millis(200);

fn core(address: SocketAddr) -> Core {
    peer::config(address).backoff(Duration::from_millis(20), MOMENT).build().expect("a core")
}

fn get(core: &Core) -> Call<bytes::Bytes> {
    Call::new(core, &GET, read_bytes)
}

fn good() -> Act {
    saying(&[answer("200 OK", "", "good").as_bytes()], Duration::ZERO)
}

/// A call that meets a fault once is repeated if that is safe; one that meets it always fails with these words.
async fn fails(name: &str, fault: impl Fn() -> Act, words: &str) {
    let (address, count) = acting(vec![fault(), good()]);
    let options = RequestOptions::new().timeout(MOMENT);
    let response = get(&core(address)).options(options.clone()).send_with_response().await.expect(name);
    assert_eq!((&response.value()[..], response.attempts(), count.load(Ordering::SeqCst)), (&b"good"[..], 2, 2));
    let (address, count) = acting((0..4).map(|_| fault()).collect());
    let error = get(&core(address)).options(options.clone()).await.expect_err(name);
    assert_eq!((error.to_string(), error.attempts(), count.load(Ordering::SeqCst)), (format!("call: {words}"), 3, 3));
    // The server may have done what was asked.
    let (address, count) = acting(vec![fault(), good()]);
    let error = Call::new(&core(address), &POST, read_bytes).options(options).await.expect_err(name);
    assert_eq!((error.to_string(), count.load(Ordering::SeqCst)), (format!("call: {words}"), 1), "{name}");
}

#[tokio::test]
async fn broken_connections() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nno more than";
    let damaged = "the body of the answer is cut off or damaged";
    fails("reset before headers", || reset(""), "the connection failed").await;
    fails("closed before headers", || cut(""), "the connection failed").await;
    fails("closed in the headers", || cut("HTTP/1.1 200 OK\r\ncontent-le"), "the connection failed").await;
    fails("reset after headers", move || reset(head), damaged).await;
    fails("a body shorter than its length", move || cut(head), damaged).await;
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\ngood\r\n4\r\nba";
    fails("a chunk cut off", move || cut(chunked), damaged).await;
    fails("no HTTP", || cut("SSH-2.0-OpenSSH_9.6\r\n"), "the connection failed").await;
}

#[tokio::test]
async fn slow_servers() {
    fails("no answer", || saying(&[], MOMENT), "the time ran out").await;
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n";
    fails("a stalled body", || saying(&[head], MOMENT), "the time ran out").await;
    let (drip, pause): (Vec<&[u8]>, _) = (head.chunks(1).collect(), MOMENT / 8);
    fails("a byte at a time", || saying(&drip, pause), "the time ran out").await;
}

#[tokio::test]
async fn a_body_longer_than_its_length_ends_there() {
    let longer = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ngood and more\r\nHTTP/1.1 500 Smuggled\r\n\r\n";
    let (address, count) = acting(vec![saying(&[longer], MOMENT), good()]);
    let core = core(address);
    for _ in 0..2 {
        assert_eq!(&get(&core).await.expect("an answer")[..], b"good");
    }
    // What came after the answer is no answer to anything: the connection was given up.
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

/// `text`, packed.
fn packed(text: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(text).expect("memory");
    encoder.finish().expect("memory")
}

fn gzip(packed: &[u8]) -> Act {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        packed.len()
    );
    saying(&[head.as_bytes(), packed], Duration::ZERO)
}

#[tokio::test]
async fn compressed_answers() {
    let bomb = packed(&vec![0; 50 << 20]);
    let mut spoilt = packed(b"good");
    spoilt[12] ^= 0xff;
    let whole = packed(b"good");
    fails("no gzip", || gzip(b"this is not gzip at all"), "the body of the answer is cut off or damaged").await;
    fails("spoilt gzip", || gzip(&spoilt), "the body of the answer is cut off or damaged").await;
    fails("gzip cut off", || gzip(&whole[..12]), "the body of the answer is cut off or damaged").await;
    let (address, count) = acting(vec![gzip(&whole), gzip(&bomb), good()]);
    let core = peer::config(address).max_response_bytes(1 << 20).build().expect("a core");
    assert_eq!(&get(&core).await.expect("an answer")[..], b"good");
    // 50 MB in 50 KB: what counts is what it is unpacked to, and it is not tried again.
    assert!(bomb.len() < 100_000);
    let error = get(&core).await.expect_err("too large");
    assert_eq!(error.to_string(), "call: the answer has more than 1048576 bytes");
    assert_eq!((error.attempts(), count.load(Ordering::SeqCst)), (1, 2));
}

#[tokio::test]
async fn a_redirect_takes_no_credential_to_another_host() {
    static KEY: Scheme = Scheme { name: "Key", place: SchemePlace::Bearer, variable: "", always: false };
    static GET: Operation = Operation { auth: &[&[&KEY]], ..peer::operation("GET", "") };
    let (other, visits) = acting(vec![good()]);
    for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let text = answer(status, &format!("location: http://{other}/\r\n"), "");
        let (address, _) = acting(vec![saying(&[text.as_bytes()], MOMENT)]);
        let core = peer::config(address).credential(&KEY, "secret").build().expect("a core");
        let error = Call::new(&core, &GET, read_bytes).await.expect_err("a redirect");
        assert_eq!(error.status().map(|s| s.to_string()).as_deref(), status.split(' ').next());
    }
    assert_eq!(visits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_server_says_when_to_come_again() {
    let soon = || SystemTime::now() + Duration::from_secs(2);
    let date = || format!("retry-after: {}", httpdate::fmt_http_date(soon()));
    let seconds = || soon().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
    let reset = || format!("x-ratelimit-remaining: 0\r\nx-ratelimit-reset: {}", seconds());
    let cases: [(&dyn Fn() -> String, u128); 5] = [
        (&|| "retry-after: 1".to_owned(), 1000),
        (&|| "retry-after-ms: 300".to_owned(), 300),
        (&date, 900),
        (&|| "x-ratelimit-reset: 1".to_owned(), 1000),
        (&reset, 900),
    ];
    for (header, least) in cases {
        let header = header();
        let busy = answer("429 Too Many Requests", &format!("{header}\r\n"), "");
        let (address, _) = acting(vec![saying(&[busy.as_bytes()], MOMENT), good()]);
        // Nothing was done, so that even a POST comes again. The backoff alone would come sooner.
        let started = Instant::now();
        let call = Call::new(&core(address), &POST, read_bytes);
        let response = call.send_with_response().await.expect("the second attempt");
        let waited = started.elapsed().as_millis();
        assert!(response.attempts() == 2 && (least..least + 2500).contains(&waited), "{header}: {waited} ms");
    }
    let no = answer("503 Service Unavailable", "x-should-retry: false\r\n", "");
    let (address, count) = acting(vec![saying(&[no.as_bytes()], MOMENT), good()]);
    assert_eq!(get(&core(address)).await.expect_err("no").status(), Some(503));
    assert_eq!(count.load(Ordering::SeqCst), 1);
    let yes = answer("409 Conflict", "x-should-retry: true\r\n", "");
    let (address, _) = acting(vec![saying(&[yes.as_bytes()], MOMENT), good()]);
    get(&core(address)).await.expect("the second attempt");
}

#[tokio::test]
async fn a_storm_of_failures_is_not_made_worse() {
    let busy = answer("503 Service Unavailable", "retry-after: 0\r\n", "");
    let act = |text: &str| saying(&[text.as_bytes()], MOMENT);
    // Forty calls of at most three attempts would be 120 requests; ten retries are all that the client spends.
    let (address, count) = acting((0..130).map(|_| act(&busy)).collect());
    let storm = peer::config(address).retry_budget(10).build().expect("a core");
    for _ in 0..40 {
        assert_eq!(get(&storm).await.expect_err("busy").status(), Some(503));
    }
    assert_eq!(count.load(Ordering::SeqCst), 50);
    // Successes fill the bucket: five of them bring one retry.
    let closing = answer("200 OK", "", "good");
    let acts = (0..5).map(|_| act(&closing)).chain((0..4).map(|_| act(&busy))).collect();
    let (address, count) = acting(acts);
    let core = peer::config(address).retry_budget(1).build().expect("a core");
    get(&core).await.expect("good");
    let both = [&core, &core.clone()];
    for index in 0..4 {
        get(both[index % 2]).await.expect("good");
    }
    assert_eq!(get(&core).await.expect_err("busy").attempts(), 2);
    assert_eq!(get(&core.clone()).await.expect_err("busy").attempts(), 1);
    assert_eq!(count.load(Ordering::SeqCst), 8);
}

#[tokio::test]
async fn a_whole_call_has_a_deadline() {
    // Attempts that take a while each: the third would end too late.
    let busy = answer("503 Service Unavailable", "retry-after-ms: 150\r\n", "");
    let act = || saying(&[busy.as_bytes()], MOMENT);
    let (address, count) = acting(vec![act(), act(), act()]);
    let options = RequestOptions::new().call_timeout(Duration::from_millis(250));
    let error = get(&core(address)).options(options.clone()).await.expect_err("busy");
    // What the server said says more than that the time is up.
    assert_eq!((error.status(), error.attempts(), count.load(Ordering::SeqCst)), (Some(503), 2, 2));
    let (address, _) = acting(vec![saying(&[], MOMENT), saying(&[], MOMENT)]);
    let started = Instant::now();
    let error = get(&core(address)).options(options).await.expect_err("silence");
    assert!(error.is_timeout() && error.attempts() == 1 && started.elapsed() < MOMENT * 4, "{error}");
}

#[tokio::test]
async fn no_connection_comes_in_time() {
    // A queue that is full lets nobody in.
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a port");
    let listener = socket.listen(1).expect("a listener");
    let address = listener.local_addr().expect("an address");
    let mut queue = Vec::new();
    for _ in 0..4 {
        queue.push(tokio::time::timeout(MOMENT, tokio::net::TcpStream::connect(address)).await);
    }
    let core = peer::config(address).connect_timeout(MOMENT).retries(0).build().expect("a core");
    let started = Instant::now();
    let error = get(&core).await.expect_err("nobody is let in");
    assert!(error.is_connect() && error.is_timeout() && started.elapsed() < MOMENT * 10, "{error:?}");
}

#[tokio::test]
async fn a_stream_has_a_timeout_for_each_chunk() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n";
    let pieces: [&[u8]; 4] = [head, b"12", b"34", b"56"];
    let read = async |pause, options| -> Result<bytes::Bytes, Error> {
        let (address, _) = acting(vec![saying(&pieces, pause)]);
        let stream: ByteStream = Call::open(&core(address), &GET, read_stream).options(options).await?;
        stream.bytes().await
    };
    // All of it takes longer than one chunk may.
    let patient = RequestOptions::new().timeout(MOMENT / 4).read_timeout(MOMENT * 2);
    assert_eq!(&read(MOMENT, patient).await.expect("all of it")[..], b"123456");
    let impatient = RequestOptions::new().read_timeout(MOMENT);
    assert!(read(MOMENT * 3, impatient).await.expect_err("too slow").is_timeout());
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_nothing_behind() {
    let (closed, told) = std::sync::mpsc::channel();
    let act: Act = Box::new(move |stream| {
        use std::io::Read as _;
        let mut buffer = [0; 4096];
        let mut reads = 0;
        while stream.read(&mut buffer).is_ok_and(|n| n > 0) {
            reads += 1;
        }
        _ = closed.send(reads);
    });
    let (address, count) = acting(vec![act, good()]);
    let core = core(address);
    assert!(tokio::time::timeout(MOMENT, get(&core)).await.is_err());
    let reads = tokio::task::spawn_blocking(move || told.recv_timeout(MOMENT * 10)).await.expect("a thread");
    assert_eq!((reads, count.load(Ordering::SeqCst)), (Ok(1), 1), "the connection is closed, and nothing is repeated");
    assert_eq!(&get(&core).await.expect("the client lives on")[..], b"good");
}
