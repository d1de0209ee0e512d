//! Writing pictures in the form that was asked for.

use std::path::Path;

use itsm::draw::{Picture, SvgOptions, dot, mermaid, svg};

use super::{
    Run,
    output::{Failure, Format, Outcome, Output, put},
};

/// Writes a picture to a file or to standard output.
pub fn draw(picture: &Picture, path: Option<&Path>, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Mermaid, Format::Dot, Format::Svg])?;
    let text = match format {
        Format::Dot => dot(picture),
        Format::Svg => svg(picture, &SvgOptions::default()).map_err(|error| Failure::Usage(error.to_string()))?,
        _ => mermaid(picture),
    };
    match path {
        Some(path) => put(path, &text)?,
        None => output.text(text)?,
    }
    Ok(Outcome::Good)
}
