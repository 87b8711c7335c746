//! The process as data: the built-in file, the parser's faults, the model check.

use hoist::domain::{check, parse};

fn shown(faults: &[parse::Fault], text: &str) -> String {
    let all: Vec<String> = faults.iter().map(|f| f.render(text)).collect();
    all.join("\n\n")
}

#[test]
fn the_built_in_process_passes_the_model_check() {
    let start = std::time::Instant::now();
    match check::file(parse::BUILTIN) {
        Ok((_, visited)) => eprintln!("{visited:?} {:?}", start.elapsed()),
        Err(faults) => panic!("{}", shown(&faults, parse::BUILTIN)),
    }
}
