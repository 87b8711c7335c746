//! XES (IEEE 1849), the XML of event logs, one trace after the other: memory holds one case.

use super::bytes::{Decoded, Watch, Watched, unreadable};
use super::case::{Case, Record};
use super::cells::Cells;
use crate::desk::Error;
use encoding_rs::{Encoding, UTF_8};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::cell::Cell;
use std::collections::HashMap;
use std::io::BufRead;
use std::rc::Rc;
use std::sync::Arc;

/// The largest single tag or text, in bytes.
const PIECE_MAX: u64 = 32 << 20;
/// The largest case, in bytes of XML.
const CASE_MAX: usize = 256 << 20;
/// How deep attributes may stand within attributes.
const DEPTH_MAX: usize = 64;
/// How many names of attributes are kept once for all.
const KEYS_MAX: usize = 10_000;

/// Attributes by key.
type Pairs = Vec<(Arc<str>, String)>;

/// The cases of a log.
pub struct Xes {
    reader: Reader<Watched>,
    watch: Rc<Watch>,
    buffer: Vec<u8>,
    keys: HashMap<String, Arc<str>>,
    /// The line on which the last tag begins.
    at: u64,
    began: bool,
    ended: bool,
}

/// A piece of the file.
enum Tag {
    /// It begins; with its name.
    Open(BytesStart<'static>),
    /// It begins and ends.
    Whole(BytesStart<'static>),
    /// What was open last ends.
    Close,
    /// The file ends.
    End,
}

/// What is gathered of a trace.
#[derive(Default)]
struct Trace {
    own: Pairs,
    records: Vec<Record>,
    raw: String,
    too_large: bool,
}

impl Trace {
    fn write(&mut self, tag: &BytesStart<'_>, end: &str) {
        self.too_large |= self.raw.len() + tag.len() > CASE_MAX;
        if self.too_large {
            // It is refused; what was gathered of it is given back at once.
            (self.raw, self.own, self.records) = <_>::default();
            return;
        }
        self.raw.push('<');
        self.raw.push_str(tag);
        self.raw.push_str(end);
    }

    fn close(&mut self, name: &str) {
        if !self.too_large {
            self.raw.push_str("</");
            self.raw.push_str(name);
            self.raw.push_str(">\n");
        }
    }
}

impl Xes {
    /// Of a file whose bytes are UTF-8, or what its XML declaration says.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(mut input: Box<dyn BufRead>, replaced: &Rc<Cell<u64>>) -> Result<Xes, Error> {
        let start = input.fill_buf().map_err(unreadable)?;
        let encoding = declared(start).unwrap_or(UTF_8);
        // UTF-8 passes through the same sieve: a byte that is none must not end the reading.
        let decoded = Decoded::new(input, encoding, Rc::clone(replaced));
        let decoded = Box::new(std::io::BufReader::with_capacity(1 << 16, decoded));
        let (input, watch) = Watched::new(decoded, PIECE_MAX);
        Ok(Xes {
            reader: Reader::from_reader(input),
            watch,
            buffer: Vec::new(),
            keys: HashMap::new(),
            at: 1,
            began: false,
            ended: false,
        })
    }

    /// The next case.
    ///
    /// # Errors
    /// With the line from which on the file cannot be read.
    pub fn next(&mut self) -> Result<Option<Case>, Error> {
        if !self.began {
            self.began = true;
            self.begin()?;
        }
        while !self.ended {
            match self.tag()? {
                Tag::Open(tag) if tag.local_name().as_ref() == "trace" => {
                    return self.trace(&tag).map(Some);
                }
                Tag::Whole(tag) if tag.local_name().as_ref() == "trace" => {
                    return Ok(Some(Case {
                        line: self.at,
                        own: Some(Cells::Pairs(Vec::new())),
                        raw: Some("<trace/>".to_owned()),
                        ..Case::default()
                    }));
                }
                Tag::Open(tag) if tag.local_name().as_ref() == "event" => {
                    return Err(self.broken("has an <event> outside a <trace>"));
                }
                Tag::Open(_) => self.pass()?,
                Tag::Whole(_) => {}
                Tag::Close => self.finish()?,
                Tag::End => return Err(self.cut_off("<log>")),
            }
        }
        Ok(None)
    }

    /// Behind the log there is nothing. To know that, the file is read to its end, where a packed one has its checksum.
    fn finish(&mut self) -> Result<(), Error> {
        self.ended = true;
        match self.tag()? {
            Tag::End => Ok(()),
            Tag::Open(_) | Tag::Whole(_) | Tag::Close => {
                Err(self.broken("goes on after its </log>"))
            }
        }
    }

    fn begin(&mut self) -> Result<(), Error> {
        match self.tag()? {
            Tag::Open(tag) if tag.local_name().as_ref() == "log" => Ok(()),
            Tag::Whole(tag) if tag.local_name().as_ref() == "log" => self.finish(),
            Tag::Open(tag) | Tag::Whole(tag) => {
                let name = super::value::cut(tag.name().as_ref(), Some(40));
                Err(Error::Input(format!(
                    "The file is no XES log: it begins with <{name}>, not with <log>."
                )))
            }
            Tag::Close | Tag::End => Err(Error::Input(
                "The file is no XES log: there is no <log> in it.".to_owned(),
            )),
        }
    }

    /// What stands beside the traces: extensions, classifiers, globals, the log's own attributes.
    fn pass(&mut self) -> Result<(), Error> {
        let mut depth = 1_u64;
        while depth > 0 {
            match self.tag()? {
                Tag::Open(tag) if tag.local_name().as_ref() == "trace" => {
                    return Err(self.broken("has a <trace> within something else"));
                }
                Tag::Open(_) => depth += 1,
                Tag::Whole(_) => {}
                Tag::Close => depth -= 1,
                Tag::End => return Err(self.cut_off("<log>")),
            }
        }
        Ok(())
    }

    fn trace(&mut self, tag: &BytesStart<'_>) -> Result<Case, Error> {
        let line = self.at;
        let mut trace = Trace::default();
        trace.write(tag, ">\n");
        loop {
            match self.tag()? {
                Tag::Open(tag) if tag.local_name().as_ref() == "event" => {
                    self.event(&tag, &mut trace)?;
                }
                Tag::Whole(tag) if tag.local_name().as_ref() == "event" => {
                    trace.write(&tag, "/>\n");
                    trace.records.push(record(self.at, Vec::new()));
                }
                Tag::Open(tag) if tag.local_name().as_ref() == "trace" => {
                    return Err(self.broken("has a <trace> within a <trace>"));
                }
                Tag::Open(tag) => {
                    let mut own = std::mem::take(&mut trace.own);
                    self.attribute(&tag, true, "", &mut own, &mut trace, 0)?;
                    trace.own = own;
                }
                Tag::Whole(tag) => {
                    let mut own = std::mem::take(&mut trace.own);
                    self.attribute(&tag, false, "", &mut own, &mut trace, 0)?;
                    trace.own = own;
                }
                Tag::Close => break,
                Tag::End => return Err(self.cut_off("<trace>")),
            }
        }
        trace.close("trace");
        let fault = format!("the case is larger than {} MiB", CASE_MAX >> 20);
        Ok(Case {
            line,
            own: Some(Cells::Pairs(trace.own)),
            records: trace.records,
            fault: trace.too_large.then_some(fault),
            raw: Some(trace.raw),
            latin1: 0,
        })
    }

    fn event(&mut self, tag: &BytesStart<'_>, trace: &mut Trace) -> Result<(), Error> {
        let line = self.at;
        trace.write(tag, ">");
        let mut pairs = Vec::with_capacity(12);
        loop {
            match self.tag()? {
                Tag::Open(tag) if matches!(tag.local_name().as_ref(), "event" | "trace") => {
                    let what = match tag.local_name().as_ref() {
                        "event" => "has an <event> within an <event>",
                        _ => "has a <trace> within an <event>",
                    };
                    return Err(self.broken(what));
                }
                Tag::Open(tag) => self.attribute(&tag, true, "", &mut pairs, trace, 0)?,
                Tag::Whole(tag) => self.attribute(&tag, false, "", &mut pairs, trace, 0)?,
                Tag::Close => break,
                Tag::End => return Err(self.cut_off("<event>")),
            }
        }
        trace.close("event");
        if !trace.too_large {
            trace.records.push(record(line, pairs));
        }
        Ok(())
    }

    /// An attribute, of whatever type; those within it have its key before theirs: `cost.total`.
    fn attribute(
        &mut self,
        tag: &BytesStart<'_>,
        open: bool,
        within: &str,
        pairs: &mut Pairs,
        trace: &mut Trace,
        depth: usize,
    ) -> Result<(), Error> {
        trace.write(tag, if open { ">" } else { "/>" });
        let (key, value) = self.key_and_value(tag)?;
        let name = match (key.as_deref(), within) {
            (Some(key), "") => key.to_owned(),
            (Some(key), within) => format!("{within}.{key}"),
            // The <values> of a list, or what no attribute is: its own ones belong to what is around it.
            (None, within) => within.to_owned(),
        };
        if let Some(value) = value.filter(|_| !name.is_empty()) {
            let key = self.key(&name);
            pairs.push((key, value));
        }
        if !open {
            return Ok(());
        }
        if depth >= DEPTH_MAX {
            return Err(self.broken(&format!("has attributes deeper than {DEPTH_MAX}")));
        }
        loop {
            match self.tag()? {
                Tag::Open(inner) => {
                    self.attribute(&inner, true, &name, pairs, trace, depth + 1)?;
                }
                Tag::Whole(inner) => {
                    self.attribute(&inner, false, &name, pairs, trace, depth + 1)?;
                }
                Tag::Close => break,
                Tag::End => return Err(self.cut_off("an attribute")),
            }
        }
        trace.close(tag.name().as_ref());
        Ok(())
    }

    fn key_and_value(
        &self,
        tag: &BytesStart<'_>,
    ) -> Result<(Option<String>, Option<String>), Error> {
        let (mut key, mut value) = (None, None);
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|e| self.malformed(&e))?;
            let said = match attribute.key.as_ref() {
                "key" => &mut key,
                "value" => &mut value,
                _ => continue,
            };
            let text = attribute.normalized_value(XmlVersion::Explicit1_0);
            *said = Some(text.map_err(|e| self.malformed(&e))?.into_owned());
        }
        Ok((key, value))
    }

    fn key(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.keys.get(name) {
            return Arc::clone(known);
        }
        let key: Arc<str> = Arc::from(name);
        if self.keys.len() < KEYS_MAX {
            self.keys.insert(name.to_owned(), Arc::clone(&key));
        }
        key
    }

    fn tag(&mut self) -> Result<Tag, Error> {
        loop {
            self.watch.renew();
            self.at = self.watch.line();
            self.buffer.clear();
            let read = self.reader.read_event_into(&mut self.buffer);
            let line = self.watch.line();
            let read = read.map_err(|error| match error {
                quick_xml::Error::Io(error) => Error::Input(format!(
                    "The file cannot be read from line {line} on: {error}."
                )),
                error => malformed_at(line, &error),
            });
            match read? {
                Event::Start(tag) => return Ok(Tag::Open(tag.into_owned())),
                Event::Empty(tag) => return Ok(Tag::Whole(tag.into_owned())),
                Event::End(_) => return Ok(Tag::Close),
                Event::Eof => return Ok(Tag::End),
                Event::DocType(said) if said.xml10_content().contains('[') => {
                    return Err(Error::Input(format!(
                        "The file declares entities of its own (line {line}). A log needs none, and what they expand to may be endless; it is not read."
                    )));
                }
                Event::Text(text) if self.ended && !text.trim_ascii().is_empty() => {
                    return Err(self.broken("goes on after its </log>"));
                }
                Event::DocType(_)
                | Event::Text(_)
                | Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::GeneralRef(_) => {}
            }
        }
    }

    fn malformed(&self, error: &dyn std::fmt::Display) -> Error {
        malformed_at(self.watch.line(), error)
    }

    fn broken(&self, what: &str) -> Error {
        Error::Input(format!(
            "The file {what} in line {}: it is no XES log from there on.",
            self.watch.line()
        ))
    }

    fn cut_off(&self, open: &str) -> Error {
        Error::Input(format!(
            "The file ends in line {} while {open} is open: it was cut off.",
            self.watch.line()
        ))
    }
}

fn malformed_at(line: u64, error: &dyn std::fmt::Display) -> Error {
    Error::Input(format!(
        "The file is not well-formed in line {line}: {error}."
    ))
}

fn record(line: u64, pairs: Pairs) -> Record {
    Record {
        line,
        cells: Cells::Pairs(pairs),
        fault: None,
    }
}

/// What an XML declaration says of the encoding.
fn declared(start: &[u8]) -> Option<&'static Encoding> {
    let head = start.strip_prefix(b"<?xml")?;
    let head = &head[..head.iter().position(|b| *b == b'>')?];
    let head = std::str::from_utf8(head).ok()?;
    let (_, rest) = head.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let name = rest[1..].split(quote).next()?;
    // UTF-16 without its mark would not have been read as far as this.
    Encoding::for_label(name.as_bytes()).filter(|e| !e.name().starts_with("UTF-16"))
}
