//! The process as data: the built-in file, the parser's faults, the model check.

use hoist::domain::parse;

#[test]
fn the_built_in_process_parses() {
    if let Err(faults) = parse::process(parse::BUILTIN) {
        let all: Vec<String> = faults.iter().map(|f| f.render(parse::BUILTIN)).collect();
        panic!("{}", all.join("\n\n"));
    }
    let process = parse::builtin();
    assert_eq!(process.tiers.len(), 3);
    assert_eq!(process.hash.len(), 64);
    let start = std::time::Instant::now();
    parse::process(parse::BUILTIN).unwrap();
    eprintln!("{:?}", start.elapsed());
}
