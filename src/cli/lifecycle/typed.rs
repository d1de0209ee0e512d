//! `itsm lifecycle typed`: the Rust types of a lifecycle.

use std::path::{Component, Path, PathBuf, absolute};

use itsm::{
    Error,
    catalog::{Catalog, SHIPPED},
    diagnostic::Findings,
    lifecycle::{Library, Lifecycle},
    source::{FileText, Limits, Source as _},
    typed::{Definitions, Destination, SourceText, generate, module_name},
};

use super::{
    super::{
        Run,
        output::{Failure, Outcome, Output, put},
    },
    is_file, read,
};

/// Writes the types of a lifecycle, or of a model of a file.
pub fn run(text: &str, model: Option<&str>, path: Option<&Path>, catalog: &Catalog, output: &mut Output) -> Run {
    let (definitions, id) = if is_file(text) { of_file(text, model, catalog)? } else { of_reference(text, model, catalog)? };
    let lifecycle = definitions.lifecycles.iter().find(|lifecycle| lifecycle.id() == id);
    let lifecycle = lifecycle.ok_or_else(|| no_model(text, &id, &definitions.lifecycles))?;
    let folder = path.and_then(Path::parent).unwrap_or(Path::new(""));
    let sources = definitions.sources.iter().map(|(reference, file)| {
        let expression = shipped(file).unwrap_or_else(|| format!("include_str!({:?})", relative(folder, file.name())));
        // The file itself goes by its name, wherever it was found.
        let name = if reference == file.name().as_ref() { file_name(reference) } else { reference.clone() };
        SourceText { reference: name, expression }
    });
    let destination = Destination { library: "itsm".to_owned(), command: command(text, model, path), sources: sources.collect() };
    let generated = generate(lifecycle, &destination).map_err(|error| Failure::Usage(error.to_string()))?;
    match path {
        Some(path) => put(path, &generated)?,
        None => output.text(generated)?,
    }
    Ok(Outcome::Good)
}

/// The definitions of a file, and the id of the lifecycle that is meant.
fn of_file(text: &str, model: Option<&str>, catalog: &Catalog) -> Result<(Definitions, String), Error> {
    let definitions = load(&read(text)?, catalog)?;
    let first = definitions.lifecycles.first().map(|lifecycle| lifecycle.id().to_owned()).unwrap_or_default();
    let id = model.map_or_else(|| first.clone(), |model| format!("{first}.{model}"));
    Ok((definitions, id))
}

/// The definitions of the file behind a reference, and the id of the lifecycle that is meant.
fn of_reference(text: &str, model: Option<&str>, catalog: &Catalog) -> Result<(Definitions, String), Error> {
    let reference = model.map_or_else(|| text.to_owned(), |model| format!("{text}.{model}"));
    let lifecycle = catalog.lifecycle(&reference)?;
    // A model stands in the file of its lifecycle, whose id may hold a point of its own.
    let full = lifecycle.reference();
    let shorter = full.rmatch_indices('.').filter_map(|(at, _)| full.get(..at));
    let file = std::iter::once(full.as_str()).chain(shorter).find_map(|name| Library::lifecycle(catalog, name));
    let file = file.ok_or_else(|| Error::with_findings(&reference, Findings::new()))?;
    Ok((load(&file, catalog)?, lifecycle.id().to_owned()))
}

fn load(file: &FileText, catalog: &Catalog) -> Result<Definitions, Error> {
    Definitions::load(file, catalog, Limits::default()).map_err(|findings| Error::with_findings(format!("the lifecycle `{}`", file.name()), findings))
}

fn no_model(text: &str, id: &str, lifecycles: &[Lifecycle]) -> Failure {
    let known: Vec<String> = lifecycles.iter().map(|lifecycle| format!("`{}`", lifecycle.id())).collect();
    Failure::Usage(format!("`{text}` has no `{id}`; it has {}", known.join(", ")))
}

/// The text of a built-in definition, which the library holds already.
fn shipped(file: &FileText) -> Option<String> {
    let same = SHIPPED.paths().filter(|path| file.name().ends_with(path)).find(|path| SHIPPED.read(path).is_ok_and(|known| known == *file))?;
    let (folder, id) = same.strip_suffix(".yaml")?.split_once("/lifecycles/")?;
    let framework = folder.rsplit('/').next().unwrap_or(folder);
    Some(format!("itsm::typed::{}::{}::SOURCE", module_name(framework), module_name(id)))
}

/// The command that writes the file, as it was typed.
fn command(text: &str, model: Option<&str>, path: Option<&Path>) -> String {
    let model = model.map_or_else(String::new, |model| format!(" --model {model}"));
    let output = path.map_or_else(String::new, |path| format!(" --output {}", path.display()));
    format!("itsm lifecycle typed {text}{model}{output}")
}

fn file_name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// A path from a folder to a file, with `/` between the parts.
fn relative(folder: &Path, file: &str) -> String {
    let (Some(from), Some(to)) = (plain(folder), plain(Path::new(file))) else { return file.to_owned() };
    let shared = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// An absolute path without `..`; links are left as they are.
fn plain(path: &Path) -> Option<PathBuf> {
    let absolute = if path.as_os_str().is_empty() { absolute(".") } else { absolute(path) }.ok()?;
    let mut plain = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    Some(plain)
}
