//! Makes a dictionary from the events of a log, and says what packing with it, and without one, makes of them.
//!
//! `cargo run --release -p uchite-storage --example dictionary -- DATA [BYTES FILE]`
//!
//! A dictionary that logs were packed with is never replaced: a new one gets another name and another codec number.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "an example for people at a terminal")]

use std::path::Path;
use std::time::{Duration, Instant};

use uchite_domain::Seq;
use uchite_storage::log::{Log, LogOptions, ReadLimit, SegmentLog};
use zstd::bulk::{Compressor, Decompressor};

/// Places of the log that are looked at, and events from each.
const PLACES: u64 = 40;
const EVENTS: usize = 500;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let data = Path::new(arguments.first().expect("a data folder"));
    let (log, _) = SegmentLog::open(&data.join("log"), LogOptions::default()).unwrap();
    let mut texts = Vec::new();
    for place in 0..PLACES {
        let limit = ReadLimit { records: EVENTS, bytes: usize::MAX };
        let records = log.read(Seq(log.head().0 * place / PLACES + 1), limit).unwrap();
        texts.extend(records.into_iter().map(|record| record.payload));
    }
    // One half makes the dictionary, the other is packed with it.
    let half = |rest| texts.iter().skip(rest).step_by(2).map(|text| &text[..]).collect::<Vec<_>>();
    let (known, others) = (half(0), half(1));
    let plain: usize = others.iter().map(|text| text.len()).sum();
    println!("{} events of {} bytes on average", others.len(), plain / others.len());
    if let [_, bytes, file] = &arguments[..] {
        let dictionary = zstd::dict::from_samples(&known, bytes.parse().expect("bytes")).unwrap();
        std::fs::write(file, dictionary).unwrap();
        return;
    }
    for bytes in [0, 4 << 10, 16 << 10, 32 << 10, 64 << 10, 110 << 10] {
        let dictionary =
            if bytes == 0 { Vec::new() } else { zstd::dict::from_samples(&known, bytes).unwrap() };
        for level in [-1, 1, 3, 5] {
            measure(&others, &dictionary, level);
        }
    }
}

fn measure(texts: &[&[u8]], dictionary: &[u8], level: i32) {
    let mut packer = Compressor::with_dictionary(level, dictionary).unwrap();
    let mut unpacker = Decompressor::with_dictionary(dictionary).unwrap();
    let began = Instant::now();
    let packed: Vec<Vec<u8>> = texts.iter().map(|text| packer.compress(text).unwrap()).collect();
    let packing = began.elapsed();
    let began = Instant::now();
    for (packed, text) in packed.iter().zip(texts) {
        assert_eq!(unpacker.decompress(packed, text.len()).unwrap(), *text);
    }
    let unpacking = began.elapsed();
    let each = |took: Duration| took.as_secs_f64() * 1e6 / texts.len() as f64;
    println!(
        "dictionary of {:>6} bytes, level {level:>2}: {:>4} bytes, packed in {:.2} µs, unpacked in {:.2} µs",
        dictionary.len(),
        packed.iter().map(Vec::len).sum::<usize>() / texts.len(),
        each(packing),
        each(unpacking)
    );
}
