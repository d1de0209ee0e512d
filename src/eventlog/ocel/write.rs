//! Writing OCEL 2.0 JSON.

use std::io::{self, BufWriter, Write};

use super::model::{ObjectLog, Relation, TypeView, ValueView};
use crate::eventlog::attribute::Value;

impl ObjectLog {
    /// Writes the log as OCEL 2.0 JSON, a type, an object and an event on a line of its own. Reading gives an equal log, as long as every
    /// event has a time; times are in UTC. Takes linear time.
    ///
    /// Returns how many events have no time, which the format asks for.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_json(&self, out: impl Write) -> io::Result<usize> {
        let mut out = BufWriter::new(out);
        let mut timeless = 0;
        out.write_all(b"{\"objectTypes\":[")?;
        types(&mut out, self.object_types())?;
        out.write_all(b"\n],\"eventTypes\":[")?;
        types(&mut out, self.event_types())?;
        out.write_all(b"\n],\"objects\":[")?;
        for (index, object) in self.objects().enumerate() {
            item(&mut out, index, object.id(), object.kind())?;
            values(&mut out, object.values())?;
            relations(&mut out, object.relations())?;
        }
        out.write_all(b"\n],\"events\":[")?;
        for (index, event) in self.events().enumerate() {
            item(&mut out, index, event.id(), event.kind())?;
            match event.instant() {
                Some(instant) => write!(out, ",\"time\":\"{instant}\"")?,
                None => timeless += 1,
            }
            values(&mut out, event.values())?;
            relations(&mut out, event.relations())?;
        }
        out.write_all(b"\n]}\n")?;
        out.flush()?;
        Ok(timeless)
    }
}

fn text(out: &mut impl Write, text: &str) -> io::Result<()> {
    Ok(serde_json::to_writer(out, text)?)
}

fn types<'log>(out: &mut impl Write, types: impl Iterator<Item = TypeView<'log>>) -> io::Result<()> {
    for (index, kind) in types.enumerate() {
        out.write_all(if index == 0 { b"\n{\"name\":" } else { b",\n{\"name\":" })?;
        text(out, kind.name())?;
        out.write_all(b",\"attributes\":[")?;
        for (index, (name, kind)) in kind.attributes().enumerate() {
            out.write_all(if index == 0 { b"{\"name\":" } else { b",{\"name\":" })?;
            text(out, name)?;
            write!(out, ",\"type\":\"{kind}\"}}")?;
        }
        out.write_all(b"]}")?;
    }
    Ok(())
}

fn item(out: &mut impl Write, index: usize, id: &str, kind: &str) -> io::Result<()> {
    out.write_all(if index == 0 { b"\n{\"id\":" } else { b",\n{\"id\":" })?;
    text(out, id)?;
    out.write_all(b",\"type\":")?;
    text(out, kind)
}

fn values<'log>(out: &mut impl Write, values: impl ExactSizeIterator<Item = ValueView<'log>>) -> io::Result<()> {
    if values.len() == 0 {
        return Ok(());
    }
    out.write_all(b",\"attributes\":[")?;
    for (index, ValueView { name, value, since }) in values.enumerate() {
        out.write_all(if index == 0 { b"{\"name\":" } else { b",{\"name\":" })?;
        text(out, name)?;
        if let Some(since) = since {
            write!(out, ",\"time\":\"{since}\"")?;
        }
        out.write_all(b",\"value\":")?;
        match value {
            Value::Bool(_) | Value::Int(_) => write!(out, "{value}")?,
            Value::Float(number) if number.is_finite() => serde_json::to_writer(&mut *out, &number)?,
            other => text(out, &other.shown())?,
        }
        out.write_all(b"}")?;
    }
    out.write_all(b"]")
}

/// Writes the relations, and the end of the item.
fn relations<'log>(out: &mut impl Write, relations: impl ExactSizeIterator<Item = Relation<'log>>) -> io::Result<()> {
    if relations.len() > 0 {
        out.write_all(b",\"relationships\":[")?;
        for (index, relation) in relations.enumerate() {
            out.write_all(if index == 0 { b"{\"objectId\":" } else { b",{\"objectId\":" })?;
            text(out, relation.object.id())?;
            out.write_all(b",\"qualifier\":")?;
            text(out, relation.qualifier)?;
            out.write_all(b"}")?;
        }
        out.write_all(b"]")?;
    }
    out.write_all(b"}")
}
